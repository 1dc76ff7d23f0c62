"""What a map needs beside the links: places that nobody may enter, in the network's plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.network.street_network import StreetNetwork
    from sim.scenario.streets import LatLon, Network

FloatArray = NDArray[np.float64]


def forbidden_shapes(network: StreetNetwork, streets: Network) -> list[dict[str, Any]]:
    """Return forbidden areas and lines with corner points in metres, rounded to a decimetre."""
    to_plane = plane_of(network)
    shapes: list[dict[str, Any]] = [
        {
            "name": area.name,
            "kind": "outside" if area.outside else "area",
            "points_m": _points(to_plane, area.polygon),
        }
        for area in streets.forbidden_areas
    ]
    shapes += [
        {"name": line.name, "kind": "line", "points_m": _points(to_plane, line.points)}
        for line in streets.forbidden_lines
    ]
    return shapes


def plane_of(network: StreetNetwork) -> FloatArray:
    """Return the (3, 2) affine map from (1, first, second) of a scenario's pair to (x_m, y_m).

    A scenario gives latitude and longitude, and x and y for a network that lies nowhere on
    earth. Over a city every map plane is an affine picture of degrees to within metres, so the
    plane is read off the network's own nodes by least squares instead of being known here.
    """
    known = np.isfinite(network.node_lat) & np.isfinite(network.node_lon)
    if known.sum() < 3:
        return np.asarray([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    given = np.column_stack(
        (np.ones(known.sum()), network.node_lat[known], network.node_lon[known])
    )
    plane = np.column_stack((network.node_x_m[known], network.node_y_m[known]))
    # Degrees of a city differ in the third figure only: centred, the fit keeps all its digits.
    centre = given.mean(axis=0)
    centre[0] = 0.0
    fitted = np.linalg.lstsq(given - centre, plane, rcond=None)[0]
    fitted[0] -= centre[1:] @ fitted[1:]
    return np.asarray(fitted, np.float64)


def _points(to_plane: FloatArray, pairs: tuple[LatLon, ...]) -> list[list[float]]:
    given = np.column_stack((np.ones(len(pairs)), np.asarray(pairs, np.float64)))
    return [[round(float(x), 1), round(float(y), 1)] for x, y in given @ to_plane]


def hull(points: FloatArray) -> list[list[float]]:
    """Return the corners of the convex hull of (K, 2) points, against the clock, to a decimetre.

    Andrew's monotone chain (1979); of fewer than three points, or of points on a line, its ends.
    """
    ordered = sorted({(round(float(x), 1), round(float(y), 1)) for x, y in points})
    if len(ordered) < 3:
        return [list(point) for point in ordered]
    chains = []
    for sequence in (ordered, ordered[::-1]):
        chain: list[tuple[float, float]] = []
        for point in sequence:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0.0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return [list(point) for chain in chains for point in chain]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
