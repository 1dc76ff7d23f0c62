"""Where people live: within their district, along its streets, on the near side of the front."""

import dataclasses

import numpy as np
import pytest

from sim.population import build_population
from sim.population.homes import HomeFinder
from sim.scenario import ScenarioError
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make())


def district(**fields):
    return make(population__districts={"a": {"persons": 5, **fields}}).population.districts["a"]


def homes(network=GRID, **fields):
    return HomeFinder(network).find("a", district(**fields))


def closed(network, node_inside):
    """The same streets, those that touch a node of `node_inside` forbidden."""
    forbidden = node_inside[network.link_from] | node_inside[network.link_to]
    return dataclasses.replace(network, link_forbidden=forbidden)


def test_homes_are_the_nodes_of_the_disc_that_has_the_district_s_area():
    # 0.2 km2 is a disc of 252 m: on a grid of 100 m the 21 nodes within it of (500, 500).
    found = homes(centre={"x_m": 500, "y_m": 500}, area_km2=0.2)
    x_m, y_m = GRID.node_x_m[found.nodes], GRID.node_y_m[found.nodes]
    assert len(found.nodes) == 21
    assert np.hypot(x_m - 500, y_m - 500).max() <= np.sqrt(0.2e6 / np.pi)
    assert found.nearest_m is None


def test_nodes_weigh_by_half_the_street_that_meets_there():
    # The corner has 2 half streets, its neighbours on the edge 3.
    found = homes(centre={"x_m": 0, "y_m": 0}, area_km2=np.pi * 0.101**2)
    assert GRID.node_id[found.nodes].tolist() == [0, 1, 11]
    assert found.cumulative == pytest.approx([2 / 8, 5 / 8, 1.0])


def test_people_live_along_small_streets_rather_than_on_main_roads():
    along_x = GRID.node_y_m[GRID.link_from] == GRID.node_y_m[GRID.link_to]
    mixed = dataclasses.replace(
        GRID,
        class_names=("trunk", "residential"),
        link_class=(along_x & (GRID.node_y_m[GRID.link_from] == 300)).astype(np.uint8),
    )
    found = homes(mixed, centre={"x_m": 500, "y_m": 500}, area_km2=0.5)
    assert set(GRID.node_y_m[found.nodes]) == {300.0}


def test_nobody_lives_in_a_forbidden_area():
    front = GRID.node_x_m > 500
    found = homes(closed(GRID, front), centre={"x_m": 500, "y_m": 500}, area_km2=0.2)
    assert GRID.node_x_m[found.nodes].max() == 500


def test_a_splinter_beyond_the_front_is_no_home_where_there_are_others():
    wide = streets_of(make(network__rows=30, network__columns=30))
    x_m = wide.node_x_m
    cut = (x_m[wide.link_from] < 150) != (x_m[wide.link_to] < 150)
    corner = (wide.node_y_m < 50) & (x_m < 150)
    edge = corner[wide.link_from] != corner[wide.link_to]
    split = dataclasses.replace(wide, link_forbidden=cut | edge)
    # The two nodes of the corner hang together but with nothing else.
    found = homes(split, centre={"x_m": 150, "y_m": 0}, area_km2=np.pi * 0.12**2)
    assert wide.node_id[found.nodes].tolist() == [2, 31, 32]


def test_where_a_splinter_is_all_there_is_people_live_in_it():
    island = (GRID.node_x_m == 500) & (np.abs(GRID.node_y_m - 500) <= 100)
    edge = island[GRID.link_from] != island[GRID.link_to]
    split = dataclasses.replace(GRID, link_forbidden=edge)
    found = homes(split, centre={"x_m": 500, "y_m": 500}, area_km2=0.0001)
    assert GRID.node_id[found.nodes].tolist() == [60]


def test_a_district_without_a_node_lives_at_the_nearest_one_that_can_be_walked_to():
    found = homes(centre={"x_m": 530, "y_m": 440}, area_km2=0.001)
    assert GRID.node_id[found.nodes].tolist() == [4 * 11 + 5]
    assert found.nearest_m == pytest.approx(50.0)


def test_named_nodes_are_alike_and_named_once():
    found = homes(nodes=[7, 3, 7])
    assert GRID.node_id[found.nodes].tolist() == [3, 7]
    assert found.cumulative.tolist() == [0.5, 1.0]


def test_every_unknown_node_and_misplaced_centre_is_named_at_once():
    scenario = make(
        population__districts={
            "a": {"nodes": [5, 999], "persons": 1},
            "b": {"nodes": [1000], "persons": 1},
            "c": {"centre": {"lat": 36.2, "lon": 37.1}, "area_km2": 1, "persons": 1},
        }
    )
    with pytest.raises(ScenarioError) as error:
        build_population(scenario, GRID)
    assert [(fault.path, fault.message) for fault in error.value.faults] == [
        (("population", "districts", "a", "nodes"), "the network has no node 999"),
        (("population", "districts", "b", "nodes"), "the network has no node 1000"),
        (
            ("population", "districts", "c", "centre"),
            "this network lies nowhere on earth: give the point as x_m and y_m",
        ),
    ]


def test_people_spread_over_homes_as_the_weights_say():
    scenario = make(
        population__household=1,
        population__districts={
            "a": {"centre": {"x_m": 0, "y_m": 0}, "area_km2": np.pi * 0.101**2, "persons": 40_000}
        },
    )
    home = build_population(scenario, GRID).home
    share = np.bincount(home, minlength=12)[[0, 1, 11]] / 40_000
    assert share == pytest.approx([0.25, 0.375, 0.375], abs=0.01)


def test_a_network_of_one_place_without_streets_has_a_home():
    place = streets_of(make(network__rows=1, network__columns=1))
    found = homes(place, centre={"x_m": 10, "y_m": 0}, area_km2=0.01)
    assert (found.nodes.tolist(), found.nearest_m) == ([0], None)
