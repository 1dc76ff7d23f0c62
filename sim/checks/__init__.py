"""What only the whole can tell of a scenario: its network, people and corridors together.

Everything here is arithmetic on arrays and a search through the streets, without a simulation, so
that ``corridors validate`` answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.checks.assumed import AssumedShares, assumed_shares, assumed_warnings
from sim.checks.districts import district_faults
from sim.checks.drivers import driver_warnings
from sim.checks.gates import gate_faults
from sim.checks.lanes import LanesNeeded, lane_warnings, lanes_needed
from sim.checks.news import news_faults
from sim.checks.people import people_warnings
from sim.checks.times import time_warnings
from sim.hazards.survey import survey
from sim.network.street_network import StreetNetwork
from sim.plan.corridors import build_gates, place_nodes
from sim.population import Population, build_population
from sim.scenario import Fault, LoadedScenario, ScenarioError
from sim.services.plan import Planned, plan_services, service_warnings

if TYPE_CHECKING:
    from sim.engine.inputs import Gates

__all__ = [
    "Assembled",
    "AssumedShares",
    "LanesNeeded",
    "assemble",
    "assumed_shares",
    "check",
    "lanes_needed",
]


@dataclass(frozen=True)
class Assembled:
    """The parts that a run needs, and what is doubtful about them.

    Parameters
    ----------
    population, gates
        Built from the scenario.
    warnings
        Each with its place in the scenario's files.
    """

    population: Population
    gates: Gates
    warnings: tuple[Fault, ...]


def assemble(loaded: LoadedScenario, network: StreetNetwork, *, replication: int = 0) -> Assembled:
    """Build the people and the gates of a scenario on its network, and check the whole.

    Raises
    ------
    ScenarioError
        With every fault found, each with its place in the scenario's files.
    """
    scenario = loaded.scenario
    faults: list[Fault] = []
    population, gates = None, None
    try:
        population = build_population(scenario, network, replication=replication)
    except ScenarioError as error:
        faults += error.faults
    try:
        gates = build_gates(scenario, network)
    except ScenarioError as error:
        faults += error.faults
    if population is None or gates is None:
        faults += news_faults(scenario, network)
        raise ScenarioError(loaded.locate(fault) for fault in faults)
    found = check(loaded, network, population, gates=gates)
    if any(fault.severity == "fault" for fault in found):
        raise ScenarioError(found)
    return Assembled(population, gates, found)


def check(
    loaded: LoadedScenario,
    network: StreetNetwork,
    population: Population,
    *,
    gates: Gates | None = None,
) -> tuple[Fault, ...]:
    """Find what is wrong or doubtful in a scenario as a whole.

    Parameters
    ----------
    loaded
        The scenario and where everything in it stands.
    network, population
        Built from it.
    gates
        From ``sim.plan.corridors.build_gates``, if they have been built already.

    Returns
    -------
    Faults, which must stop the run, and warnings, each with its place in the scenario's files.
    """
    scenario = loaded.scenario
    if gates is None:
        try:
            gates = build_gates(scenario, network)
        except ScenarioError as error:
            return tuple(loaded.locate(fault) for fault in error.faults)
    unsound: list[Fault] = []
    try:
        place_nodes(scenario, network)
    except ScenarioError as error:
        unsound += error.faults
    try:
        survey(scenario, network, gates.node)
    except ScenarioError as error:
        unsound += error.faults
    planned: tuple[Planned, ...] = ()
    if scenario.services:
        try:
            as_planned = build_gates(scenario, network, incidents=False)
            planned = plan_services(scenario, network, as_planned)
        except ScenarioError as error:
            unsound += (fault for fault in error.faults if fault not in unsound)
    found = [
        *unsound,
        *gate_faults(scenario, network, gates),
        *news_faults(scenario, network),
        *people_warnings(scenario, population),
        *driver_warnings(scenario, population),
        *district_faults(scenario, network, population, gates),
        *time_warnings(scenario),
        *service_warnings(scenario, planned),
        *lane_warnings(lanes_needed(scenario, gates, population)),
        *assumed_warnings(loaded, gates, population),
    ]
    return tuple(loaded.locate(fault) for fault in found)
