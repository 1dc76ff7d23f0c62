"""When gates are open and how long their lanes are busy: spans of time and their overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.engine.inputs import Gates

FloatArray = NDArray[np.float64]


def merged(spans: FloatArray) -> FloatArray:
    """Return (W, 2) spans sorted, overlapping and touching ones joined, empty ones dropped."""
    joined: list[list[float]] = []
    for begin, end in sorted((float(b), float(e)) for b, e in spans if e > b):
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    return np.asarray(joined, np.float64).reshape(-1, 2)


def common(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return (W, 2) what two sets of merged spans have in common."""
    begin = np.maximum(first[:, None, 0], second[None, :, 0]).ravel()
    end = np.minimum(first[:, None, 1], second[None, :, 1]).ravel()
    return merged(np.column_stack((begin, end)))


def class_spans(gates: Gates, gate: int, line: int, duration_s: float) -> FloatArray:
    """Return (W, 2) spans in which a class may pass, within the scenario, touching ones joined."""
    if not gates.admits[gate, line]:
        return np.zeros((0, 2))
    row = gate * gates.admits.shape[1] + line
    part = slice(int(gates.window_start[row]), int(gates.window_start[row + 1]))
    spans = np.column_stack((gates.window_open_s[part], gates.window_close_s[part]))
    return merged(np.clip(spans, 0.0, duration_s))


def open_spans(gates: Gates, gate: int, duration_s: float) -> FloatArray:
    """Return (W, 2) spans in which at least one class may pass."""
    lines = range(gates.admits.shape[1])
    return merged(np.vstack([class_spans(gates, gate, line, duration_s) for line in lines]))


def open_before(spans: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return the open seconds of merged `spans` before each time."""
    inside = np.clip(time_s[:, None] - spans[None, :, 0], 0.0, spans[:, 1] - spans[:, 0])
    return np.asarray(inside.sum(axis=1), np.float64)


def busy_before(begin_s: FloatArray, end_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return the total length of the intervals [begin, end) that lies before each time.

    With the begins and ends before t, it is sum(t - begin) - sum(t - end).
    """

    def elapsed(moments: FloatArray) -> FloatArray:
        moments = np.sort(moments)
        count = np.searchsorted(moments, time_s, side="left")
        sums = np.concatenate(([0.0], np.cumsum(moments)))
        return np.asarray(count * time_s - sums[count], np.float64)

    return elapsed(begin_s) - elapsed(end_s)


def busy_inside(
    begin_s: FloatArray, end_s: FloatArray, spans: FloatArray, edge_s: FloatArray
) -> FloatArray:
    """Return the service time that lies in `spans`, for each interval between the edges.

    Parameters
    ----------
    begin_s, end_s
        (R,) services, finite.
    spans
        (W, 2) merged open spans.
    edge_s
        (B + 1,) rising.

    Returns
    -------
    FloatArray
        (B,) lane-seconds.
    """
    low = np.maximum(edge_s[:-1, None], spans[None, :, 0])
    high = np.maximum(np.minimum(edge_s[1:, None], spans[None, :, 1]), low)
    before = busy_before(begin_s, end_s, np.concatenate((low.ravel(), high.ravel())))
    parts = before[low.size :] - before[: low.size]
    return np.asarray(np.maximum(parts.reshape(low.shape).sum(axis=1), 0.0), np.float64)
