"""A local plane in metres that touches the earth at one point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_EQUATOR_M = 6_378_137.0
_ECCENTRICITY2 = 6.694_379_990_14e-3

Coordinate = TypeVar("Coordinate", float, NDArray[np.float64])


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return the metres in one degree of longitude and of latitude on WGS 84 at `lat`.

    From the ellipsoid's radii of curvature, in the prime vertical and in the meridian
    (Snyder, Map Projections: a Working Manual, 1987, equations 4-18 to 4-20).
    """
    phi = np.radians(lat)
    root = np.sqrt(1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2)
    vertical = _EQUATOR_M / root
    meridian = _EQUATOR_M * (1.0 - _ECCENTRICITY2) / root**3
    return (
        float(np.radians(1.0) * vertical * np.cos(phi)),
        float(np.radians(1.0) * meridian),
    )


@dataclass(frozen=True)
class Plane:
    """Metres east and north of (`lat`, `lon`).

    Degrees are scaled by what they measure at the origin; over a city of 20 km at the latitude of
    Aleppo, lengths are true within 0.13 %.
    """

    lat: float
    lon: float

    def metres(self, lat: Coordinate, lon: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return x and y in metres of a latitude and a longitude in degrees."""
        east, north = metres_per_degree(self.lat)
        return (lon - self.lon) * east, (lat - self.lat) * north

    def degrees(self, x_m: Coordinate, y_m: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return latitude and longitude in degrees of x and y in metres."""
        east, north = metres_per_degree(self.lat)
        return self.lat + y_m / north, self.lon + x_m / east
