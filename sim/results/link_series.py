"""``link_series.parquet``: who is on which link over time, how dense, and whether they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.record import LinkSeries

STANDING_M_S = 0.05
"""Speed, m/s, below which a queue stands: three metres a minute (assumed).

In the diagram of people on foot it belongs to 4.6 people/m2; a queue that a checkpoint lets on
drop by drop is slower. How close its people stand is then theirs, not the model's, to say.
"""


LEVELS = "ABCDEF"

WALKWAY_M2: tuple[float, ...] = (3.25, 2.32, 1.39, 0.93, 0.46)
"""Least area a person, m2, of levels A to E on walkways (Fruin 1971)."""

QUEUE_M2: tuple[float, ...] = (1.21, 0.93, 0.65, 0.28, 0.19)
"""The same of levels A to E in queues."""


def density_per_m2(series: LinkSeries) -> NDArray[np.float64]:
    """Return (R,) people per square metre where each row's people are.

    In a street that both directions share: the people of both on the whole of it.
    """
    persons = series.persons + people_opposite(series)
    return np.asarray(persons / series.area_m2[series.link], np.float64)


def people_opposite(series: LinkSeries) -> NDArray[np.int32]:
    """Return (R,) people on the other direction of a shared street at the row's instant."""
    persons = np.zeros(len(series.link), np.int32)
    if not len(series.opposite):
        return persons
    links = len(series.opposite)
    row = series.sample.astype(np.int64) * links + series.link  # rising
    other = series.opposite[series.link]
    shared = np.flatnonzero(other >= 0)
    wanted = row[shared] - series.link[shared] + other[shared]
    at = np.minimum(np.searchsorted(row, wanted), len(row) - 1)
    found = row[at] == wanted
    persons[shared[found]] = series.persons[at[found]]
    return persons


def moving(series: LinkSeries) -> NDArray[np.bool_]:
    """Return (R,) whether the people of each row move, or nobody waits at all.

    Of N people on a link of length L, n left in the time dt since the sample before: the others
    came on by L n / (N dt) (the fundamental relation: flow is density times speed).
    """
    step_s = np.diff(series.time_s, prepend=series.time_s[:1])[series.sample]
    length_m = series.length_m[series.link]
    people_s = np.maximum(series.persons, 1) * np.maximum(step_s, 1e-9)
    return np.asarray(
        (series.waiting == 0) | (series.left * length_m / people_s >= STANDING_M_S), np.bool_
    )


def level_codes(density: NDArray[np.float64], moves: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return positions in `LEVELS`: of walkways where people move, of queues where they stand."""
    with np.errstate(divide="ignore"):
        area_m2 = 1.0 / density
    walkway, queue = (
        len(limits) - np.searchsorted(np.asarray(limits[::-1]), area_m2, side="right")
        for limits in (WALKWAY_M2, QUEUE_M2)
    )
    return np.where(moves, walkway, queue).astype(np.int8)


def link_series_table(series: LinkSeries | None) -> pd.DataFrame | None:
    """Return the table; None where there is no series."""
    import pandas as pd

    if series is None:
        return None
    density, moves = density_per_m2(series), moving(series)
    table = {
        "time_s": series.time_s[series.sample],
        "link": series.link,
        "persons": series.persons,
        "waiting": series.waiting,
        "left": series.left,
        "density_per_m2": density.astype(np.float32),
        "level": pd.Categorical.from_codes(
            level_codes(density, moves).astype(np.int64), categories=pd.Index(list(LEVELS))
        ),
        "moving": moves,
    }
    return pd.DataFrame(table)[names("link_series.parquet")]
