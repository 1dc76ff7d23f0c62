"""What one change alone would be worth: people out with it, less people out without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.experiments.differences import SURE, paired
from sim.experiments.one_change import Kind, OneChange
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.experiments.statistics import holm, paired_p_value, spread
from sim.results.columns import names

if TYPE_CHECKING:
    import pandas as pd

LEAST_RUNS = 5
"""Fewest runs of each change: of fewer chance is hardly ever ruled out for a dozen changes."""

MEASURE = "out"


def specs_of(changes: Sequence[OneChange], replications: int) -> list[RunSpec]:
    """Return the runs of every change, those of the first change first."""
    return [
        RunSpec.of(change.loaded, replication=number)
        for change in changes
        for number in range(replications)
    ]


def help_table(
    base: Sequence[Outcome], changes: Sequence[OneChange], outcomes: Sequence[Outcome]
) -> pd.DataFrame:
    """Compare every change with the scenario as it is, run by run on the same people.

    Parameters
    ----------
    base
        Runs of the scenario, in the order of their replications.
    changes
        What was changed.
    outcomes
        Runs of the changes, as `specs_of` orders them.

    Returns
    -------
    DataFrame
        Table ``what_helps.csv``: one row a change of which a pair of runs came to its end.
    """
    import pandas as pd

    count = len(base)
    tried = [(one, outcomes[k * count : (k + 1) * count]) for k, one in enumerate(changes)]
    rows = [row for one, runs in tried if (row := _row(base, one, runs)) is not None]
    for row, p in zip(rows, holm([row["p_holm"] for row in rows]), strict=True):
        row["p_holm"], row["sure"] = p, p < SURE
    of = {one.key: runs for one, runs in tried}
    for row in rows:
        row["leads"] = _leads(row, rows, of)
    rows.sort(key=lambda row: (-row["gain"], row["change"]))
    return pd.DataFrame(rows, columns=names("what_helps.csv"))


def _row(
    base: Sequence[Outcome], change: OneChange, runs: Sequence[Outcome]
) -> dict[str, Any] | None:
    gains = paired(base, runs, MEASURE)
    if not gains:
        return None
    found = spread(gains)
    with_it = [run.measures[MEASURE] or 0.0 for run in runs if MEASURE in run.measures]
    nan = float("nan")
    return {
        "change": change.key,
        "kind": change.kind,
        "words": change.words,
        "assumed": change.assumed,
        "runs": found.runs,
        "out_mean": sum(with_it) / len(with_it),
        "gain": found.mean,
        "gain_low": nan if found.low is None else found.low,
        "gain_high": nan if found.high is None else found.high,
        "p_holm": paired_p_value(gains),
        "sure": False,
        "leads": False,
    }


def _leads(
    row: dict[str, Any], rows: list[dict[str, Any]], of: dict[str, Sequence[Outcome]]
) -> bool:
    """Whether no other change of its kind is surely worth more than this one."""
    kind: Kind = row["kind"]
    sure = [one for one in rows if one["kind"] == kind and one["sure"] and one["gain"] > 0.0]
    if row not in sure:
        return False
    best = max(sure, key=lambda one: (one["gain"], one["change"]))
    return (
        row is best
        or paired_p_value(paired(of[row["change"]], of[best["change"]], MEASURE)) >= SURE
    )
