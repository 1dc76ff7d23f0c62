"""Looking again on the way: another corridor when the queue is longer than it is worth.

All at once, people would turn round and round between equal ways; so parties look in turn, at the
wait that each would have on arriving, and change only for a saving that is worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.behaviour.at_shut_gate import HOME, Turned, ahead_from_here
from sim.behaviour.dice import Dice
from sim.behaviour.situation import GateArray, Situation, all_but
from sim.behaviour.weighing import weighing
from sim.engine.compiled import entry
from sim.network.street_network import FloatArray, IntArray
from sim.scenario import Scenario

_CLOSE = 1e-9


class LookAgain(Protocol):
    """A way to reconsider on the way."""

    def decide(self, situation: Situation, but: IntArray) -> Turned:
        """Return who goes elsewhere, of all `but` those who have just decided."""


class InTurn:
    """Each party looks once in 1 / share minutes, at a time of its own.

    Parameters
    ----------
    scenario
        Share of the parties that look in a minute, and the least saving: a share of the cost that
        is left, and seconds; the greater counts.
    dice
        When each looks.
    """

    def __init__(self, scenario: Scenario, dice: Dice) -> None:
        choice = scenario.choice
        self._share_per_s = choice.look_again_per_minute / 60.0
        self._least_share, self._least_s = choice.least_saving, choice.least_saving_s
        self._weighing = weighing(scenario)
        self._dice: Dice | None = dice
        self._phase: FloatArray = np.zeros(0)

    def decide(self, situation: Situation, but: Sequence[int] | IntArray) -> Turned:
        """Return who goes elsewhere, of all `but` those who have just decided."""
        party = np.zeros(0, np.int32)
        if self._share_per_s > 0.0:
            party = self._whose_turn(situation)
            if len(but):
                party = all_but(party, but, situation.population)
        rows = np.arange(len(party))
        gate = situation.chosen[party]
        if not len(party):
            return Turned(party, gate, np.full(0, HOME, np.int32))
        cost_s = self._weighing.cost_s(ahead_from_here(situation, party))
        now_s = cost_s[rows, gate]
        best = cost_s.argmin(axis=1)
        then_s = cost_s[rows, best]
        least_s = np.maximum(self._least_share * np.where(np.isfinite(now_s), now_s, 0.0), 0.0)
        with np.errstate(invalid="ignore"):
            change = np.isfinite(then_s) & (now_s - then_s >= np.maximum(least_s, self._least_s))
        change &= best != gate
        party, gate = party[change], best[change].astype(np.int16)
        return Turned(party, gate, np.full(len(party), HOME, np.int32))

    def _whose_turn(self, situation: Situation) -> IntArray:
        """Return who looks in this span, of those on their way to a gate."""
        if self._dice is not None:
            everyone = np.arange(situation.population.party_count, dtype=np.int32)
            self._phase = self._dice.roll(everyone, 1)  # a share of the time between two looks
            self._dice = None  # each has its turn for life
        begin, end = self._share_per_s * situation.now_s, self._share_per_s * situation.until_s
        found = np.empty(len(situation.on_way), np.int32)
        count = find_whose_turn(
            situation.on_way, situation.chosen, self._phase, begin, end - begin, found
        )
        return found[:count]


@entry
def find_whose_turn(
    on_way: IntArray,
    chosen: GateArray,
    phase: FloatArray,
    begin: float,
    span: float,
    found: IntArray,
) -> int:
    """Find those on their way to a gate whose turn begins within a span, once round being 1.

    Parameters
    ----------
    on_way
        (W,) rows.
    chosen, phase
        (P,) the gate of each party, and when its turn is.
    begin, span
        From when on, and for how long; rounds, too.
    found
        (W,) rows of those found, written from the first on.

    Returns
    -------
    int
        How many they are.
    """
    count, since = 0, begin % 1.0
    for party in on_way:
        later = phase[party] - since
        later += 1.0 if later < 0.0 else 0.0
        near = later < span + _CLOSE or later > 1.0 - _CLOSE  # an exact remainder takes long
        if near and chosen[party] >= 0 and (phase[party] - begin) % 1.0 < span:
            found[count] = party
            count += 1
    return count
