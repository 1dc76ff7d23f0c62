"""Density over time: Fruin's levels of service, how long a crowd moved while dense, IMO's flag.

Alarms count moving crowds only. How close the people of a standing queue stand is not predicted:
the space that a link has for them is an input.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.results.link_series import density_per_m2, moving
from sim.results.record import LinkSeries

FloatArray = NDArray[np.float64]

ALARMS_PER_M2: tuple[float, ...] = (2.0, 3.5, 4.0, 5.0)
"""Watch, warning, danger, critical, people/m2 in a moving crowd (Fruin; Still)."""

DANGER_PER_M2 = 4.0
"""Density of IMO's congestion, people/m2 (MSC.1/Circ.1533)."""

IMO_SHARE = 0.1
"""Share of the time from which a place counts as congested (MSC.1/Circ.1533)."""


@dataclass(frozen=True)
class LinkDensity:
    """How dense each of E links was, and for how long.

    Parameters
    ----------
    above_s
        (4, E) time with a moving crowd at each of `ALARMS_PER_M2` or more.
    standing_s
        (E,) time in which a queue stood.
    moving_peak_per_m2
        (E,) largest density of a moving crowd, 0 where there was none.
    dense_person_s
        Person-seconds in moving crowds of `DANGER_PER_M2` or more.
    """

    above_s: FloatArray
    standing_s: FloatArray
    moving_peak_per_m2: FloatArray
    dense_person_s: float


def link_density(series: LinkSeries) -> LinkDensity:
    """Measure every link; a sample stands for the time since the sample before."""
    links = len(series.area_m2)
    step_s = np.diff(series.time_s, prepend=series.time_s[:1])[series.sample]
    density, moves = density_per_m2(series), moving(series)

    def time_s(who: NDArray[np.bool_]) -> FloatArray:
        total = np.bincount(series.link[who], weights=step_s[who], minlength=links)
        return total.astype(np.float64)

    peak = np.zeros(links)
    np.maximum.at(peak, series.link[moves], density[moves])
    dense = moves & (density >= DANGER_PER_M2)
    return LinkDensity(
        above_s=np.stack([time_s(moves & (density >= alarm)) for alarm in ALARMS_PER_M2]),
        standing_s=time_s(~moves),
        moving_peak_per_m2=peak,
        dense_person_s=float((series.persons[dense] * step_s[dense]).sum()),
    )


def imo_congested(above_danger_s: FloatArray, duration_s: float) -> NDArray[np.bool_]:
    """Return where the danger density was there for more than a tenth of `duration_s`."""
    return np.asarray(above_danger_s > IMO_SHARE * duration_s, np.bool_)
