"""Who learns what, and when: at the gate, back along the queue, by announcement, by word of mouth.

Work is done only where there is news that not everyone knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.dice import Dice
from sim.behaviour.heard import Heard, Piece
from sim.behaviour.hours import open_now
from sim.behaviour.memory import OPEN, PLANNED, SHUT, Memory
from sim.behaviour.neighbours import GROUPS, AtRest, talk_at_home
from sim.behaviour.situation import Situation
from sim.behaviour.telling import run_back, talk_on_streets
from sim.engine.inputs import Gates
from sim.network.places import node_distances_m
from sim.network.street_network import BoolArray, IntArray, StreetNetwork
from sim.population.population import Population
from sim.scenario import Scenario

Since = NDArray[np.float32]


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
        self.heard, self._persons = Heard(population.persons), population.persons
        self._now_s = 0.0
        self._tell_per_s = news.tell_per_h / 3600.0
        self._queue_m_s = news.queue_m_s
        self._items = _items(scenario, corridor_ids, network)
        self._told = 0
        self._rounds = 0
        self._shut = np.zeros(len(corridor_ids), np.bool_)
        self._front: dict[int, tuple[int, float]] = {}
        plan = {np.float32(-1.0): PLANNED} if news.informed < 1.0 else {}
        self._what: list[dict[np.float32, int]] = [dict(plan) for _ in corridor_ids]
        self._known: tuple[Since, NDArray[np.uint8], list[list[Piece]]] | None = None
        self._at_rest: AtRest | None = None
        self._anew = True
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
        if self._front:
            self._run_back(situation)
        while self._told < len(self._items) and self._items[self._told].time_s <= situation.now_s:
            self._announce(situation, self._items[self._told])
            self._told += 1
        self._rounds += 1
        if any(self._what) and self.memory.behind.any():
            self._talk_on_streets(situation)
            if self._tell_per_s > 0.0:
                self._talk_at_home(situation)
        else:
            self._anew = True

    def runs_back(self, situation: Situation) -> bool:
        """Whether somebody on the way to a gate has yet to hear what was last seen there."""
        if not self.active or not self._front:
            return False
        bound = situation.on_way[situation.chosen[situation.on_way] >= 0]
        seen_s = np.full(len(self._what), -2.0, np.float32)
        for gate, (_, since_s) in self._front.items():
            seen_s[gate] = since_s
        gate_of = situation.chosen[bound]
        return bool((self.memory.since_s[bound, gate_of] < seen_s[gate_of]).any())

    def _tell(self, party: IntArray, gate: int, said: int, since_s: float, way: str) -> None:
        self._anew = True
        self._know(gate, said, since_s)
        news = self.memory.hear(party, gate, said, since_s)
        persons = int(self._persons[news].sum())
        self.heard.piece(gate, said, since_s).note(persons, way=way, now_s=self._now_s)

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

    def _run_back(self, situation: Situation) -> None:
        """Tell who stands at gates, and who comes as far back as the news has run."""
        gates = len(self._what)
        front_m = np.full(gates, np.nan)
        said, since = np.zeros(gates, np.uint8), np.zeros(gates, np.float32)
        for gate, (news, since_s) in self._front.items():
            front_m[gate] = self._queue_m_s * (situation.now_s - since_s)
            said[gate], since[gate] = news, since_s
            self._know(gate, news, since_s)
        heard = np.zeros((2, gates), np.int64)
        unaware = np.empty(len(situation.on_way), np.int32)
        seen, memory = situation.observation, self.memory
        count = run_back(
            situation.on_way,
            front_m,
            said,
            since,
            *situation.whence,
            seen.place,
            seen.gate,
            situation.chosen,
            situation.trees.cost,
            memory.said,
            memory.since_s,
            memory.newest_s,
            memory.behind,
            self._persons,
            heard,
            unaware,
        )
        walks = unaware[:count]
        for gate, (news, since_s) in self._front.items():
            piece = self.heard.piece(gate, news, since_s)
            for way, persons in zip(("gate", "queue"), heard[:, gate].tolist(), strict=True):
                piece.note(persons, way=way, now_s=self._now_s)
            if news == SHUT and self._shut[gate]:
                party = walks[situation.chosen[walks] == gate]
                span_s = situation.until_s - situation.now_s
                self.heard.walk_unaware(party, gate, news, since_s, span_s)

    def _announce(self, situation: Situation, item: Item) -> None:
        heard = np.arange(len(self._persons), dtype=np.int32)
        if item.node is not None:
            heard = heard[item.node[situation.from_here(heard)[0]]]
        heard = heard[self._dice.roll(heard, 1_000_000 + self._told) < item.reach]
        for gate in item.gates:
            self._tell(heard, gate, item.said, item.time_s, "announcement")

    def _talk_on_streets(self, situation: Situation) -> None:
        """Let those on a street where somebody knows less hear at once what another knows."""
        memory = self.memory
        has_front = np.zeros(len(self._what), np.bool_)
        has_front[list(self._front)] = True
        when, what, pieces = self._items_known()
        count = np.zeros(when.shape, np.int64)
        talk_on_streets(
            situation.on_way,
            situation.observation.link,
            situation.network.link_street,
            situation.chosen,
            has_front,
            when,
            what,
            memory.said,
            memory.since_s,
            memory.newest_s,
            memory.behind,
            self._persons,
            count,
        )
        self._count_heard(count, pieces, "street")

    def _talk_at_home(self, situation: Situation) -> None:
        """Let a group of those at home hear, at a rate, what neighbours know."""
        network, memory = situation.network, self.memory
        if self._at_rest is None:
            self._anew = True
            self._at_rest = AtRest(situation.population.home, len(self._what), network)
        rest = self._at_rest
        dt_s = GROUPS * (situation.until_s - situation.now_s)
        when, what, pieces = self._items_known()
        count = np.zeros(when.shape, np.int64)
        talk_at_home(
            self._rounds,
            float(1.0 - np.exp(-self._tell_per_s * dt_s)),
            self._dice.key,
            situation.observation.place,
            situation.where,
            situation.population.home,
            when,
            what,
            self._anew,
            rest.place,
            rest.node,
            rest.told,
            rest.guests,
            rest.resident,
            rest.first_resident,
            rest.first,
            rest.neighbour,
            memory.said,
            memory.since_s,
            memory.newest_s,
            memory.behind,
            self._persons,
            count,
        )
        self._anew = False
        self._count_heard(count, pieces, "neighbours")

    def _count_heard(self, count: NDArray[np.int64], pieces: list[list[Piece]], way: str) -> None:
        """Write down how many people heard each piece of news in `_items_known`."""
        gates, items = count.nonzero()
        persons = count[gates, items].tolist()
        for gate, item, heard in zip(gates.tolist(), items.tolist(), persons, strict=True):
            pieces[gate][item].note(heard, way=way, now_s=self._now_s)

    def _know(self, gate: int, said: int, since_s: float) -> None:
        """Remember that there is such news."""
        when = np.float32(since_s)
        if self._what[gate].get(when) != said:
            self._what[gate][when] = said
            self._known = None

    def _items_known(self) -> tuple[Since, NDArray[np.uint8], list[list[Piece]]]:
        """Return (G, K) of when all news of each gate is, NaN for none, and what it says.

        Third, gate by gate, who has heard each.
        """
        if self._known is None:
            most = max(len(known) for known in self._what)
            when = np.full((len(self._what), most), np.nan, np.float32)
            what = np.zeros(when.shape, np.uint8)
            for gate, known in enumerate(self._what):
                when[gate, : len(known)] = list(known)
                what[gate, : len(known)] = list(known.values())
            pieces = [
                [self.heard.piece(gate, said, float(since_s)) for since_s, said in known.items()]
                for gate, known in enumerate(self._what)
            ]
            self._known = when, what, pieces
        return self._known


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
