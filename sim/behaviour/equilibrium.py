"""User equilibrium: no party would be through earlier by another corridor (Wardrop 1952)."""

from __future__ import annotations

import numpy as np

from sim.behaviour.choice import Prospect
from sim.behaviour.outlook import OpenTime, persons_per_s
from sim.behaviour.situation import NONE, GateArray
from sim.engine.inputs import Gates
from sim.network.street_network import FloatArray, IntArray
from sim.population.population import Population


class Equilibrium:
    """Corridors by iteration over the queues at the gates, before anyone has moved.

    It begins with everybody choosing in the order of setting out, each at the queues that the ones
    before have made. In each round every party compares the corridors at the queues that all the
    others make, and a share 1 / (1 + round) of those who would gain change, those who would gain
    most first (the method of successive averages; Sheffi 1985). The best round is kept. Queues are
    first come, first served, with windows (each class reckons with its own); streets count by
    their walking times at free speed.

    Parameters
    ----------
    iterations
        Most rounds.
    gap
        It ends when `relative_gap` is below this.

    Attributes
    ----------
    relative_gap : float
        Person-seconds to be gained by changing over person-seconds of all, in the round kept; NaN
        before anybody has chosen.
    rounds : int
        How many rounds it took.
    """

    def __init__(self, iterations: int, gap: float) -> None:
        self._iterations, self._enough = iterations, gap
        self._assigned: GateArray | None = None
        self.relative_gap = np.nan
        self.rounds = 0

    def prepare(self, everyone: Prospect) -> None:
        """Find the equilibrium of all who are to set out, once."""
        assert everyone.gates is not None
        self._assigned = np.full(everyone.population.party_count, NONE, np.int16)
        self._assigned[everyone.party] = self._solve(everyone, everyone.gates)

    def choose(self, prospect: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go.

        Who was not foreseen, or can no longer use its corridor, takes the nearest.
        """
        nearest = prospect.walk_s.argmin(axis=1)
        rows = np.arange(len(nearest))
        gate = np.where(np.isfinite(prospect.walk_s[rows, nearest]), nearest, NONE)
        if self._assigned is not None:
            found = self._assigned[prospect.party]
            usable = (found != NONE) & np.isfinite(prospect.walk_s[rows, np.maximum(found, 0)])
            gate = np.where(usable, found, gate)
        return gate.astype(np.int16)

    def _solve(self, everyone: Prospect, gates: Gates) -> GateArray:
        population, party = everyone.population, everyone.party
        arrival_s = everyone.arrival_s
        start_s = arrival_s.min(axis=1) if everyone.start_s is None else everyone.start_s
        persons = population.persons[party].astype(np.float64)
        rows = np.arange(len(party))
        queues = _Queues(population, party, arrival_s, gates)
        chosen = queues.in_turn(start_s)
        able = np.isfinite(arrival_s[rows, chosen])
        best, self.relative_gap = chosen, np.inf
        for number in range(1, self._iterations + 1):
            self.rounds = number
            through_s = queues.through_s(chosen)
            other = through_s.argmin(axis=1)
            now_s, then_s = through_s[rows, chosen], through_s[rows, other]
            horizon_s = np.minimum(now_s, 1e9)  # who is never through would gain, but not inf
            gain = np.where(able & (then_s < now_s), (horizon_s - then_s) * persons, 0.0)
            finite = able & np.isfinite(now_s)
            total = float(((horizon_s - start_s) * persons)[finite].sum())
            gap = float(gain.sum()) / total if total > 0.0 else 0.0
            if gap < self.relative_gap:
                best, self.relative_gap = chosen, gap
            if gap <= self._enough:
                break
            gainers = np.flatnonzero(gain > 0.0)
            change = gainers[np.argsort(-gain[gainers], kind="stable")]
            change = change[: max(1, round(len(gainers) / (1 + number)))]
            chosen = chosen.copy()
            chosen[change] = other[change]
        return np.where(able, best, NONE).astype(np.int16)


class _Queues:
    """Fluid queues of single file at every gate, in seconds of open time."""

    def __init__(
        self, population: Population, party: IntArray, arrival_s: FloatArray, gates: Gates
    ) -> None:
        self._arrival_s = arrival_s
        line = population.line[party]
        rate = persons_per_s(gates)
        with np.errstate(divide="ignore"):
            self._work = population.persons[party][:, None] / rate[:, line].T
        self._line = line
        self._order = np.argsort(arrival_s, axis=0, kind="stable")
        self._clocks = [
            [OpenTime(gates, gate, code) for code in range(gates.admits.shape[1])]
            for gate in range(len(gates.node))
        ]
        self._who = [np.flatnonzero(line == code) for code in range(gates.admits.shape[1])]

    def in_turn(self, start_s: FloatArray) -> IntArray:
        """Return (n,) the gate that each would be through first, given those who set out before."""
        chosen = np.zeros(len(start_s), np.int32)
        end = np.full((len(self._clocks), len(self._clocks[0])), -np.inf)
        gates = range(len(self._clocks))
        for row in np.argsort(start_s, kind="stable"):
            code = int(self._line[row])
            first, when, until = 0, np.inf, 0.0
            for gate in gates:
                at_s = float(self._arrival_s[row, gate])
                clock = self._clocks[gate][code]
                begin = max(clock.elapsed(at_s), float(end[gate, code]))
                work = float(self._work[row, gate])
                through = max(clock.instant(begin), at_s) + work
                if through < when or (gate == 0 and when == np.inf):
                    first, when, until = gate, through, begin + work
            chosen[row] = first
            if when < np.inf:
                end[first, :] = np.maximum(end[first, :], until)
        # Who is never through goes to the nearest that it can reach.
        hopeless = (chosen == 0) & ~np.isfinite(self._arrival_s[:, 0])
        chosen[hopeless] = self._arrival_s[hopeless].argmin(axis=1)
        return chosen

    def through_s(self, chosen: IntArray) -> FloatArray:
        """Return (n, G) when each would be through each gate, given what the others chose."""
        through = np.full(self._arrival_s.shape, np.inf)
        for gate, clocks in enumerate(self._clocks):
            open_s = np.full(len(chosen), np.inf)
            for clock, who in zip(clocks, self._who, strict=True):
                open_s[who] = clock.until(self._arrival_s[who, gate])
            order = self._order[:, gate]
            arrives = open_s[order]
            member = (chosen[order] == gate) & np.isfinite(arrives)
            work = np.where(member, self._work[order, gate], 0.0)
            done = np.cumsum(work)
            # done_i = max over j <= i of (arrival_j + work from j to i): the queue's end
            waiting = np.where(member, arrives - (done - work), -np.inf)
            end = np.maximum.accumulate(waiting) + done
            before = np.concatenate((np.full(1, -np.inf), end[:-1]))
            begin = np.maximum(arrives, before)
            own = self._work[order, gate]
            back = np.empty(len(order), np.intp)
            back[order] = np.arange(len(order))
            for clock, who in zip(clocks, self._who, strict=True):
                starts = clock.when(begin[back[who]])
                starts = np.maximum(starts, self._arrival_s[who, gate])
                through[who, gate] = starts + own[back[who]]
        return through
