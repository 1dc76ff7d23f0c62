"""From what a scenario says of its services to fleets on its streets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NoReturn

import numpy as np

from sim.engine.inputs import Gates
from sim.network.paths import NO_WAY, Trees, shortest_trees
from sim.network.pieces import main_nodes
from sim.network.places import nearest_node, node_distances_m
from sim.network.street_network import FloatArray, IntArray, StreetNetwork
from sim.plan.corridors import GATE_REACH_M, Window, corridor_ids, place_nodes, windows_of
from sim.scenario import CLASSES, Fault, Scenario, ScenarioError
from sim.scenario.base import Point
from sim.scenario.services import VehicleService
from sim.services.service import Service


@dataclass(frozen=True)
class Planned:
    """One service on the streets.

    Parameters
    ----------
    id, said
        What the scenario says.
    node
        Node of the assembly point.
    gate
        Its corridor's gate.
    way
        Links from the assembly point to the gate; none where the driving time is stated.
    fleet
        Its vehicles and their times.
    """

    id: str
    said: VehicleService
    node: int
    gate: int
    way: IntArray
    fleet: Service


def plan_services(scenario: Scenario, network: StreetNetwork, gates: Gates) -> tuple[Planned, ...]:
    """Place every service on the streets, in the order of their ids.

    Parameters
    ----------
    scenario, network
        What to plan from.
    gates
        The corridors with the windows that are planned.

    Raises
    ------
    ScenarioError
        An assembly point lies off the map, no way is wide enough, or no vehicle can be at its
        corridor while it is open: every fault at once.
    """
    faults: list[Fault] = []
    planned = []
    for key, said in sorted(scenario.services.items()):
        try:
            planned.append(_plan(key, said, scenario, network, gates))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    return tuple(planned)


def service_warnings(scenario: Scenario, planned: tuple[Planned, ...]) -> Iterator[Fault]:
    """Find times of a timetable at which a convoy would come to a shut corridor."""
    clock = scenario.clock
    for one in planned:
        for at, time_s in enumerate(one.fleet.departures_s):
            there_s = time_s + one.fleet.to_corridor_s
            if not any(opened <= there_s < shut for opened, shut in one.fleet.windows):
                yield Fault(
                    ("services", one.id, "departures", str(at)),
                    f"a convoy that leaves then is at corridor {one.said.corridor} at "
                    f"{clock.local(there_s):%Y-%m-%d %H:%M}, when it is shut",
                    "Write another time: it leaves so as to be there at the next opening, if "
                    "there is one.",
                    severity="warning",
                )


def drivable_m(network: StreetNetwork, least_width_m: float) -> FloatArray:
    """Return (E,) the length of each link, inf where vehicles cannot go."""
    wide = network.link_width_m >= least_width_m
    return np.where(wide & ~network.link_forbidden, network.link_length_m, np.inf)


def _plan(
    key: str, said: VehicleService, scenario: Scenario, network: StreetNetwork, gates: Gates
) -> Planned:
    path = ("services", key)
    gate = corridor_ids(scenario).index(said.corridor)
    node = _assembly_node(key, said, scenario, network)
    way, to_corridor_s = np.zeros(0, np.int32), said.to_corridor_s
    if to_corridor_s is None:
        goal = gates.node[gate : gate + 1]
        trees = shortest_trees(network, goal, drivable_m(network, said.least_width_m))
        length_m = float(trees.cost[0, node])
        if not math.isfinite(length_m):
            raise ScenarioError([_no_way(key, said)])
        way, to_corridor_s = _links(network, trees, node), length_m / said.speed_m_s
    drive_s = to_corridor_s + said.beyond_s
    clock = scenario.clock
    last_s = math.inf if said.last_departure is None else clock.seconds(said.last_departure)
    first_s = 0.0 if said.first_departure is None else clock.seconds(said.first_departure)
    fleet = Service(
        vehicles=said.vehicles,
        seats=said.seats,
        stretchers=said.stretchers,
        drive_s=drive_s,
        return_s=drive_s if said.return_s is None else said.return_s,
        returns=said.returns,
        bays=said.bays,
        board_fixed_s=said.board_fixed_s,
        board_s=said.board_person_s,
        alight_s=said.alight_person_s,
        to_corridor_s=to_corridor_s,
        check_vehicle_s=said.check_vehicle_s,
        check_convoy_s=said.check_convoy_s,
        windows=windows_for(gates, gate, said),
        convoy=said.convoy,
        start_s=max(first_s, 0.0),
        last_s=last_s,
        departures_s=tuple(clock.seconds(when) for when in said.departures),
        wait_s=said.wait_s,
        escorts=said.escorts,
        escorts_each=said.escorts_per_convoy,
        classes=frozenset(CLASSES.index(name) for name in said.classes),
    )
    if not can_leave(fleet, clock.duration_s):
        raise ScenarioError(
            [
                Fault(
                    (*path, "corridor"),
                    f"no vehicle can be at corridor {said.corridor} while it is open to "
                    f"{', '.join(said.classes)}: the drive there takes {to_corridor_s:,.0f} s",
                    "Mend the corridor's windows, the departures, or the drive.",
                )
            ]
        )
    return Planned(key, said, node, gate, way, fleet)


def can_leave(fleet: Service, end_s: float) -> bool:
    """Whether a vehicle may leave at some time and be at its corridor while that is open."""
    earliest_s, latest_s = max(fleet.start_s, 0.0), min(fleet.last_s, end_s)
    if fleet.departures_s:
        earliest_s = max(earliest_s, fleet.departures_s[0])
        latest_s = min(latest_s, fleet.departures_s[-1])
    return any(
        max(opened - fleet.to_corridor_s, earliest_s) <= latest_s
        and earliest_s + fleet.to_corridor_s < shut
        and opened < end_s
        for opened, shut in fleet.windows
    )


def windows_for(gates: Gates, gate: int, said: VehicleService) -> tuple[Window, ...]:
    """Return when a corridor is open to every class of a service."""
    shared: list[Window] = [(-math.inf, math.inf)]
    for name in said.classes:
        own = windows_of(gates, gate, CLASSES.index(name))
        both = product(shared, own)
        pairs = [(max(a[0], b[0]), min(a[1], b[1])) for a, b in both]
        shared = [pair for pair in pairs if pair[0] < pair[1]]
    return tuple(sorted(shared))


def _assembly_node(
    key: str, said: VehicleService, scenario: Scenario, network: StreetNetwork
) -> int:
    path = ("services", key, "assembly")
    at = said.assembly
    if at.place is not None:
        return int(place_nodes(scenario, network)[sorted(scenario.places).index(at.place)])
    node_id, point = at.node, at.point
    if at.district is not None:
        district = scenario.population.districts[at.district]
        node_id, point = next(iter(district.nodes), None), district.centre
    if node_id is not None:
        found = np.flatnonzero(network.node_id == node_id)
        if not len(found):
            _refuse((*path, "node"), f"the network has no node {node_id}", "Name one that it has.")
        return int(found[0])
    assert point is not None, "the loader asks for a place"
    return _near(network, point, (*path, "district" if at.district is not None else "point"))


def _near(network: StreetNetwork, point: Point, path: tuple[str, ...]) -> int:
    try:
        node = nearest_node(network, point, allowed=main_nodes(network))
    except ValueError as error:
        _refuse(path, str(error), "Give it in the network's own coordinates.")
    distance_m = float(node_distances_m(network, point)[node])
    if distance_m > GATE_REACH_M:
        _refuse(
            path,
            f"lies {distance_m:,.0f} m from the nearest junction that people can walk to, off the "
            "map",
            f"Give a point within {GATE_REACH_M:.0f} m of a street (is it latitude first?).",
        )
    return node


def _refuse(path: tuple[str, ...], message: str, remedy: str) -> NoReturn:
    raise ScenarioError([Fault(path, message, remedy)])


def _no_way(key: str, said: VehicleService) -> Fault:
    return Fault(
        ("services", key, "assembly"),
        f"no way on streets of {said.least_width_m:g} m or more leads from here to corridor "
        f"{said.corridor}",
        "Move it to a wider street, or write a smaller `least_width_m`, or `to_corridor_s`.",
    )


def _links(network: StreetNetwork, trees: Trees, node: int) -> IntArray:
    """Return the links from a node to the goal of the first tree."""
    links: list[int] = []
    while (link := int(trees.next_link[0, node])) >= 0:
        links.append(link)
        node = int(network.link_to[link])
    assert link != NO_WAY, "the cost was finite"
    return np.array(links, np.int32)
