"""The grid: every number here can be counted on paper."""

from pathlib import Path

import numpy as np
import pytest

from sim.network import build_network, enterable_nodes, nearest_node, node_distances_m
from sim.network.street_network import StreetNetwork
from sim.scenario.base import Point
from sim.scenario.streets import GridNetwork


def grid(rows: int, columns: int, spacing_m: float = 100.0, width_m: float = 4.0) -> StreetNetwork:
    described = GridNetwork(
        kind="grid", rows=rows, columns=columns, spacing_m=spacing_m, width_m=width_m
    )
    return build_network(described, Path())


def test_three_by_four_grid_has_seventeen_streets_walkable_both_ways() -> None:
    network = grid(3, 4)
    assert network.node_count == 12
    assert network.link_count == 2 * (3 * 3 + 2 * 4)
    assert len(np.unique(network.link_street)) == 17
    assert network.link_length_m.sum() == 2 * 17 * 100.0
    assert set(network.link_width_m.tolist()) == {4.0}


def test_node_of_row_and_column_lies_at_column_and_row_times_the_spacing() -> None:
    network = grid(3, 4, spacing_m=50.0)
    row, column = 2, 1
    node = row * 4 + column
    assert network.node_id[node] == node
    assert (network.node_x_m[node], network.node_y_m[node]) == (50.0, 100.0)
    assert np.isnan(network.node_lat).all()


def test_corner_has_two_links_edge_three_inner_four() -> None:
    degree = np.diff(grid(3, 3).link_start)
    assert degree.reshape(3, 3).tolist() == [[2, 3, 2], [3, 4, 3], [2, 3, 2]]


def test_single_node_has_no_streets() -> None:
    network = grid(1, 1)
    assert (network.node_count, network.link_count) == (1, 0)
    assert not enterable_nodes(network).any()


def test_nearest_node_takes_the_lowest_index_among_equals() -> None:
    network = grid(2, 2)
    assert nearest_node(network, Point(x_m=90.0, y_m=10.0)) == 1
    assert nearest_node(network, Point(x_m=50.0, y_m=50.0)) == 0
    assert node_distances_m(network, Point(x_m=3.0, y_m=4.0))[0] == 5.0


def test_nearest_node_skips_nodes_that_are_not_allowed() -> None:
    network = grid(2, 2)
    allowed = np.array([False, False, True, False])
    assert nearest_node(network, Point(x_m=90.0, y_m=10.0), allowed=allowed) == 2
    with pytest.raises(ValueError, match="no node that may be chosen"):
        nearest_node(network, Point(x_m=0.0, y_m=0.0), allowed=np.zeros(4, np.bool_))


def test_grid_refuses_a_point_in_degrees() -> None:
    with pytest.raises(ValueError, match="give the point as x_m and y_m"):
        nearest_node(grid(2, 2), Point(lat=36.2, lon=37.15))


def test_point_needs_a_complete_pair() -> None:
    with pytest.raises(ValueError, match="needs lat and lon, or x_m and y_m"):
        nearest_node(grid(2, 2), Point(lat=36.2))
