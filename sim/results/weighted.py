"""Means and quantiles over people, where every row is a party of several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def grouped_quantile(
    group: NDArray[np.integer],
    value: FloatArray,
    weight: NDArray[np.integer],
    quantile: float,
    groups: int,
) -> FloatArray:
    """Return the weighted quantile of `value` in each group.

    The q-quantile is the smallest value that at least the share q of the group's people do not
    exceed (the inverse of the empirical distribution), so it is always somebody's own value.

    Parameters
    ----------
    group
        (R,) group of each row, 0 to `groups` - 1.
    value
        (R,) finite values.
    weight
        (R,) people in the row, at least 0.
    quantile
        In (0, 1].
    groups
        Number of groups.

    Returns
    -------
    FloatArray
        (groups,) quantiles; NaN for a group without people.
    """
    held = weight > 0
    group, value, weight = group[held], value[held], weight[held]
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    running = np.cumsum(weight[order], dtype=np.int64)
    total = np.bincount(group, weights=weight[order], minlength=groups).astype(np.int64)
    before = np.cumsum(total) - total
    # Integers throughout, so that half of four people is two of them and not 2.0000000000000004.
    target = before + np.ceil(np.round(quantile * total, 9)).astype(np.int64)
    row = np.searchsorted(running, target, side="left")
    result = np.full(groups, np.nan)
    some = total > 0
    result[some] = value[row[some]]
    return result


def grouped_mean(
    group: NDArray[np.integer], value: FloatArray, weight: NDArray[np.integer], groups: int
) -> FloatArray:
    """Return the mean of `value` over people in each group, NaN for a group without people."""
    total = np.bincount(group, weights=weight, minlength=groups)
    summed = np.bincount(group, weights=weight * value, minlength=groups)
    means: FloatArray = np.divide(summed, total, out=np.full(groups, np.nan), where=total > 0)
    return means


def quantile(value: FloatArray, weight: NDArray[np.integer], share: float) -> float | None:
    """Return the weighted quantile of one group (see `grouped_quantile`), None without people."""
    result = grouped_quantile(np.zeros(len(value), np.int64), value, weight, share, 1)[0]
    return None if np.isnan(result) else float(result)


def mean(value: FloatArray, weight: NDArray[np.integer]) -> float | None:
    """Return the mean over people, None without people."""
    total = int(weight.sum())
    return float((value * weight).sum() / total) if total else None
