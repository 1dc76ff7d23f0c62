"""From what a scenario says of danger and damage to nodes, links and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.hazards.damage import DamagedStreets, survey_damage
from sim.hazards.times import incident_spans
from sim.network.areas import Area, Ground
from sim.network.street_network import BoolArray, StreetNetwork
from sim.plan.corridors import Window, corridor_ids
from sim.population.homes import HomeFinder
from sim.scenario import Fault, Scenario, ScenarioError
from sim.scenario.faults import FieldPath
from sim.scenario.hazards import Incident, Zone


@dataclass(frozen=True)
class UnsafePlace:
    """One incident on the ground, and when it lasts.

    Parameters
    ----------
    id, incident
        What the scenario says.
    spans
        [begin, end) in seconds from the start, sorted, disjoint.
    area
        Its zone; nothing of the map for an incident of corridors alone.
    gates
        (G,) corridors that nobody begins to pass meanwhile.
    seen
        (N,) nodes from which it is seen.
    """

    id: str
    incident: Incident
    spans: tuple[Window, ...]
    area: Area
    gates: BoolArray
    seen: BoolArray

    def lasts_at(self, now_s: float) -> bool:
        """Whether it is unsafe now."""
        return any(begin <= now_s < end for begin, end in self.spans)


@dataclass(frozen=True)
class Survey:
    """All unsafe places and damaged streets of a scenario.

    Parameters
    ----------
    places
        In the order of their ids.
    damage
        Damaged streets, in the order of their ids.
    """

    places: tuple[UnsafePlace, ...]
    damage: tuple[DamagedStreets, ...]


def survey(
    scenario: Scenario,
    network: StreetNetwork,
    gate_node: NDArray[np.int32],
    *,
    replication: int = 0,
) -> Survey:
    """Find what every incident and damage means on the ground.

    Parameters
    ----------
    scenario, network
        What to look at.
    gate_node
        (G,) nodes of the gates, in the order of ``corridor_ids``.
    replication
        Which replication of the random times.

    Raises
    ------
    ScenarioError
        A zone or a line lies off the map, a class of streets is unknown, a file of damaged places
        cannot be used: every fault at once.
    """
    if not scenario.incidents and not scenario.damage:
        return Survey((), ())
    ground = Ground(network)
    homes = _homes(scenario, network)
    faults: list[Fault] = []
    places = []
    for key, incident in sorted(scenario.incidents.items()):
        area, found = area_of(ground, network, incident.zone, homes, ("incidents", key, "zone"))
        faults += found
        gates = area.nodes[gate_node] | np.isin(corridor_ids(scenario), incident.corridors)
        spans = incident_spans(scenario, key, replication=replication)
        seen = _seen(ground, network, area, gate_node[gates], scenario.ceasefire.seen_m)
        places.append(UnsafePlace(key, incident, tuple(spans), area, gates, seen))
    damage: list[DamagedStreets] = []
    for key, one in sorted(scenario.damage.items()):
        path = ("damage", key)
        area, found = area_of(ground, network, one.zone, homes, (*path, "zone"))
        faults += found
        streets, found = survey_damage(
            path, one, scenario.clock, network, ground, area.links if one.zone else None
        )
        faults += found
        damage.append(streets)
    if faults:
        raise ScenarioError(faults)
    return Survey(tuple(places), tuple(damage))


def area_of(
    ground: Ground,
    network: StreetNetwork,
    zone: Zone | None,
    homes: Mapping[str, NDArray[np.int32]],
    path: FieldPath,
) -> tuple[Area, list[Fault]]:
    """Return a zone's area, and the fault of one that lies off the map."""
    nothing = Area(np.zeros(network.node_count, np.bool_), np.zeros(network.link_count, np.bool_))
    if zone is None:
        return nothing, []
    try:
        area = ground.area(zone, homes)
    except ValueError as error:
        remedy = "Write `x_m` and `y_m`, in the network's own metres."
        return nothing, [Fault((*path, "centre"), str(error), remedy)]
    if area.is_empty:
        remedy = "Mend its coordinates: latitude first, then longitude (on a grid x, then y)."
        return nothing, [Fault(path, "lies off the map: no street and no home is in it", remedy)]
    return area, []


def _homes(scenario: Scenario, network: StreetNetwork) -> dict[str, NDArray[np.int32]]:
    """Return the home nodes of the districts that zones name."""
    finder = HomeFinder(network)
    districts = scenario.population.districts
    return {
        name: finder.find(name, districts[name]).nodes for name in sorted(set(_districts(scenario)))
    }


def _districts(scenario: Scenario) -> Iterator[str]:
    zones = [incident.zone for incident in scenario.incidents.values()]
    zones += [damage.zone for damage in scenario.damage.values()]
    for zone in zones:
        if zone is not None:
            yield from zone.districts


def _seen(
    ground: Ground,
    network: StreetNetwork,
    area: Area,
    gate_node: NDArray[np.int32],
    reach_m: float,
) -> BoolArray:
    nodes = area.nodes.copy()
    nodes[network.link_from[area.links]] = True
    nodes[network.link_to[area.links]] = True
    nodes[gate_node] = True
    return ground.nodes_near(nodes, reach_m)
