"""Who is due at which gate before whom, compiled: everyone on the way, dealt by time.

Due is when a party would be at its gate if nothing held it up: now, for who stands in its
forecourt.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.situation import Situation
from sim.engine.compiled import entry, helper
from sim.engine.observation import Place
from sim.network.street_network import FloatArray, IntArray

PARTS: Final = 1024
"""Equal parts of a gate's time, up to when the last is due, that people are dealt into."""

_FORECOURT = int(Place.FORECOURT)


class PeopleDue:
    """Those on their way to each of G gates, as a situation shows them.

    Parameters
    ----------
    situation
        The world; who walks to which gate may change after this.
    """

    def __init__(self, situation: Situation) -> None:
        people = situation.population
        gates, walkers = len(situation.gates.node), len(situation.on_way)
        self._now_s = float(situation.now_s)
        self._parts_per_s, self._at_once = np.zeros(gates), np.zeros(gates)
        self._first = np.zeros(gates * PARTS + 1, np.int32)
        self._due_s, self._before = np.empty(walkers), np.zeros(walkers + 1, np.int32)
        deal_people(
            situation.on_way,
            *situation.whence,
            situation.observation.place,
            situation.chosen,
            people.speed_m_s,
            people.persons,
            situation.trees.cost,
            self._now_s,
            self._parts_per_s,
            self._at_once,
            self._first,
            self._due_s,
            self._before,
        )

    def before(self, arrival_s: FloatArray) -> FloatArray:
        """Return (n, G) how many people are due at each gate before each arrival there."""
        ahead = np.zeros(arrival_s.shape)
        write_people_before(
            arrival_s,
            self._now_s,
            self._parts_per_s,
            self._at_once,
            self._first,
            self._due_s,
            self._before,
            ahead,
        )
        return ahead


@entry
def deal_people(
    on_way: IntArray,
    node: IntArray,
    rest_m: FloatArray,
    place: NDArray[np.uint8],
    chosen: NDArray[np.int16],
    speed_m_s: FloatArray,
    persons: IntArray,
    cost_m: FloatArray,
    now_s: float,
    parts_per_s: FloatArray,
    at_once: FloatArray,
    first: IntArray,
    due_s: FloatArray,
    before: IntArray,
) -> None:
    """Deal people by gate and by the part of its time in which they are due.

    Parameters
    ----------
    on_way
        (W,) rows of those at doors, on streets and in forecourts.
    node, rest_m
        (W,) nodes that they are at or come to next, and metres to there.
    place, chosen, speed_m_s, persons
        (P,) of the parties: as in ``Observation``, and the gate that each walks to.
    cost_m
        (G, N) metres of ways to the gates.
    now_s
        The instant.
    parts_per_s, at_once
        (G,), written: parts in a second, 0 where nobody is due later than now; and the people who
        are due now.
    first, due_s, before
        (G * `PARTS` + 1,), (W,) and (W + 1,), written: of the others, part by part, where each part
        begins among them, when they are due, and how many people stand before them in this order.
    """
    gates = len(at_once)
    part = np.full(len(on_way), -1, np.int32)  # its gate, to begin with
    when_s = np.empty(len(on_way))
    last_s = np.full(gates, now_s)
    for number in range(len(on_way)):
        party = on_way[number]
        gate = chosen[party]
        if gate < 0:
            continue
        due = now_s
        if place[party] != _FORECOURT:
            due = now_s + (cost_m[gate, node[number]] + rest_m[number]) / speed_m_s[party]
        if due == now_s:
            at_once[gate] += persons[party]
        elif due < np.inf:
            part[number] = gate
            when_s[number] = due
            last_s[gate] = max(last_s[gate], due)
    for gate in range(gates):
        if last_s[gate] > now_s:
            parts_per_s[gate] = PARTS / (last_s[gate] - now_s)
    for number in range(len(on_way)):
        gate = part[number]
        if gate >= 0:
            part[number] = gate * PARTS + _part(when_s[number] - now_s, parts_per_s[gate])
            first[part[number] + 1] += 1
    for one in range(gates * PARTS):
        first[one + 1] += first[one]
    free = first[:-1].copy()
    for number in range(len(on_way)):
        one = part[number]
        if one >= 0:
            due_s[free[one]] = when_s[number]
            before[free[one] + 1] = persons[on_way[number]]
            free[one] += 1
    for at in range(first[-1]):
        before[at + 1] += before[at]


@entry
def write_people_before(
    arrival_s: FloatArray,
    now_s: float,
    parts_per_s: FloatArray,
    at_once: FloatArray,
    first: IntArray,
    due_s: FloatArray,
    before: IntArray,
    ahead: FloatArray,
) -> None:
    """Write how many people are due at each gate before each arrival; see `deal_people`.

    Parameters
    ----------
    arrival_s, ahead
        (n, G); `ahead` is written, but for who never arrives.
    """
    for one in range(arrival_s.shape[0]):
        for gate in range(arrival_s.shape[1]):
            arrival = arrival_s[one, gate]
            if not now_s < arrival < np.inf:
                continue
            part = gate * PARTS + _part(arrival - now_s, parts_per_s[gate])
            low, high = first[part], first[part + 1]
            people = at_once[gate] + before[low] - before[first[gate * PARTS]]
            for at in range(low, high):
                if due_s[at] < arrival:
                    people += before[at + 1] - before[at]
            ahead[one, gate] = people


@helper
def _part(later_s: float, parts_per_s: float) -> int:
    """Return the part that an instant falls into; it never falls as time rises."""
    return min(int(min(later_s * parts_per_s, float(PARTS))), PARTS - 1)
