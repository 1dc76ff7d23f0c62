"""Who was out when, over many runs: mean and band of cumulative curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.experiments.outcome import Outcome

FloatArray = NDArray[np.float64]

ALL = ""
"""All corridors together."""


@dataclass(frozen=True)
class Band:
    """People out so far, over many runs.

    Parameters
    ----------
    time_s
        (K,) from the scenario's start, which comes first.
    mean, low, high
        (K,) mean of the runs; where 90 % of them lie.
    """

    time_s: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def band(outcomes: Sequence[Outcome], corridor: str = ALL) -> Band | None:
    """Return the cumulative curve of many runs; None if none of them has it.

    Parameters
    ----------
    outcomes
        The runs; those that failed are left out.
    corridor
        Its id; default all together.
    """
    found = []
    interval_s = 0.0
    for outcome in outcomes:
        curves = outcome.curves
        if curves is None or (corridor != ALL and corridor not in curves.out):
            continue
        counts = list(curves.out.values()) if corridor == ALL else [curves.out[corridor]]
        found.append(np.cumsum(np.sum(np.asarray(counts, np.float64).reshape(len(counts), -1), 0)))
        interval_s = curves.interval_s
    if not found:
        return None
    length = max(len(one) for one in found)  # draws may end the scenario later
    held = np.asarray([np.pad(one, (1, length - len(one)), mode="edge") for one in found])
    held[:, 0] = 0.0
    low, high = (np.asarray(p, np.float64) for p in np.percentile(held, [5.0, 95.0], axis=0))
    time_s = np.asarray(interval_s * np.arange(length + 1), np.float64)
    return Band(time_s, np.asarray(held.mean(axis=0), np.float64), low, high)
