"""What many runs show of themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cards import Table, card
from sim.experiments.compare_text import notes
from sim.experiments.differences import Difference
from sim.experiments.measured import HEADLINES
from sim.experiments.verdict import ranges_of
from sim.report.text import DO_NO_HARM

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.experiments.replications import Replications

MOST_CHANGES = 12
"""How many changed values are listed."""


def replications_card(runs: Replications) -> str:
    """Return a row a measure: its mean, that mean's interval, and where single runs lie."""
    rows = []
    for measured in HEADLINES:
        found = runs.spreads.get(measured.name)
        if found is None:
            continue
        known = found.low is not None and found.high is not None
        ranges = [(found.low, found.high)] if known else []
        rows.append(
            (
                measured.label,
                measured.show(found.mean, *ranges),  # type: ignore[arg-type]
                measured.show_range(found.low, found.high) if known else "-",  # type: ignore[arg-type]
                measured.show_range(found.p5, found.p95),
                found.runs,
            )
        )
    failed = len(runs.outcomes) - len(runs.good)
    return card(
        f"{len(runs.outcomes)} replications of {runs.outcomes[0].scenario}, "
        f"seed {runs.outcomes[0].seed}",
        [f"{failed} of them failed and are left out" if failed else ""],
        [Table(("", "mean", "95 % interval of the mean", "90 % of single runs", "runs"), rows)],
        foot=[
            "Ranges are chance alone: how far the inputs move these numbers is not in them.",
            DO_NO_HARM,
        ],
    )


def comparison_card(comparison: Comparison) -> str:
    """Return the scenarios, a verdict each, what changes between them and what that makes."""
    plans = [(label, side.name, side.id) for label, side in comparison.scenarios.items()]
    tables = [Table(("", "plan", "scenario"), plans)]
    for label in comparison.others:
        changed = comparison.changes[label]
        tables.append(
            Table(
                (f"what changes from {comparison.first} to {label}", comparison.first, label),
                [(one.path, one.before, one.after) for one in changed[:MOST_CHANGES]],
                more=max(0, len(changed) - MOST_CHANGES),
            )
        )
        tables.append(_differences(comparison, label))
    return card(
        f"{len(plans)} plans on the same people",
        [comparison.verdict(label) for label in comparison.others],
        tables,
        foot=notes(comparison),
    )


def _differences(comparison: Comparison, label: str) -> Table:
    """Return a row a headline measure; one of more than chance has an asterisk."""
    mine = [d for d in comparison.differences if d.other == label and d.group == "headline"]
    first = comparison.first
    head: tuple[str, ...] = ("", first, label, f"{label} less {first}", "chance", "inputs")
    rows: list[tuple[str, ...]] = [_row(comparison, found) for found in mine]
    if comparison.drawn is None:
        head, rows = head[:-1], [row[:-1] for row in rows]
    return Table(head, rows)


def _row(comparison: Comparison, found: Difference) -> tuple[str, ...]:
    over = comparison.over_inputs(found)
    measured, ranges = found.measured, ranges_of(found, over)
    chance = "-"
    if found.low is not None and found.high is not None:
        chance = measured.show_range(found.low, found.high)
    return (
        found.words(comparison.replications),
        measured.show(found.first, *ranges),
        measured.show(found.second, *ranges),
        measured.show(found.mean, *ranges) + ("*" if found.sure else ""),
        chance,
        "-" if over is None else measured.show_range(over.low, over.high),
    )
