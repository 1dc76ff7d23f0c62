"""Pairs of factors that do together what neither does alone."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.indices import Index

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.result import SweepResult

FloatArray = NDArray[np.float64]

SPARE = 3
"""Points needed beyond the terms of the regression before it says anything."""


def interactions(
    result: SweepResult, measure: str, indices: list[Index]
) -> tuple[FloatArray, str] | None:
    """Return a (D, D) matrix of interactions, and what its numbers are; None where there is none.

    Second-order Sobol' indices where the design gives them, else the share of variance that the
    product of the two factors explains in a regression on all factors and that product.
    """
    names = result.factors
    if len(names) < 2:
        return None
    pairs = {
        (i.factor, i.other): i.value for i in indices if i.kind == "S2" and i.measure == measure
    }
    if pairs:
        return _matrix(names, pairs), "second-order Sobol' index"
    if result.about["design"]["kind"] == "one-at-a-time":
        return None  # no two factors are ever changed together
    points = result.points
    values = points[measure].to_numpy(np.float64)
    columns = np.column_stack([_codes(points[name]) for name in names])
    there = np.isfinite(values) & np.isfinite(columns).all(axis=1)
    if there.sum() < len(names) + 2 + SPARE or np.ptp(values[there]) == 0.0:
        return None
    found = {
        (names[a], names[b]): _gain(columns[there], values[there], a, b)
        for a, b in combinations(range(len(names)), 2)
    }
    chance = _by_chance(columns[there], values[there])
    meaning = f"share of variance that the product of both adds; by chance up to {chance:.2f}"
    return _matrix(names, found), meaning


def _gain(columns: FloatArray, values: FloatArray, a: int, b: int) -> float:
    """Return how much of the variance a product explains beyond all factors alone."""
    ones = np.ones((len(values), 1))
    alone = np.hstack([ones, columns])
    product = (columns[:, a] * columns[:, b])[:, None]
    return max(0.0, _unexplained(alone, values) - _unexplained(np.hstack([alone, product]), values))


def _by_chance(columns: FloatArray, values: FloatArray) -> float:
    """Return what a product that does nothing adds at most, in 95 % of cases (F-test of a term)."""
    from scipy.stats import f

    alone = np.hstack([np.ones((len(values), 1)), columns])
    freedom = len(values) - alone.shape[1] - 1
    ratio = float(f.ppf(0.95, 1, freedom)) / freedom
    unexplained: float = _unexplained(alone, values) * ratio / (1.0 + ratio)
    return unexplained


def _unexplained(terms: FloatArray, values: FloatArray) -> float:
    solution = np.linalg.lstsq(terms, values, rcond=None)[0]
    left = values - terms @ solution
    return float((left**2).sum() / ((values - values.mean()) ** 2).sum())


def _codes(values: pd.Series) -> FloatArray:
    """Return values as numbers, centred and scaled; texts by the order in which they come."""
    from pandas import factorize
    from pandas.api.types import is_numeric_dtype

    numbers = (
        values.to_numpy(np.float64)
        if is_numeric_dtype(values)
        else np.asarray(factorize(values)[0], np.float64)
    )
    spread = np.nanstd(numbers)
    centred: FloatArray = (numbers - np.nanmean(numbers)) / (spread if spread > 0.0 else 1.0)
    return centred


def _matrix(names: list[str], pairs: dict[tuple[str, str], float]) -> FloatArray:
    matrix = np.full((len(names), len(names)), np.nan)
    for (one, other), value in pairs.items():
        a, b = names.index(one), names.index(other)
        matrix[a, b] = matrix[b, a] = value
    return matrix
