"""The one change that a single run points to: taken from what binds, its worth not guessed."""

from __future__ import annotations

from typing import Any

from sim.report.text import about

Json = dict[str, Any]

UNMEASURED = (
    "What it is worth one run cannot tell: run the scenario with the change and compare the two."
)


def change_to_try(summary: Json) -> str:
    """Say where most people were left, what held them there, and the change that follows.

    Parameters
    ----------
    summary
        ``summary.json``.
    """
    left = [c for c in summary["corridors"] if c["people_beyond"] and c["binds"] != "willingness"]
    if not left:
        return (
            "Change to try first: none at the corridors. Nearly everyone who set out is through, "
            "so that more lanes or hours would let hardly anyone else through."
        )
    worst = max(left, key=lambda corridor: (corridor["people_beyond"], corridor["id"]))
    text = f"Change to try first: {_change(worst)}. At its gate "
    text += f"{about(worst['people_beyond'])} people were left, more than at any other corridor."
    idle = [name for name in summary["binding"]["idle"] if name != worst["id"]]
    if idle:
        text += f" Or tell people early that {_listed(idle)} had room: choice binds as well."
    return f"{text} {UNMEASURED}"


def _change(corridor: Json) -> str:
    name, lanes, needed = corridor["id"], corridor["lanes"], corridor["lanes_needed"]
    if corridor["binds"] == "lanes":
        enough = f"; those who set out for it need {needed}" if needed and needed > lanes else ""
        return f"more lanes at corridor {name} (it has {lanes}{enough})"
    return {
        "shut": f"let people through corridor {name}, which let nobody through",
        "limit": f"raise the number that corridor {name} may let through",
        "way": f"widen the way behind corridor {name}, or its reception place",
        "streets": f"spread those who walk to corridor {name} over more streets",
        "windows": f"keep corridor {name} open for longer",
    }[corridor["binds"]]


def _listed(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"
