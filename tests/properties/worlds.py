"""Random small worlds: streets, gates with windows, people, closures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sim.engine import Engine, Links, Observation, Rules
from sim.scenario.streets import Movement
from sim.verification.ledger import Ledger
from sim.verification.run import END_OF_TIME_S, Run
from sim.verification.sketch import Sketch, Window

CLASSES = 3


@dataclass(frozen=True)
class Street:
    """A two-way street."""

    one: int
    other: int
    length_m: float
    width_m: float


@dataclass(frozen=True)
class Checkpoint:
    """A gate; `windows` by class."""

    node: int
    lanes: int
    service_s: float
    windows: tuple[tuple[Window, ...], ...]
    forecourt_persons: float
    finish: bool
    capacity_persons: float
    way_capacity_per_s: float = math.inf
    way_storage: float = math.inf
    reception_per_s: float = math.inf
    reception_beds: float = math.inf


@dataclass(frozen=True)
class Group:
    """Parties alike, who set out one after the other from one home."""

    home: int
    gate: int
    number: int
    persons: int
    speed_m_s: float
    depart_s: float
    headway_s: float
    line: int


@dataclass(frozen=True)
class Closure:
    """At `time_s` the windows of a class at a gate are replaced."""

    time_s: float
    gate: int
    line: int
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class World:
    """Streets, gates, people, and what changes on the way."""

    streets: tuple[Street, ...]
    gates: tuple[Checkpoint, ...]
    groups: tuple[Group, ...]
    closures: tuple[Closure, ...] = ()
    least_share: float = 0.0
    diagram: Literal["triangular", "weidmann", "sfpe"] = "triangular"

    def sketch(self) -> Sketch:
        """Draw the world."""
        sketch = Sketch(diagram=Movement(diagram=self.diagram), least_share=self.least_share)
        for street in self.streets:
            sketch.two_way(
                street.one, street.other, length_m=street.length_m, width_m=street.width_m
            )
        for gate in self.gates:
            sketch.gate(
                gate.node,
                lanes=gate.lanes,
                service_s=gate.service_s,
                windows_by_class=dict(enumerate(gate.windows)),
                forecourt_persons=gate.forecourt_persons,
                finish=gate.finish,
                capacity_persons=gate.capacity_persons,
                way_capacity_per_s=gate.way_capacity_per_s,
                way_storage=gate.way_storage,
                reception_per_s=gate.reception_per_s,
                reception_beds=gate.reception_beds,
            )
        for group in self.groups:
            sketch.people(
                group.number,
                home=group.home,
                gate=group.gate,
                persons=group.persons,
                speed_m_s=group.speed_m_s,
                depart_s=group.depart_s + group.headway_s * np.arange(group.number),
                line=group.line,
            )
        return sketch

    def windows_at(self, gate: int, line: int, time_s: float) -> tuple[Window, ...]:
        """Return the windows that hold at an instant, closures so far taken into account."""
        windows = self.gates[gate].windows[line]
        for closure in sorted(self.closures, key=lambda one: one.time_s):
            if closure.time_s <= time_s and (closure.gate, closure.line) == (gate, line):
                windows = closure.windows
        return windows


def bounded(examples: int = 60) -> settings:
    """Try so many examples, the same ones every time: a failure is never a matter of luck."""
    return settings(
        derandomize=True,
        deadline=None,
        max_examples=examples,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def start(sketch: Sketch, *, rules: Rules | None = None, links: Links | None = None) -> Run:
    """Set a sketch in motion with books of its own; its links may be replaced."""
    parties = sketch.parties()
    engine = Engine(links or sketch.links(), sketch.routes(), sketch.gates(), parties, rules=rules)
    return Run("property", engine, parties, Ledger())


def finish(run: Run, world: World, *, every_s: float = 97.0) -> Observation:
    """Run a world to its end, its closures taking effect when they are due."""
    for closure in sorted(world.closures, key=lambda one: one.time_s):
        while run.engine.now_s < closure.time_s:
            run.until(min(closure.time_s, run.engine.now_s + every_s))
        run.engine.set_windows(closure.gate, closure.line, list(closure.windows))
    for _ in range(200):
        if run.engine.finished:
            break
        run.until(run.engine.now_s + every_s)
    seen = run.until(END_OF_TIME_S)
    assert run.engine.finished, "nothing can happen after the end of time"
    return seen


def seconds(low: float, high: float, *, parts: int = 4) -> st.SearchStrategy[float]:
    """Draw instants that binary fractions hold exactly, so that sums are exact too."""
    return st.integers(int(low * parts), int(high * parts)).map(lambda n: n / parts)


@st.composite
def window_lists(draw: st.DrawFn, *, always: bool = False) -> tuple[Window, ...]:
    """Draw up to three sorted, disjoint windows, the last perhaps without an end."""
    if always:
        return ((0.0, math.inf),)
    edges = sorted(draw(st.lists(seconds(0, 3000), unique=True, max_size=6)))
    windows = list(zip(edges[::2], edges[1::2], strict=False))
    if len(edges) % 2:
        windows.append((edges[-1], math.inf))
    return tuple(windows)


@st.composite
def street_nets(draw: st.DrawFn, *, nodes: int, tree: bool = False) -> tuple[Street, ...]:
    """Draw a connected network of two-way streets."""
    ends = [(draw(st.integers(0, node - 1)), node) for node in range(1, nodes)]
    if not tree:
        pair = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1))
        ends += [(a, b) for a, b in draw(st.lists(pair, max_size=nodes)) if a != b]
    return tuple(
        Street(one, other, draw(seconds(5, 40)), draw(st.sampled_from([0.25, 0.5, 1.0, 2.0])))
        for one, other in ends
    )


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    always_open: bool = False,
    one_class: bool = False,
    singles: bool = False,
    one_speed: bool = False,
    one_gate: bool = False,
    closures: bool = False,
    tree: bool = False,
    unlimited_forecourts: bool = False,
    crowded: bool = False,
    narrow_ways: bool = False,
    every_street: bool = False,
) -> World:
    """Draw a world of 2 to 7 nodes, 1 to 3 gates and up to a few hundred people.

    In a `crowded` one gates are slow, forecourts small and queues spill back; with `narrow_ways`
    the ways to safety and the reception places may take less than the lanes give. With
    `every_street` both directions share the streets, or people walk by a curved diagram.
    """
    nodes = draw(st.integers(2, 7))
    streets = draw(street_nets(nodes=nodes, tree=tree))
    lines = 1 if one_class else CLASSES
    gates = tuple(
        Checkpoint(
            node=draw(st.integers(0, nodes - 1)),
            lanes=draw(st.sampled_from([1, 1, 2, 5, -1, 0] if not always_open else [1, 2, 5])),
            service_s=draw(seconds(2, 20) if crowded else seconds(0.25, 20)),
            windows=tuple(
                draw(window_lists(always=always_open)) if line < lines else ()
                for line in range(CLASSES)
            ),
            forecourt_persons=math.inf
            if unlimited_forecourts
            else draw(st.sampled_from([0.0, 5.0] if crowded else [0.0, 5.0, 40.0, math.inf])),
            finish=draw(st.booleans()) if not always_open else True,
            capacity_persons=math.inf
            if always_open or one_class
            else draw(st.sampled_from([math.inf, math.inf, 30.0])),
            way_capacity_per_s=draw(st.sampled_from([math.inf, 1.0, 0.125]))
            if narrow_ways
            else math.inf,
            way_storage=draw(st.sampled_from([math.inf, 12.0])) if narrow_ways else math.inf,
            reception_per_s=draw(st.sampled_from([math.inf, 0.25])) if narrow_ways else math.inf,
            reception_beds=draw(st.sampled_from([math.inf, 40.0])) if narrow_ways else math.inf,
        )
        for _ in range(1 if one_gate else draw(st.integers(1, 3)))
    )
    groups = tuple(
        Group(
            home=draw(st.integers(0, nodes - 1)),
            gate=draw(st.integers(0, len(gates) - 1)),
            number=draw(st.integers(20, 80) if crowded else st.integers(1, 60)),
            persons=1 if singles else draw(st.integers(1, 8)),
            speed_m_s=1.25 if one_speed else draw(st.sampled_from([0.5, 0.8, 1.0, 1.25, 1.6])),
            depart_s=draw(seconds(0, 900)),
            headway_s=draw(st.sampled_from([0.0, 0.0, 0.5, 2.0, 10.0])),
            line=draw(st.integers(0, lines - 1)),
        )
        for _ in range(draw(st.integers(3 if crowded else 1, 6)))
    )
    admitted = [
        (gate, line)
        for gate in range(len(gates))
        for line in range(lines)
        if gates[gate].windows[line]
    ]
    changes = tuple(
        Closure(draw(seconds(1, 2000)), *draw(st.sampled_from(admitted)), draw(window_lists()))
        for _ in range(draw(st.integers(0, 3)) if closures and admitted else 0)
    )
    if not every_street:
        return World(streets, gates, groups, changes)
    least_share, diagram = draw(
        st.sampled_from(
            [(0.15, "triangular"), (0.15, "weidmann"), (0.5, "triangular"), (0.0, "sfpe")]
        )
    )
    return World(streets, gates, groups, changes, least_share, diagram)
