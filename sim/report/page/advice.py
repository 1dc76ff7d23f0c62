"""The one change worth most where changes were tried, else the one that what binds points to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report.helps import worth_most
from sim.report.text import about, percent, plain

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]

UNMEASURED = (
    "What it is worth one run cannot tell: run the scenario with --what-helps, or compare the two."
)


def change_to_try(summary: Json, helps: pd.DataFrame | None = None) -> str:
    """Say what is worth most; if nothing was tried, where most people were left and what follows.

    Parameters
    ----------
    summary
        ``summary.json``.
    helps
        ``what_helps.csv``, None where no change was tried.
    """
    if helps is not None:
        return worth_most(helps)
    if summary["binding"]["kind"] == "vehicles":
        return f"{_more_vehicles(summary)} {UNMEASURED}"
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


def _more_vehicles(summary: Json) -> str:
    """Name the service that left most people behind; live results name none."""
    services = summary.get("services", ())
    text = "Change to try first: more vehicles, more rounds, or a longer time for them"
    if not services:
        return f"{text}."
    worst = max(services, key=lambda one: (one["left_behind"]["persons"], one["id"]))
    name, left = plain(worst["name"] or worst["id"]), worst["left_behind"]["persons"]
    share = f", {percent(worst['places_used'])} of the places of their trips used"
    return (
        f"{text}: {name} ({worst['vehicles']} vehicles, {worst['trips']} trips"
        f"{share if worst['places_used'] is not None else ''}) left {about(left)} people behind, "
        "more than any other."
    )


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
    if len(ids) == 1:
        return f"corridor {ids[0]}"
    return f"corridors {', '.join(ids[:-1])} and {ids[-1]}"
