"""Who was out when, in all runs of each scenario: means and bands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.bands import ALL, band
from sim.report.page.table import cell, people, table
from sim.report.text import clock, plain

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

Json = dict[str, Any]
FloatArray = NDArray[np.float64]


def origin(comparison: Comparison) -> datetime:
    """Return when the earliest of the scenarios begins."""
    return min(datetime.fromisoformat(side.start_local) for side in comparison.scenarios.values())


def offset_s(comparison: Comparison, label: str) -> float:
    """Return how long after the earliest a scenario begins."""
    begin = datetime.fromisoformat(comparison.scenarios[label].start_local)
    return (begin - origin(comparison)).total_seconds()


def curves_facts(comparison: Comparison) -> Json:
    """Return what the chart of the page needs."""
    first = comparison.scenarios[comparison.first]
    begins = {"start_local": origin(comparison).isoformat(), "zone": first.zone}
    choices = [_choice(comparison, ALL, "all corridors", assumed=False)]
    ids = dict.fromkeys(key for side in comparison.scenarios.values() for key in side.corridors)
    for key in ids:
        places = [side.corridors.get(key) for side in comparison.scenarios.values()]
        name = next(place.name for place in places if place is not None)
        words = f"{key} {plain(name)}" if name != key else key
        assumed = any(place.assumed for place in places if place is not None)
        choices.append(_choice(comparison, key, words, assumed=assumed))
    choices = [one for one in choices if one["sides"]]
    end_s = max((s["time"][-1] for c in choices for s in c["sides"]), default=1.0)
    times = sorted({time_s for c in choices for s in c["sides"] for time_s in s["time"]})
    shift_s = offset_s(comparison, comparison.first)
    dark = {"dark_spans_s": [(b + shift_s, e + shift_s) for b, e in first.dark_spans_s]}

    return {
        "axis": {
            "end": end_s,
            "marks": [style.time_marks(begins, end_s, ticks=count) for count in (10, 5)],
            "dark": style.dark_spans(dark, end_s),
        },
        "incidents": [],
        "clock": {
            f"{time_s:.10g}": clock(
                style.local_time(begins, time_s).isoformat(), day=end_s > 86_400.0
            )
            for time_s in times
        },
        "choices": choices,
        "opens": [_opens(comparison, label) for label in comparison.scenarios],
        "inputs": bool(comparison.draws),
        "runs": comparison.replications,
    }


def _opens(comparison: Comparison, label: str) -> Json:
    shift_s = offset_s(comparison, label)
    spans = comparison.scenarios[label].open_spans_s
    return {"label": label, "spans": [(begin + shift_s, end + shift_s) for begin, end in spans]}


def _choice(comparison: Comparison, corridor: str, words: str, *, assumed: bool) -> Json:
    sides = []
    for label in comparison.scenarios:
        found = band(comparison.runs[label], corridor)
        if found is None:
            continue
        over = None if comparison.drawn is None else band(comparison.drawn[label], corridor)
        shift_s = offset_s(comparison, label)
        sides.append(
            {
                "label": label,
                "time": (found.time_s + shift_s).tolist(),
                "mean": _whole(found.mean),
                "low": _whole(found.low),
                "high": _whole(found.high),
                "over": None
                if over is None
                else {
                    "time": (over.time_s + shift_s).tolist(),
                    "low": _whole(over.low),
                    "high": _whole(over.high),
                },
            }
        )
    return {"id": corridor, "words": words, "assumed": assumed, "sides": sides}


def curves_table(comparison: Comparison) -> Json:
    """Return the curves of all corridors together as numbers."""
    bands = {label: band(runs) for label, runs in comparison.runs.items()}
    found = {label: one for label, one in bands.items() if one is not None}
    times = sorted(
        {float(t) + offset_s(comparison, label) for label, one in found.items() for t in one.time_s}
    )
    first = comparison.scenarios[comparison.first]
    begins = {"start_local": origin(comparison).isoformat(), "zone": first.zone}
    day = bool(times) and times[-1] > 86_400.0
    rows = []
    for time_s in times:
        local = style.local_time(begins, time_s).isoformat()
        row = [cell(time_s, clock(local, day=day))]
        for label, one in found.items():
            at = one.time_s + offset_s(comparison, label)
            for values in (one.mean, one.low, one.high):
                value = float(np.interp(time_s, at, values))
                row.append(cell(round(value, 1), people(value)))
        rows.append(row)
    columns = [("time_s", "local time")]
    for label in found:
        columns += [
            (f"{label}_mean", f"{label} mean"),
            (f"{label}_p5", f"{label} 5 %"),
            (f"{label}_p95", f"{label} 95 %"),
        ]
    head = [{"key": key, "words": words, "title": "", "text": False} for key, words in columns]
    note = "Out so far, all corridors together; between the last two 90 % of the runs lie."
    return table("curve-numbers", "People out so far", head, rows, note)


def _whole(values: FloatArray) -> list[int]:
    return [int(value) for value in np.rint(values)]
