"""The scalars that are kept of every run, by dotted name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.experiments.outcome import Curves

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.result import RunResult

HEADLINE: tuple[str, ...] = (
    "persons",
    "children",
    "willing",
    "set_out",
    "safe_by_dark",
    "safe_by_close",
    "out_by_close",
    "t50_s",
    "t90_s",
    "clearance_time_s",
    "share_assumed",
)
"""Keys of ``summary.json``; to them come ``by_status`` and ``waiting_at_close``."""

CORRIDOR: tuple[str, ...] = (
    "chosen",
    "arrived",
    "passed",
    "out",
    "safe",
    "utilisation",
    "peak_queue",
    "people_beyond",
    "queue_wait_max_s",
    "last_useful_join_s",
    "overrun_persons",
)
"""Keys of each corridor in ``summary.json``."""

DISTRICT: tuple[str, ...] = (
    "persons",
    "willing",
    "set_out",
    "out",
    "stranded",
    "stayed",
    "prevented",
    "out_median_s",
    "journey_median_s",
)
"""Columns of ``districts.csv``."""


def scalars(result: RunResult) -> dict[str, float | None]:
    """Return the scalar measures of a run by dotted name; None where there is nothing to measure.

    Counts are floats: what is done with them is statistics.
    """
    summary = result.summary
    found = {name: _number(summary[name]) for name in HEADLINE}
    found |= {f"by_status.{name}": float(count) for name, count in summary["by_status"].items()}
    for name in ("persons", "children"):
        found[f"waiting_at_close.{name}"] = float(summary["waiting_at_close"][name])
    for corridor in summary["corridors"]:
        of = f"corridors.{corridor['id']}"
        found |= {f"{of}.{name}": _number(corridor[name]) for name in CORRIDOR}
    return found | _districts(result.districts)


def _districts(table: pd.DataFrame) -> dict[str, float | None]:
    ids = table["district"].tolist()
    return {
        f"districts.{district}.{name}": _number(value)
        for name in DISTRICT
        for district, value in zip(ids, table[name].tolist(), strict=True)
    }


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def curves(result: RunResult) -> Curves:
    """Return who was out when, to the scenario's end even if the run was over before it."""
    interval_s = float(result.summary["report_interval_s"])
    length = max(1, math.ceil(round(result.summary["duration_s"] / interval_s, 9)))
    out: dict[str, tuple[int, ...]] = {}
    for corridor, rows in result.corridors.groupby("corridor", sort=False):
        counts = [int(count) for count in rows["out"]]
        out[str(corridor)] = (*counts, *[0] * (length - len(counts)))
    return Curves(interval_s, out)
