"""Rules of places: points, polygons and lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from sim.scenario.base import Point
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.parts import Parts
from sim.scenario.streets import (
    AleppoNetwork,
    ForbiddenArea,
    ForbiddenLine,
    GeoJsonNetwork,
    GridNetwork,
    LatLon,
)

MOST_CORNERS = 300
"""Corners up to which a polygon is looked at for crossing itself."""


def street_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong with points and with forbidden areas and lines."""
    on_grid = parts.at(("network",), GridNetwork) is not None
    for path, point in parts.of(Point):
        yield from _point_faults(path, point, on_grid)
    in_degrees = are_in_degrees(parts)
    for path, area in parts.of(ForbiddenArea):
        where = (*path, "polygon")
        if in_degrees:
            yield from degree_faults(where, area.polygon)
        yield from polygon_faults(where, area.polygon)
    for path, line in parts.of(ForbiddenLine):
        where = (*path, "points")
        if in_degrees:
            yield from degree_faults(where, line.points)
        if len(set(line.points)) < 2:
            yield Fault(where, "is a single place", "Write two different points or more.")


def are_in_degrees(parts: Parts) -> bool:
    """Whether the pairs of a polygon or line are latitude and longitude."""
    return (
        parts.at(("network",), AleppoNetwork) is not None
        or parts.at(("network",), GeoJsonNetwork) is not None
    )


def _point_faults(path: FieldPath, point: Point, on_grid: bool) -> Iterator[Fault]:
    degrees = (point.lat is not None) + (point.lon is not None)
    metres = (point.x_m is not None) + (point.y_m is not None)
    if (degrees, metres) not in ((2, 0), (0, 2)):
        given = [name for name in ("lat", "lon", "x_m", "y_m") if getattr(point, name) is not None]
        yield Fault(
            path,
            f"has {', '.join(f'`{name}`' for name in given) or 'no coordinates'}",
            "Write exactly one pair: `lat` and `lon`, or `x_m` and `y_m`.",
        )
    elif on_grid and degrees:
        yield Fault(path, "is in degrees, and a grid has metres only", "Write `x_m` and `y_m`.")


def degree_faults(path: FieldPath, points: Sequence[LatLon]) -> Iterator[Fault]:
    """Yield a fault for every pair that is no latitude and longitude."""
    for i, (lat, lon) in enumerate(points):
        if abs(lat) > 90 or abs(lon) > 180:
            yield Fault(
                (*path, str(i)),
                f"[{lat:g}, {lon:g}] is no place on Earth",
                "Write latitude, then longitude, in degrees.",
            )


def polygon_faults(path: FieldPath, polygon: Sequence[LatLon]) -> Iterator[Fault]:
    """Yield what keeps a list of corners from being an area."""
    corners = list(polygon[:-1] if polygon[0] == polygon[-1] else polygon)
    if len(set(corners)) < 3:
        yield Fault(path, "has fewer than three different corners", "Write three or more.")
        return
    if len(set(corners)) < len(corners):
        yield Fault(path, "names a corner twice", "Write each corner once, in order.")
        return
    if len(corners) <= MOST_CORNERS and _crosses_itself(tuple(corners)):
        yield Fault(path, "crosses itself", "Write its corners in order around the area.")
    elif _area(corners) == 0.0:
        yield Fault(path, "has no area", "Write corners that are not all on one line.")


def _area(corners: Sequence[LatLon]) -> float:
    """Twice the signed area (shoelace)."""
    return sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    )


@lru_cache(maxsize=16)  # a sweep asks for the same areas at every point
def _crosses_itself(corners: tuple[LatLon, ...]) -> bool:
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    return any(
        _cross(*sides[i], *sides[j])
        for i, j in combinations(range(len(sides)), 2)
        if j - i not in (1, len(sides) - 1)
    )


def _cross(a: LatLon, b: LatLon, c: LatLon, d: LatLon) -> bool:
    """Whether the segments ab and cd cross at an inner point of both."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: LatLon, b: LatLon, c: LatLon) -> float:
    """Positive where c lies left of the line from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
