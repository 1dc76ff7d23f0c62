"""Ranges of the inputs, as factors of what a scenario states, and what each factor does to it.

Low, base and high values are those of our table of parameters; a factor is low or high by base, so
that it moves a scenario's own value. Marked `assumed` are ranges that no source gives.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.experiments.windows import with_window_length
from sim.scenario.base import PersonClass
from sim.scenario.corridor import Corridor, Service
from sim.scenario.people import (
    Leaving,
    Logistic,
    Lognormal,
    Rayleigh,
    Table,
    Uniform,
    Wave,
)
from sim.scenario.scenario import Scenario
from sim.scenario.speeds import NormalSpeed, Speed, UniformSpeed

Distribution = Literal["uniform", "log-uniform"]


@dataclass(frozen=True)
class InputRange:
    """One uncertain input.

    Parameters
    ----------
    name
        Its key in files.
    label
        What people call it, as it stands behind "because of".
    low, high
        Range of the factor; 1 is what the scenario states.
    distribution
        ``uniform`` between them, or uniform in the logarithm.
    source
        Low, base and high value, and where they come from.
    apply
        Returns a scenario with the factor applied; the scenario itself where it has no such input.
    """

    name: str
    label: str
    low: float
    high: float
    distribution: Distribution
    source: str
    apply: Callable[[Scenario, float], Scenario]

    def factor(self, quantile: float) -> float:
        """Return the factor at a quantile in [0, 1] of its distribution."""
        if self.distribution == "uniform":
            return self.low + (self.high - self.low) * quantile
        return math.exp(math.log(self.low) + (math.log(self.high) - math.log(self.low)) * quantile)

    def is_in(self, scenario: Scenario) -> bool:
        """Whether the scenario has this input: whether the ends of the range change it."""
        return any(self.apply(scenario, end) != scenario for end in (self.low, self.high))


def _with_corridors(scenario: Scenario, change: Callable[[Corridor], Corridor]) -> Scenario:
    corridors = {key: change(corridor) for key, corridor in scenario.corridors.items()}
    return scenario.model_copy(update={"corridors": corridors})


def _with_people(scenario: Scenario, **update: object) -> Scenario:
    people = scenario.population.model_copy(update=update)
    return scenario.model_copy(update={"population": people})


def _service(scenario: Scenario, factor: float) -> Scenario:
    def faster(service: Service) -> Service:
        rate = None if service.per_minute is None else service.per_minute * factor
        times_s = tuple(time / factor for time in service.times_s)
        return service.model_copy(update={"per_minute": rate, "times_s": times_s})

    return _with_corridors(
        scenario,
        lambda corridor: corridor.model_copy(
            update={
                "service": faster(corridor.service),
                "service_by_class": {
                    who: faster(service) for who, service in corridor.service_by_class.items()
                },
            }
        ),
    )


def _lanes(scenario: Scenario, factor: float) -> Scenario:
    """Scale lanes to whole numbers; where there are any, at least one is left."""

    def scaled(corridor: Corridor) -> Corridor:
        if not corridor.lanes:
            return corridor
        lanes = min(10_000, max(1, round(corridor.lanes * factor)))
        return corridor.model_copy(update={"lanes": lanes})

    return _with_corridors(scenario, scaled)


def _departure(scenario: Scenario, factor: float) -> Scenario:
    """Stretch the time from the beginning of each wave to its departures."""
    people = scenario.population
    return _with_people(
        scenario,
        departure=tuple(_stretched(wave, factor) for wave in people.departure),
        departure_by_class={
            who: tuple(_stretched(wave, factor) for wave in waves)
            for who, waves in people.departure_by_class.items()
        },
    )


def _stretched(wave: Wave, factor: float) -> Wave:
    match wave:
        case Rayleigh():
            return wave.model_copy(update={"sigma_s": wave.sigma_s * factor})
        case Logistic():
            return wave.model_copy(
                update={
                    "rate_per_s": wave.rate_per_s / factor,
                    "half_time_s": wave.half_time_s * factor,
                }
            )
        case Lognormal():
            return wave.model_copy(update={"median_s": wave.median_s * factor})
        case Uniform():
            return wave.model_copy(
                update={"low_s": wave.low_s * factor, "high_s": wave.high_s * factor}
            )
        case Table():
            return wave.model_copy(
                update={"times_s": tuple(time * factor for time in wave.times_s)}
            )


def _household(scenario: Scenario, factor: float) -> Scenario:
    """Scale the mean household; people who go one by one go on doing so."""
    size = scenario.population.household
    if size == 1.0:
        return scenario
    return _with_people(scenario, household=min(50.0, max(1.0, size * factor)))


def _capacity(scenario: Scenario, factor: float) -> Scenario:
    network = scenario.network
    scaled = min(2.0, network.capacity_factor * factor)
    return scenario.model_copy(
        update={"network": network.model_copy(update={"capacity_factor": scaled})}
    )


def _compliance(scenario: Scenario, factor: float) -> Scenario:
    """Multiply the odds of leaving; nobody and everybody stay what they are."""
    people = scenario.population
    return _with_people(
        scenario,
        leaving=_by_odds(people.leaving, factor),
        districts={
            key: district.model_copy(update={"leaving": _by_odds(district.leaving, factor)})
            for key, district in people.districts.items()
        },
    )


def _by_odds(leaving: dict[PersonClass, Leaving], factor: float) -> dict[PersonClass, Leaving]:
    return {
        who: share.model_copy(update={"willing": odds_times(share.willing, factor)})
        for who, share in leaving.items()
    }


def odds_times(share: float, factor: float) -> float:
    """Return the share whose odds are `factor` times those of `share`."""
    return share * factor / (1.0 - share + share * factor)


def _speed(scenario: Scenario, factor: float) -> Scenario:
    speeds = scenario.population.speeds
    stated = {name: getattr(speeds, name) for name in type(speeds).model_fields}
    scaled = {
        name: _faster(speed, factor)
        for name, speed in stated.items()
        if isinstance(speed, UniformSpeed | NormalSpeed)
    }
    return _with_people(scenario, speeds=speeds.model_copy(update=scaled))


def _faster(speed: Speed, factor: float) -> Speed:
    """Scale a distribution of speeds as a whole, its bounds with it."""
    names = ["low_m_s", "high_m_s"]
    names += ["mean_m_s", "sd_m_s"] if isinstance(speed, NormalSpeed) else []
    return speed.model_copy(update={name: getattr(speed, name) * factor for name in names})


def _impaired(scenario: Scenario, factor: float) -> Scenario:
    share = min(1.0, scenario.population.impaired_share * factor)
    return _with_people(scenario, impaired_share=share)


def _specific_flow(scenario: Scenario, factor: float) -> Scenario:
    flow = scenario.movement.specific_flow_per_m_s * factor
    return scenario.model_copy(
        update={"movement": scenario.movement.model_copy(update={"specific_flow_per_m_s": flow})}
    )


def _jam_density(scenario: Scenario, factor: float) -> Scenario:
    density = scenario.movement.jam_density_per_m2 * factor
    return scenario.model_copy(
        update={"movement": scenario.movement.model_copy(update={"jam_density_per_m2": density})}
    )


ODDS_LOW, ODDS_HIGH = (0.30 / 0.70) / (0.66 / 0.34), (0.95 / 0.05) / (0.66 / 0.34)

RANGES: tuple[InputRange, ...] = (
    InputRange(
        "service", "the service rate of a checkpoint lane", 0.25, 2.5, "log-uniform",
        "1 / 4 / 10 people a minute a lane (event-safety tables: hand search)", _service,
    ),
    InputRange(
        "lanes", "the number of checkpoint lanes", 0.5, 1.5, "uniform",
        "50 % either way (assumed)", _lanes,
    ),
    InputRange(
        "window_length", "how long the windows last", 0.5, 1.5, "uniform",
        "50 % either way, from the same opening (assumed)", with_window_length,
    ),
    InputRange(
        "departure", "how fast people set out", 0.5, 2.0, "log-uniform",
        "sigma 0.5 / 1 / 2 h (assumed; Rayleigh curves fit Hurricane Irene best, TRR 2376)",
        _departure,
    ),
    InputRange(
        "household", "the size of households", 0.8, 1.2, "uniform",
        "4 / 5 / 6 people (HNAP 2020: 5 in Syria; REACH and IOM: 6 in Mosul)", _household,
    ),
    InputRange(
        "street_capacity", "the capacity of streets", 0.70 / 0.85, 1.0 / 0.85, "uniform",
        "0.7 / 0.85 / 1 of a clear street (assumed)", _capacity,
    ),
    InputRange(
        "compliance", "how many are willing to leave", ODDS_LOW, ODDS_HIGH, "log-uniform",
        "30 / 66 / 95 %, as odds (stated: Appl. Sci. 13:5194; Sandy 30 %)", _compliance,
    ),
    InputRange(
        "walking_speed", "the walking speed", 0.80 / 1.10, 1.35 / 1.10, "uniform",
        "mean 0.8 / 1.1 / 1.35 m/s (Sarsam 2015; IMO; Boyce 1999)", _speed,
    ),
    InputRange(
        "impaired", "the share of slow walkers", 0.5, 2.0, "log-uniform",
        "5 / 10 / 20 % (assumed)", _impaired,
    ),
    InputRange(
        "specific_flow", "the flow that a street's width carries", 1.0 / 1.225, 1.9 / 1.225,
        "uniform", "1.0 / 1.225 / 1.9 people/m/s (Weidmann)", _specific_flow,
    ),
    InputRange(
        "jam_density", "the density of a standing crowd", 4.0 / 5.4, 7.0 / 5.4, "uniform",
        "4 / 5.4 / 7 people/m2 (Weidmann)", _jam_density,
    ),
)  # fmt: skip
"""Every input that a Latin hypercube is drawn over; its order is part of the draws."""

DISTRICT_LOW, DISTRICT_HIGH = 0.5, 2.0
"""Each district's people may be wrong by a factor of two (log-uniform); the total is held."""
