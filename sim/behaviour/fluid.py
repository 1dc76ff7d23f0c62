"""The queue that a party expects at a gate, compiled: a fluid that is served while it is open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry, helper
from sim.network.street_network import FloatArray, IntArray


@entry
def write_rates(
    lanes: IntArray, mean_s: FloatArray, way_per_s: FloatArray, rate: FloatArray
) -> None:
    """Write the (G, C) people of a class that a gate passes a second: its lanes and its way.

    Parameters
    ----------
    lanes, mean_s, way_per_s
        (G,), (G, C) and (G,) of ``Gates``.
    rate
        (G, C) what is written.
    """
    for gate in range(len(lanes)):
        for line in range(rate.shape[1]):
            work = float(lanes[gate]) if lanes[gate] >= 0 else np.inf
            served = work / mean_s[gate, line]
            if np.isnan(served):
                served = np.inf if work > 0.0 else 0.0
            rate[gate, line] = min(served, way_per_s[gate])


@entry
def write_waits(
    arrival_s: FloatArray,
    ahead: FloatArray,
    line: NDArray[np.uint8],
    rate: FloatArray,
    now_s: float,
    window_start: IntArray,
    window_open_s: FloatArray,
    window_close_s: FloatArray,
    wait_s: FloatArray,
) -> None:
    """Write the waits of parties that arrive behind so many people; inf: never through.

    Parameters
    ----------
    arrival_s, ahead, wait_s
        (n, G) arrivals, people ahead, and the waits that are written.
    line
        (n,) class of each party.
    rate
        (G, C) people that pass a second.
    now_s
        From when on people are served.
    window_start, window_open_s, window_close_s
        As in ``sim.engine.inputs.Gates``.
    """
    gates, classes = rate.shape
    served_s = np.zeros(gates * classes)  # by now, while it was open
    for cell in range(gates * classes):
        span = window_start[cell], window_start[cell + 1]
        served_s[cell] = _open_until(span, window_open_s, window_close_s, now_s)
    for party in range(arrival_s.shape[0]):
        for gate in range(gates):
            arrival, per_s = arrival_s[party, gate], rate[gate, line[party]]
            wait_s[party, gate] = np.inf
            if not per_s > 0.0 or arrival == np.inf:
                continue
            cell = gate * classes + line[party]
            span = window_start[cell], window_start[cell + 1]
            begin = max(
                _open_until(span, window_open_s, window_close_s, arrival),
                served_s[cell] + ahead[party, gate] / per_s,
            )
            through = max(_open_at(span, window_open_s, window_close_s, begin), arrival)
            if np.isfinite(through):
                wait_s[party, gate] = through - arrival


@helper
def _open_until(
    span: tuple[int, int], opens: FloatArray, closes: FloatArray, time_s: float
) -> float:
    """Return the seconds before an instant in which the windows of a span were open."""
    if time_s == np.inf:
        return np.inf
    before = opened = 0.0
    for window in range(span[0], span[1]):
        if opens[window] > time_s:
            break
        opened = before + (min(time_s, closes[window]) - opens[window])
        before += closes[window] - opens[window]
    return opened


@helper
def _open_at(span: tuple[int, int], opens: FloatArray, closes: FloatArray, open_s: float) -> float:
    """Return the instant at which so many seconds have been open; inf: never."""
    before, instant = 0.0, np.inf
    for window in range(span[0], span[1]):
        if before > open_s:
            return instant
        instant = opens[window] + open_s - before
        before += closes[window] - opens[window]
    return np.inf if before <= open_s else instant
