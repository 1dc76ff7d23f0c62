"""Who is where when corridors close, and in the nights: written down while a run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import numpy as np

from sim.behaviour.at_shut_gate import Turned
from sim.behaviour.families import Together
from sim.behaviour.hours import open_now
from sim.behaviour.memory import Memory
from sim.behaviour.shelters import Shelters
from sim.behaviour.situation import NONE, GateArray
from sim.behaviour.stewards import Stewards
from sim.engine.engine import Observation, Place
from sim.engine.inputs import FloatArray, Gates
from sim.network.street_network import BoolArray, IntArray
from sim.plan.corridors import cut_off_spans
from sim.population.population import Population
from sim.results.record import AtClose, ClosingRecord, Night, NightPlace, ShelterUse
from sim.results.windows import merged
from sim.scenario import CLASSES, Scenario
from sim.scenario.clock import Clock


class ClosingBook:
    """The counts of a run at closes and in nights.

    Parameters
    ----------
    scenario, corridor_ids
        Clock, cut-offs, shelters, families; the order of the gates.
    gates
        The corridors as they were planned.
    population
        P parties.
    memory
        What everyone believes.

    Attributes
    ----------
    stewards, shelters, together
        Who turns people away at queues; shelters with so many beds; divided families that wait
        for each other. None where the scenario states none.
    awaited : array or None
        (P,) whom each waits for beyond the gate, see ``sim.engine.inputs.Parties``.
    times_s : list of float
        When something is counted, or a queue is cut off.
    """

    def __init__(
        self,
        scenario: Scenario,
        corridor_ids: Sequence[str],
        gates: Gates,
        population: Population,
        memory: Memory,
    ) -> None:
        self.stewards: Stewards | None = None
        self.shelters: Shelters | None = None
        self.together: Together | None = None
        if any(corridor.cut_off is not None for corridor in scenario.corridors.values()):
            names = sorted(scenario.places)
            cuts = [cut_off_spans(scenario, corridor) for corridor in corridor_ids]
            self.stewards = Stewards(scenario, corridor_ids, names, cuts, population, memory)
        if any(place.beds is not None for place in scenario.places.values()):
            self.shelters = Shelters(scenario, population)
        waits = scenario.willingness is not None and scenario.willingness.reunite == "wait"
        self.awaited = population.family if waits else None
        if waits:
            self.together = Together(population.family)
        clock = scenario.clock
        self._population = population
        self._nights_s = nights(clock, gates)
        self._end_s = clock.duration_s
        self._open: BoolArray = np.zeros(len(gates.node), np.bool_)
        self._closes: list[AtClose] = []
        self._nights: list[Night] = []
        self._gave_up_s: FloatArray | None = None
        cuts_s = [] if self.stewards is None else self.stewards.times_s
        nights_s = [at_s for _, at_s in self._nights_s]
        self.times_s = [*gates.window_close_s.tolist(), *nights_s, *cuts_s]

    @property
    def barred(self) -> BoolArray | None:
        """(P, G) whom stewards have turned away from which gate; None: nobody."""
        return None if self.stewards is None else self.stewards.barred

    def note(self, turned: Turned, now_s: float) -> None:
        """Remember who gives its corridor up for now."""
        gone = turned.party[turned.gate == NONE]
        if len(gone):
            if self._gave_up_s is None:
                self._gave_up_s = np.full(self._population.party_count, np.nan)
            self._gave_up_s[gone] = now_s

    def look(self, seen: Observation, gates: Gates, chosen: GateArray, where: IntArray) -> None:
        """Write down who is where, if a gate has closed or a night is half over."""
        opened: BoolArray = np.any(open_now(gates, seen.now_s), axis=1)
        for gate in np.flatnonzero(self._open & ~opened).tolist():
            self._closes.append(self._at_close(seen, chosen, gate, seen.now_s))
        self._open = opened
        while self._nights_s and self._nights_s[0][1] <= seen.now_s:
            self._nights.append(self._night(seen, chosen, where, *self._nights_s.pop(0)))

    def end(self, seen: Observation, gates: Gates, chosen: GateArray, where: IntArray) -> None:
        """Write down the closes and nights to come: a run that ends early stays as it is."""
        self.look(seen, gates, chosen, where)
        for gate in np.flatnonzero(self._open).tolist():
            close_s = _next_close_s(gates, gate, seen.now_s)
            self._closes.append(self._at_close(seen, chosen, gate, min(close_s, self._end_s)))
        while self._nights_s:
            self._nights.append(self._night(seen, chosen, where, *self._nights_s.pop(0)))

    def record(self) -> ClosingRecord:
        """Return what was written down."""
        stewards, shelters = self.stewards, self.shelters
        return ClosingRecord(
            closes=tuple(self._closes),
            nights=tuple(self._nights),
            gave_up_s=self._gave_up_s,
            turned_away=None if stewards is None else stewards.persons,
            turned_away_children=None if stewards is None else stewards.children,
            shelters=None
            if shelters is None
            else tuple(
                ShelterUse(
                    peak=int(shelters.peak[at]),
                    sent_on=int(shelters.sent_on[at]),
                    no_place=int(shelters.no_place[at]),
                    outside=int(
                        self._population.persons[shelters.outside & (shelters.place == at)].sum()
                    ),
                )
                for at in range(len(shelters.peak))
            ),
        )

    def _at_close(self, seen: Observation, chosen: GateArray, gate: int, close_s: float) -> AtClose:
        place = seen.place
        bound = (chosen == gate) & np.isin(place, (Place.DOOR, Place.LINK, Place.FORECOURT))
        walking = bound & (place == Place.LINK) & (seen.ready_s > seen.now_s)
        court = bound & (place == Place.FORECOURT)
        persons = self._population.persons
        return AtClose(
            gate=gate,
            close_s=close_s,
            by_class=self._by_class(bound),
            children=int(self._population.children[bound].sum()),
            forecourt=int(persons[court].sum()),
            streets=int(persons[bound & ~court & ~walking].sum()),
            walking=int(persons[walking].sum()),
        )

    def _night(
        self,
        seen: Observation,
        chosen: GateArray,
        where: IntArray,
        close_s: float,
        at_s: float,
    ) -> Night:
        place, people = seen.place, self._population
        rests = place == Place.ARRIVED
        at_home = rests & (where == people.home)
        before = np.isin(place, (Place.FORECOURT, Place.LANE))
        own_door = (place == Place.DOOR) & np.isnan(seen.set_out_s)
        street = (place == Place.LINK) | ((place == Place.DOOR) & ~own_door)
        found: list[NightPlace] = []
        for kind, who in (("forecourt", before), ("street", street), ("way", place == Place.WAY)):
            gates = np.unique(chosen[who]).tolist()
            found += [self._there(kind, gate, who & (chosen == gate)) for gate in gates]
        outside = np.zeros(len(place), np.bool_)
        if self.shelters is not None:
            outside = self.shelters.outside & rests
            full = np.unique(self.shelters.place[outside]).tolist()
            found += [
                self._there("outside", at, outside & (self.shelters.place == at)) for at in full
            ]
        sheltered = rests & ~at_home & ~outside
        waiting = place == Place.ASSEMBLED
        if waiting.any():
            found.append(self._there("assembly", NONE, waiting))
        return Night(
            close_s=close_s,
            at_s=at_s,
            places=tuple(found),
            sheltering=int(people.persons[sheltered].sum()),
            sheltering_children=int(people.children[sheltered].sum()),
            returned=int(people.persons[at_home].sum()),
        )

    def _there(self, kind: str, number: int, who: BoolArray) -> NightPlace:
        children = int(self._population.children[who].sum())
        return NightPlace(kind, number, self._by_class(who), children)

    def _by_class(self, who: BoolArray) -> tuple[int, ...]:
        people = self._population
        counts = np.bincount(people.line[who], people.persons[who], minlength=len(CLASSES))
        return tuple(int(count) for count in counts)


def nights(clock: Clock, gates: Gates) -> list[tuple[float, float]]:
    """Return when each night begins, and when people are counted in it, in seconds.

    A night is a time without an open corridor that holds a midnight; it begins with a close, and
    people are counted half-way to the next opening. After the last close they are counted at the
    scenario's end.
    """
    spans = np.column_stack((gates.window_open_s, gates.window_close_s))
    open_s = merged(np.clip(spans, 0.0, clock.duration_s))
    if not len(open_s):
        return []
    found = [
        (float(close_s), float((close_s + open_next_s) / 2.0))
        for close_s, open_next_s in zip(open_s[:-1, 1], open_s[1:, 0], strict=True)
        if _holds_midnight(clock, float(close_s), float(open_next_s))
    ]
    return [*found, (float(open_s[-1, 1]), clock.duration_s)]


def _holds_midnight(clock: Clock, begin_s: float, end_s: float) -> bool:
    evening = clock.local(begin_s).replace(tzinfo=None)
    midnight = datetime.combine(evening.date() + timedelta(days=1), time())
    return clock.seconds(midnight) < end_s


def _next_close_s(gates: Gates, gate: int, now_s: float) -> float:
    classes = gates.admits.shape[1]
    part = slice(gates.window_start[gate * classes], gates.window_start[(gate + 1) * classes])
    inside = (gates.window_open_s[part] <= now_s) & (now_s < gates.window_close_s[part])
    return float(gates.window_close_s[part][inside].max(initial=now_s))
