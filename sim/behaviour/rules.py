"""From what a scenario says of choice to the rule that chooses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.behaviour.choice import Assigned, Choice, Nearest
from sim.behaviour.equilibrium import Equilibrium
from sim.behaviour.logit import Logit, taste
from sim.behaviour.situation import NONE
from sim.behaviour.weighing import weighing
from sim.population.population import Population
from sim.scenario import Scenario


def choice_rule(
    scenario: Scenario,
    corridor_ids: Sequence[str],
    population: Population,
    replication: int = 0,
) -> Choice:
    """Return the rule that a scenario states; `corridor_ids` are in the engine's order."""
    choice = scenario.choice
    if choice.rule == "nearest":
        return Nearest()
    if choice.rule == "equilibrium":
        return Equilibrium(choice.iterations, choice.gap)
    if choice.rule == "logit":
        return Logit(
            theta_per_s=choice.theta_per_s,
            weighing=weighing(scenario),
            taste=taste(population, corridor_ids, scenario.seed, replication),
        )
    code = {corridor: gate for gate, corridor in enumerate(corridor_ids)}
    districts = [district for _, district in sorted(scenario.population.districts.items())]
    gate = [
        [
            NONE if name is None else code[name]
            for name in (district.corridor, district.fighters_corridor)
        ]
        for district in districts
    ]
    return Assigned(np.array(gate, np.int32).reshape(len(districts), 2))
