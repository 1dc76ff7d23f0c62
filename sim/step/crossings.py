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

from sim.counting import count_meetings
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
        self._fights = population.line == FIGHTER
        self._fighters = np.flatnonzero(self._fights)
        self._persons = population.persons
        self._street, self._to = network.link_street, network.link_to
        streets = int(self._street.max(initial=-1)) + 1
        self._at_street, self._at_node = _Places(streets), _Places(network.node_count)
        self._on_street = np.zeros((2, streets), np.int64)
        self._past_node = np.zeros((2, network.node_count), np.int64)
        self._link = np.full(population.party_count, -1, np.int32)
        self._vehicles: dict[Vehicle, OnLink] = {}
        self._now_s = self._both_s = 0.0

    @property
    def useful(self) -> bool:
        """Whether there are people of both kinds."""
        return 0 < len(self._fighters) < len(self._fights)

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
        self._count(before, *driven)
        fighters, others = self._on_street
        on_street = self._at_street.enter(fighters, others, begin_s, seen.now_s)
        fighters, others = self._past_node
        at_node = self._at_node.enter(fighters, others, begin_s, seen.now_s)
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

    def _count(
        self, before: IntArray, earlier: dict[Vehicle, OnLink], later: dict[Vehicle, OnLink]
    ) -> None:
        """Count the people on each street now, and past each junction since the sample before."""
        count_meetings(
            self._link,
            before,
            self._fights,
            self._persons,
            self._street,
            self._to,
            self._on_street,
            self._past_node,
        )
        for link, *people in later.values():
            self._on_street[:, self._street[link]] += people
        for vehicle, (link, *people) in earlier.items():
            if vehicle not in later or later[vehicle][0] != link:
                self._past_node[:, self._to[link]] += people
