"""The queue that a party expects at a gate, compiled: a fluid that is served while it is open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.telling import left_to_walk_m
from sim.engine.compiled import entry, helper
from sim.engine.observation import Place
from sim.network.street_network import FloatArray, IntArray

_FORECOURT = int(Place.FORECOURT)


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
    classes = rate.shape[1]
    for party in range(arrival_s.shape[0]):
        for gate in range(arrival_s.shape[1]):
            cell = gate * classes + line[party]
            opens = window_open_s[window_start[cell] : window_start[cell + 1]]
            closes = window_close_s[window_start[cell] : window_start[cell + 1]]
            arrival = arrival_s[party, gate]
            wait_s[party, gate] = np.inf
            if not rate[gate, line[party]] > 0.0 or arrival == np.inf:
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
def add_people_due(
    on_way: IntArray,
    arrival_s: FloatArray,
    place: NDArray[np.uint8],
    chosen: NDArray[np.int16],
    link: IntArray,
    where: IntArray,
    ready_s: FloatArray,
    still_until_s: FloatArray,
    speed_m_s: FloatArray,
    persons: IntArray,
    link_to: IntArray,
    length_m: FloatArray,
    cost_m: FloatArray,
    now_s: float,
    before: FloatArray,
) -> None:
    """Write how many people bound for each gate are due there before each arrival.

    Due is when a party would be there if nothing held it up: now, for who stands in the forecourt.

    Parameters
    ----------
    on_way
        (W,) rows of those at doors, on streets and in forecourts.
    arrival_s
        (G, n) at each gate, rising along the row.
    place, chosen, link, where, ready_s, speed_m_s, persons
        (P,) of the parties: as in ``Observation``, the gate that each walks to, and the node that
        it sets out from.
    still_until_s, link_to, length_m, cost_m
        (E,) of links, and (G, N) metres of ways to them.
    now_s
        The instant.
    before
        (G, n) what is written; of arrivals that are never, anything.
    """
    # Sorting the few who ask and dealing the many between them costs least. Each is looked for
    # among those alone who arrive in the same of n equal parts of the time.
    gates, count = arrival_s.shape
    before[:] = 0.0
    last_s, parts_per_s = np.full(gates, -np.inf), np.zeros(gates)
    first = np.zeros((gates, count + 1), np.int32)  # to arrive in each part, and after all
    for gate in range(gates):
        _divide(arrival_s[gate], last_s, parts_per_s, first, gate)
    for party in on_way:
        gate = chosen[party]
        if gate < 0 or not now_s < last_s[gate]:
            continue
        due_s = now_s
        if place[party] != _FORECOURT:
            at, rest_m = link[party], 0.0
            node = where[party]
            if at >= 0:
                node = link_to[at]
                rest_m = left_to_walk_m(
                    ready_s[party], still_until_s[at], now_s, speed_m_s[party], length_m[at]
                )
            due_s = now_s + (cost_m[gate, node] + rest_m) / speed_m_s[party]
        if not due_s < last_s[gate]:
            continue
        part = _part(due_s, arrival_s[gate, 0], parts_per_s[gate], count)
        low, high = first[gate, part], first[gate, part + 1]
        while low < high:
            middle = (low + high) // 2
            if arrival_s[gate, middle] <= due_s:
                low = middle + 1
            else:
                high = middle
        before[gate, low] += persons[party]
    for gate in range(gates):
        for place_in_row in range(1, count):
            before[gate, place_in_row] += before[gate, place_in_row - 1]


@helper
def _divide(
    rising_s: FloatArray, last_s: FloatArray, parts_per_s: FloatArray, first: IntArray, gate: int
) -> None:
    """Divide the time of a gate's (n,) arrivals into n equal parts."""
    reach = len(rising_s)
    while reach > 0 and rising_s[reach - 1] == np.inf:
        reach -= 1
    if reach == 0:
        return
    last_s[gate] = rising_s[reach - 1]
    span_s = last_s[gate] - rising_s[0]
    if span_s > 1e-6:
        parts_per_s[gate] = len(rising_s) / span_s
    for number in range(reach):
        part = _part(rising_s[number], rising_s[0], parts_per_s[gate], len(rising_s))
        first[gate, part + 1] += 1
    for part in range(len(rising_s)):
        first[gate, part + 1] += first[gate, part]


@helper
def _part(time_s: float, first_s: float, parts_per_s: float, parts: int) -> int:
    """Return the part that an instant falls into; it never falls as time rises."""
    return min(max(int((time_s - first_s) * parts_per_s), 0), parts - 1)
