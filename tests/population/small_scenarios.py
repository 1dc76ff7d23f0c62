"""A small scenario on a grid of 1 km, and the same with some values changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.network import StreetNetwork, build_network
from sim.scenario import Scenario

START = "2016-11-04T08:00"


def describe(**changes: Any) -> dict[str, Any]:
    """A scenario as a planner would write it; keys like ``population__household`` go inside."""
    scenario: dict[str, Any] = {
        "id": "test",
        "clock": {"start": START, "end": "2016-11-04T20:00", "zone": "Asia/Damascus"},
        "network": {"kind": "grid", "rows": 11, "columns": 11, "spacing_m": 100},
        "population": {
            "leaving": {
                "civilian": {"willing": 1.0},
                "wounded": {"willing": 1.0},
                "fighter": {"willing": 1.0},
            },
            "departure": [{"curve": "rayleigh", "begin": START, "sigma_s": 1800}],
            "districts": {
                "north": {
                    "centre": {"x_m": 500, "y_m": 900},
                    "area_km2": 0.2,
                    "persons": 1000,
                    "fighters": 45,
                    "wounded": 7,
                },
                "south": {"centre": {"x_m": 500, "y_m": 100}, "area_km2": 0.2, "persons": 800},
            },
        },
        "corridors": {
            "1": {
                "gate": {"x_m": 0, "y_m": 0},
                "admits": ["civilian", "wounded"],
                "lanes": 8,
                "windows": [{"open": "2016-11-04T09:00", "close": "2016-11-04T19:00"}],
            },
            "2": {
                "gate": {"x_m": 1000, "y_m": 1000},
                "admits": ["fighter", "wounded"],
                "lanes": 4,
                "service": {"per_minute": 2},
                "windows": [{"open": "2016-11-04T09:00", "close": "2016-11-04T19:00"}],
            },
        },
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        part = scenario
        for parent in parents:
            part = part.setdefault(parent, {})
        part[last] = value
    return scenario


def make(**changes: Any) -> Scenario:
    """Build the small scenario with some values changed."""
    return Scenario.model_validate(describe(**changes))


def streets_of(scenario: Scenario) -> StreetNetwork:
    """Build the scenario's grid."""
    return build_network(scenario.network, Path())
