"""Scalar measures by name: what replications, comparisons and sweeps work with."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from sim.results.recorded import Recorded
from sim.results.status import STATUSES

if TYPE_CHECKING:
    from sim.results.result import RunResult


@dataclass(frozen=True)
class Measure:
    """One scalar of a run.

    Parameters
    ----------
    name
        Dotted key; ``*`` stands for the id of a corridor or district.
    unit
        Unit; ``persons`` counts people.
    meaning
        What it says.
    formula
        How it is computed, in terms of the tables of a result.
    source
        Where the measure is from; empty if it is common or ours.
    needs
        What has to be written down during the run for it.
    """

    name: str
    unit: str
    meaning: str
    formula: str
    source: str = ""
    needs: Recorded = Recorded.NOTHING


_TOTALS: tuple[Measure, ...] = (
    *(
        Measure(name, "persons", f"status {name} at the end", f"summary by_status.{name}")
        for name in STATUSES
    ),
    Measure("persons", "persons", "everyone in the scenario", "summary persons"),
    Measure("children", "persons", "children among them", "summary children"),
    Measure("willing", "persons", "want to leave", "summary willing"),
    Measure("set_out", "persons", "set out", "summary set_out"),
    Measure("out_by_close", "persons", "out by the last close", "out_s <= close_s"),
    Measure("safe_by_close", "persons", "at a reception by the last close", "safe_s <= close_s"),
    Measure("safe_by_dark", "persons", "at a reception by dark", "safe_s <= dark_s"),
    Measure(
        "waiting_at_close",
        "persons",
        "set out, not through at the last close",
        "summary waiting_at_close.persons",
    ),
    Measure(
        "children_waiting_at_close",
        "persons",
        "children among them",
        "summary waiting_at_close.children",
    ),
    *(
        Measure(
            f"t{share}_s",
            "s",
            f"when {share} % of those who set out were out",
            f"{share} % quantile of out_s over all who set out; nan if never reached",
            "IMO MSC.1/Circ.1533, RiMEA 4.1",
        )
        for share in (50, 90, 95)
    ),
    Measure(
        "clearance_time_s",
        "s",
        "T100: when the last of those who set out was out",
        "largest out_s; nan if anybody who set out is not out",
        "IMO MSC.1/Circ.1533",
    ),
    Measure(
        "wait_mean_s",
        "s",
        "mean wait in the forecourt of those who passed, over all corridors",
        "sum over corridors of passed x wait_mean_s / passed",
    ),
    Measure(
        "queue_wait_max_s",
        "s",
        "longest time that anyone who passed had queued, streets included",
        "largest horizontal distance of the cumulative curves of a corridor",
        "Newell 1993",
        Recorded.QUEUES,
    ),
    Measure("gridlock_knots", "-", "circles of streets in gridlock", "summary gridlock.knots"),
    Measure(
        "share_assumed",
        "-",
        "share of those out whose corridor's place is assumed",
        "out of corridors whose place is marked assumed / out of all",
    ),
)

_EQUITY: tuple[Measure, ...] = tuple(
    Measure(f"equity.{name}", "-", meaning, f"summary equity.{name}", source)
    for name, meaning, source in (
        ("share_out", "share out of those who want to leave", ""),
        ("share_out_worst", "the same in the worst district", ""),
        ("share_out_median", "the same in the median district", ""),
        ("gini", "inequality of the districts' shares", "Gini 1912"),
        ("share_out_children", "share out of children", ""),
        ("share_out_impaired", "share out of people who walk with an impairment", ""),
    )
)

_EXPOSURE: tuple[Measure, ...] = tuple(
    Measure(f"exposure.{name}", "person s", meaning, f"summary exposure.{name}", needs=needs)
    for name, meaning, needs in (
        ("queued_person_s", "time queued", Recorded.QUEUES),
        ("walking_person_s", "time walking to a gate", Recorded.QUEUES),
        ("dark_person_s", "time outdoors in the dark", Recorded.QUEUES),
        ("dense_person_s", "time in moving crowds of 4 people/m2 or more", Recorded.STREETS),
        ("unsafe_person_s", "time in unsafe places, at home included", Recorded.NOTHING),
    )
)

_CORRIDOR: tuple[tuple[str, str, str], ...] = (
    ("chosen", "persons", "set out for it"),
    ("arrived", "persons", "came into its forecourt"),
    ("passed", "persons", "began service"),
    ("out", "persons", "completed service"),
    ("safe", "persons", "reached its reception place"),
    ("people_beyond", "persons", "set out for it, not through at its last close"),
    ("utilisation", "-", "busy / open lane-seconds"),
    ("blocked", "-", "open lane-seconds held by a full way"),
    ("starved", "-", "open lane-seconds with nobody to serve"),
    ("peak_queue", "persons", "largest queue"),
    ("queue_wait_max_s", "s", "longest time that anyone who passed had queued"),
    ("wait_mean_s", "s", "mean wait in the forecourt"),
    ("wait_median_s", "s", "median of it"),
    ("wait_p95_s", "s", "95th percentile of it"),
    ("last_useful_join_s", "s", "who joined later did not pass by the last close"),
    ("overrun_persons", "persons", "began service before a close, were done after it"),
)

_CORRIDOR_QUEUES: frozenset[str] = frozenset(
    {"peak_queue", "queue_wait_max_s", "last_useful_join_s"}
)
"""Those of corridors that need queues written down."""

_DISTRICT: tuple[tuple[str, str, str], ...] = (
    ("persons", "persons", "everyone who lives there"),
    ("willing", "persons", "want to leave"),
    ("set_out", "persons", "set out"),
    ("out", "persons", "out at the end"),
    ("stranded", "persons", "stranded at the end"),
    ("stayed", "persons", "stayed by own choice"),
    ("prevented", "persons", "kept from leaving"),
    ("people_beyond", "persons", "set out, not through at their corridor's last close"),
    ("share_out", "-", "out / willing"),
    ("out_median_s", "s", "when half of those out were out"),
    ("journey_median_s", "s", "median time from setting out to being out"),
    ("journey_p95_s", "s", "95th percentile of it"),
    ("leave_home_by_s", "s", "last useful time to set out"),
)

MEASURES: tuple[Measure, ...] = (
    *_TOTALS,
    *_EQUITY,
    *_EXPOSURE,
    *(
        Measure(
            f"corridors.*.{name}",
            unit,
            meaning,
            f"summary corridors[].{name}",
            needs=Recorded.QUEUES if name in _CORRIDOR_QUEUES else Recorded.NOTHING,
        )
        for name, unit, meaning in _CORRIDOR
    ),
    *(
        Measure(f"districts.*.{name}", unit, meaning, f"districts.csv {name}")
        for name, unit, meaning in _DISTRICT
    ),
)
"""Every scalar, in the order in which `headline_measures` gives them."""


def measure_of(name: str) -> Measure:
    """Return the definition of a measure by its key, such as ``corridors.3.out``.

    Raises
    ------
    KeyError
        There is no such measure; the message names the nearest ones.
    """
    parts = name.split(".")
    pattern = ".".join([parts[0], "*", *parts[2:]]) if len(parts) > 2 else name
    for measure in MEASURES:
        if measure.name == pattern:
            return measure
    from difflib import get_close_matches

    near = get_close_matches(pattern, [measure.name for measure in MEASURES])
    raise KeyError(f"there is no measure {name!r}; near it: {', '.join(near) or 'none'}")


def needed(names: Iterable[str] | None = None) -> Recorded:
    """Return what has to be written down during a run for measures by name; all of them if None.

    Raises
    ------
    KeyError
        There is no such measure.
    """
    measures = MEASURES if names is None else [measure_of(name) for name in names]
    return reduce(or_, (measure.needs for measure in measures), Recorded.NOTHING)


def headline_measures(result: RunResult) -> dict[str, float]:
    """Return every scalar of a run by name (see `MEASURES`).

    What was not reached or does not exist (a corridor that nobody passed has no wait) is nan.

    Parameters
    ----------
    result
        A run, fresh or loaded. With ``sensitivity: live`` its times are rounded.
    """
    return measures_from(result.summary, result.districts.to_dict("records"))


def measures_from(
    summary: dict[str, Any], districts: Iterable[Mapping[Hashable, Any]]
) -> dict[str, float]:
    """Return the scalars of a summary and of rows of districts; see `headline_measures`."""
    values: dict[str, float] = {}
    for measure in _TOTALS:
        values[measure.name] = _number(_total(summary, measure.name))
    for measure in (*_EQUITY, *_EXPOSURE):
        block, key = measure.name.split(".")
        values[measure.name] = _number((summary[block] or {}).get(key))
    for corridor in summary["corridors"]:
        for name, _, _ in _CORRIDOR:
            values[f"corridors.{corridor['id']}.{name}"] = _number(corridor[name])
    for district in districts:
        for name, _, _ in _DISTRICT:
            values[f"districts.{district['district']}.{name}"] = _number(district[name])
    return values


def _total(summary: dict[str, Any], name: str) -> Any:
    corridors = summary["corridors"]
    if name in summary["by_status"]:
        return summary["by_status"][name]
    if name == "waiting_at_close":
        return summary[name]["persons"]
    if name == "children_waiting_at_close":
        return summary["waiting_at_close"]["children"]
    if name == "gridlock_knots":
        return summary["gridlock"]["knots"]
    if name == "wait_mean_s":
        passed = [c for c in corridors if c["passed"]]
        total = sum(c["passed"] for c in passed)
        return sum(c["passed"] * c["wait_mean_s"] for c in passed) / total if total else None
    if name == "queue_wait_max_s":
        return max((c[name] for c in corridors if c[name] is not None), default=None)
    return summary[name]


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
