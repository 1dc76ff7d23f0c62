"""Everything that can be said of a scenario before it is run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from sim.checks import check
from sim.corridors import build_gates
from sim.lanes import LanesNeeded, lanes_needed
from sim.network import StreetNetwork, build_network
from sim.population import Population, build_population
from sim.progress import Progress, Silent
from sim.scenario import Fault, LoadedScenario, ScenarioError, load_scenario


@dataclass(frozen=True)
class Ready:
    """A scenario that can be run, with what was built to see that.

    Parameters
    ----------
    loaded
        The scenario.
    network, population
        Its streets and people.
    warnings
        What is doubtful about it.
    """

    loaded: LoadedScenario
    network: StreetNetwork
    population: Population
    warnings: tuple[Fault, ...]

    def lanes_needed(self) -> tuple[LanesNeeded, ...]:
        """Return the lanes that the people who want to leave would need."""
        scenario = self.loaded.scenario
        return lanes_needed(scenario, build_gates(scenario, self.network), self.population)


def make_ready(loaded: LoadedScenario, progress: Progress | None = None) -> Ready:
    """Build a scenario's streets and people and check the whole.

    Raises
    ------
    ScenarioError
        It cannot be run; holds every fault, each with its place.
    """
    progress = progress or Silent()
    try:
        progress.stage("reading the streets")
        network = build_network(loaded.scenario.network, loaded.base_dir)
        progress.stage("placing the people")
        population = build_population(loaded.scenario, network)
        found = check(loaded, network, population)
    except ScenarioError as error:
        raise ScenarioError(loaded.locate(fault) for fault in error.faults) from None
    located = tuple(loaded.locate(fault) for fault in found)
    faults = [fault for fault in located if fault.severity == "fault"]
    if faults:
        raise ScenarioError(located)
    return Ready(loaded, network, population, located)


def validate(
    scenario: str | os.PathLike[str], *, overrides: Sequence[str] = ()
) -> tuple[Fault, ...]:
    """Return every fault of a scenario file and every warning; empty if all is well.

    Parameters
    ----------
    scenario
        The file, or the id of a shipped scenario.
    overrides
        Changes as ``path=value``.
    """
    try:
        return make_ready(load_scenario(scenario, overrides=overrides)).warnings
    except ScenarioError as error:
        return error.faults
