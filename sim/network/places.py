"""From a place on the map to a node of the network."""

from __future__ import annotations

import numpy as np

from sim.network.projection import metres_per_degree
from sim.network.street_network import BoolArray, FloatArray, StreetNetwork
from sim.scenario.base import Point


def node_distances_m(network: StreetNetwork, point: Point) -> FloatArray:
    """Return the straight distance in metres from `point` to every node.

    Parameters
    ----------
    network
        N nodes.
    point
        In degrees, or in the network's own metres.

    Returns
    -------
    (N,) distances.

    Raises
    ------
    ValueError
        The point is in degrees and the network lies nowhere on earth, or the point names no
        complete pair of coordinates.
    """
    if point.x_m is not None and point.y_m is not None:
        return np.hypot(network.node_x_m - point.x_m, network.node_y_m - point.y_m)
    if point.lat is None or point.lon is None:
        raise ValueError("a point needs lat and lon, or x_m and y_m")
    if np.isnan(network.node_lat).any():
        raise ValueError("this network lies nowhere on earth: give the point as x_m and y_m")
    east, north = metres_per_degree(point.lat)
    return np.hypot((network.node_lon - point.lon) * east, (network.node_lat - point.lat) * north)


def nearest_node(network: StreetNetwork, point: Point, *, allowed: BoolArray | None = None) -> int:
    """Return the index of the node nearest to `point`, the lowest index among equals.

    Parameters
    ----------
    network
        N nodes.
    point
        In degrees, or in the network's own metres.
    allowed
        (N,) nodes that may be chosen; all, if not given. See `enterable_nodes`.

    Raises
    ------
    ValueError
        As `node_distances_m`, or no node is allowed.
    """
    distance_m = node_distances_m(network, point)
    if allowed is not None:
        distance_m = np.where(allowed, distance_m, np.inf)
    if not np.isfinite(distance_m).any():
        raise ValueError("the network has no node that may be chosen")
    return int(np.argmin(distance_m))


def enterable_nodes(network: StreetNetwork) -> BoolArray:
    """Return (N,) whether some link that is not forbidden leads to the node."""
    enterable = np.zeros(network.node_count, np.bool_)
    enterable[network.link_to[~network.link_forbidden]] = True
    return enterable
