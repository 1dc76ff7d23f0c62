"""Everything that can be said of a scenario before it is run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from sim.checks import LanesNeeded, assemble, lanes_needed
from sim.engine.inputs import Gates
from sim.network import StreetNetwork, build_network
from sim.population import Population
from sim.runner.progress import Progress, Silent
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
    gates
        Its corridors, with what incidents leave of their windows.
    warnings
        What is doubtful about it.
    """

    loaded: LoadedScenario
    network: StreetNetwork
    population: Population
    gates: Gates
    warnings: tuple[Fault, ...]

    def lanes_needed(self) -> tuple[LanesNeeded, ...]:
        """Return the lanes that the people who would set out need."""
        return lanes_needed(self.loaded.scenario, self.gates, self.population)


def make_ready(loaded: LoadedScenario, progress: Progress | None = None) -> Ready:
    """Build a scenario's streets and people and check the whole.

    Raises
    ------
    ScenarioError
        It cannot be run; holds every fault, each with its place.
    """
    progress = progress or Silent()
    progress.stage("reading the streets")
    try:
        network = build_network(loaded.scenario.network, loaded.base_dir)
    except ScenarioError as error:
        raise ScenarioError(loaded.locate(fault) for fault in error.faults) from None
    progress.stage("placing the people")
    parts = assemble(loaded, network)
    warnings = (*loaded.warnings, *parts.warnings)
    return Ready(loaded, network, parts.population, parts.gates, warnings)


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
