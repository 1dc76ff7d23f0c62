"""What a sample of runs says: mean and interval, percentiles, tests of many measures at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
"""Level of every interval of chance."""

IMO_RUNS, IMO_SHARE = 50, 0.95
"""IMO MSC.1/Circ.1533: at least 50 runs, of which the 95th percentile counts."""


@dataclass(frozen=True)
class Spread:
    """A measure over independent runs.

    Parameters
    ----------
    runs
        How many runs had it.
    mean, sd
        Mean; standard deviation of a sample, None of one run.
    low, high
        95 % interval of the mean (Student's t), None of one run.
    p5, p50, p95
        Percentiles of the runs themselves, linear between neighbours.
    """

    runs: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None
    p5: float
    p50: float
    p95: float

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval of the mean."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0


def spread(values: Sequence[float]) -> Spread:
    """Return mean, interval and percentiles of independent values.

    Raises
    ------
    ValueError
        There are none.
    """
    if not values:
        raise ValueError("no run had this measure")
    sample = np.asarray(values, np.float64)
    mean = float(sample.mean())
    p5, p50, p95 = (float(p) for p in np.percentile(sample, [5.0, 50.0, 95.0]))
    if len(sample) == 1:
        return Spread(1, mean, None, None, None, p5, p50, p95)
    sd = float(sample.std(ddof=1))
    half = _student(len(sample) - 1) * sd / math.sqrt(len(sample))
    return Spread(len(sample), mean, sd, mean - half, mean + half, p5, p50, p95)


def imo_value(values: Sequence[float]) -> float | None:
    """Return the value that counts by the IMO's rule, None of fewer runs than it asks for.

    The 95th percentile is a run's own value: the smallest that 95 % of the runs do not exceed.
    """
    if len(values) < IMO_RUNS:
        return None
    return float(np.percentile(values, 100.0 * IMO_SHARE, method="inverted_cdf"))


def paired_p_value(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of a mean difference of zero (paired t-test).

    Without any spread it is 1 where every difference is 0 and 0 where every one is the same other.
    One pair tells nothing: 1.
    """
    found = spread(differences)
    if not found.sd:
        return 0.0 if found.runs > 1 and found.mean else 1.0
    from scipy.stats import ttest_1samp

    return float(ttest_1samp(differences, 0.0).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for all that are looked at together (Holm 1979), in their order."""
    order = np.argsort(p_values, kind="stable")
    count = len(p_values)
    adjusted, largest = [0.0] * count, 0.0
    for rank, position in enumerate(order):
        largest = max(largest, min(1.0, (count - rank) * p_values[position]))
        adjusted[position] = largest
    return adjusted


def _student(freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.5 + LEVEL / 2.0, freedom))
