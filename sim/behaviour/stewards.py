"""Stewards at a queue: who would join it too late, or stands too far back, is turned away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.behaviour.at_shut_gate import Policies, Turned, bound_for_a_gate
from sim.behaviour.hours import open_now
from sim.behaviour.memory import Memory
from sim.behaviour.situation import NONE, Situation, all_but
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.population.population import Population
from sim.scenario import CLASSES, Scenario

HELD_UP_S = 10.0
"""Who has stood at the end of a street for longer is in a queue, and not held up at a crossing."""


class Stewards:
    """The cut-offs of a scenario.

    Parameters
    ----------
    scenario, corridor_ids, place_ids
        Lengths of queues, policies, and the order of gates and shelters.
    cut_spans
        From when to when nobody may join the queue of each gate, in seconds.
    population
        P parties.
    memory
        What everyone believes.

    Attributes
    ----------
    barred : array
        (P, G) who was turned away from which gate since it last closed.
    persons, children : array
        (G, C) people turned away at each gate by class, and (G,) children among them; who is
        turned away at one gate on two days counts twice.
    times_s : list of float
        When a queue is cut off.
    """

    def __init__(
        self,
        scenario: Scenario,
        corridor_ids: Sequence[str],
        place_ids: Sequence[str],
        cut_spans: Sequence[Sequence[tuple[float, float]]],
        population: Population,
        memory: Memory,
    ) -> None:
        gates = [scenario.corridors[name] for name in corridor_ids]
        self._spans = cut_spans
        self._length = [None if g.cut_off is None else g.cut_off.queue_length for g in gates]
        self._policies = Policies(scenario, place_ids, memory)
        self._kept = np.full(population.party_count, NONE, np.int16)
        self._cut_at = [-np.inf] * len(gates)
        self._was_open = np.zeros(len(gates), np.bool_)
        self.barred: BoolArray = np.zeros((population.party_count, len(gates)), np.bool_)
        self.persons = np.zeros((len(gates), len(CLASSES)), np.int64)
        self.children = np.zeros(len(gates), np.int64)

    @property
    def times_s(self) -> list[float]:
        """When a queue is cut off."""
        return [begin_s for spans in self._spans for begin_s, _ in spans]

    def decide(self, situation: Situation, but: IntArray) -> Turned:
        """Return who is turned away and where each goes, of all `but` those who just decided."""
        self._look_at_closes(situation)
        bound = all_but(bound_for_a_gate(situation), but, situation.population)
        away = [np.zeros(0, np.int32)]
        for gate in range(len(self._spans)):
            own = bound[situation.chosen[bound] == gate]
            own = own[~self.barred[own, gate]]
            if not len(own):
                continue
            turned = np.zeros(len(own), np.bool_)
            for span in self._spans[gate]:
                if span[0] <= situation.now_s < span[1]:
                    turned |= self._too_late(situation, gate, span[0], own)
            length = self._length[gate]
            if length is not None:
                turned |= _too_far_back(situation, own, gate, length)
            self._count(situation.population, gate, own[turned])
            away.append(own[turned])
        return self._policies.after_cut_off(situation, np.concatenate(away))

    def _look_at_closes(self, situation: Situation) -> None:
        """Forget who was turned away from a gate that has closed since."""
        opened: BoolArray = np.any(open_now(situation.planned, situation.now_s), axis=1)
        for gate in np.flatnonzero(self._was_open & ~opened):
            self.barred[:, gate] = False
            self._kept[self._kept == gate] = NONE
        self._was_open = opened

    def _too_late(
        self, situation: Situation, gate: int, begin_s: float, own: IntArray
    ) -> BoolArray:
        """Return which of (n,) parties have joined the queue since it was cut off, or soon would.

        Who would walk up to the gate before stewards look again is turned at once, so that
        nobody slips through in between.
        """
        queued = in_queue(situation, own)
        if self._cut_at[gate] < begin_s:
            self._cut_at[gate] = begin_s
            self._kept[own[queued]] = gate
        late = self._kept[own] != gate
        seen = situation.observation
        soon = np.zeros(len(own), np.bool_)
        walking = np.flatnonzero(late & ~queued & (seen.link[own] >= 0))
        if len(walking):
            away_m = distance_m(situation, own[walking], gate)
            speed_m_s = situation.population.speed_m_s[own[walking]]
            soon[walking] = situation.now_s + away_m / speed_m_s < situation.until_s
        return np.asarray(late & (queued | soon), np.bool_)

    def _count(self, population: Population, gate: int, party: IntArray) -> None:
        self.barred[party, gate] = True
        self.persons[gate] += np.bincount(
            population.line[party], weights=population.persons[party], minlength=len(CLASSES)
        ).astype(np.int64)
        self.children[gate] += int(population.children[party].sum())


def in_queue(situation: Situation, party: IntArray) -> BoolArray:
    """Return which of (n,) parties bound for a gate have come to a stop: they are in its queue."""
    seen = situation.observation
    stood_s = situation.now_s - seen.ready_s[party]
    waits = (seen.place[party] == Place.LINK) & (stood_s > HELD_UP_S)
    stopped = np.isin(seen.place[party], (Place.DOOR, Place.FORECOURT))
    return np.asarray(waits | stopped, np.bool_)


def distance_m(situation: Situation, party: IntArray, gate: int) -> FloatArray:
    """Return (n,) metres from where parties are to a gate; 0 in its forecourt."""
    node, rest_m = situation.from_here(party)
    return np.asarray(situation.trees.cost[gate, node] + rest_m, np.float64)


def _too_far_back(situation: Situation, own: IntArray, gate: int, length: int) -> BoolArray:
    """Return which of (n,) parties stand in a gate's queue behind the first `length` people."""
    turned = np.zeros(len(own), np.bool_)
    queued = np.flatnonzero(in_queue(situation, own))
    party, seen = own[queued], situation.observation
    away_m = distance_m(situation, party, gate)
    in_court = seen.place[party] == Place.FORECOURT
    away_m[in_court] = -1.0
    since_s = np.where(in_court, seen.gate_arrival_s[party], seen.ready_s[party])
    order = np.lexsort((party, np.nan_to_num(since_s), away_m))
    ahead = np.cumsum(situation.population.persons[party][order])
    turned[queued[order]] = ahead > length
    return turned
