"""Forbidden areas and lines on a grid of 100 m, where every touched street can be counted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.network import StreetNetwork, build_network
from sim.network.paths import NO_WAY, shortest_trees
from sim.network.reach import can_reach
from sim.scenario.streets import ForbiddenArea, ForbiddenLine, GridNetwork, LatLon

BOX = ((150.0, 150.0), (250.0, 150.0), (250.0, 250.0), (150.0, 250.0))
"""Round node (2, 2) of the grid, which is node 12 of five by five."""


def grid(
    *,
    areas: tuple[ForbiddenArea, ...] = (),
    lines: tuple[ForbiddenLine, ...] = (),
    size: int = 5,
) -> StreetNetwork:
    described = GridNetwork(
        kind="grid", rows=size, columns=size, forbidden_areas=areas, forbidden_lines=lines
    )
    return build_network(described, Path())


def area(*polygon: LatLon, outside: bool = False) -> ForbiddenArea:
    return ForbiddenArea(polygon=polygon, outside=outside)


def closed(network: StreetNetwork) -> set[tuple[int, int]]:
    """The forbidden streets as pairs of nodes, the lower one first."""
    bad = network.link_forbidden
    assert (network.link_forbidden[network.link_reverse] == bad).all()
    pairs = zip(network.link_from[bad].tolist(), network.link_to[bad].tolist(), strict=True)
    return {(min(pair), max(pair)) for pair in pairs}


def test_nothing_forbidden_leaves_every_street_open() -> None:
    assert closed(grid()) == set()


def test_a_box_round_a_node_takes_its_four_streets() -> None:
    network = grid(areas=(area(*BOX),))
    assert closed(network) == {(7, 12), (11, 12), (12, 13), (12, 17)}
    assert "Nobody may walk 4 of 40 streets (10% of the length)" in network.report[-1]


def test_a_box_that_is_written_closed_or_the_other_way_round_is_the_same() -> None:
    assert closed(grid(areas=(area(*BOX, BOX[0]),))) == closed(grid(areas=(area(*BOX[::-1]),)))


def test_outside_leaves_only_the_streets_wholly_within() -> None:
    ring = ((50.0, 50.0), (350.0, 50.0), (350.0, 350.0), (50.0, 350.0))
    network = grid(areas=(area(*ring, outside=True),))
    # Nodes 1..3 in both directions lie within: a grid of three by three with 12 streets.
    inner = {6, 7, 8, 11, 12, 13, 16, 17, 18}
    assert len(closed(network)) == 40 - 12
    assert all(not {a, b} <= inner for a, b in closed(network))


def test_a_street_along_the_edge_stays_open_on_both_kinds_of_area() -> None:
    block = ((100.0, 100.0), (200.0, 100.0), (200.0, 200.0), (100.0, 200.0))
    assert closed(grid(areas=(area(*block),))) == set()
    ring = ((0.0, 0.0), (400.0, 0.0), (400.0, 400.0), (0.0, 400.0))
    assert closed(grid(areas=(area(*ring, outside=True),))) == set()


def test_a_street_that_only_ends_on_the_edge_stays_open() -> None:
    # The triangle's left edge runs through nodes 6, 11 and 16; 11 to 12 lies inside.
    triangle = ((100.0, 100.0), (220.0, 200.0), (100.0, 300.0))
    assert (10, 11) not in closed(grid(areas=(area(*triangle),)))
    assert (11, 12) in closed(grid(areas=(area(*triangle),)))


def test_a_street_through_two_corners_of_an_area_is_inside_it() -> None:
    diamond = ((100.0, 200.0), (150.0, 150.0), (200.0, 200.0), (150.0, 250.0))
    assert closed(grid(areas=(area(*diamond),))) == {(11, 12)}


def test_an_area_thinner_than_a_street_is_long_is_not_missed() -> None:
    sliver = ((140.0, -10.0), (141.0, -10.0), (141.0, 410.0), (140.0, 410.0))
    assert closed(grid(areas=(area(*sliver),))) == {(5 * r + 1, 5 * r + 2) for r in range(5)}


def test_a_dent_in_the_ring_is_outside() -> None:
    dented = ((-10.0, -10.0), (410.0, -10.0), (410.0, 410.0), (250.0, 410.0), (250.0, 250.0))
    dented += ((150.0, 250.0), (150.0, 410.0), (-10.0, 410.0))
    taken = {(12, 17), (16, 17), (17, 18), (17, 22), (21, 22), (22, 23)}
    assert closed(grid(areas=(area(*dented, outside=True),))) == taken


def test_a_line_takes_the_streets_that_it_crosses() -> None:
    front = ForbiddenLine(points=((150.0, -10.0), (150.0, 210.0)))
    assert closed(grid(lines=(front,))) == {(1, 2), (6, 7), (11, 12)}


def test_a_line_through_a_node_takes_all_its_streets_so_that_nobody_slips_across() -> None:
    front = ForbiddenLine(points=((150.0, 150.0), (200.0, 200.0)))
    assert closed(grid(lines=(front,))) == {(7, 12), (11, 12), (12, 13), (12, 17)}


def test_a_line_along_a_street_takes_it_and_whatever_it_touches() -> None:
    front = ForbiddenLine(points=((110.0, 100.0), (190.0, 100.0)))
    assert closed(grid(lines=(front,))) == {(6, 7)}


def test_the_way_leads_round_a_forbidden_area_and_says_who_is_cut_off() -> None:
    network = grid(areas=(area(*BOX),))
    trees = shortest_trees(network, np.array([10]), network.link_length_m)
    assert trees.cost[0, 14] == 600.0  # 400 m straight on through node 12
    assert trees.next_link[0, 12] == NO_WAY
    assert np.flatnonzero(~can_reach(network, 10)).tolist() == [12]


def test_a_front_across_the_grid_cuts_it_in_two() -> None:
    front = ForbiddenLine(points=((-50.0, 250.0), (450.0, 250.0)))
    network = grid(lines=(front,))
    assert np.flatnonzero(can_reach(network, 0)).tolist() == list(range(15))


coordinate = st.integers(-60, 460).map(float)
point = st.tuples(coordinate, coordinate)


def _side(
    triangle: tuple[LatLon, ...], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Metres within a triangle (negative: beyond it), by its three half-planes."""
    (ax, ay), (bx, by), (cx, cy) = triangle
    turn = np.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
    edges = (((ax, ay), (bx, by)), ((bx, by), (cx, cy)), ((cx, cy), (ax, ay)))
    return np.min(
        [
            turn * ((qx - px) * (y - py) - (qy - py) * (x - px)) / np.hypot(qx - px, qy - py)
            for (px, py), (qx, qy) in edges
        ],
        axis=0,
    )


@settings(deadline=None)
@given(st.tuples(point, point, point), st.booleans())
def test_a_street_is_taken_exactly_if_some_point_of_it_is_forbidden(
    triangle: tuple[LatLon, LatLon, LatLon], outside: bool
) -> None:
    (ax, ay), (bx, by), (cx, cy) = triangle
    if (bx - ax) * (cy - ay) == (by - ay) * (cx - ax):
        return
    network = grid(areas=(area(*triangle, outside=outside),))
    along = np.linspace(0.0, 1.0, 201)[:, None]
    a, b = network.link_from, network.link_to
    x_m = network.node_x_m[a] + along * (network.node_x_m[b] - network.node_x_m[a])
    y_m = network.node_y_m[a] + along * (network.node_y_m[b] - network.node_y_m[a])
    side = _side(triangle, x_m, y_m)
    depth_m = (-side if outside else side).max(axis=0)
    assert network.link_forbidden[depth_m > 1e-3].all()
    # A triangle is convex, so between two samples half a metre apart it is at most so much deeper.
    assert not network.link_forbidden[depth_m < -1.0].any()


@settings(deadline=None)
@given(st.lists(point, min_size=3, max_size=7), st.booleans())
def test_no_way_leads_through_a_forbidden_street(polygon: list[LatLon], outside: bool) -> None:
    network = grid(areas=(area(*polygon, outside=outside),), size=5)
    trees = shortest_trees(network, np.array([0, 12]), network.link_length_m)
    used = trees.next_link[trees.next_link >= 0]
    assert not network.link_forbidden[used].any()


@pytest.mark.parametrize("shift", [(0.0, 0.0), (1e6, -3e6)])
def test_far_from_the_origin_the_same_streets_are_taken(shift: tuple[float, float]) -> None:
    from dataclasses import replace

    from sim.network.forbidden import forbidden_streets
    from sim.network.grid import grid_source

    described = GridNetwork(kind="grid", rows=5, columns=5)
    source = grid_source(described)
    moved = replace(
        source.streets,
        shape_x_m=source.streets.shape_x_m + shift[0],
        shape_y_m=source.streets.shape_y_m + shift[1],
    )
    box = area(*((x + shift[0], y + shift[1]) for x, y in BOX))
    forbidden = forbidden_streets(
        replace(source, streets=moved), described.model_copy(update={"forbidden_areas": (box,)})
    )
    assert forbidden.sum() == 4
