"""What a result shows of itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cards import Assumed, Cell, Table, card, marked_as_assumed
from sim.report.headline import accounts, sentences
from sim.report.text import about, percent

if TYPE_CHECKING:
    from sim.results.result import RunResult


def result_card(result: RunResult) -> str:
    """Return what became of everyone, a row a corridor, and what a planner would say first."""
    summary = result.summary
    said = sentences(summary)
    first = ("protection", "wanted", "safe", "waiting", "binds")
    last = ("reasons", "gridlock", "assumed", "caveat", "do_no_harm")
    return card(
        summary["title"] or summary["scenario"],
        [f"seed {summary['seed']}", *(said[name] for name in first)],
        [_statuses(summary), _corridors(summary)],
        details=marked_as_assumed([(one["path"], one["why"]) for one in summary["assumed"]]),
        foot=[*(said[name] for name in last), accounts(summary)],
    )


def _statuses(summary: dict[str, Any]) -> Table:
    """Return what became of people, statuses that nobody has left out."""
    there = {name.replace("_", " "): n for name, n in summary["by_status"].items() if n}
    return Table(("at the end", *there), [("people", *(about(n) for n in there.values()))])


def _corridors(summary: dict[str, Any]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in summary["corridors"]:
        name = one["name"] or one["id"]
        rows.append(
            (
                one["id"],
                Assumed(name, f"its place: {one['assumed_why']}") if one["assumed"] else name,
                about(one["out"]),
                about(one["peak_queue"]),
                percent(one["utilisation"]),
            )
        )
    return Table(("corridor", "name", "out", "longest queue", "open lane time in use"), rows)
