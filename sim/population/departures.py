"""When people would set out: waves of departures after the announcement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.population import quantiles
from sim.scenario.clock import Clock
from sim.scenario.people import Logistic, Lognormal, Rayleigh, Uniform, Wave

FloatArray = NDArray[np.float64]


def delay_quantile(wave: Wave, uniform: FloatArray) -> FloatArray:
    """Return seconds after the wave's `begin` at which the given shares of it have set out.

    A logistic curve has a part before its `begin`: those people set out at once.
    """
    if isinstance(wave, Rayleigh):
        return quantiles.rayleigh(uniform, wave.sigma_s)
    if isinstance(wave, Logistic):
        return np.maximum(quantiles.logistic(uniform, wave.rate_per_s, wave.half_time_s), 0.0)
    if isinstance(wave, Lognormal):
        return quantiles.lognormal(uniform, wave.median_s, wave.sigma_log)
    if isinstance(wave, Uniform):
        return wave.low_s + uniform * (wave.high_s - wave.low_s)
    return np.interp(uniform, wave.shares, wave.times_s)


def departure_times(
    waves: Sequence[Wave], clock: Clock, wave_draw: FloatArray, time_draw: FloatArray
) -> FloatArray:
    """Return seconds from the scenario's start at which each party would set out.

    Who was due before the start sets out at the start.

    Parameters
    ----------
    waves
        Their shares are taken relative to their sum.
    clock
        The scenario's clock.
    wave_draw, time_draw
        Uniform draws, one a party: which wave, and when in it.
    """
    shares = np.cumsum([wave.share for wave in waves])
    chosen = np.searchsorted(shares / shares[-1], wave_draw, side="right")
    chosen = np.minimum(chosen, len(waves) - 1)
    times = np.empty(len(time_draw))
    for index, wave in enumerate(waves):
        members = np.flatnonzero(chosen == index)
        times[members] = clock.seconds(wave.begin) + delay_quantile(wave, time_draw[members])
    return np.maximum(times, 0.0)
