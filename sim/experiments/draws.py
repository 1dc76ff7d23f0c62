"""Draws from the ranges of the inputs: the same for every scenario that is compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiments.ranges import DISTRICT_HIGH, DISTRICT_LOW, RANGES, InputRange
from sim.population.streams import stream
from sim.scenario import LoadedScenario
from sim.scenario.loader import with_scenario
from sim.scenario.people import District
from sim.scenario.scenario import Scenario

PEOPLE = "people_by_district"
PEOPLE_LABEL = "how people are shared out over the districts"


@dataclass(frozen=True)
class Draw:
    """One draw of all inputs.

    Parameters
    ----------
    seed, number
        Which draw it is.
    factors
        Factor of each of `RANGES`, by name.
    """

    seed: int
    number: int
    factors: Mapping[str, float]

    def apply(self, loaded: LoadedScenario) -> LoadedScenario:
        """Return the scenario with every factor that it has an input for applied."""
        scenario = loaded.scenario
        for each in RANGES:
            scenario = each.apply(scenario, self.factors[each.name])
        scenario = self._with_people_moved(scenario)
        checked = Scenario.model_validate(scenario.model_dump())
        return with_scenario(loaded, checked)

    def _with_people_moved(self, scenario: Scenario) -> Scenario:
        """Scale each district by a factor of its own and hold the total of each class."""
        districts = scenario.population.districts
        factor = [self._district_factor(key) for key in districts]
        civilians, fighters, wounded = (
            shared_out(counts, factor)
            for counts in (
                [one.persons - one.fighters - one.wounded for one in districts.values()],
                [one.fighters for one in districts.values()],
                [one.wounded for one in districts.values()],
            )
        )
        moved: dict[str, District] = {
            key: one.model_copy(
                update={
                    "persons": civilians[k] + fighters[k] + wounded[k],
                    "fighters": fighters[k],
                    "wounded": wounded[k],
                }
            )
            for k, (key, one) in enumerate(districts.items())
        }
        people = scenario.population.model_copy(update={"districts": moved})
        return scenario.model_copy(update={"population": people})

    def _district_factor(self, district_id: str) -> float:
        """Draw from the district's own stream: which other districts there are does not matter."""
        quantile = stream(self.seed, self.number, "inputs/persons", district_id).random()
        low, high = math.log(DISTRICT_LOW), math.log(DISTRICT_HIGH)
        return math.exp(low + (high - low) * quantile)


def shared_out(counts: Sequence[int], factors: Sequence[float]) -> list[int]:
    """Scale counts and hold their sum, in whole numbers by largest remainders.

    >>> shared_out([10, 10, 20], [1.0, 2.0, 0.5])
    [10, 20, 10]
    """
    total = sum(counts)
    scaled = np.asarray(counts, np.float64) * np.asarray(factors, np.float64)
    if total == 0:
        return list(counts)
    exact = scaled * (total / scaled.sum())
    whole = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    most = np.argsort(-(exact - whole), kind="stable")[:short]
    whole[most] += 1
    return [int(count) for count in whole]


def latin_hypercube(seed: int, count: int) -> tuple[Draw, ...]:
    """Return `count` draws over all of `RANGES`: each range is cut into `count` equal parts.

    Every part of every input is drawn from once (McKay, Beckman and Conover 1979). An input that a
    scenario lacks is drawn as well, so that it does not shift the others.
    """
    from scipy.stats import qmc

    # The sampler spawns generators of its own and takes a number to spawn them from.
    number = int(stream(seed, 0, "inputs/latin-hypercube", "").integers(2**63))
    quantiles = qmc.LatinHypercube(len(RANGES), rng=number).random(count)
    return tuple(
        Draw(
            seed,
            number,
            {each.name: each.factor(float(q)) for each, q in zip(RANGES, row, strict=True)},
        )
        for number, row in enumerate(quantiles)
    )


def inputs_in(scenarios: Sequence[Scenario]) -> tuple[tuple[InputRange, ...], tuple[str, ...]]:
    """Return the inputs that any of the scenarios has, and the labels of those that none has."""
    there = tuple(each for each in RANGES if any(each.is_in(one) for one in scenarios))
    lacking = [each.label for each in RANGES if each not in there]
    if all(len(one.population.districts) < 2 for one in scenarios):
        lacking.append(PEOPLE_LABEL)
    return there, tuple(lacking)
