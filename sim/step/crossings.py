"""Where fighters and civilians are in the same place at the same time.

A place is a street, both directions together, or a junction. At the end of each control interval
it is seen who is on which street; a junction counts for those who have passed the end of the
street that they were on at the sample before. So what is shorter than an interval may be missed,
and of a way through several streets in one interval only the first junction is seen. Vehicles are
where their drive has brought them. Places are watched on the way alone: not homes, assembly points,
forecourts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.observation import Observation
from sim.network.street_network import FloatArray, IntArray, StreetNetwork
from sim.population.population import Population
from sim.scenario import CLASSES

FIGHTER = CLASSES.index("fighter")

Vehicle = tuple[int, int]
"""A vehicle on its way: its service, and the number of the trip."""

OnLink = tuple[int, int, int]
"""Where a vehicle is: link, fighters and others aboard."""


@dataclass(frozen=True)
class Crossings:
    """Places where both have been at the same time, K of them, streets first, then junctions.

    Parameters
    ----------
    is_street
        (K,) a street, else a junction.
    place
        (K,) index of the street, or of the node.
    time_s
        (K,) how long both were there: sum of the intervals at whose ends they were seen.
    first_s, last_s
        (K,) the first and the last such end.
    fighters, civilians
        (K,) the most of each seen there at the same time as any of the others.
    both_s
        How long there was any such place.
    """

    is_street: NDArray[np.bool_]
    place: IntArray
    time_s: FloatArray
    first_s: FloatArray
    last_s: FloatArray
    fighters: NDArray[np.int64]
    civilians: NDArray[np.int64]
    both_s: float


class _Places:
    """Keeps what was seen at each of n places."""

    def __init__(self, count: int) -> None:
        self.time_s, self.first_s, self.last_s = np.zeros((3, count))
        self.fighters, self.civilians = np.zeros((2, count), np.int64)

    def enter(
        self,
        fighters: NDArray[np.int64],
        civilians: NDArray[np.int64],
        begin_s: float,
        end_s: float,
    ) -> bool:
        """Write down (n,) people of an interval; return whether both were anywhere."""
        both = np.flatnonzero((fighters > 0) & (civilians > 0))
        if not len(both):
            return False
        self.first_s[both] = np.where(self.time_s[both] > 0.0, self.first_s[both], end_s)
        self.last_s[both] = end_s
        self.time_s[both] += end_s - begin_s
        self.fighters[both] = np.maximum(self.fighters[both], fighters[both])
        self.civilians[both] = np.maximum(self.civilians[both], civilians[both])
        return True


class CrossingWatch:
    """Watches streets and junctions while a model runs.

    Parameters
    ----------
    population, network
        P parties, E links, N nodes.
    """

    def __init__(self, population: Population, network: StreetNetwork) -> None:
        fights = population.line == FIGHTER
        self._fighters = np.flatnonzero(fights)
        self._civilians = np.flatnonzero(~fights)
        self._persons = population.persons
        self._street, self._to = network.link_street, network.link_to
        self._streets = int(self._street.max(initial=-1)) + 1
        self._at_street, self._at_node = _Places(self._streets), _Places(network.node_count)
        self._link = np.full(population.party_count, -1, np.int32)
        self._vehicles: dict[Vehicle, OnLink] = {}
        self._now_s = self._both_s = 0.0

    @property
    def useful(self) -> bool:
        """Whether there are people of both kinds."""
        return bool(len(self._fighters) and len(self._civilians))

    def enter(self, seen: Observation, vehicles: Iterable[tuple[Vehicle, OnLink]] = ()) -> None:
        """Write down the interval that ends now.

        Parameters
        ----------
        seen
            Who is where.
        vehicles
            Each vehicle on its way to a corridor, with its link and people.
        """
        before, moving = self._link, dict(vehicles)
        begin_s, self._now_s = self._now_s, seen.now_s
        self._link = seen.link.copy()
        driven = self._vehicles, moving
        self._vehicles = moving
        riding = any(load[1] for vehicles_of in driven for load in vehicles_of.values())
        links = self._link[self._fighters], before[self._fighters]
        if not riding and all(link.max(initial=-1) < 0 for link in links):
            return
        sides = (self._fighters, 1), (self._civilians, 2)
        streets = [self._on_streets(party, moving, cell) for party, cell in sides]
        nodes = [self._past_nodes(party, before, driven, cell) for party, cell in sides]
        on_street = self._at_street.enter(streets[0], streets[1], begin_s, seen.now_s)
        at_node = self._at_node.enter(nodes[0], nodes[1], begin_s, seen.now_s)
        if on_street or at_node:
            self._both_s += seen.now_s - begin_s

    def crossings(self) -> Crossings:
        """Return where both have been at the same time."""
        kinds = (self._at_street, self._at_node)
        rows = [np.flatnonzero(kind.time_s > 0.0) for kind in kinds]

        def gathered(name: str) -> NDArray[np.float64]:
            parts = [getattr(kind, name)[row] for kind, row in zip(kinds, rows, strict=True)]
            return np.concatenate(parts)

        return Crossings(
            is_street=np.repeat([True, False], [len(row) for row in rows]),
            place=np.concatenate(rows).astype(np.int32),
            time_s=gathered("time_s"),
            first_s=gathered("first_s"),
            last_s=gathered("last_s"),
            fighters=gathered("fighters").astype(np.int64),
            civilians=gathered("civilians").astype(np.int64),
            both_s=self._both_s,
        )

    def _on_streets(
        self, party: NDArray[np.intp], moving: dict[Vehicle, OnLink], cell: int
    ) -> NDArray[np.int64]:
        """Count people on each street now."""
        link = self._link[party]
        on = link >= 0
        count = np.bincount(
            self._street[link[on]], self._persons[party[on]], minlength=self._streets
        )
        for load in moving.values():
            count[self._street[load[0]]] += load[cell]
        return count.astype(np.int64)

    def _past_nodes(
        self,
        party: NDArray[np.intp],
        before: IntArray,
        driven: tuple[dict[Vehicle, OnLink], dict[Vehicle, OnLink]],
        cell: int,
    ) -> NDArray[np.int64]:
        """Count people who have passed each junction since the sample before."""
        was, now = before[party], self._link[party]
        past = (was >= 0) & (was != now)
        nodes = len(self._at_node.time_s)
        count = np.bincount(self._to[was[past]], self._persons[party[past]], minlength=nodes)
        earlier, later = driven
        for vehicle, load in earlier.items():
            if vehicle not in later or later[vehicle][0] != load[0]:
                count[self._to[load[0]]] += load[cell]
        return count.astype(np.int64)
