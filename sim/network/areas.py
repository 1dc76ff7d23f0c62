"""Which nodes and links a zone, a line or a class of streets means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.network.planar import Pieces, distance_m, in_polygon, inside, on_edge, to_segment_m
from sim.network.projection import Plane
from sim.network.street_network import BoolArray, FloatArray, StreetNetwork
from sim.scenario.base import Point
from sim.scenario.hazards import Zone
from sim.scenario.streets import LatLon


@dataclass(frozen=True)
class Area:
    """A part of the map.

    Parameters
    ----------
    nodes
        (N,) nodes that lie in it: who lives there is at home in it.
    links
        (E,) directed links that belong to it, both ways of a street alike.
    """

    nodes: BoolArray
    links: BoolArray

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of the map in it."""
        return not (self.nodes.any() or self.links.any())


class Ground:
    """The network's streets in one plane with what a scenario draws on the map.

    A street is the straight line between its ends here. A scenario gives latitude and longitude,
    and x and y in metres for a network that lies nowhere on earth.

    Parameters
    ----------
    network
        N nodes, E links.
    """

    def __init__(self, network: StreetNetwork) -> None:
        self._network = network
        self.plane: Plane | None = None
        x_m, y_m = network.node_x_m, network.node_y_m
        if network.node_count and np.isfinite(network.node_lat).all():
            self.plane = Plane(float(network.node_lat.mean()), float(network.node_lon.mean()))
            x_m, y_m = self.plane.metres(network.node_lat, network.node_lon)
        self.node_x_m, self.node_y_m = x_m, y_m
        a, b = network.link_from, network.link_to
        self.pieces = Pieces(x_m[a], y_m[a], x_m[b], y_m[b])

    def area(self, zone: Zone, homes: Mapping[str, NDArray[np.int32]]) -> Area:
        """Return the nodes and links of a zone.

        Parameters
        ----------
        zone
            A polygon, a disc or districts.
        homes
            Node indices that the people of each district live at.

        Raises
        ------
        ValueError
            The centre is in degrees and the network lies nowhere on earth.
        """
        nodes = np.zeros(self._network.node_count, np.bool_)
        links = np.zeros(self._network.link_count, np.bool_)
        if zone.polygon:
            x_m, y_m = self.metres(zone.polygon)
            nodes = inside(self.node_x_m, self.node_y_m, x_m, y_m)
            found = np.flatnonzero(nodes)
            nodes[found] = ~on_edge(self.node_x_m[found], self.node_y_m[found], x_m, y_m)
            links[in_polygon(self.pieces, x_m, y_m)] = True
        elif zone.centre is not None and zone.radius_m is not None:
            x, y = self._point(zone.centre)
            nodes = np.hypot(self.node_x_m - x, self.node_y_m - y) < zone.radius_m
            links = distance_m(self.pieces, x, y) < zone.radius_m
        else:
            for district in zone.districts:
                nodes[homes[district]] = True
            links = nodes[self._network.link_from] | nodes[self._network.link_to]
        return Area(nodes, links)

    def along(self, points: tuple[LatLon, ...], reach_m: float) -> BoolArray:
        """Return (E,) links with both ends within `reach_m` of a line."""
        x_m, y_m = self.metres(points)
        near = np.full(self._network.node_count, np.inf)
        ends = zip(x_m[:-1], y_m[:-1], x_m[1:], y_m[1:], strict=True)
        for x1, y1, x2, y2 in ends:
            near = np.minimum(near, to_segment_m(self.node_x_m, self.node_y_m, x1, y1, x2, y2))
        return (near[self._network.link_from] <= reach_m) & (near[self._network.link_to] <= reach_m)

    def nodes_near(self, chosen: BoolArray, reach_m: float) -> BoolArray:
        """Return (N,) nodes within `reach_m` of any of the (N,) `chosen` nodes."""
        from scipy.spatial import cKDTree

        near = chosen.copy()
        if chosen.any() and reach_m > 0.0:
            place = np.column_stack((self.node_x_m, self.node_y_m))
            far, _ = cKDTree(place[chosen]).query(place, distance_upper_bound=reach_m * (1 + 1e-9))
            near |= np.isfinite(far)
        return near

    def damage_per_100_m(
        self, x_m: FloatArray, y_m: FloatArray, weight: FloatArray, reach_m: float
    ) -> FloatArray:
        """Return (E,) weight of the points within `reach_m` of each link, a 100 m of its length.

        Parameters
        ----------
        x_m, y_m, weight
            (n,) points in this plane, and what each counts.
        """
        from scipy.spatial import cKDTree

        total = np.zeros(self._network.link_count)
        if len(x_m) == 0:
            return total
        pieces = self.pieces
        tree = cKDTree(np.column_stack((x_m, y_m)))
        middle = np.column_stack(((pieces.ax + pieces.bx) / 2, (pieces.ay + pieces.by) / 2))
        found = tree.query_ball_point(middle, pieces.length_m / 2 + reach_m)
        link = np.repeat(np.arange(len(found)), [len(points) for points in found])
        point = np.concatenate([np.asarray(points, np.intp) for points in found])
        px, py = pieces.bx[link] - pieces.ax[link], pieces.by[link] - pieces.ay[link]
        to_x, to_y = x_m[point] - pieces.ax[link], y_m[point] - pieces.ay[link]
        square = np.maximum(pieces.length_m[link] ** 2, 1e-12)
        along = np.clip((to_x * px + to_y * py) / square, 0.0, 1.0)
        hit = np.hypot(along * px - to_x, along * py - to_y) <= reach_m
        total += np.bincount(link[hit], weight[point[hit]], minlength=len(total))
        return total / (self._network.link_length_m / 100.0)

    def metres(self, points: tuple[LatLon, ...]) -> tuple[FloatArray, FloatArray]:
        """Return a scenario's pairs in this plane."""
        first, second = np.array(points, np.float64).reshape(-1, 2).T
        return (first, second) if self.plane is None else self.plane.metres(first, second)

    def _point(self, point: Point) -> tuple[float, float]:
        if point.lat is not None and point.lon is not None:
            if self.plane is None:
                raise ValueError("this network lies nowhere on earth: give x_m and y_m")
            return self.plane.metres(point.lat, point.lon)
        assert point.x_m is not None
        assert point.y_m is not None
        if self.plane is None:
            return point.x_m, point.y_m
        # The network's own metres: read off the node nearest to the point.
        node = int(
            np.argmin(
                np.hypot(self._network.node_x_m - point.x_m, self._network.node_y_m - point.y_m)
            )
        )
        return (
            float(self.node_x_m[node] + point.x_m - self._network.node_x_m[node]),
            float(self.node_y_m[node] + point.y_m - self._network.node_y_m[node]),
        )
