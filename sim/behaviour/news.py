"""Who learns what, and when: at the gate, back along the queue, by announcement, by word of mouth.

Work is done only where there is news that not everyone knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.dice import Dice
from sim.behaviour.heard import Heard
from sim.behaviour.memory import OPEN, PLANNED, SHUT, Memory
from sim.behaviour.situation import Situation, before_gate
from sim.counting import raise_from
from sim.engine.engine import Place
from sim.engine.inputs import Gates
from sim.network.places import node_distances_m
from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork
from sim.population.population import Population
from sim.scenario import Scenario

Since = NDArray[np.float32]

GROUPS = 10
"""People at home hear from neighbours in this many groups, one a span, each in its turn."""


@dataclass(frozen=True)
class Item:
    """An announcement as it is spread: when, of which gates, what, and who hears it."""

    time_s: float
    gates: tuple[int, ...]
    said: int
    node: BoolArray | None
    reach: float


class News:
    """The news of one run.

    Parameters
    ----------
    scenario, corridor_ids, network, population, replication
        What it is made from.

    Attributes
    ----------
    active : bool
        Whether any decision depends on news; if not, none spreads.
    memory : Memory
        What everyone believes.
    heard : Heard
        Who has heard of what, when and how.
    """

    def __init__(
        self,
        scenario: Scenario,
        corridor_ids: Sequence[str],
        network: StreetNetwork,
        population: Population,
        replication: int = 0,
    ) -> None:
        news, shut = scenario.news, scenario.shut
        self.active = bool(
            news.announcements
            or news.informed < 1.0
            or any(one.try_another or one.then != "wait" for one in shut.found_shut.values())
        )
        self._dice = Dice(population, scenario.seed, replication, "news")
        everyone = np.arange(population.party_count, dtype=np.int32)
        self.memory = Memory(self._dice.roll(everyone, 0) < news.informed, len(corridor_ids))
        self.heard = Heard(population.persons)
        self._now_s = 0.0
        self._everyone = everyone
        self._tell_per_s = news.tell_per_h / 3600.0
        self._queue_m_s = news.queue_m_s
        self._items = _items(scenario, corridor_ids, network)
        self._told = 0
        self._rounds = 0
        self._shut = np.zeros(len(corridor_ids), np.bool_)
        self._front: dict[int, tuple[int, float]] = {}
        plan = {np.float32(-1.0): PLANNED} if news.informed < 1.0 else {}
        self._what: list[dict[np.float32, int]] = [dict(plan) for _ in corridor_ids]
        if plan:
            self.heard.begin(self.memory, PLANNED)

    @property
    def times_s(self) -> list[float]:
        """When something is announced."""
        return [item.time_s for item in self._items]

    def spread(self, situation: Situation, planned: Gates) -> None:
        """Let news reach who hears it now."""
        if not self.active:
            return
        self._now_s = situation.now_s
        self._look_at_gates(situation, planned)
        for gate, (said, since_s) in self._front.items():
            self._run_back(situation, gate, said, since_s)
        while self._told < len(self._items) and self._items[self._told].time_s <= situation.now_s:
            self._announce(situation, self._items[self._told])
            self._told += 1
        self._rounds += 1
        gates = [gate for gate, known in enumerate(self._what) if known]
        if gates:
            self._talk_on_streets(situation, gates)
        if gates and self._tell_per_s > 0.0:
            self._talk_at_home(situation, gates)

    def runs_back(self, situation: Situation) -> bool:
        """Whether somebody on the way to a gate has yet to hear what was last seen there."""
        if not self.active or not self._front:
            return False
        bound = np.flatnonzero(before_gate(situation.observation.place) & (situation.chosen >= 0))
        seen_s = np.full(len(self._what), -2.0, np.float32)
        for gate, (_, since_s) in self._front.items():
            seen_s[gate] = since_s
        gate_of = situation.chosen[bound]
        return bool((self.memory.since_s[bound, gate_of] < seen_s[gate_of]).any())

    def _tell(self, party: IntArray, gate: int, said: int, since_s: float, way: str) -> None:
        self._what[gate][np.float32(since_s)] = said
        self._hear(party, gate, said, since_s, way)

    def _hear(self, party: IntArray, gate: int, said: int, since_s: float, way: str) -> None:
        news = self.memory.hear(party, gate, said, since_s)
        self.heard.note(news, gate, said, since_s, way=way, now_s=self._now_s)

    def _look_at_gates(self, situation: Situation, planned: Gates) -> None:
        """See which gates are shut that should be open, or open again."""
        should: BoolArray = np.any(open_now(planned, situation.now_s), axis=1)
        actual: BoolArray = np.any(open_now(situation.gates, situation.now_s), axis=1)
        shut: BoolArray = np.logical_and(should, ~actual)
        for gate in np.flatnonzero(shut != self._shut):
            if shut[gate] or should[gate]:
                said = SHUT if shut[gate] else OPEN
                self._front[int(gate)] = (said, situation.now_s)
        # A gate that should be shut by now tells nothing; who believes it shut is right.
        self._shut = shut | (self._shut & ~should)

    def _run_back(self, situation: Situation, gate: int, said: int, since_s: float) -> None:
        """Tell who stands at the gate, and who comes as far back as the news has run."""
        seen = situation.observation
        at_gate = (seen.place == Place.FORECOURT) & (seen.gate == gate)
        self._tell(np.flatnonzero(at_gate).astype(np.int32), gate, said, since_s, "gate")
        bound = (seen.place == Place.LINK) & (situation.chosen == gate)
        coming = np.flatnonzero(bound).astype(np.int32)
        if len(coming):
            reached_m = self._queue_m_s * (situation.now_s - since_s)
            away_m = situation.trees.cost[gate, situation.network.link_to[seen.link[coming]]]
            away_m = away_m + remaining_m(situation, coming)
            self._tell(coming[away_m <= reached_m], gate, said, since_s, "queue")
        if said == SHUT and self._shut[gate]:
            old = self.memory.since_s[coming, gate] < np.float32(since_s)
            unaware = coming[old & (self.memory.said[coming, gate] != SHUT)]
            span_s = situation.until_s - situation.now_s
            self.heard.walk_unaware(unaware, gate, said, since_s, span_s)

    def _announce(self, situation: Situation, item: Item) -> None:
        heard = self._everyone
        if item.node is not None:
            heard = heard[item.node[standing_at(situation, heard)]]
        heard = heard[self._dice.roll(heard, 1_000_000 + self._told) < item.reach]
        for gate in item.gates:
            self._tell(heard, gate, item.said, item.time_s, "announcement")

    def _talk_on_streets(self, situation: Situation, gates: Sequence[int]) -> None:
        """Let those on a street where somebody knows less hear at once what another knows."""
        seen, network = situation.observation, situation.network
        out = np.flatnonzero(seen.place == Place.LINK).astype(np.int32)
        behind = self.memory.behind[out]
        if not behind.any():
            return
        street = network.link_street[seen.link[out]]
        concerned = np.zeros(network.link_count, np.bool_)
        concerned[street[behind]] = True
        here = concerned[street]
        out, street = out[here], street[here].astype(np.int32)
        newest = _nothing_known(network.link_count, self.memory)
        raise_from(newest, street, self.memory.since_s, out)
        for gate in gates:
            heard = newest[street, gate]
            if gate in self._front:  # who comes to that gate hears it along the queue
                heard[situation.chosen[out] == gate] = -2.0
            self._pass_on(out, gate, heard, "street")

    def _talk_at_home(self, situation: Situation, gates: Sequence[int]) -> None:
        """Let a group of those at home hear, at a rate, what neighbours know."""
        seen, network, memory = situation.observation, situation.network, self.memory
        resting = (seen.place == Place.HOME) | (seen.place == Place.ARRIVED)
        group = self._everyone[self._rounds % GROUPS :: GROUPS]
        group = group[resting[group] & memory.behind[group]]
        if not len(group):
            return
        node = situation.where
        asked = np.zeros(network.node_count, np.bool_)
        asked[node[group]] = True
        near = np.flatnonzero(asked[network.link_to])
        next_to, to = network.link_from[near], network.link_to[near]
        answers = asked.copy()
        answers[next_to] = True
        telling = np.flatnonzero(resting & answers[node]).astype(np.int32)
        told = _nothing_known(network.node_count, memory)
        raise_from(told, node[telling], memory.since_s, telling)
        heard = told.copy()
        raise_from(heard, to, told, next_to)
        dt_s = GROUPS * (situation.until_s - situation.now_s)
        chance = 1.0 - np.exp(-self._tell_per_s * dt_s)
        for gate in gates:
            since_s = heard[node[group], gate]
            newer = since_s > memory.since_s[group, gate]
            hears, since_s = group[newer], since_s[newer]
            by_chance = self._dice.roll(hears, self._rounds * 64 + gate) < chance
            self._pass_on(hears[by_chance], gate, since_s[by_chance], "neighbours")

    def _pass_on(self, party: IntArray, gate: int, since_s: Since, way: str) -> None:
        for when, said in self._what[gate].items():
            self._hear(party[since_s == when], gate, said, float(when), way)


def open_now(gates: Gates, now_s: float) -> BoolArray:
    """Return (G, C) whether a gate lets a class pass at an instant."""
    start = gates.window_start
    cell = np.repeat(np.arange(len(start) - 1), np.diff(start))
    inside = (gates.window_open_s <= now_s) & (now_s < gates.window_close_s)
    opened = np.zeros(len(start) - 1, np.bool_)
    opened[cell[inside]] = True
    return opened.reshape(gates.admits.shape)


def remaining_m(situation: Situation, party: IntArray) -> FloatArray:
    """Return (n,) metres that parties on links still walk on them; 0 for who queues."""
    seen = situation.observation
    left_s = np.maximum(seen.ready_s[party] - situation.now_s, 0.0)
    left_m = left_s * situation.population.speed_m_s[party]
    length_m = situation.network.link_length_m[seen.link[party]]
    return np.asarray(np.minimum(left_m, length_m), np.float64)


def standing_at(situation: Situation, party: IntArray | slice = slice(None)) -> IntArray:
    """Return (n,) the node that each party is at, or comes to next."""
    seen = situation.observation
    link, place = seen.link[party], seen.place[party]
    ahead = situation.network.link_to[np.maximum(link, 0)]
    node = np.where(link >= 0, ahead, situation.where[party])
    at_gate = place == Place.FORECOURT
    node[at_gate] = situation.gates.node[seen.gate[party][at_gate]]
    return node.astype(np.int32)


def _nothing_known(places: int, memory: Memory) -> Since:
    """Return a table of what is known at places, of each corridor: nothing yet."""
    return np.full((places, memory.since_s.shape[1]), -2.0, np.float32)


def _items(
    scenario: Scenario, corridor_ids: Sequence[str], network: StreetNetwork
) -> tuple[Item, ...]:
    items = [
        Item(
            time_s=max(scenario.clock.seconds(one.time), 0.0),
            gates=tuple(corridor_ids.index(corridor) for corridor in one.corridors),
            said=OPEN if one.says == "open" else SHUT,
            node=None
            if one.centre is None or one.radius_m is None
            else node_distances_m(network, one.centre) <= one.radius_m,
            reach=one.reach,
        )
        for _, one in sorted(scenario.news.announcements.items())
    ]
    return tuple(sorted(items, key=lambda item: item.time_s))
