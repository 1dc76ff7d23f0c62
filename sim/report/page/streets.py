"""The streets as a page draws them: one row a street, places in 65,536 steps across the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

STEPS = 65_535
"""Steps of a place across the longer side of the map: 0.2 m in a city of 13 km."""

DENSITY_STEP = 0.05
"""Step of densities in the page, people/m2: finer than any colour and than what is known."""


@dataclass(frozen=True)
class Plane:
    """Where the map's steps lie in the network's plane.

    Parameters
    ----------
    left_m, bottom_m
        Place of step 0.
    step_m
        Length of a step.
    """

    left_m: float
    bottom_m: float
    step_m: float

    def place(self, x_m: Any, y_m: Any) -> tuple[Any, Any]:
        """Return places in steps; y counts upwards, as in the network's plane."""
        return (x_m - self.left_m) / self.step_m, (y_m - self.bottom_m) / self.step_m


@dataclass(frozen=True)
class Streets:
    """What a page holds of every street.

    Parameters
    ----------
    plane
        Where the steps lie.
    arrays
        ``x1 y1 x2 y2`` (uint16 steps), ``people`` (uint32, both directions), ``peak`` (uint8,
        steps of `DENSITY_STEP`, worst of both directions), ``length`` and ``width`` (uint16, dm),
        ``kind`` (uint8, position in `kinds`), ``shut`` (uint8, nobody may walk here).
    kinds
        Classes of street.
    of_link
        (E,) position of each directed link's street.
    area_m2
        (S,) area of each street.
    """

    plane: Plane
    arrays: dict[str, NDArray[Any]]
    kinds: list[str]
    of_link: NDArray[np.int64]
    area_m2: NDArray[np.float64]


def streets_of(links: pd.DataFrame, gates_m: NDArray[np.float64]) -> Streets:
    """Gather directed links to streets.

    Parameters
    ----------
    links
        Table ``links.parquet``.
    gates_m
        (G, 2) places of the gates, which the map must hold as well.
    """
    first, row, of_link = np.unique(links["street"], return_index=True, return_inverse=True)
    ends = links[["from_x_m", "from_y_m", "to_x_m", "to_y_m"]].to_numpy(np.float64)[row]
    points = np.vstack((ends.reshape(-1, 2), gates_m))
    low, high = points.min(axis=0), points.max(axis=0)
    plane = Plane(float(low[0]), float(low[1]), max(float((high - low).max()), 1.0) / STEPS)
    x1, y1 = plane.place(ends[:, 0], ends[:, 1])
    x2, y2 = plane.place(ends[:, 2], ends[:, 3])
    peak = np.zeros(len(first))
    np.maximum.at(peak, of_link, links["peak_density_per_m2"].to_numpy(np.float64))
    people = np.bincount(of_link, weights=links["entered"].to_numpy(), minlength=len(first))
    length_m, width_m = (links[name].to_numpy(np.float64)[row] for name in ("length_m", "width_m"))
    kinds, kind = np.unique(links["street_class"].to_numpy(object)[row], return_inverse=True)
    arrays = {
        **{
            name: np.round(value).astype(np.uint16)
            for name, value in (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
        },
        "length": _decimetres(length_m),
        "width": _decimetres(width_m),
        "people": people.astype(np.uint32),
        "peak": density_code(peak),
        "kind": np.minimum(kind, 255).astype(np.uint8),
        "shut": links["forbidden"].to_numpy(np.uint8)[row],
    }
    return Streets(plane, arrays, [str(k) for k in kinds[:256]], of_link, length_m * width_m)


def density_code(density_per_m2: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return densities in steps, rounded; 0 is kept for streets that nobody is in."""
    steps = np.round(density_per_m2 / DENSITY_STEP)
    steps = np.where(density_per_m2 > 0.0, np.clip(steps, 1, 255), 0)
    return np.asarray(steps.astype(np.uint8))


def _decimetres(length_m: NDArray[np.float64]) -> NDArray[np.uint16]:
    return np.asarray(np.clip(np.round(length_m * 10.0), 0, 65_535).astype(np.uint16))
