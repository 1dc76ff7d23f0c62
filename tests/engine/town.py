"""Small towns for the engine's tests: arrays by hand, with plain defaults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine import AT_GATE, NO_WAY, Engine, Gates, Links, Parties, Routes, Rules

INF = np.inf
Window = tuple[float, float]


def links(
    ends: Sequence[tuple[int, int]],
    length_m: float | Sequence[float] = 100.0,
    capacity_per_s: float | Sequence[float] = INF,
    storage: float | Sequence[float] = INF,
    wave_speed_m_s: float | Sequence[float] = INF,
) -> Links:
    """Links between nodes; no limits unless given."""
    count = len(ends)

    def full(value: float | Sequence[float]) -> Any:
        return np.broadcast_to(np.asarray(value, float), (count,)).copy()

    where = {end: number for number, end in enumerate(ends)}
    return Links(
        from_node=np.array([a for a, _ in ends], np.int32),
        to_node=np.array([b for _, b in ends], np.int32),
        length_m=full(length_m),
        capacity_per_s=full(capacity_per_s),
        storage=full(storage),
        wave_speed_m_s=full(wave_speed_m_s),
        speed_limit_m_s=full(INF),
        reverse=np.array([where.get((b, a), -1) for a, b in ends], np.int32),
    )


def gates(
    node: int | Sequence[int],
    lanes: int | Sequence[int] = -1,
    service_s: float | Sequence[float] = 0.0,
    windows: Sequence[Sequence[Window]] | None = None,
    classes: int = 1,
    **changes: Any,
) -> Gates:
    """Gates without limits but those given; `windows` a class, the same at every gate."""
    nodes = np.atleast_1d(np.asarray(node, np.int32))
    count = len(nodes)
    per_class = windows if windows is not None else [[(0.0, INF)]] * classes
    classes = len(per_class)
    flat = [window for _ in range(count) for of_class in per_class for window in of_class]
    lengths = [len(of_class) for _ in range(count) for of_class in per_class]

    def full(value: Any, dtype: Any = float) -> Any:
        return np.broadcast_to(np.asarray(value, dtype), (count,)).copy()

    values: dict[str, Any] = {
        "node": nodes,
        "lanes": full(lanes, np.int32),
        "capacity_persons": full(INF),
        "admits": np.ones((count, classes), bool),
        "service_mean_s": np.broadcast_to(np.asarray(service_s, float), (count, classes)).copy(),
        "service_profile": np.zeros((count, classes), np.int32),
        "window_start": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        "window_open_s": np.array([opening for opening, _ in flat], float),
        "window_close_s": np.array([close for _, close in flat], float),
        "finish": full(True, bool),
        "forecourt_persons": full(INF),
        "way_length_m": full(0.0),
        "way_capacity_per_s": full(INF),
        "way_storage": full(INF),
        "way_wave_speed_m_s": full(INF),
        "reception_per_s": full(INF),
        "reception_beds": full(INF),
    }
    for name, value in changes.items():
        values[name] = full(value, values[name].dtype) if values[name].ndim == 1 else value
    return Gates(**values)


def no_gates() -> Gates:
    """No gate at all."""
    return gates([], classes=1)


def parties(
    departure_s: Sequence[float] | Any,
    home: int | Sequence[int] = 0,
    route: int | Sequence[int] = 0,
    persons: int | Sequence[int] = 1,
    space: Any = None,
    speed_m_s: Any = 1.0,
    line: int | Sequence[int] = 0,
    service_units: Any = None,
) -> Parties:
    """Parties that come to their doors at given times; space and service as their persons."""
    count = len(departure_s)
    people = np.broadcast_to(np.asarray(persons, np.int32), (count,)).copy()
    taken = people if space is None else space
    units = people if service_units is None else service_units
    return Parties(
        persons=people,
        space=np.broadcast_to(np.asarray(taken, float), (count,)).copy(),
        speed_m_s=np.broadcast_to(np.asarray(speed_m_s, float), (count,)).copy(),
        line=np.broadcast_to(np.asarray(line, np.uint8), (count,)).copy(),
        home=np.broadcast_to(np.asarray(home, np.int32), (count,)).copy(),
        route=np.broadcast_to(np.asarray(route, np.int32), (count,)).copy(),
        departure_s=np.asarray(departure_s, float).copy(),
        service_units=np.broadcast_to(np.asarray(units, float), (count,)).reshape(-1, 1).copy(),
    )


def paths(*routes: Sequence[int], gate: int | Sequence[int] = -1, nodes: int = 1) -> Routes:
    """Explicit routes only; a party's route is -1 for the first, -2 for the second..."""
    lengths = [len(route) for route in routes]
    return Routes(
        next_link=np.zeros((0, nodes), np.int32),
        gate=np.zeros(0, np.int32),
        sequence_start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        sequence_links=np.array([link for route in routes for link in route], np.int32),
        sequence_gate=np.broadcast_to(np.asarray(gate, np.int32), (len(routes),)).copy(),
    )


def table(street: Links, gate_node: int, nodes: int) -> Routes:
    """One table: from every node the first link on a path with the fewest links to the gate."""
    following = np.full((1, nodes), NO_WAY, np.int32)
    following[0, gate_node] = AT_GATE
    reached = [gate_node]
    while reached:
        reached_next = []
        for number, (a, b) in enumerate(
            zip(street.from_node.tolist(), street.to_node.tolist(), strict=True)
        ):
            if b in reached and following[0, a] == NO_WAY:
                following[0, a] = number
                reached_next.append(a)
        reached = reached_next
    return Routes(next_link=following, gate=np.zeros(1, np.int32))


def run(
    street: Links,
    routes: Routes,
    gate: Gates,
    people: Parties,
    until_s: float = INF,
    **rules: Any,
) -> Engine:
    """An engine that was advanced."""
    engine = Engine(street, routes, gate, people, rules=Rules(**rules))
    engine.advance(until_s)
    return engine
