"""What a planner writes: typed, frozen models, and the loader that reports every fault at once."""

from sim.scenario.base import CLASSES, PersonClass
from sim.scenario.faults import Fault, FieldPath, Place, ScenarioError
from sim.scenario.loaded import LoadedScenario
from sim.scenario.loader import load_scenario
from sim.scenario.marks import Mark
from sim.scenario.scenario import Scenario

__all__ = [
    "CLASSES",
    "Fault",
    "FieldPath",
    "LoadedScenario",
    "Mark",
    "PersonClass",
    "Place",
    "Scenario",
    "ScenarioError",
    "load_scenario",
]
