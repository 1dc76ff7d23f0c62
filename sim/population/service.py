"""How long people take at a checkpoint, relative to the mean: one column a distribution."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.population import quantiles
from sim.scenario import CLASSES, Scenario
from sim.scenario.corridor import Service

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, order=True)
class ServiceProfile:
    """The shape of a service time, its mean taken out.

    Parameters
    ----------
    distribution
        As in ``Service``; a lognormal without spread is ``deterministic``.
    cv
        Standard deviation over mean of a lognormal, else 0.
    times, shares
        Of a mixture: times in units of their mean, and their probabilities.
    """

    distribution: Literal["deterministic", "exponential", "lognormal", "mixture"]
    cv: float = 0.0
    times: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()


def profile_of(service: Service) -> ServiceProfile:
    """Return the profile of a service time."""
    if service.distribution == "mixture":
        mean_s = service.mean_s
        times = tuple(time_s / mean_s for time_s in service.times_s)
        return ServiceProfile("mixture", 0.0, times, service.shares)
    if service.per_minute is None or (service.distribution == "lognormal" and service.cv == 0):
        return ServiceProfile("deterministic")
    if service.distribution == "lognormal":
        return ServiceProfile("lognormal", service.cv)
    return ServiceProfile(service.distribution)


def service_profiles(scenario: Scenario) -> tuple[ServiceProfile, ...]:
    """Return the distinct profiles of all corridors, sorted: their order names no corridor."""
    return tuple(
        sorted(
            {
                profile_of(corridor.service_by_class.get(line, corridor.service))
                for corridor in scenario.corridors.values()
                for line in CLASSES
            }
        )
    )


def unit_service(profile: ServiceProfile, uniform: FloatArray) -> FloatArray:
    """Return service times in units of their mean, at the given uniform draws.

    All profiles read the same draws: who is slow under one is slow under the other, so that a
    change of a checkpoint's distribution is compared on the same people.
    """
    if profile.distribution == "exponential":
        return quantiles.exponential(uniform)
    if profile.distribution == "lognormal":
        variance = log(1.0 + profile.cv**2)
        return quantiles.lognormal(uniform, 1.0 / sqrt(1.0 + profile.cv**2), sqrt(variance))
    if profile.distribution == "mixture":
        cumulative = np.cumsum(profile.shares)
        chosen = np.searchsorted(cumulative / cumulative[-1], uniform, side="right")
        return np.array(profile.times)[np.minimum(chosen, len(profile.times) - 1)]
    return np.ones(len(uniform))
