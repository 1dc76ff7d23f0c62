"""Forbidden places on the map: degrees become the network's own metres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.network.projection import Plane
from sim.results.ground import forbidden_shapes, hull, plane_of
from sim.scenario.streets import AleppoNetwork, ForbiddenArea
from tests.hand_record import street_network


def test_degrees_become_the_networks_metres_within_a_decimetre() -> None:
    plane = Plane(lat=36.2, lon=37.15)
    rng = np.random.default_rng(1)
    lat, lon = 36.2 + rng.uniform(-0.05, 0.05, 5), 37.15 + rng.uniform(-0.05, 0.05, 5)
    x_m, y_m = plane.metres(lat, lon)
    network = replace(street_network(), node_lat=lat, node_lon=lon, node_x_m=x_m, node_y_m=y_m)
    ring = ((36.17, 37.11), (36.25, 37.12), (36.24, 37.21))
    streets = AleppoNetwork(forbidden_areas=(ForbiddenArea(polygon=ring, outside=True),))
    (shape,) = forbidden_shapes(network, streets)
    assert shape["kind"] == "outside"
    for (lat_1, lon_1), point in zip(ring, shape["points_m"], strict=True):
        assert point == pytest.approx(plane.metres(lat_1, lon_1), abs=0.1)


def test_a_network_that_lies_nowhere_is_given_in_metres() -> None:
    assert plane_of(street_network()).tolist() == [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]


def test_the_hull_of_homes_has_its_corners_and_none_on_an_edge() -> None:
    square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [5.0, 0.0], [4.0, 6.0]]
    assert hull(np.asarray(square)) == [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]
    assert hull(np.asarray([[1.0, 2.0], [1.0, 2.0]])) == [[1.0, 2.0]]
    assert hull(np.asarray([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]])) == [[0.0, 0.0], [2.0, 2.0]]
