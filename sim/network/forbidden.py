"""Where nobody may walk: streets inside or across forbidden areas and lines.

A street is forbidden, both ways, if it touches the inside of a forbidden area, or a forbidden line
anywhere. A street along an area's edge, or one that only ends there, stays open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.planar import Pieces, in_polygon, on_line
from sim.network.projection import Plane
from sim.network.source import Source
from sim.network.street_network import BoolArray, FloatArray
from sim.network.streets import Streets
from sim.scenario.streets import LatLon, Network


def forbidden_streets(source: Source, network: Network) -> BoolArray:
    """Return (S,) whether nobody may walk each street.

    Parameters
    ----------
    source
        The streets and the plane that they are drawn in.
    network
        The areas and lines. Their points are latitude and longitude, or x and y in metres where
        the network lies nowhere on earth.
    """
    pieces, street = _pieces_of(source.streets)
    forbidden = np.zeros(source.streets.street_count, np.bool_)
    for area in network.forbidden_areas:
        x_m, y_m = _to_metres(area.polygon, source.plane)
        forbidden[street[in_polygon(pieces, x_m, y_m, outside=area.outside)]] = True
    for line in network.forbidden_lines:
        forbidden[street[on_line(pieces, *_to_metres(line.points, source.plane))]] = True
    return forbidden


def _pieces_of(streets: Streets) -> tuple[Pieces, NDArray[np.int64]]:
    """Return the straight pieces of all streets, and the street of each."""
    inner = np.ones(len(streets.shape_x_m), np.bool_)
    inner[streets.shape_start[1:] - 1] = False
    begin = np.flatnonzero(inner)
    x_m, y_m = streets.shape_x_m, streets.shape_y_m
    pieces = Pieces(x_m[begin], y_m[begin], x_m[begin + 1], y_m[begin + 1])
    return pieces, np.searchsorted(streets.shape_start, begin, side="right") - 1


def _to_metres(points: tuple[LatLon, ...], plane: Plane | None) -> tuple[FloatArray, FloatArray]:
    first, second = np.array(points, np.float64).T
    return (first, second) if plane is None else plane.metres(first, second)
