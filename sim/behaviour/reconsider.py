"""Leave or stay, thought over again at home: with what neighbours do and what danger is seen.

Each party keeps its draw for life (``sim.population.willingness``), so it changes its mind only as
drivers do, never back and forth by chance. Who has left stays on its way.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sim.behaviour.choice import admits_party
from sim.behaviour.dice import Dice
from sim.behaviour.minds import answers, change_minds
from sim.behaviour.situation import GateArray, Situation
from sim.engine.engine import Place
from sim.hazards.board import Board
from sim.network.paths import Trees
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.population.leaving import Mind
from sim.population.population import Population
from sim.population.willingness import STAY_CODE, Felt, Parts, parts, stated_drivers
from sim.scenario import Scenario
from sim.scenario.willingness import Willingness

GONE = (Place.LINK, Place.FORECOURT, Place.LANE, Place.WAY, Place.SAFE)
"""Where those are whom neighbours have seen leaving and not come back."""


_IS_GONE = np.isin(np.arange(len(Place)), GONE)


class Reconsider:
    """Parties at home think again, each in its turn, and at once on what they see.

    Parameters
    ----------
    willingness, felt
        Coefficients, and (D, C) drivers as stated.
    population, mind
        P parties; what of their decisions stays the same for life.
    dice
        When each has its turn.
    """

    def __init__(
        self,
        willingness: Willingness,
        felt: Felt,
        population: Population,
        mind: Mind,
        dice: Dice,
    ) -> None:
        self._weights, self._mind = willingness.coefficients, mind
        self._felt, self._kind = kinds(felt)
        self._every_s = willingness.reconsider_s
        everyone = np.arange(population.party_count, dtype=np.int32)
        phase = dice.roll(everyone, 0)
        self._in_turn: IntArray = np.argsort(phase, kind="stable").astype(np.int32)
        self._phase = phase[self._in_turn]
        self._said = answers(population.willing, population.prevented)
        self._lasting: set[int] = set()
        self._nearest_by: tuple[Trees, BoolArray, GateArray] | None = None
        by_district = np.bincount(population.district, population.persons, len(felt.fear))
        self._persons_there = np.maximum(by_district, 1.0)
        self._persons_gone = np.zeros(len(by_district))
        self._place = np.full(population.party_count, Place.HOME, np.uint8)
        self.heeds_neighbours = bool(self._weights.neighbours > 0.0 and felt.neighbours_seen.any())

    def decide(
        self, situation: Situation, planned_s: FloatArray, getting_ready_s: FloatArray
    ) -> None:
        """Let those at home whose turn it is change their minds.

        Parameters
        ----------
        situation
            What they see; `willing`, `prevented` and `reason` of its population are written.
        planned_s
            (P,) when each means to set out: later, for who would have left by now and begins to
            get ready only now.
        getting_ready_s
            (P,) what that takes.
        """
        party, phase = self._whose_turn(situation)
        if not len(party):
            return
        people = situation.population
        sight, now_s = situation.board.sight, situation.now_s
        risk, seen = sight.at_nodes(now_s)
        wants_now = np.empty(len(party), np.int32)
        tables = self._parts(situation, risk)
        found = change_minds(
            party,
            situation.observation.place,
            people.home,
            people.district,
            people.line,
            self._kind,
            self._gone(situation),
            self._nearest(situation),
            seen,
            sight.along_ways(now_s, situation.trees)[1],
            tables.own,
            tables.neighbours,
            tables.offer,
            tables.guarantor,
            tables.way,
            self._mind.asked,
            self._mind.apart,
            self._mind.held,
            STAY_CODE,
            self._said,
            people.willing,
            people.prevented,
            people.reason,
            wants_now,
        )
        if not found:
            return
        late, later = party[wants_now[:found]], phase[wants_now[:found]]
        begin_s = now_s + (later - now_s / self._every_s % 1.0) % 1.0 * self._every_s
        ready_s = np.maximum(planned_s[late], begin_s + getting_ready_s[late])
        planned_s[late] = situation.board.postponed(ready_s, people.home[late])

    def may_move_somebody(self, situation: Situation) -> bool:
        """Whether what is seen now may still change the mind of somebody at home."""
        return bool(self._stirs(situation.board, situation.now_s) and situation.at_home.any())

    def _stirs(self, board: Board, now_s: float) -> bool:
        """Whether anything can differ from what people knew at the start."""
        return self.heeds_neighbours or board.sight.anything_yet(now_s)

    def _whose_turn(self, situation: Situation) -> tuple[IntArray, FloatArray]:
        """Return whose turn it is in this span, wherever they are, and when in a round it is."""
        nobody = np.zeros(0, np.int32), np.zeros(0)
        board, now_s = situation.board, situation.now_s
        if not self._stirs(board, now_s):
            return nobody
        begin = now_s / self._every_s % 1.0
        end = begin + (situation.until_s - now_s) / self._every_s
        first, last, over = np.searchsorted(self._phase, (begin, end, end - 1.0)).tolist()
        if end - begin >= 1.0:
            first, last, over = 0, len(self._phase), 0
        party, phase = self._in_turn[first:last], self._phase[first:last]
        if over:
            party = np.concatenate((party, self._in_turn[:over]))
            phase = np.concatenate((phase, self._phase[:over]))
        alarmed = self._alarmed(situation)
        if len(alarmed):
            calm = ~np.isin(party, alarmed)
            party = np.concatenate((alarmed, party[calm]))
            phase = np.concatenate((np.full(len(alarmed), begin), phase[calm]))
        return party, phase

    def _alarmed(self, situation: Situation) -> IntArray:
        """Return who sees from home that a place has become unsafe, or safe, just now."""
        places = situation.board.places
        lasting = {n for n, place in enumerate(places) if place.lasts_at(situation.now_s)}
        changed, self._lasting = lasting ^ self._lasting, lasting
        if not changed:
            return np.zeros(0, np.int32)
        seen = np.logical_or.reduce([places[number].seen for number in sorted(changed)])
        return np.flatnonzero(seen[situation.population.home]).astype(np.int32)

    def _parts(self, situation: Situation, risk: FloatArray) -> Parts:
        """Return what the log-odds are the sum of, by kind of people and (L,) `risk` seen."""
        felt = self._felt
        if situation.board.places:
            felt = felt.seeing(risk, risk, trust_lost=self._weights.trust_lost)
        return parts(self._weights, felt)

    def _nearest(self, situation: Situation) -> GateArray:
        """Return (P,) the nearest gate that admits each party, by the ways of now."""
        known_by = situation.trees, situation.planned.admits
        if self._nearest_by is None or any(
            one is not other for one, other in zip(known_by, self._nearest_by[:2], strict=True)
        ):
            people = situation.population
            walk_m = np.where(
                admits_party(people, situation.planned.admits),
                situation.trees.cost[:, people.home].T,
                np.inf,
            )
            self._nearest_by = (*known_by, walk_m.argmin(axis=1).astype(np.int16))
        return self._nearest_by[2]

    def _gone(self, situation: Situation) -> FloatArray:
        """Return (D,) the share of each district's people who have left."""
        if not self.heeds_neighbours:
            return np.zeros(len(self._persons_there))
        people, place = situation.population, situation.observation.place
        moved = np.flatnonzero(place != self._place)
        more = _IS_GONE[place[moved]].astype(np.float64) - _IS_GONE[self._place[moved]]
        self._persons_gone += np.bincount(
            people.district[moved], more * people.persons[moved], len(self._persons_gone)
        )
        self._place[moved] = place[moved]
        return np.asarray(self._persons_gone / self._persons_there, np.float64)


def kinds(felt: Felt) -> tuple[Felt, IntArray]:
    """Return the drivers of every kind of people, (K, 1), and (D, C) which kind each class is.

    Districts and classes of which the same is stated are one kind.
    """
    stated = np.stack([getattr(felt, item.name) for item in fields(felt)])
    _, first, kind = np.unique(
        stated.reshape(len(stated), -1), axis=1, return_index=True, return_inverse=True
    )
    shape = stated.shape[1:]
    one_of_each = felt.at(*np.unravel_index(first[:, None], shape))
    return one_of_each, kind.reshape(shape).astype(np.int32)


def reconsider_rule(
    scenario: Scenario, population: Population, board: Board, replication: int
) -> Reconsider | None:
    """Return the rule of a scenario that states drivers; None where nothing can move anyone."""
    willingness = scenario.willingness
    if willingness is None or population.mind is None:
        return None
    felt = stated_drivers(scenario, willingness)
    dice = Dice(population, scenario.seed, replication, "reconsider")
    rule = Reconsider(willingness, felt, population, population.mind, dice)
    return rule if rule.heeds_neighbours or board.places else None
