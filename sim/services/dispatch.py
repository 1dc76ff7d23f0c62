"""Step 4 of the model: buses and convoys, and what becomes of those whom they serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.inputs import Gates
from sim.engine.observation import GateTimes, Observation, Place
from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork
from sim.population.population import Population
from sim.scenario import CLASSES, Scenario
from sim.services.checkpoint import Checkpoint
from sim.services.fetching import FetchingFleet
from sim.services.fleet import Fleet
from sim.services.operations import Part, advance
from sim.services.plan import plan_services, windows_for
from sim.services.riders import NOBODY, drive_times, served_by
from sim.services.service import Book, Refusal

WOUNDED = CLASSES.index("wounded")

FREE, BOUND, SERVED, LEFT = range(4)
"""Not with a service; on foot to the assembly point; there, or asked at home; left behind."""


class Dispatch:
    """All services of a run.

    Parameters
    ----------
    scenario, network, population
        What runs.
    gates
        The corridors with the windows that were planned.
    planned_s
        (P,) when each party means to set out; who is left behind and walks means to at once.

    Attributes
    ----------
    planned : tuple of Planned
        S services in the order of their ids.
    node : array
        (S,) nodes of the assembly points.
    fleets : list of Fleet
        Their vehicles.
    book : Book
        What became of each party.
    served : array
        (P,) service that each party takes when it sets out, -1 if none.
    stage : array
        (P,) how far it has come with it.
    came_s : array
        (P,) when it was at the assembly point, or asked at home; NaN before.

    Raises
    ------
    ScenarioError
        As `plan_services`.
    """

    def __init__(
        self,
        scenario: Scenario,
        network: StreetNetwork,
        population: Population,
        gates: Gates,
        planned_s: FloatArray,
    ) -> None:
        self.planned = plan_services(scenario, network, gates)
        self.node = np.array([one.node for one in self.planned], np.int32)
        self._network, self._population = network, population
        self._gates, self._planned_s = gates, planned_s
        count = population.party_count
        self.book = Book(count)
        self.served = np.full(count, NOBODY, np.int16)
        self.stage = np.full(count, FREE, np.uint8)
        self.came_s = np.full(count, np.nan)
        self.fleets: list[Fleet] = []
        used = sorted({one.gate for one in self.planned})
        self._checkpoint = {gate: Checkpoint(finish=bool(gates.finish[gate])) for gate in used}
        self._told: list[int] = []
        self._now_s = 0.0
        self._no_road = np.zeros(count, np.bool_)

    def begin(self, walk_m: FloatArray) -> None:
        """Settle who is served by whom.

        Parameters
        ----------
        walk_m
            (S, N) metres on foot to each assembly point.
        """
        population = self._population
        self.served[:] = served_by(self.planned, population, walk_m)
        self._walk_m = walk_m
        for row, one in enumerate(self.planned):
            checkpoint = self._checkpoint[one.gate]
            if one.said.fetches:
                party = np.flatnonzero(self.served == row).astype(np.int32)
                drive_s, reached = drive_times(
                    one, self._network, int(self._gates.node[one.gate]), population.home, party
                )
                self._no_road[party[~reached]] = True
                self.fleets.append(FetchingFleet(one.fleet, checkpoint, self.book, drive_s))
            else:
                self.fleets.append(Fleet(one.fleet, checkpoint, self.book))
        self._parts: list[Part] = [*self.fleets, *self._checkpoint.values()]
        self._told = [0] * len(self.fleets)

    def takes(self, party: IntArray, time_s: FloatArray) -> BoolArray:
        """Return (n,) which of those who set out at (n,) times go with a service.

        Nobody goes to an assembly point whom, at its own walking speed, the last departure would
        leave behind.
        """
        service = self.served[party].astype(np.int32)
        fresh = (service != NOBODY) & (self.stage[party] == FREE)
        walk_s = self._walk_m[service, self._population.home[party]]
        walk_s = walk_s / self._population.speed_m_s[party]
        fetched = np.array([one.said.fetches for one in self.planned])[service]
        there_s = np.where(fetched, time_s, time_s + walk_s)
        over_s = np.array([fleet.over_s for fleet in self.fleets])[service]
        return np.asarray(fresh & (there_s < over_s), np.bool_)

    def ask(self, party: IntArray, time_s: FloatArray) -> BoolArray:
        """Let (n,) parties of whom `takes` held go; return (n,) who is to walk to the point."""
        service = self.served[party]
        fetched = np.array([one.said.fetches for one in self.planned])[service]
        for one, when, row in zip(
            party[fetched].tolist(), time_s[fetched].tolist(), service[fetched], strict=True
        ):
            self._arrive(one, when, int(row))
        self.stage[party[~fetched]] = BOUND
        return ~fetched

    def look_at(self, gates: Gates, now_s: float) -> None:
        """Take what the corridors' windows are now."""
        if gates is self._gates:
            return
        self._gates = gates
        for one, fleet in zip(self.planned, self.fleets, strict=True):
            fleet.hold(windows_for(gates, one.gate, one.said), now_s)
            self._checkpoint[one.gate].look(now_s)

    def advance(self, seen: Observation, chosen: NDArray[np.int16]) -> None:
        """Let vehicles do what they do up to the instant seen.

        Parameters
        ----------
        seen
            The engine's state.
        chosen
            (P,) gate of each party; who has driven off gets that of its service.
        """
        now_s = self._now_s = seen.now_s
        came = np.flatnonzero((self.stage == BOUND) & (seen.place == Place.ARRIVED))
        for party in came.tolist():
            self._arrive(party, float(seen.arrived_s[party]), int(self.served[party]))
        advance(self._parts, now_s)
        self._leave_behind(now_s)
        left = np.flatnonzero(self.book.left_s < now_s)
        gate = np.array([one.gate for one in self.planned], np.int16)
        chosen[left] = gate[self.served[left]]

    @property
    def busy(self) -> bool:
        """Whether anybody is still to be carried, or to be told that it will not be."""
        served = (self.stage == SERVED) & ~(self.book.out_s < self._now_s)
        return bool(served.any()) and any(part.next_s < np.inf for part in self._parts)

    def _arrive(self, party: int, time_s: float, service: int) -> None:
        fleet = self.fleets[service]
        self.stage[party], self.came_s[party] = SERVED, time_s
        if self._no_road[party]:
            fleet.refused[party] = (Refusal.NO_ROAD, time_s)
            return
        persons = int(self._population.persons[party])
        wounded = int(self._population.wounded[party])
        carried = self._population.line[party] == WOUNDED and persons > wounded  # with bearers
        lying = wounded if fleet.service.stretchers or carried else 0
        fleet.arrive(time_s, party, (persons - lying, lying), int(self._population.line[party]))

    def _leave_behind(self, now_s: float) -> None:
        """Let those walk who have been refused, where the scenario says so."""
        for row, (one, fleet) in enumerate(zip(self.planned, self.fleets, strict=True)):
            if len(fleet.refused) == self._told[row]:
                continue
            fresh = list(fleet.refused)[self._told[row] :]
            self._told[row] = len(fleet.refused)
            self.stage[fresh] = LEFT
            if one.said.left_behind == "walk":
                self._planned_s[fresh] = now_s

    def overlay(self, seen: Observation, where: IntArray) -> Observation:
        """Put everyone where vehicles have brought them: the engine knows only where they rest."""
        now_s, book = seen.now_s, self.book
        place, set_out_s, out_s = seen.place.copy(), seen.set_out_s.copy(), seen.out_s.copy()
        at_point = (place == Place.ARRIVED) & (self.stage >= SERVED)
        walks_on = np.isfinite(self._planned_s)
        at_point &= ~walks_on & (where == self.node[self.served])
        place[at_point] = Place.ASSEMBLED
        aboard = book.boarding_s < now_s
        place[aboard] = Place.ABOARD
        fetched = aboard & np.isnan(set_out_s)
        set_out_s[fetched] = book.boarding_s[fetched]
        out = book.out_s < now_s
        place[out] = Place.SAFE
        place.flags.writeable = False  # as the engine gives it: or much would be compiled twice
        out_s[out] = book.out_s[out]

        def look_at_gates() -> GateTimes:
            there = seen.gate_times
            return replace(there, safe_s=np.where(out, out_s, there.safe_s))

        return replace(
            seen,
            place=place,
            look_at_gates=look_at_gates,
            set_out_s=set_out_s,
            out_s=out_s,
            out_persons=int(self._population.persons[~np.isnan(out_s)].sum()),
        )

    def on_the_way(
        self, now_s: float, fighter: int
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int, int]]]:
        """Yield service and trip, link, fighters and others aboard, of vehicles under way.

        Under way to a corridor: beyond it they are off the map. A vehicle whose way is not known,
        as its driving time is stated or it fetches people, is on no link.
        """
        for row, fleet in enumerate(self.fleets):
            one = self.planned[row]
            if one.said.fetches or not len(one.way):
                continue
            ends_s = np.cumsum(self._network.link_length_m[one.way]) / one.said.speed_m_s
            for number, trip in enumerate(fleet.trips):
                driven_s = now_s - trip.left_s
                if 0.0 < driven_s < ends_s[-1]:
                    link = int(one.way[np.searchsorted(ends_s, driven_s, side="right")])
                    party = list(trip.parties)
                    fights = self._population.line[party] == fighter
                    fighters = int(self._population.persons[party][fights].sum())
                    yield (row, number), (link, fighters, trip.persons - fighters)
