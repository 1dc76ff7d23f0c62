"""What a party can expect at a gate: a fluid queue that is served while the gate is open."""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np

from sim.behaviour.choice import Prospect
from sim.behaviour.due import PeopleDue
from sim.behaviour.fluid import write_rates, write_waits
from sim.behaviour.situation import GateArray, before_gate
from sim.engine.inputs import Gates
from sim.network.street_network import FloatArray


class OpenTime:
    """Seconds that a gate has been open to a class by an instant, and when so many are reached.

    Parameters
    ----------
    gates, gate, line
        Which windows.
    """

    def __init__(self, gates: Gates, gate: int, line: int) -> None:
        cell = gate * gates.admits.shape[1] + line
        span = slice(gates.window_start[cell], gates.window_start[cell + 1])
        self._open_s, self._close_s = gates.window_open_s[span], gates.window_close_s[span]
        self._before = np.concatenate((np.zeros(1), np.cumsum(self._close_s - self._open_s)))
        self._opens: list[float] = self._open_s.tolist()
        self._closes: list[float] = self._close_s.tolist()
        self._sums: list[float] = self._before.tolist()

    def until(self, time_s: FloatArray) -> FloatArray:
        """Return the open seconds before each time; inf for who can never be there."""
        if not len(self._open_s):
            return np.where(np.isfinite(time_s), 0.0, np.inf)
        at = np.searchsorted(self._open_s, time_s, side="right")
        last = np.maximum(at - 1, 0)
        inside = np.minimum(time_s, self._close_s[last]) - self._open_s[last]
        opened = np.where(at > 0, self._before[last] + inside, 0.0)
        return np.where(np.isfinite(time_s), opened, np.inf)

    def elapsed(self, time_s: float) -> float:
        """Return `until` of one instant."""
        if time_s == math.inf:
            return math.inf
        at = bisect_right(self._opens, time_s)
        if at == 0:
            return 0.0
        return self._sums[at - 1] + min(time_s, self._closes[at - 1]) - self._opens[at - 1]

    def instant(self, open_s: float) -> float:
        """Return `when` of one number of open seconds."""
        at = bisect_right(self._sums, open_s) - 1
        if at >= len(self._opens):
            return math.inf
        return self._opens[at] + open_s - self._sums[at]

    def when(self, open_s: FloatArray) -> FloatArray:
        """Return the instant, in a window, at which so many seconds have been open; inf: never."""
        at = np.searchsorted(self._before, open_s, side="right") - 1
        inside = at < len(self._open_s)
        row = np.where(inside, at, 0)
        if not len(self._open_s):
            return np.full(len(open_s), np.inf)
        return np.where(inside, self._open_s[row] + open_s - self._before[row], np.inf)


def persons_per_s(gates: Gates) -> FloatArray:
    """Return the (G, C) people of a class that a gate passes a second: its lanes and its way."""
    rate = np.empty(gates.admits.shape)
    write_rates(gates.lanes, gates.service_mean_s, gates.way_capacity_per_s, rate)
    return rate


def expected_wait_s(prospect: Prospect) -> FloatArray:
    """Return the (n, G) waits at the gates that parties expect on arrival; inf: never through.

    Everyone bound for the gate and not through, and due there before it, is ahead; the gate's lanes
    work for them from now on, while it is open to the party's class as its windows are known. The
    bottlenecks of the streets are not foreseen.
    """
    arrival_s = np.ascontiguousarray(prospect.arrival_s)
    gates, chosen = prospect.gates, prospect.chosen
    if gates is None or chosen is None:
        return np.zeros_like(arrival_s)
    wait_s = np.empty_like(arrival_s)
    write_waits(
        arrival_s,
        _persons_ahead(prospect, arrival_s, chosen),
        prospect.population.line[prospect.party],
        persons_per_s(gates),
        float(prospect.observation.now_s),
        gates.window_start,
        gates.window_open_s,
        gates.window_close_s,
        wait_s,
    )
    return wait_s


def _persons_ahead(prospect: Prospect, arrival_s: FloatArray, chosen: GateArray) -> FloatArray:
    """Return the (n, G) people who are due at each gate before each arrival."""
    people, seen, situation = prospect.population, prospect.observation, prospect.on_the_way
    if situation is None:
        bound = np.flatnonzero(before_gate(seen.place) & (chosen >= 0))
        total = np.bincount(chosen[bound], people.persons[bound], minlength=arrival_s.shape[1])
        return np.ascontiguousarray(np.broadcast_to(total, arrival_s.shape), np.float64)
    return PeopleDue(situation).before(arrival_s)
