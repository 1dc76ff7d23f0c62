"""Road networks that two engines can drive: same links, same people, same routes."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

REACTION_S = 1.0
"""UXsim's reaction time: its waves run back at 1 / (reaction time x jam density of a lane)."""

SPEED_M_S = 20.0
CONNECTOR_M = 200.0
CONNECTOR_PER_S = 1.6


@dataclass(frozen=True)
class Road:
    """A directed link with a triangular diagram, made of like lanes.

    Parameters
    ----------
    lanes, jam_per_m
        Lanes, and vehicles a metre of one lane when nobody moves.
    """

    one: int
    other: int
    length_m: float
    lanes: int
    jam_per_m: float

    @property
    def wave_m_s(self) -> float:
        """Speed at which room travels back."""
        return 1.0 / (REACTION_S * self.jam_per_m)

    @property
    def capacity_per_s(self) -> float:
        """Largest flow, u k w / (u + w) a lane."""
        wave = self.wave_m_s
        return self.lanes * SPEED_M_S * self.jam_per_m * wave / (SPEED_M_S + wave)

    @property
    def storage(self) -> float:
        """Vehicles held when nobody moves."""
        return self.lanes * self.jam_per_m * self.length_m

    @classmethod
    def with_capacity(cls, one: int, other: int, length_m: float, per_s: float) -> Road:
        """Return a road of the fewest lanes of at most 0.8 vehicles/s each, with that capacity."""
        lanes = max(1, math.ceil(per_s / 0.8 - 1e-9))
        lane_per_s = per_s / lanes
        jam_per_m = lane_per_s / (SPEED_M_S * (1.0 - lane_per_s * REACTION_S))
        return cls(one, other, length_m, lanes, jam_per_m)


@dataclass(frozen=True)
class Traffic:
    """Roads, and trips along the quickest way to the nearest gate.

    Nobody starts at a junction: homes are nodes of their own, joined by a connector, so that a
    merge is a merge of roads in both engines.

    Parameters
    ----------
    roads
        Connectors included.
    gates
        Nodes that trips lead to.
    home, depart_s, gate
        (P,) home node, departure and gate (its position in `gates`), sorted by departure.
    next_road
        (G, N) the road to take from a node towards a gate; -1 where there is none or one is there.
    """

    roads: tuple[Road, ...]
    gates: tuple[int, ...]
    home: NDArray[np.int32]
    depart_s: NDArray[np.float64]
    gate: NDArray[np.int32]
    next_road: NDArray[np.int32]

    @property
    def node_count(self) -> int:
        """Number of nodes, homes included."""
        return self.next_road.shape[1]

    def route(self, trip: int) -> list[int]:
        """Return the roads of a trip."""
        node, roads = int(self.home[trip]), []
        table = self.next_road[self.gate[trip]]
        while table[node] >= 0:
            roads.append(int(table[node]))
            node = self.roads[roads[-1]].other
        return roads


def lay_out(
    roads: list[Road], gates: tuple[int, ...], trips: dict[int, int], lasting_s: float
) -> Traffic:
    """Send each node's trips, evenly over `lasting_s`, to its nearest gate.

    Parameters
    ----------
    trips
        Number of trips by node; those of a gate's own node have arrived already.
    """
    nodes = 1 + max(max(road.one, road.other) for road in roads)
    origins = [node for node in sorted(trips) if node not in gates and trips[node] > 0]
    homes = {node: nodes + place for place, node in enumerate(origins)}
    connectors = [
        Road.with_capacity(homes[node], node, CONNECTOR_M, CONNECTOR_PER_S) for node in origins
    ]
    every = (*roads, *connectors)
    tables, costs = zip(
        *(_quickest(every, nodes + len(origins), gate) for gate in gates), strict=True
    )
    nearest = np.argmin(np.array(costs), axis=0)
    home = np.repeat([homes[node] for node in origins], [trips[node] for node in origins])
    depart_s = np.concatenate(
        [
            # Half a headway in, and shifted a little by origin: no two origins act in step.
            (np.arange(trips[node]) + (place + 0.5) / len(origins)) * lasting_s / trips[node]
            for place, node in enumerate(origins)
        ]
    )
    order = np.argsort(depart_s, kind="stable")
    return Traffic(
        every,
        gates,
        home[order].astype(np.int32),
        depart_s[order],
        nearest[home[order]].astype(np.int32),
        np.array(tables, np.int32),
    )


def _quickest(roads: tuple[Road, ...], nodes: int, goal: int) -> tuple[list[int], list[float]]:
    table, cost = [-1] * nodes, [math.inf] * nodes
    cost[goal] = 0.0
    arriving: dict[int, list[int]] = {}
    for index, road in enumerate(roads):
        arriving.setdefault(road.other, []).append(index)
    heap = [(0.0, goal)]
    while heap:
        so_far, node = heapq.heappop(heap)
        if so_far > cost[node]:
            continue
        for index in arriving.get(node, ()):
            road = roads[index]
            if so_far + road.length_m < cost[road.one]:
                cost[road.one], table[road.one] = so_far + road.length_m, index
                heapq.heappush(heap, (cost[road.one], road.one))
    return table, cost


def sioux_falls(folder: Path, *, share: float = 0.1, lasting_s: float = 3600.0) -> Traffic:
    """Read Sioux Falls (Transportation Networks for Research; LeBlanc et al. 1975).

    Free-flow times (minutes) become lengths at one free speed; capacities are vehicles an hour.
    """
    roads = [
        Road.with_capacity(
            int(row[0]) - 1,
            int(row[1]) - 1,
            float(row[4]) * 60.0 * SPEED_M_S,
            float(row[2]) / 3600.0,
        )
        for row in _link_rows(folder / "SiouxFalls_net.tntp")
    ]
    totals = _trips_by_origin(folder / "SiouxFalls_trips.tntp")
    trips = {node - 1: round(share * total) for node, total in totals.items()}
    return lay_out(roads, (0, 1, 12, 19), trips, lasting_s)


def _link_rows(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8").split("<END OF METADATA>")[1]
    lines = [line.strip() for line in text.splitlines()]
    return [line.rstrip(";").split() for line in lines if line and not line.startswith("~")]


def _trips_by_origin(path: Path) -> dict[int, float]:
    text = path.read_text(encoding="utf-8").split("<END OF METADATA>")[1]
    totals: dict[int, float] = {}
    for block in text.split("Origin")[1:]:
        origin, _, rest = block.strip().partition("\n")
        pairs = [pair.split(":") for pair in rest.replace("\n", " ").split(";") if ":" in pair]
        totals[int(origin)] = sum(float(number) for _, number in pairs)
    return totals


def grid(*, side: int = 10, trips_each: int = 60, lasting_s: float = 600.0) -> Traffic:
    """Lay out a grid of two-way roads of 400 to 600 m, with gates at its corners."""
    rng = np.random.default_rng(1)
    roads = []
    for row in range(side):
        for column in range(side):
            here = row * side + column
            for other in ([here + 1] if column + 1 < side else []) + (
                [here + side] if row + 1 < side else []
            ):
                length_m = float(rng.integers(400, 601))
                roads += [
                    Road.with_capacity(here, other, length_m, 0.8),
                    Road.with_capacity(other, here, length_m, 0.8),
                ]
    corners = (0, side - 1, side * (side - 1), side * side - 1)
    return lay_out(roads, corners, dict.fromkeys(range(side * side), trips_each), lasting_s)
