"""The local streets of the schematic: a grid in each neighbourhood, joined where they meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.network.aleppo_facts import Neighbourhoods
from sim.network.street_network import FloatArray, IntArray

WINDING = 1.1
"""How much longer real streets are than the straight lines drawn here."""

FRINGE_M = 150.0
"""A grid reaches this far beyond the circle of its neighbourhood's area."""

SPACING_M = (50.0, 120.0)
"""Least and largest distance between parallel streets."""

SEAM = 1.7
"""Streets of two grids are joined over at most this many spacings."""

_HALF = 512
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True)
class LocalStreets:
    """Crossings of local streets, and the streets between them.

    Parameters
    ----------
    x_m, y_m
        (n,) places of the crossings.
    spacing_m
        (n,) distance between the streets there.
    end_a, end_b
        (s,) crossings that a street joins.
    """

    x_m: FloatArray
    y_m: FloatArray
    spacing_m: FloatArray
    end_a: IntArray
    end_b: IntArray


def draw_grids(places: Neighbourhoods) -> LocalStreets:
    """Draw a square grid in each neighbourhood, as dense as its streets are.

    A square grid with streets s apart has 2 / s of street for each unit of area, and streets are
    `WINDING` times longer than drawn; so s is ``2 * WINDING * area / length``. A grid looks
    towards the nearest other centre. It covers a circle of the neighbourhood's area and a fringe,
    as far as no other circle is nearer (a power diagram); streets that end at such a seam go on to
    the nearest crossing beyond it.
    """
    grids = _Grids(places)
    owner_of = _OwnerFinder(places)
    x_m, y_m = grids.place(grids.district, grids.column, grids.row)
    kept = owner_of(x_m, y_m) == grids.district
    grids.keep(kept)
    x_m, y_m = x_m[kept], y_m[kept]

    ends = []
    for step_column, step_row in _STEPS:
        column, row = grids.column + step_column, grids.row + step_row
        beside = grids.find(grids.district, column, row)
        here = np.arange(len(beside))
        if step_column + step_row > 0:
            ends.append((here[beside >= 0], beside[beside >= 0]))
        loose = np.flatnonzero(beside < 0)
        beyond_x, beyond_y = grids.place(grids.district[loose], column[loose], row[loose])
        ends.append(_seam(grids, owner_of, loose, x_m, y_m, beyond_x, beyond_y))
    return LocalStreets(
        x_m=x_m,
        y_m=y_m,
        spacing_m=grids.spacing_m[grids.district],
        end_a=np.concatenate([a for a, _ in ends]).astype(np.int32),
        end_b=np.concatenate([b for _, b in ends]).astype(np.int32),
    )


class _Grids:
    """The crossings of all grids, sorted by neighbourhood, column and row."""

    def __init__(self, places: Neighbourhoods) -> None:
        self.x_m, self.y_m = places.x_m, places.y_m
        spacing_m = 2.0 * WINDING * places.area_m2 / places.street_m
        self.spacing_m = np.clip(spacing_m, *SPACING_M).round(1)
        square = (self.x_m[:, None] - self.x_m) ** 2 + (self.y_m[:, None] - self.y_m) ** 2
        np.fill_diagonal(square, np.inf)
        nearest = square.argmin(axis=1)
        distance_m = np.sqrt(square.min(axis=1))
        self._east = (self.x_m[nearest] - self.x_m) / distance_m
        self._north = (self.y_m[nearest] - self.y_m) / distance_m
        steps = np.ceil((_radius_m(places) + FRINGE_M) / self.spacing_m).astype(np.int64)
        side = 2 * steps + 1
        self.district = np.repeat(np.arange(len(side)), side**2)
        number = np.arange(len(self.district)) - np.repeat(np.cumsum(side**2) - side**2, side**2)
        self.column = number // side[self.district] - steps[self.district]
        self.row = number % side[self.district] - steps[self.district]
        self._keys = self._key(self.district, self.column, self.row)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Forget all other crossings."""
        self.district, self.column, self.row = (
            values[kept] for values in (self.district, self.column, self.row)
        )
        self._keys = self._keys[kept]

    def place(
        self, district: NDArray[np.int64], column: NDArray[np.int64], row: NDArray[np.int64]
    ) -> tuple[FloatArray, FloatArray]:
        """Return where crossings lie, to the decimetre."""
        spacing_m, east, north = (
            values[district] for values in (self.spacing_m, self._east, self._north)
        )
        x_m = self.x_m[district] + spacing_m * (column * east - row * north)
        y_m = self.y_m[district] + spacing_m * (column * north + row * east)
        return x_m.round(1), y_m.round(1)

    def find(
        self, district: NDArray[np.int64], column: NDArray[np.int64], row: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the numbers of crossings, -1 for those that are not there."""
        wanted = self._key(district, column, row)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[at] == wanted, at, -1)

    def nearest(
        self, district: NDArray[np.int64], x_m: FloatArray, y_m: FloatArray
    ) -> NDArray[np.int64]:
        """Return the crossing of a grid that is nearest to a place, -1 if it is not there."""
        east, north, spacing_m = (
            values[district] for values in (self._east, self._north, self.spacing_m)
        )
        dx, dy = x_m - self.x_m[district], y_m - self.y_m[district]
        column = np.rint((dx * east + dy * north) / spacing_m).astype(np.int64)
        row = np.rint((dy * east - dx * north) / spacing_m).astype(np.int64)
        return self.find(district, column, row)

    @staticmethod
    def _key(
        district: NDArray[np.int64], column: NDArray[np.int64], row: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        key: NDArray[np.int64] = (district * 2 * _HALF + column + _HALF) * 2 * _HALF + row + _HALF
        return key


class _OwnerFinder:
    """Whose ground a place is on: that of the circle with the least power, or nobody's."""

    def __init__(self, places: Neighbourhoods) -> None:
        self._x_m, self._y_m = places.x_m, places.y_m
        self._radius2 = _radius_m(places) ** 2
        self._fringe2 = (_radius_m(places) + FRINGE_M) ** 2 - self._radius2

    def __call__(self, x_m: FloatArray, y_m: FloatArray) -> NDArray[np.int64]:
        power = (x_m[:, None] - self._x_m) ** 2
        power += (y_m[:, None] - self._y_m) ** 2
        power -= self._radius2
        owner = power.argmin(axis=1)
        within = power[np.arange(len(owner)), owner] <= self._fringe2[owner]
        return np.where(within, owner, -1)


def _radius_m(places: Neighbourhoods) -> FloatArray:
    """Return (K,) the radius of a circle of each neighbourhood's area."""
    radius_m: FloatArray = np.sqrt(places.area_m2 / np.pi)
    return radius_m


def _seam(
    grids: _Grids,
    owner_of: _OwnerFinder,
    loose: NDArray[np.int64],
    x_m: FloatArray,
    y_m: FloatArray,
    beyond_x: FloatArray,
    beyond_y: FloatArray,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Join crossings whose street leaves the grid to the nearest crossing of the next one."""
    owner = owner_of(beyond_x, beyond_y)
    there = owner >= 0
    loose, owner = loose[there], owner[there]
    beyond_x, beyond_y = beyond_x[there], beyond_y[there]
    found = grids.nearest(owner, beyond_x, beyond_y)
    further_x = beyond_x + 0.6 * (beyond_x - x_m[loose])
    further_y = beyond_y + 0.6 * (beyond_y - y_m[loose])
    found = np.where(found >= 0, found, grids.nearest(owner, further_x, further_y))
    apart_m = np.sqrt((x_m[found] - x_m[loose]) ** 2 + (y_m[found] - y_m[loose]) ** 2)
    most_m = SEAM * np.maximum(grids.spacing_m[grids.district[loose]], grids.spacing_m[owner])
    joined = (found >= 0) & (apart_m <= most_m)
    return loose[joined], found[joined]
