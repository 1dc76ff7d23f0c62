"""From what a scenario says of its corridors to the engine's gates."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim.engine.inputs import Beyond, Gates
from sim.network.pieces import main_nodes
from sim.network.places import enterable_nodes, nearest_node, node_distances_m
from sim.network.street_network import BoolArray, StreetNetwork
from sim.plan.diagrams import diagram_of
from sim.population.service import profile_of, service_profiles
from sim.scenario import CLASSES, Fault, PersonClass, Scenario, ScenarioError
from sim.scenario.base import Point
from sim.scenario.corridor import Corridor

FloatArray = NDArray[np.float64]
Window = tuple[float, float]
"""[open, close) in seconds from the scenario's start."""

GATE_REACH_M = 500.0
"""A gate further than this from every street that can be entered is off the network."""


def corridor_ids(scenario: Scenario) -> tuple[str, ...]:
    """Return the corridors' ids in the order of the gates: sorted."""
    return tuple(sorted(scenario.corridors))


def build_gates(scenario: Scenario, network: StreetNetwork, *, incidents: bool = True) -> Gates:
    """Build the gates, in the order of `corridor_ids`.

    A timed incident shuts the corridors that it names for [begin, end), for every class. What
    happens at random, and which gates lie in a zone, only a run tells.

    Parameters
    ----------
    scenario, network
        What to build from.
    incidents
        Take the incidents out of the windows; without, the windows are those that were planned.

    Raises
    ------
    ScenarioError
        A gate names a node that the network doesn't have, or is given in degrees where the
        network lies nowhere on earth.
    """
    ids = corridor_ids(scenario)
    corridors = [scenario.corridors[corridor] for corridor in ids]
    start, opens, closes = _window_table(scenario, incidents=incidents)
    services = [
        [corridor.service_by_class.get(line, corridor.service) for line in CLASSES]
        for corridor in corridors
    ]
    profiles = service_profiles(scenario)
    diagram = diagram_of(scenario.movement)
    width_m = np.array([corridor.way_width_m for corridor in corridors])
    length_m = np.array([corridor.way_length_m for corridor in corridors])
    return Gates(
        node=gate_nodes(scenario, network),
        lanes=np.array([-1 if c.lanes is None else c.lanes for c in corridors], np.int32),
        capacity_persons=_unlimited([c.capacity_persons for c in corridors]),
        admits=np.array([[line in c.admits for line in CLASSES] for c in corridors], np.bool_),
        service_mean_s=np.array([[service.mean_s for service in row] for row in services]),
        service_profile=np.array(
            [[profiles.index(profile_of(service)) for service in row] for row in services], np.int32
        ),
        window_start=start,
        window_open_s=opens,
        window_close_s=closes,
        finish=np.array([c.at_close == "finish" for c in corridors], np.bool_),
        forecourt_persons=_unlimited([c.forecourt_m2 for c in corridors])
        * np.array([c.forecourt_density_per_m2 for c in corridors]),
        way_length_m=length_m,
        way_capacity_per_s=diagram.specific_flow_per_m_s * width_m,
        way_storage=diagram.jam_density_per_m2 * length_m * width_m,
        way_wave_speed_m_s=np.full(len(ids), diagram.wave_speed_m_s),
        reception_per_s=_unlimited([c.reception.per_minute for c in corridors]) / 60.0,
        reception_beds=_unlimited([c.reception.beds for c in corridors]),
        beyond=_beyond(scenario, corridors),
    )


def _beyond(scenario: Scenario, corridors: list[Corridor]) -> Beyond | None:
    """Return who is held and the buses onward; None where no corridor states any."""
    buses = [corridor.reception.onward for corridor in corridors]
    if not any(buses) and not any(corridor.held for corridor in corridors):
        return None
    first = [bus.first if bus and bus.first else scenario.clock.start for bus in buses]
    return Beyond(
        held_share=np.array([[c.held.get(line, 0.0) for line in CLASSES] for c in corridors]),
        bus_seats=np.array([bus.seats if bus else 0.0 for bus in buses], np.float64),
        bus_every_s=np.array([bus.every_s if bus else 1.0 for bus in buses], np.float64),
        bus_first_s=np.array(
            [
                scenario.clock.seconds(when) if bus else np.inf
                for bus, when in zip(buses, first, strict=True)
            ]
        ),
    )


def gate_nodes(scenario: Scenario, network: StreetNetwork) -> NDArray[np.int32]:
    """Return the node index of each gate, in the order of `corridor_ids`.

    A gate given as a point stands at the nearest node that can be entered; a splinter of the
    network beyond the front is passed over if there is another node within `GATE_REACH_M`.

    Raises
    ------
    ScenarioError
        As `build_gates`.
    """
    enterable = enterable_nodes(network)
    main = main_nodes(network)
    nodes, faults = [], []
    for corridor_id in corridor_ids(scenario):
        corridor = scenario.corridors[corridor_id]
        try:
            if corridor.gate_node is not None:
                nodes.append(_node_named(network, corridor.gate_node))
            else:
                assert corridor.gate is not None, "the loader asks for a gate or a gate_node"
                nodes.append(_node_near(network, corridor.gate, main, enterable))
        except ValueError as error:
            field = "gate" if corridor.gate_node is None else "gate_node"
            faults.append(
                Fault(
                    ("corridors", corridor_id, field),
                    str(error),
                    "Name a node by the network's own id, or a point in its coordinates.",
                )
            )
    if faults:
        raise ScenarioError(faults)
    return np.array(nodes, np.int32)


def place_nodes(scenario: Scenario, network: StreetNetwork) -> NDArray[np.int32]:
    """Return the node index of each shelter, in the order of their ids.

    Raises
    ------
    ScenarioError
        A shelter names a node that the network doesn't have.
    """
    nodes, faults = [], []
    for name, place in sorted(scenario.places.items()):
        try:
            nodes.append(_node_named(network, place.node))
        except ValueError as error:
            path = ("places", name, "node")
            faults.append(Fault(path, str(error), "Name a node by the network's own id."))
    if faults:
        raise ScenarioError(faults)
    return np.array(nodes, np.int32)


def corridor_windows(
    scenario: Scenario, corridor_id: str, line: PersonClass, *, with_incidents: bool = True
) -> list[Window]:
    """Return when a corridor lets a class pass, as sorted, disjoint [open, close) in seconds.

    Windows that touch are one. A class that the corridor doesn't admit has none.
    """
    corridor = scenario.corridors[corridor_id]
    if line not in corridor.admits:
        return []
    windows = merge(_spans_s(scenario, corridor, line))
    if not with_incidents:
        return windows
    for incident in scenario.incidents.values():
        if corridor_id in incident.corridors and incident.per_hour is None:
            assert incident.begin is not None, "the loader asks for both"
            assert incident.end is not None
            shut = (scenario.clock.seconds(incident.begin), scenario.clock.seconds(incident.end))
            windows = subtract(windows, shut)
    return windows


def cut_off_spans(scenario: Scenario, corridor_id: str) -> list[Window]:
    """Return when nobody may join a corridor's queue: from its cut-off to the close, in seconds."""
    corridor, clock = scenario.corridors[corridor_id], scenario.clock
    if corridor.cut_off is None or corridor.cut_off.at is None:
        return []
    at = corridor.cut_off.at
    windows = [span for window in corridor.windows for span in window.spans()]
    open_s = merge([(clock.seconds(opens), clock.seconds(closes)) for opens, closes in windows])
    days = sorted({when.date() for span in windows for when in span})
    instants = [at] if isinstance(at, datetime) else [datetime.combine(day, at) for day in days]
    cuts_s = [clock.seconds(instant) for instant in instants]
    return [(cut, closes) for opens, closes in open_s for cut in cuts_s if opens <= cut < closes]


def windows_of(gates: Gates, gate: int, line: int) -> list[Window]:
    """Return a gate's windows for a class, as they are now."""
    cell = gate * gates.admits.shape[1] + line
    span = slice(gates.window_start[cell], gates.window_start[cell + 1])
    return list(
        zip(gates.window_open_s[span].tolist(), gates.window_close_s[span].tolist(), strict=True)
    )


def merge(windows: list[Window]) -> list[Window]:
    """Return the windows sorted, those that touch or overlap made one, empty ones left out."""
    merged: list[Window] = []
    for opened, closed in sorted(windows):
        if closed <= opened:
            continue
        if merged and opened <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closed))
        else:
            merged.append((opened, closed))
    return merged


def subtract(windows: list[Window], shut: Window) -> list[Window]:
    """Take the span `shut`, [begin, end), out of sorted, disjoint windows."""
    begin, end = shut
    parts = []
    for opened, closed in windows:
        parts.append((opened, min(closed, begin)))
        parts.append((max(opened, end), closed))
    return merge(parts) if begin < end else windows


def _spans_s(scenario: Scenario, corridor: Corridor, line: PersonClass) -> list[Window]:
    clock = scenario.clock
    return [
        (clock.seconds(opened), clock.seconds(closed))
        for window in corridor.windows
        if not window.classes or line in window.classes
        for opened, closed in window.spans()
    ]


def _window_table(
    scenario: Scenario, *, incidents: bool
) -> tuple[NDArray[np.int32], FloatArray, FloatArray]:
    table = [
        corridor_windows(scenario, corridor_id, line, with_incidents=incidents)
        for corridor_id in corridor_ids(scenario)
        for line in CLASSES
    ]
    start = np.cumsum([0] + [len(windows) for windows in table]).astype(np.int32)
    flat = np.array([window for windows in table for window in windows], np.float64).reshape(-1, 2)
    return start, flat[:, 0].copy(), flat[:, 1].copy()


def _unlimited(values: list[float | None] | list[int | None]) -> FloatArray:
    return np.array([np.inf if value is None else value for value in values], np.float64)


def _node_named(network: StreetNetwork, node_id: int) -> int:
    found = np.flatnonzero(network.node_id == node_id)
    if len(found) == 0:
        raise ValueError(f"the network has no node {node_id}")
    return int(found[0])


def _node_near(network: StreetNetwork, point: Point, main: BoolArray, enterable: BoolArray) -> int:
    distance_m = node_distances_m(network, point)
    if (main & (distance_m <= GATE_REACH_M)).any():
        return nearest_node(network, point, allowed=main)
    return nearest_node(network, point, allowed=enterable if enterable.any() else None)
