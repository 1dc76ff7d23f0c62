"""Walkable widths of streets by their class (assumed)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_WIDTHS_M: Final = {
    12.0: ("motorway", "trunk"),
    10.0: ("primary",),
    8.0: ("secondary",),
    6.0: ("tertiary",),
    4.5: ("unclassified", "residential", "living_street", "pedestrian"),
    3.0: ("service", "track"),
    2.0: ("footway", "path", "steps"),
}

WIDTH_M: Final = {name: width for width, names in _WIDTHS_M.items() for name in names}
"""Width between the walls in metres by OpenStreetMap class (`highway`)."""

UNKNOWN_WIDTH_M: Final = 2.0
"""Width of a street whose class is none of `WIDTH_M`."""

EDGE_M: Final = 0.5
"""What the edge of a street takes from its width, on each side."""

LEAST_WIDTH_M: Final = 1.0
"""No street is narrower than this after its edges are taken off."""


def width_of_class(name: str) -> float | None:
    """Return the width in metres of a class, a ramp (``_link``) as its class; None if unknown."""
    return WIDTH_M.get(name.removesuffix("_link"))


def effective_width_m(width_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what can be walked of streets `width_m` wide: less their edges, at least 1 m."""
    return np.maximum(width_m - 2 * EDGE_M, LEAST_WIDTH_M)
