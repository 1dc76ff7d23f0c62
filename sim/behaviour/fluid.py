"""The queue that a party expects at a gate, compiled: a fluid that is served while it is open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry, helper
from sim.network.street_network import FloatArray, IntArray


@entry
def write_persons_before(
    arrival_s: FloatArray,
    due_s: FloatArray,
    gate: NDArray[np.int16],
    persons: IntArray,
    before: FloatArray,
) -> None:
    """Write how many people are due at each gate before each arrival there.

    Parameters
    ----------
    arrival_s
        (G, n) at each gate, rising along the row.
    due_s, gate, persons
        (m,) when each party is due, where, and its people.
    before
        (G, n) what is written.
    """
    # Sorting the few who ask and dealing the many between them costs least.
    count = arrival_s.shape[1]
    before[:] = 0.0
    for party in range(len(due_s)):
        row = arrival_s[gate[party]]
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if row[middle] <= due_s[party]:
                low = middle + 1
            else:
                high = middle
        if low < count:
            before[gate[party], low] += persons[party]
    for number in range(len(before)):
        for place in range(1, count):
            before[number, place] += before[number, place - 1]


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
    classes = rate.shape[1]
    for party in range(arrival_s.shape[0]):
        for gate in range(arrival_s.shape[1]):
            cell = gate * classes + line[party]
            opens = window_open_s[window_start[cell] : window_start[cell + 1]]
            closes = window_close_s[window_start[cell] : window_start[cell + 1]]
            arrival = arrival_s[party, gate]
            wait_s[party, gate] = np.inf
            if not rate[gate, line[party]] > 0.0:
                continue
            work_s = ahead[party, gate] / rate[gate, line[party]]
            begin = max(
                _open_until(opens, closes, arrival), _open_until(opens, closes, now_s) + work_s
            )
            through = max(_open_at(opens, closes, begin), arrival)
            if np.isfinite(through):
                wait_s[party, gate] = through - arrival


@helper
def _open_until(opens: FloatArray, closes: FloatArray, time_s: float) -> float:
    """Return the open seconds before an instant."""
    if time_s == np.inf:
        return np.inf
    before = opened = 0.0
    for window in range(len(opens)):
        if opens[window] > time_s:
            break
        opened = before + (min(time_s, closes[window]) - opens[window])
        before += closes[window] - opens[window]
    return opened


@helper
def _open_at(opens: FloatArray, closes: FloatArray, open_s: float) -> float:
    """Return the instant at which so many seconds have been open; inf: never."""
    before, instant = 0.0, np.inf
    for window in range(len(opens)):
        if before > open_s:
            return instant
        instant = opens[window] + open_s - before
        before += closes[window] - opens[window]
    return np.inf if before <= open_s else instant


@entry
def write_due(
    party: IntArray,
    chosen: NDArray[np.int16],
    place_is_forecourt: NDArray[np.bool_],
    link: IntArray,
    ready_s: FloatArray,
    speed_m_s: FloatArray,
    node: IntArray,
    length_m: FloatArray,
    cost_m: FloatArray,
    now_s: float,
    due_s: FloatArray,
) -> None:
    """Write when (m,) parties would be at their gates if nothing held them up.

    Parameters
    ----------
    party, node
        (m,) rows of those bound for a gate, and the node that each is at or comes to next.
    chosen, place_is_forecourt, link, ready_s, speed_m_s
        (P,) each party's gate, whether it is there, its link, when it has walked that, its speed.
    length_m, cost_m
        (E,) of links; (G, N) of ways.
    now_s
        The instant.
    due_s
        (m,) what is written.
    """
    for i in range(len(party)):
        one = party[i]
        if place_is_forecourt[one]:
            due_s[i] = now_s
            continue
        rest_m = 0.0
        if link[one] >= 0:
            left_m = max(ready_s[one] - now_s, 0.0) * speed_m_s[one]
            rest_m = min(left_m, length_m[link[one]])
        due_s[i] = now_s + (cost_m[chosen[one], node[i]] + rest_m) / speed_m_s[one]
