"""Going again: who came back means to be at a gate when it next opens."""

from __future__ import annotations

import numpy as np

from sim.behaviour.choice import admits_party
from sim.behaviour.dice import Dice
from sim.behaviour.hours import next_opening_s
from sim.behaviour.situation import Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray


class GoAgain:
    """A stated share of those at rest goes again: each party decides once, and for good.

    Parameters
    ----------
    share
        Share of the parties back home or in a shelter that go again.
    dice
        Who they are.
    party_count
        Number of parties P.
    """

    def __init__(self, share: float, dice: Dice, party_count: int) -> None:
        self._share, self._dice = share, dice
        self._gave_up = np.zeros(party_count, np.bool_)
        self._back_in = np.zeros(0, np.int32)

    def back_in(self, party: IntArray) -> None:
        """Take note of (n,) parties that were called off at their doors."""
        self._back_in = np.union1d(self._back_in, party).astype(np.int32)

    def undecided(self, situation: Situation, planned_s: FloatArray) -> bool:
        """Whether somebody at rest has not decided yet whether it goes again."""
        return bool(len(self._undecided(situation, planned_s)))

    def plan(self, situation: Situation, planned_s: FloatArray) -> None:
        """Write into (P,) `planned_s` when those at rest set out who have no plan yet."""
        party = self._undecided(situation, planned_s)
        if not len(party):
            return
        again = self._dice.roll(party, 0) < self._share
        self._gave_up[party[~again]] = True
        party = party[again]
        planned_s[party] = next_start_s(situation, party)
        self._gave_up[party] = np.isinf(planned_s[party])

    def _undecided(self, situation: Situation, planned_s: FloatArray) -> IntArray:
        """Return who rests, or was called off at its door, and has no plan nor given up."""
        rests: BoolArray = situation.observation.place == Place.ARRIVED
        rests[self._back_in] |= situation.observation.place[self._back_in] == Place.HOME
        party = np.flatnonzero(rests & ~self._gave_up).astype(np.int32)
        waits: IntArray = party[np.isinf(planned_s[party])]
        return waits


def next_start_s(situation: Situation, party: IntArray) -> FloatArray:
    """Return (n,) when parties at rest set out, to be at a gate as it opens next; inf: never.

    Of the openings to come that they can still make, the one for which they set out first.
    """
    population = situation.population
    walk_s = situation.trees.cost[:, situation.where[party]].T / population.speed_m_s[party, None]
    opening_s = next_opening_s(situation.planned, situation.now_s)[:, population.line[party]].T
    with np.errstate(invalid="ignore"):
        start_s = np.maximum(opening_s - walk_s, situation.now_s)
    possible = admits_party(population, situation.planned.admits, party) & np.isfinite(walk_s)
    if situation.memory is not None:
        possible &= situation.memory.usable(party)
    return np.asarray(np.where(possible, start_s, np.inf).min(axis=1), np.float64)
