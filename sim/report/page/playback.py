"""The streets over time, as small as a page needs them: only what changes, moment by moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.report.page.streets import Streets, density_code

FEW = 100
"""People up to this count are told exactly; more to two figures."""

MOST_CHANGES = 2_500_000
"""Changes that a page holds at most, about 3 bytes each; beyond, moments are left out."""

Changes = dict[str, NDArray[Any]]


def changes(series: pd.DataFrame, streets: Streets, time_s: NDArray[np.float64]) -> Changes:
    """Return who is in each street, as the changes from one shown moment to the next.

    Parameters
    ----------
    series
        Table ``link_series.parquet``: one row a link with people and a sample.
    streets
        The page's streets.
    time_s
        (F,) moments that the slider stops at.

    Returns
    -------
    dict
        ``count`` (F,) changes at each moment; ``street`` (C,) as steps from the one before in the
        same moment; ``density`` (C,) of people who walk or wait, in steps; ``waiting`` (C,) people
        as `people_code` writes them. A moment without a sample of its own changes nothing.
    """
    moved = series[["time_s", "link", "persons", "waiting"]].to_numpy(np.float64)
    samples = np.unique(moved[:, 0])
    for every in range(1, max(len(samples), 1) + 1):
        kept = samples[::every]
        found = _changes(moved[np.isin(moved[:, 0], kept)], kept, streets, time_s)
        if len(found["density"]) <= MOST_CHANGES:
            break
    return found


def _changes(
    rows: NDArray[np.float64],
    samples: NDArray[np.float64],
    streets: Streets,
    time_s: NDArray[np.float64],
) -> Changes:
    frame = np.searchsorted(time_s, samples - 1e-6)
    count = np.zeros(len(time_s), np.uint32)
    parts: list[tuple[NDArray[Any], ...]] = []
    begin = np.searchsorted(rows[:, 0], samples, side="left")
    end = np.searchsorted(rows[:, 0], samples, side="right")
    size = len(streets.area_m2)
    before = np.zeros((2, size), np.uint8)
    for place, low, high in zip(frame.tolist(), begin, end, strict=True):
        if place >= len(time_s):
            continue
        street = streets.of_link[rows[low:high, 1].astype(np.int64)]
        people = np.bincount(street, weights=rows[low:high, 2], minlength=size)
        waiting = np.bincount(street, weights=rows[low:high, 3], minlength=size)
        now = np.stack((density_code(people / streets.area_m2), people_code(waiting)))
        at = np.flatnonzero((now != before).any(axis=0))
        count[place] += len(at)
        parts.append((np.diff(at, prepend=0), now[0, at], now[1, at]))
        before = now
    steps, density, waiting_code = (
        np.concatenate([part[k] for part in parts]) if parts else np.zeros(0, np.int64)
        for k in range(3)
    )
    return {
        "count": count,
        "street": steps.astype(np.uint16 if size <= 65_536 else np.uint32),
        "density": density.astype(np.uint8),
        "waiting": waiting_code.astype(np.uint8),
    }


def people_code(people: NDArray[Any]) -> NDArray[np.uint8]:
    """Return counts as one byte: exact up to `FEW`, then 24 steps a factor of ten (10 % apart)."""
    more = FEW + np.round(24.0 * np.log10(np.maximum(people, FEW) / FEW))
    return np.asarray(np.where(people <= FEW, people, np.minimum(more, 255)).astype(np.uint8))
