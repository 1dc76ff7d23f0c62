"""What the charts of a page show: statuses of everyone, throughput and queue of each corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import evacuated, style
from sim.report.text import clock, corridor_label, rounded, spans_days
from sim.report.throughput import driven

if TYPE_CHECKING:
    from sim.results.result import RunResult

Json = dict[str, Any]

FRAMES = 1_500
"""Most moments that a page can show; of more, every second one, every third, and so on."""


def moments(result: RunResult) -> NDArray[np.int64]:
    """Return rows of the series that the time slider stops at, the last one always."""
    count = len(result.series)
    step = -(-count // FRAMES)
    return np.unique(np.append(np.arange(0, count, step), count - 1))


def clock_words(result: RunResult, rows: NDArray[np.int64]) -> list[str]:
    """Return the local time of rows of the series, with the day where there are several."""
    day = spans_days(result.summary)
    return [clock(local, day=day) for local in result.series["time_local"].iloc[rows]]


def statuses(result: RunResult, rows: NDArray[np.int64]) -> list[Json]:
    """Return people by status over time, from the bottom layer up, as the picture stacks them."""
    return [
        {"name": words, "colour": colour, "hatch": bool(hatch), "people": people[rows].tolist()}
        for words, people, colour, hatch in evacuated.layers(result)
    ]


def corridors(result: RunResult, time_s: NDArray[np.float64]) -> list[Json]:
    """Return each corridor's windows, throughput by report interval and queue by moment.

    Who passes in vehicles counts from their check on.

    Parameters
    ----------
    time_s
        (F,) moments that the slider stops at.
    """
    table = {str(name): rows for name, rows in result.corridors.groupby("corridor", sort=False)}
    return [
        _corridor(
            entry,
            table[entry["id"]],
            _queue(result, entry["id"], time_s),
            driven(result, entry["id"], table[entry["id"]]),
        )
        for entry in result.summary["corridors"]
    ]


def _queue(result: RunResult, corridor: str, time_s: NDArray[np.float64]) -> list[int]:
    """Return who queues at each moment: as recorded, with ``live`` at ends of report intervals."""
    if result.queues is None:
        rows = result.corridors[result.corridors["corridor"] == corridor]
        at_s, queue = rows["end_s"].to_numpy(np.float64), rows["queue"].to_numpy(np.float64)
    else:
        rows = result.queues[result.queues["corridor"] == corridor]
        at_s = rows["time_s"].to_numpy(np.float64)
        queue = (rows["forecourt"] + rows["streets"]).to_numpy(np.float64)
    # Moments are recorded instants; where one is not, the straight line between its neighbours.
    return [int(count) for count in np.interp(time_s, at_s, queue, left=0.0).round()]


def _corridor(entry: Json, rows: Any, queue: list[int], aboard: NDArray[np.float64]) -> Json:
    hours = (rows["end_s"] - rows["begin_s"]).to_numpy(np.float64) / 3600.0
    passed = rows["passed"].to_numpy(np.float64) + aboard
    per_hour = passed / np.where(hours > 0.0, hours, np.inf)
    return {
        "id": entry["id"],
        "name": corridor_label(entry),
        "assumed": entry["assumed"],
        "windows": [[w["open_s"], w["close_s"]] for w in entry["windows"]],
        "begin": rows["begin_s"].round().tolist(),
        "end": rows["end_s"].round().tolist(),
        "per_hour": [rounded(value) for value in per_hour],
        "queue": queue,
    }


def time_axis(summary: Json, end_s: float) -> Json:
    """Return what every time axis shows: marks for wide and narrow charts, darkness, incidents."""
    return {
        "end": end_s,
        "marks": [style.time_marks(summary, end_s, ticks=count) for count in (10, 5)],
        "dark": style.dark_spans(summary, end_s),
        "close": summary["close_s"],
        "zone": summary["zone"],
    }
