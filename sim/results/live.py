"""``sensitivity: live``: what a result may say while people are still on the streets it is about.

Outputs are rounded to district and 30 minutes. Tables of people and links, maps, and everything
that tells where fighters are (figures by class, warnings, the front, the scenario itself) are left
out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results.status import STATUSES
from sim.results.tables import local_texts
from sim.scenario import CLASSES
from sim.scenario.clock import Clock

if TYPE_CHECKING:
    import pandas as pd

INTERVAL_S = 1800.0
"""Times of live results are multiples of this."""

ANNOUNCED: frozenset[str] = frozenset(
    {"duration_s", "report_interval_s", "open_s", "close_s", "dark_s"}
)
"""Times that everyone was told beforehand: they are not rounded."""

_DROPPED_KEYS: frozenset[str] = frozenset(
    {
        "by_class",
        "classes",
        "largest_links",
        "out_of_doors_by_class",
        "dense_person_s",
        "forbidden",
        "reasons",
        "services",
        "crossings",
        "damage",
        "unsafe_by_class",
        "warnings",
        "why",
        "zones",
    }
)
"""Reasons are by class, the fighters' orders among them.

Warnings name districts and how many fighters live there; so may the reason for an assumption."""


def coarse_summary(summary: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """Return the summary with its times rounded, without what tells where fighters are."""
    return {
        key: _coarse_value(key, value, summary, clock)
        for key, value in summary.items()
        if key not in _DROPPED_KEYS
    }


def coarse_corridors(table: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return the corridor table, made at `INTERVAL_S`, without classes and exact waits.

    The last interval ends with the run, which is no time to be told either.
    """
    kept = table.drop(columns=[f"{name}_{c}" for name in ("arrived", "passed") for c in CLASSES])
    waits = [name for name in kept.columns if "wait_" in name]
    result = kept.assign(**{name: _rounded(kept[name]) for name in waits})
    result["end_s"] = np.ceil(result["end_s"] / INTERVAL_S) * INTERVAL_S
    result["end_local"] = local_texts(clock, result["end_s"].to_numpy())
    return result


def coarse_districts(table: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return the district table with its times rounded."""
    times = [name for name in table.columns if name.endswith("_s")]
    result = table.assign(**{name: _rounded(table[name]) for name in times})
    # A time by which one had to leave is rounded down: what is said must still be in time.
    leave_by = np.floor(table["leave_home_by_s"] / INTERVAL_S) * INTERVAL_S
    result["leave_home_by_s"] = leave_by
    result["leave_home_by_local"] = local_texts(clock, leave_by.to_numpy())
    for part in ("median", "p95"):
        result[f"out_{part}_local"] = local_texts(clock, result[f"out_{part}_s"].to_numpy())
    return result


def coarse_series(table: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Return one row every `INTERVAL_S`: the first sample at or after each multiple."""
    times = table["time_s"].to_numpy()
    marks = np.arange(np.ceil(times[-1] / INTERVAL_S) + 1) * INTERVAL_S
    rows = np.minimum(np.searchsorted(times, marks, side="left"), len(times) - 1)
    result = table.iloc[rows].reset_index(drop=True)
    result["time_s"] = marks
    result["time_local"] = local_texts(clock, marks)
    return result[["time_s", "time_local", *STATUSES]]


def _coarse_value(key: str, value: Any, siblings: dict[str, Any], clock: Clock) -> Any:
    if isinstance(value, dict):
        return coarse_summary(value, clock)
    if isinstance(value, list):
        return [coarse_summary(v, clock) if isinstance(v, dict) else v for v in value]
    if key.endswith("_s") and key not in ANNOUNCED and value is not None:
        return _rounding(key)(value / INTERVAL_S) * INTERVAL_S
    if key.endswith("_local"):
        of = f"{key.removesuffix('_local')}_s"
        source = of if of in siblings else of.replace("clearance_s", "clearance_time_s")
        if source in siblings and source not in ANNOUNCED and siblings[source] is not None:
            rounded = _coarse_value(source, siblings[source], siblings, clock)
            return local_texts(clock, np.asarray([rounded]))[0]
    return value


def _rounding(key: str) -> Callable[[float], float]:
    """Round down a time by which one had to join: what is said must still be in time."""
    return np.floor if key == "last_useful_join_s" else np.round


def _rounded(column: pd.Series[float]) -> pd.Series[float]:
    return (column / INTERVAL_S).round() * INTERVAL_S
