"""Whether there were enough runs: the estimates from a part of them, beside those from all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.statistics import spread
from sim.sweeps.analysis.indices import block_count, indices_of, usable

if TYPE_CHECKING:
    from sim.sweeps.result import SweepResult

STEPS = 12
"""At how many sizes a running mean is shown."""


@dataclass(frozen=True)
class Estimate:
    """An estimate from the first so many runs.

    Parameters
    ----------
    what
        ``mean``, or the factor whose index it is.
    used
        How many: points, replications, base samples or trajectories, as `unit` says.
    unit
        What is counted.
    value, low, high
        The estimate and its 95 % interval; None where one says nothing of chance.
    """

    what: str
    used: int
    unit: str
    value: float
    low: float | None
    high: float | None


def convergence(result: SweepResult, measure: str) -> list[Estimate]:
    """Return how the estimates of a measure settle as runs are added."""
    kind = result.about["design"]["kind"]
    if kind in ("saltelli", "morris"):
        return _of_indices(result, measure)
    if kind in ("latin-hypercube", "sobol"):
        values = result.points[measure].dropna().to_numpy(np.float64)
        return [_mean(values[:used].tolist(), used, "points") for used in _sizes(len(values))]
    runs = result.good
    means = runs.groupby("iteration", sort=True)[measure].mean().dropna().to_numpy(np.float64)
    return [_mean(means[:used].tolist(), used, "replications") for used in _sizes(len(means))]


def _of_indices(result: SweepResult, measure: str) -> list[Estimate]:
    values, reason = usable(result, measure)
    if reason:
        return []
    blocks = block_count(result)
    total = "ST" if result.about["design"]["kind"] == "saltelli" else "mu_star"
    unit = "base samples" if total == "ST" else "trajectories"
    found: list[Estimate] = []
    for used in sorted({max(4, blocks >> halvings) for halvings in range(4)}):
        if used > blocks or np.ptp(values[: len(values) // blocks * used]) == 0.0:
            continue
        found += [
            Estimate(index.factor, used, unit, index.value, index.low, index.high)
            for index in indices_of(result, measure, values, used=used)
            if index.kind == total
        ]
    return found


def _mean(values: list[float], used: int, unit: str) -> Estimate:
    found = spread(values)
    return Estimate("mean", used, unit, found.mean, found.low, found.high)


def _sizes(count: int) -> list[int]:
    """Return sizes up to all, each about as much larger than the one before."""
    if count == 0:
        return []
    return sorted({round(size) for size in np.geomspace(1, count, STEPS)})
