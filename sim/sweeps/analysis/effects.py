"""Main effects: what a measure is on average where a factor has a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import spread

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.result import SweepResult

MOST_LEVELS, BINS = 12, 8
"""A factor with more values than that is cut into so many parts of equally many points."""


@dataclass(frozen=True)
class Level:
    """A value of a factor, or a part of its range, and a measure there.

    Parameters
    ----------
    value
        The value; the mean of the part.
    words
        It in words.
    points
        Points that are there and have the measure.
    mean, low, high
        Mean over these points and its 95 % interval (Student's t); no interval of one point. It is
        over all that the other factors do.
    """

    value: Any
    words: str
    points: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Effect:
    """What one factor does to one measure.

    Parameters
    ----------
    factor, measure
        Their columns.
    levels
        The factor's values in their order.
    size
        Largest mean of a level less the smallest.
    share
        Share of the variance of the points that the levels' means explain, adjusted for their
        number (omega squared; Hays 1963), not below 0; None where no point is left over.
    rank
        Spearman's rank correlation, None where values have no order or nothing varies.
    """

    factor: str
    measure: str
    levels: tuple[Level, ...]
    size: float
    share: float | None
    rank: float | None


def by_importance(found: list[Effect]) -> list[Effect]:
    """Return effects, what matters most first: by the share of variance, then by size.

    Sizes alone do not tell: of many levels with few points each, the largest mean is far from the
    smallest by chance. Where no effect has a share (a point a level), they are all there is.
    """
    return sorted(found, key=lambda effect: (-(effect.share or 0.0), -effect.size))


def effects(result: SweepResult) -> Iterator[Effect]:
    """Yield the effect of each factor on each measure that any point has."""
    for factor in result.factors:
        points = points_for(result, factor)
        groups = levels_of(points[factor])
        for measure in result.measures:
            found = _effect(points, factor, measure, groups)
            if found is not None:
                yield found


def points_for(result: SweepResult, factor: str) -> pd.DataFrame:
    """Return the points that a factor's effect is read from.

    All; of a one-at-a-time design the first, which changes nothing, and those that change this
    factor: the others say what other factors do.
    """
    points = result.points
    if result.about["design"]["kind"] != "one-at-a-time":
        return points
    own = (points[factor] != points[factor].iloc[0]) | (points.index == points.index[0])
    chosen: pd.DataFrame = points[own]
    return chosen


def levels_of(values: pd.Series) -> list[tuple[Any, str, NDArray[np.bool_]]]:
    """Return (value, words, which points) of each level of a factor."""
    from pandas.api.types import is_numeric_dtype

    distinct = list(dict.fromkeys(values.tolist()))
    if not is_numeric_dtype(values):
        return [(one, str(one), (values == one).to_numpy()) for one in distinct]
    numbers = values.to_numpy(np.float64)
    known = sorted(one for one in distinct if one == one)
    if len(known) <= MOST_LEVELS:
        return [(one, f"{one:.4g}", numbers == one) for one in known]
    edges = np.quantile(numbers[np.isfinite(numbers)], np.linspace(0.0, 1.0, BINS + 1))
    part = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, BINS - 1)
    groups = []
    for number in range(BINS):
        there = (part == number) & np.isfinite(numbers)
        if there.any():
            words = f"{edges[number]:.3g} to {edges[number + 1]:.3g}"
            groups.append((float(numbers[there].mean()), words, there))
    return groups


def _effect(
    points: pd.DataFrame,
    factor: str,
    measure: str,
    groups: list[tuple[Any, str, NDArray[np.bool_]]],
) -> Effect | None:
    values = points[measure].to_numpy(np.float64)
    found, samples = [], []
    for value, words, there in groups:
        sample = values[there & np.isfinite(values)]
        if len(sample):
            one = spread(sample.tolist())
            found.append(Level(value, words, len(sample), one.mean, one.low, one.high))
            samples.append(sample)
    if not found:
        return None
    means = [level.mean for level in found]
    return Effect(
        factor, measure, tuple(found), max(means) - min(means), omega_squared(samples),
        _rank(points[factor], values),
    )  # fmt: skip


def omega_squared(samples: list[NDArray[np.float64]]) -> float | None:
    """Return the share of variance that groups explain, adjusted for chance (Hays 1963).

    (SSB - (k - 1) MSW) / (SST + MSW) of k groups, not below 0; None where each group has one
    member, or where nothing varies.
    """
    every = np.concatenate(samples)
    within = sum(float(((sample - sample.mean()) ** 2).sum()) for sample in samples)
    total = float(((every - every.mean()) ** 2).sum())
    freedom = len(every) - len(samples)
    if freedom <= 0 or total == 0.0:
        return None
    error = within / freedom
    return max(0.0, (total - within - (len(samples) - 1) * error) / (total + error))


def _rank(factor: pd.Series, values: NDArray[np.float64]) -> float | None:
    from pandas.api.types import is_numeric_dtype
    from scipy.stats import rankdata

    if not is_numeric_dtype(factor):
        return None
    numbers = factor.to_numpy(np.float64)
    there = np.isfinite(numbers) & np.isfinite(values)
    if there.sum() < 3:
        return None
    one, other = rankdata(numbers[there]), rankdata(values[there])
    if np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
