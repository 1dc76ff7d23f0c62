"""Measures that guidelines prescribe and no engine needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CONGESTED_PER_M2 = 4.0
CONGESTED_SHARE = 0.10


def congested_share(
    density_per_m2: NDArray[np.float64], sample_s: float, duration_s: float
) -> float:
    """Return the share of `duration_s` at 4 people/m2 or more, from samples `sample_s` apart."""
    return float((density_per_m2 >= CONGESTED_PER_M2).sum()) * sample_s / duration_s


def is_congested(density_per_m2: NDArray[np.float64], sample_s: float, duration_s: float) -> bool:
    """Flag a place as the IMO does: 4 people/m2 or more for over 10 % of the time (Circ.1533)."""
    return congested_share(density_per_m2, sample_s, duration_s) > CONGESTED_SHARE
