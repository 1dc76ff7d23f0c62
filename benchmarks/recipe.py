"""The grid workload: 50 x 50 streets, eight gates, everyone to the nearest.

Streets of 100 m that vary by a fifth, 3 m wide in each direction, 8 m on two rows and two columns;
a gate of 1.5 people/s behind 20 m at each of these eight ends. Everyone walks to the nearest gate,
or, mixed, half of them to the second nearest. Widths and gates scale with the people, so that every
size is the same evacuation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sim.engine import AT_GATE, Gates, Links, Parties, Routes

SIDE = 50
ARTERIALS = (16, 33)
PEOPLE = 250_000
SPEED_M_S = 1.3
FLOW_PER_M_S = 1.3
JAM_PER_M2 = 4.0
STREET_M, ARTERIAL_M = 3.0, 8.0
GATE_PER_S = 1.5
GATE_LINK_M = 20.0
SIGMA_S, LAST_DEPARTURE_S = 3600.0, 10_800.0
MIXED_WINDOWS = ((0.0, 4 * 3600.0), (5 * 3600.0, np.inf))


@dataclass(frozen=True)
class Grid:
    """What the engine is given, and the links on each party's way."""

    links: Links
    routes: Routes
    gates: Gates
    parties: Parties
    hops: np.ndarray[Any, np.dtype[np.int64]]


def grid(people: int, *, mixed: bool = False) -> Grid:
    """Build the workload for a number of people."""
    scale = people / PEOPLE
    xy, start, end, length, width = _streets()
    nodes, streets = len(xy), len(start)
    low, high = ARTERIALS
    last = SIDE - 1
    exits = np.array(
        [low, high, last * SIDE + low, last * SIDE + high,
         low * SIDE, high * SIDE, low * SIDE + last, high * SIDE + last]
    )  # fmt: skip
    count = len(exits)
    links = Links(
        from_node=np.concatenate([start, exits]).astype(np.int32),
        to_node=np.concatenate([end, nodes + np.arange(count)]).astype(np.int32),
        length_m=np.concatenate([length, np.full(count, GATE_LINK_M)]),
        capacity_per_s=np.concatenate([FLOW_PER_M_S * width, np.full(count, GATE_PER_S)]) * scale,
        storage=np.maximum(
            np.concatenate([JAM_PER_M2 * width * length, np.full(count, JAM_PER_M2 * 30.0)])
            * scale,
            1.0,
        ),
        wave_speed_m_s=np.full(
            streets + count, FLOW_PER_M_S / (JAM_PER_M2 - FLOW_PER_M_S / SPEED_M_S)
        ),
        speed_limit_m_s=np.full(streets + count, np.inf),
        reverse=np.concatenate(
            [np.roll(np.arange(streets), streets // 2), np.full(count, -1)]
        ).astype(np.int32),
    )
    walk, following = _trees(exits, start, end, length, nodes)
    next_link = np.full((count, nodes + count), -1, np.int32)
    next_link[:, :nodes] = following
    next_link[np.arange(count), exits] = streets + np.arange(count)
    next_link[np.arange(count), nodes + np.arange(count)] = AT_GATE
    hops = _hops(walk, next_link, links.to_node, nodes)
    origin, departure = _people(people, xy)
    near = np.argsort(walk, axis=0, kind="stable")
    if mixed:
        parties = _mixed_parties(people, origin, departure, near)
    else:
        parties = _single_parties(origin, departure, near[0][origin])
    windows = MIXED_WINDOWS if mixed else ((0.0, np.inf),)
    return Grid(
        links=links,
        routes=Routes(next_link=next_link, gate=np.arange(count, dtype=np.int32)),
        gates=_gates(nodes + np.arange(count), windows),
        parties=parties,
        hops=hops[parties.route, parties.home],
    )


def _streets() -> tuple[np.ndarray[Any, Any], ...]:
    """Return node positions, and start, end, length and width of the directed streets."""
    rng = np.random.default_rng(1)
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    xy = np.stack([number % SIDE, number // SIDE], -1).reshape(-1, 2) * 100.0
    xy = xy + rng.uniform(-10, 10, xy.shape)
    along = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], 1)
    across = np.stack([number[:-1].ravel(), number[1:].ravel()], 1)
    pairs = np.concatenate([along, across])
    length = 100.0 * rng.uniform(0.8, 1.2, len(pairs))
    (row0, column0), (row1, column1) = (divmod(pairs[:, side], SIDE) for side in (0, 1))
    arterial = ((row0 == row1) & np.isin(row0, ARTERIALS)) | (
        (column0 == column1) & np.isin(column0, ARTERIALS)
    )
    width = np.where(arterial, ARTERIAL_M, STREET_M)
    start = np.concatenate([pairs[:, 0], pairs[:, 1]])
    end = np.concatenate([pairs[:, 1], pairs[:, 0]])
    return xy, start, end, np.tile(length, 2), np.tile(width, 2)


def _trees(
    exits: np.ndarray[Any, Any],
    start: np.ndarray[Any, Any],
    end: np.ndarray[Any, Any],
    length: np.ndarray[Any, Any],
    nodes: int,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return walking times to every exit and the next link towards it."""
    graph = csr_matrix((length / SPEED_M_S, (end, start)), shape=(nodes, nodes))
    walk, towards = dijkstra(graph, indices=exits, return_predecessors=True)
    link_of = np.full((nodes, nodes), -1, np.int32)
    link_of[start, end] = np.arange(len(start))
    here = np.arange(nodes)
    following = np.where(towards >= 0, link_of[here, np.maximum(towards, 0)], -1)
    return walk, following


def _hops(
    walk: np.ndarray[Any, Any],
    next_link: np.ndarray[Any, Any],
    to_node: np.ndarray[Any, Any],
    nodes: int,
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the links from every node to every gate, its own link counted."""
    hops = np.zeros((len(walk), nodes + len(walk)), np.int64)
    for gate in range(len(walk)):
        for node in np.argsort(walk[gate], kind="stable"):
            hops[gate, node] = hops[gate, to_node[next_link[gate, node]]] + 1
    return hops


def _people(
    people: int, xy: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Draw homes and departures, in order of departure."""
    rng = np.random.default_rng(2)
    centre = np.exp(-(((xy - 2450) / 1400) ** 2).sum(1))
    weight = rng.gamma(1.5, 1.0, len(xy)) * (0.35 + centre)
    origin = rng.choice(len(xy), people, p=weight / weight.sum()).astype(np.int32)
    uniform = rng.random(people)
    within = 1 - np.exp(-0.5 * (LAST_DEPARTURE_S / SIGMA_S) ** 2)
    departure = SIGMA_S * np.sqrt(-2 * np.log(1 - uniform * within))
    order = np.argsort(departure, kind="stable")
    return origin[order], departure[order]


def _single_parties(
    origin: np.ndarray[Any, Any], departure: np.ndarray[Any, Any], gate: np.ndarray[Any, Any]
) -> Parties:
    """Everyone alone, at one speed."""
    people = len(origin)
    return Parties(
        persons=np.ones(people, np.int32),
        space=np.ones(people),
        speed_m_s=np.full(people, SPEED_M_S),
        line=np.zeros(people, np.uint8),
        home=origin,
        route=gate.astype(np.int32),
        departure_s=departure,
        service_units=np.ones((people, 1)),
    )


def _mixed_parties(
    people: int,
    origin: np.ndarray[Any, Any],
    departure: np.ndarray[Any, Any],
    near: np.ndarray[Any, Any],
) -> Parties:
    """Parties of 1 to 8 at their own speeds, half of them to the second-nearest gate."""
    rng = np.random.default_rng(3)
    persons = rng.integers(1, 9, people)
    parties = int(np.searchsorted(np.cumsum(persons), people)) + 1
    persons = persons[:parties].astype(np.int32)
    persons[-1] -= persons.sum() - people
    chosen = np.sort(rng.choice(people, parties, replace=False))
    origin = origin[chosen]
    second = rng.integers(0, 2, parties)
    return Parties(
        persons=persons,
        space=persons.astype(float),
        speed_m_s=np.clip(rng.normal(1.1, 0.2, parties), 0.4, 1.8),
        line=np.zeros(parties, np.uint8),
        home=origin,
        route=near[second, origin].astype(np.int32),
        departure_s=departure[chosen],
        service_units=persons.astype(float).reshape(-1, 1),
    )


def _gates(node: np.ndarray[Any, Any], windows: tuple[tuple[float, float], ...]) -> Gates:
    """Gates whose approach link is what limits them."""
    count = len(node)
    free = np.full(count, np.inf)
    opens, closes = np.tile(np.array(windows), (count, 1)).T
    return Gates(
        node=node.astype(np.int32),
        lanes=np.full(count, -1, np.int32),
        capacity_persons=free,
        admits=np.ones((count, 1), np.bool_),
        service_mean_s=np.zeros((count, 1)),
        service_profile=np.zeros((count, 1), np.int32),
        window_start=np.arange(count + 1, dtype=np.int32) * len(windows),
        window_open_s=opens.copy(),
        window_close_s=closes.copy(),
        finish=np.ones(count, np.bool_),
        forecourt_persons=np.zeros(count),
        way_length_m=np.zeros(count),
        way_capacity_per_s=free,
        way_storage=free,
        way_wave_speed_m_s=free,
        reception_per_s=free,
        reception_beds=free,
    )
