"""Models on small grids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.model import EvacuationModel
from sim.scenario import LoadedScenario, load_scenario

SCENARIOS = Path(__file__).parent / "scenarios"

Load = Callable[..., LoadedScenario]
Build = Callable[..., EvacuationModel]


@pytest.fixture(scope="session")
def load() -> Load:
    """Load a scenario of this folder by its name, with values changed as by ``--set``."""
    return lambda name, *changes: load_scenario(SCENARIOS / f"{name}.yaml", overrides=changes)


@pytest.fixture(scope="session")
def build(load: Load) -> Build:
    """Build the model of a scenario of this folder."""
    return lambda name, *changes: EvacuationModel(load(name, *changes))
