"""Small networks drawn link by link, for cases that a reader can redo by hand."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine import Engine, Gates, Links, Parties, Routes, Rules
from sim.engine.inputs import AT_GATE, NO_WAY
from sim.plan.diagrams import diagram_of
from sim.plan.street_links import engine_pieces
from sim.scenario import CLASSES
from sim.scenario.streets import Movement

FloatArray = NDArray[np.float64]
Number = TypeVar("Number", np.int32, np.float64)
Window = tuple[float, float]
ALWAYS: tuple[Window, ...] = ((0.0, math.inf),)
CIVILIAN, WOUNDED, FIGHTER = range(len(CLASSES))

_WAY_LENGTH_M = 1.0


@dataclass(frozen=True)
class _Link:
    from_node: int
    to_node: int
    length_m: float
    capacity_per_s: float
    storage: float
    wave_m_s: float


@dataclass(frozen=True)
class _Gate:
    node: int
    lanes: int
    service_s: float
    windows: tuple[tuple[Window, ...], ...]
    finish: bool
    forecourt_persons: float
    capacity_persons: float
    way_capacity_per_s: float
    way_storage: float
    reception_per_s: float
    reception_beds: float


@dataclass(frozen=True)
class _Crowd:
    home: int
    route: int
    persons: NDArray[np.int32]
    space: FloatArray
    speed_m_s: FloatArray
    line: int
    departure_s: FloatArray
    service_units: FloatArray


@dataclass
class Sketch:
    """A network, its gates and its people, until `engine` makes them move.

    A crowd's route is a gate (the quickest way there) or the links to walk, one after the other,
    to an open street end. With a `least_share` above 0 the directions of its two-way streets
    share them.
    """

    diagram: Movement = field(default_factory=Movement)
    least_share: float = 0.0
    _links: list[_Link] = field(default_factory=list)
    _gates: list[_Gate] = field(default_factory=list)
    _crowds: list[_Crowd] = field(default_factory=list)
    _paths: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    _reverse: dict[int, int] = field(default_factory=dict)

    def link(
        self,
        from_node: int,
        to_node: int,
        *,
        length_m: float = 1.0,
        capacity_per_s: float = math.inf,
        storage: float = math.inf,
        wave_m_s: float = math.inf,
    ) -> int:
        """Draw a link by its numbers; what is not given does not limit anyone."""
        self._links.append(_Link(from_node, to_node, length_m, capacity_per_s, storage, wave_m_s))
        return len(self._links) - 1

    def street(self, from_node: int, to_node: int, *, length_m: float, width_m: float) -> int:
        """Draw a one-way street with the pedestrian diagram of `diagram`."""
        diagram = diagram_of(self.diagram)
        return self.link(
            from_node,
            to_node,
            length_m=length_m,
            capacity_per_s=diagram.specific_flow_per_m_s * width_m,
            storage=diagram.jam_density_per_m2 * length_m * width_m,
            wave_m_s=diagram.wave_speed_m_s,
        )

    def two_way(self, one: int, other: int, *, length_m: float, width_m: float) -> tuple[int, int]:
        """Draw both directions of a street, each with half of its width, or sharing it."""
        width_m *= 1.0 - self.least_share if self.least_share > 0.0 else 0.5
        there = self.street(one, other, length_m=length_m, width_m=width_m)
        back = self.street(other, one, length_m=length_m, width_m=width_m)
        self._reverse |= {there: back, back: there}
        return there, back

    def gate(
        self,
        node: int,
        *,
        lanes: int = 1,
        service_s: float = 0.0,
        windows: Sequence[Window] = ALWAYS,
        windows_by_class: Mapping[int, Sequence[Window]] | None = None,
        finish: bool = True,
        forecourt_persons: float = math.inf,
        capacity_persons: float = math.inf,
        way_capacity_per_s: float = math.inf,
        way_storage: float = math.inf,
        reception_per_s: float = math.inf,
        reception_beds: float = math.inf,
    ) -> int:
        """Put a gate at a node; `windows` hold for every class unless `windows_by_class` is given.

        With `windows_by_class`, classes that it does not name are not admitted.
        """
        by_class = (
            tuple(tuple(windows) for _ in CLASSES)
            if windows_by_class is None
            else tuple(tuple(windows_by_class.get(line, ())) for line in range(len(CLASSES)))
        )
        self._gates.append(
            _Gate(
                node, lanes, service_s, by_class, finish, forecourt_persons, capacity_persons,
                way_capacity_per_s, way_storage, reception_per_s, reception_beds,
            )
        )  # fmt: skip
        return len(self._gates) - 1

    def people(
        self,
        number: int,
        *,
        home: int = 0,
        gate: int | None = None,
        path: Sequence[int] = (),
        depart_s: float | FloatArray = 0.0,
        speed_m_s: float | FloatArray = 1.0,
        persons: int = 1,
        space: float | None = None,
        line: int = CIVILIAN,
        service_units: float | FloatArray | None = None,
    ) -> slice:
        """Add parties of `persons` each; return which rows they are.

        They walk the links of `path` if given (and then to `gate`, if that is given too), else
        the quickest way to `gate`. Their service takes `persons` times the gate's service time
        unless `service_units` says otherwise.
        """
        if path:
            route = -1 - len(self._paths)
            self._paths.append((tuple(path), -1 if gate is None else gate))
            home = self._links[path[0]].from_node
        elif gate is not None:
            route = gate
        else:
            raise ValueError("people need a gate or a path")
        first = sum(len(crowd.persons) for crowd in self._crowds)
        units = float(persons) if service_units is None else service_units
        self._crowds.append(
            _Crowd(
                home,
                route,
                np.full(number, persons, np.int32),
                np.full(number, float(persons) if space is None else space),
                _spread(speed_m_s, number),
                line,
                _spread(depart_s, number),
                _spread(units, number),
            )
        )
        return slice(first, first + number)

    def parties(self) -> Parties:
        """Return everyone, one row a party."""
        crowds = self._crowds
        sizes = [len(crowd.persons) for crowd in crowds]
        return Parties(
            persons=_join([crowd.persons for crowd in crowds], np.int32),
            space=_join([crowd.space for crowd in crowds], np.float64),
            speed_m_s=_join([crowd.speed_m_s for crowd in crowds], np.float64),
            line=np.repeat(np.array([crowd.line for crowd in crowds], np.uint8), sizes),
            home=np.repeat(np.array([crowd.home for crowd in crowds], np.int32), sizes),
            route=np.repeat(np.array([crowd.route for crowd in crowds], np.int32), sizes),
            departure_s=_join([crowd.departure_s for crowd in crowds], np.float64),
            service_units=_join([c.service_units for c in crowds], np.float64).reshape(-1, 1),
        )

    def links(self) -> Links:
        """Return the links."""
        links = self._links
        return Links(
            from_node=np.array([link.from_node for link in links], np.int32),
            to_node=np.array([link.to_node for link in links], np.int32),
            length_m=np.array([link.length_m for link in links], np.float64),
            capacity_per_s=np.array([link.capacity_per_s for link in links], np.float64),
            storage=np.array([link.storage for link in links], np.float64),
            wave_speed_m_s=np.array([link.wave_m_s for link in links], np.float64),
            speed_limit_m_s=np.full(len(links), math.inf),
            reverse=np.array([self._reverse.get(e, -1) for e in range(len(links))], np.int32),
            least_share=self.least_share,
            pieces=engine_pieces(diagram_of(self.diagram)),
        )

    def gates(self) -> Gates:
        """Return the gates."""
        gates = self._gates
        flat = [windows for gate in gates for windows in gate.windows]
        number = len(gates)
        return Gates(
            node=np.array([gate.node for gate in gates], np.int32),
            lanes=np.array([gate.lanes for gate in gates], np.int32),
            capacity_persons=np.array([gate.capacity_persons for gate in gates], np.float64),
            admits=np.array([[bool(w) for w in gate.windows] for gate in gates], np.bool_).reshape(
                number, len(CLASSES)
            ),
            service_mean_s=np.array(
                [[gate.service_s] * len(CLASSES) for gate in gates], np.float64
            ).reshape(number, len(CLASSES)),
            service_profile=np.zeros((number, len(CLASSES)), np.int32),
            window_start=np.cumsum([0] + [len(windows) for windows in flat]).astype(np.int32),
            window_open_s=np.array([w[0] for windows in flat for w in windows], np.float64),
            window_close_s=np.array([w[1] for windows in flat for w in windows], np.float64),
            finish=np.array([gate.finish for gate in gates], np.bool_),
            forecourt_persons=np.array([gate.forecourt_persons for gate in gates], np.float64),
            way_length_m=np.full(number, _WAY_LENGTH_M),
            way_capacity_per_s=np.array([gate.way_capacity_per_s for gate in gates], np.float64),
            way_storage=np.array([gate.way_storage for gate in gates], np.float64),
            way_wave_speed_m_s=np.full(number, math.inf),
            reception_per_s=np.array([gate.reception_per_s for gate in gates], np.float64),
            reception_beds=np.array([gate.reception_beds for gate in gates], np.float64),
        )

    def routes(self) -> Routes:
        """Return the quickest ways to each gate, and the paths given."""
        start = np.cumsum([0] + [len(path) for path, _ in self._paths]).astype(np.int32)
        return Routes(
            next_link=np.array(
                [self._quickest(gate.node) for gate in self._gates], np.int32
            ).reshape(len(self._gates), self._node_count()),
            gate=np.arange(len(self._gates), dtype=np.int32),
            sequence_start=start,
            sequence_links=np.array([e for path, _ in self._paths for e in path], np.int32),
            sequence_gate=np.array([gate for _, gate in self._paths], np.int32),
        )

    def engine(self, *, rules: Rules | None = None) -> Engine:
        """Build the engine at time 0."""
        return Engine(self.links(), self.routes(), self.gates(), self.parties(), rules=rules)

    def _node_count(self) -> int:
        ends = [node for link in self._links for node in (link.from_node, link.to_node)]
        homes = [crowd.home for crowd in self._crowds]
        return max([*ends, *homes, *(gate.node for gate in self._gates)], default=-1) + 1

    def _quickest(self, goal: int) -> list[int]:
        """Dijkstra by length, ties to the link drawn first: not the project's own, on purpose."""
        table = [NO_WAY] * self._node_count()
        best = [math.inf] * self._node_count()
        best[goal], table[goal] = 0.0, AT_GATE
        arriving: dict[int, list[int]] = {}
        for index, link in enumerate(self._links):
            arriving.setdefault(link.to_node, []).append(index)
        heap = [(0.0, goal)]
        while heap:
            cost, node = heapq.heappop(heap)
            if cost > best[node]:
                continue
            for index in arriving.get(node, ()):
                link = self._links[index]
                if cost + link.length_m < best[link.from_node]:
                    best[link.from_node] = cost + link.length_m
                    table[link.from_node] = index
                    heapq.heappush(heap, (best[link.from_node], link.from_node))
        return table


def evenly(number: int, *, per_s: float, first_s: float = 0.0) -> FloatArray:
    """Return `number` instants, one every 1 / `per_s` seconds from `first_s`."""
    return first_s + np.arange(number) / per_s


def _spread(value: float | FloatArray, number: int) -> FloatArray:
    return np.broadcast_to(np.asarray(value, np.float64), (number,)).copy()


def _join(parts: list[NDArray[Number]], dtype: type[Number]) -> NDArray[Number]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
