"""Small scenarios for cases that need a whole model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.model import EvacuationModel
from sim.scenario import LoadedScenario, Scenario
from sim.verification.ledger import Ledger

START = "2016-11-04T08:00"
END = "2016-11-05T08:00"
ALL_DAY = ({"open": START, "close": END},)
EVERYBODY = ("civilian", "wounded", "fighter")
ALL_WILLING = {line: {"willing": 1.0} for line in EVERYBODY}
AT_ONCE = ({"curve": "uniform", "begin": START, "high_s": 0.0},)


def corridor(node: int, **changes: Any) -> dict[str, Any]:
    """Describe a corridor without limits at a node of the grid, but for `changes`."""
    return {
        "gate_node": node,
        "admits": EVERYBODY,
        "windows": ALL_DAY,
        "lanes": None,
        "service": {"per_minute": None},
        "forecourt_m2": None,
        **changes,
    }


def speeds(**speed: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Describe the speeds of every group: `every` of all, or a group by its own name."""
    every = speed.pop("every")
    groups = ("adult", "child", "elderly", "impaired", "wounded", "fighter")
    return dict.fromkeys(groups, every) | speed


def describe(
    *,
    rows: int,
    columns: int,
    districts: Mapping[str, Mapping[str, Any]],
    corridors: Mapping[str, Mapping[str, Any]],
    seed: int = 1,
    interval_s: float = 60.0,
    departure: Sequence[Mapping[str, Any]] = AT_ONCE,
    network: Mapping[str, Any] | None = None,
    population: Mapping[str, Any] | None = None,
    **parts: Any,
) -> LoadedScenario:
    """Describe a scenario on a grid of 100 m; `network` and `population` hold further fields."""
    scenario = Scenario.model_validate(
        {
            "id": "verification",
            "seed": seed,
            "clock": {"start": START, "end": END, "control_interval_s": interval_s},
            "network": {"kind": "grid", "rows": rows, "columns": columns, **(network or {})},
            "population": {
                "household": 1,
                "impaired_share": 0.0,
                "leaving": ALL_WILLING,
                "departure": departure,
                "districts": districts,
                **(population or {}),
            },
            "corridors": corridors,
            **parts,
        }
    )
    return LoadedScenario(scenario, {}, {}, (), "", "")


def run(name: str, loaded: LoadedScenario, ledger: Ledger) -> EvacuationModel:
    """Run a scenario to its end and balance the books of every interval."""
    model = EvacuationModel(loaded)
    while model.running:
        model.step()
    series = model.ledger.series()
    ledger.check_total(name, series.by_status, model.population.person_count)
    return model
