"""Shortest ways: against hand counts, against networkx, and with streets taken away."""

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network import build_network
from sim.network.paths import AT_GATE, NO_WAY, Trees, shortest_trees
from sim.network.reach import can_reach
from sim.network.street_network import StreetNetwork
from sim.network.streets import Streets, network_of, straight_shapes
from sim.scenario.streets import GridNetwork


def grid(rows: int, columns: int) -> StreetNetwork:
    return build_network(GridNetwork(kind="grid", rows=rows, columns=columns), Path())


def of_streets(
    nodes: int, ends: list[tuple[int, int]], length_m: list[float], forbidden: list[bool]
) -> StreetNetwork:
    """A network whose nodes lie in a row, with any streets between them."""
    x_m = np.arange(nodes) * 10.0
    y_m = np.zeros(nodes)
    end_a = np.array([a for a, _ in ends], np.int32)
    end_b = np.array([b for _, b in ends], np.int32)
    shapes = straight_shapes(x_m, y_m, end_a, end_b)
    streets = Streets(
        node_id=np.arange(nodes, dtype=np.int64),
        node_x_m=x_m,
        node_y_m=y_m,
        node_lon=np.full(nodes, np.nan),
        node_lat=np.full(nodes, np.nan),
        end_a=end_a,
        end_b=end_b,
        length_m=np.array(length_m, np.float64),
        width_m=np.ones(len(ends)),
        street_class=np.zeros(len(ends), np.uint8),
        class_names=("street",),
        shape_start=shapes[0],
        shape_x_m=shapes[1],
        shape_y_m=shapes[2],
    )
    return network_of(
        streets,
        name="test",
        schematic=True,
        attribution="",
        street_forbidden=np.array(forbidden, np.bool_),
        report=(),
    )


@st.composite
def networks(draw: st.DrawFn) -> StreetNetwork:
    """Small networks with parallel streets, parts apart and forbidden streets."""
    nodes = draw(st.integers(2, 12))
    node = st.integers(0, nodes - 1)
    ends = draw(
        st.lists(st.tuples(node, node).filter(lambda ab: ab[0] != ab[1]), min_size=1, max_size=30)
    )
    count = len(ends)
    lengths = draw(st.lists(st.sampled_from([10.0, 20.0, 25.0]), min_size=count, max_size=count))
    forbidden = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    return of_streets(nodes, ends, lengths, forbidden)


def walked_m(network: StreetNetwork, trees: Trees, tree: int, node: int) -> float:
    """Follow the next links from a node and add up the lengths."""
    total = 0.0
    for _ in range(network.node_count):
        link = trees.next_link[tree, node]
        if link == AT_GATE:
            return total
        assert network.link_from[link] == node
        assert not network.link_forbidden[link]
        total += network.link_length_m[link]
        node = network.link_to[link]
    raise AssertionError("the way does not end")


def test_cost_on_a_grid_is_the_number_of_blocks() -> None:
    network = grid(4, 5)
    trees = shortest_trees(network, np.array([0, 19]), network.link_length_m / 1.25)
    row, column = np.divmod(np.arange(20), 5)
    assert trees.cost[0].tolist() == (80.0 * (row + column)).tolist()
    assert trees.cost[1].tolist() == (80.0 * (3 - row + 4 - column)).tolist()
    assert trees.next_link[0, 0] == AT_GATE
    assert trees.next_link[1, 19] == AT_GATE


def test_equal_ways_take_the_lowest_link() -> None:
    network = grid(3, 3)
    trees = shortest_trees(network, np.array([0]), network.link_length_m)
    centre = 4
    chosen = trees.next_link[0, centre]
    assert network.link_to[chosen] == 1
    assert chosen == network.link_start[centre]


def test_parallel_streets_take_the_shorter_one() -> None:
    network = of_streets(2, [(0, 1), (1, 0), (0, 1)], [30.0, 10.0, 20.0], [False] * 3)
    trees = shortest_trees(network, np.array([1]), network.link_length_m)
    assert trees.cost[0].tolist() == [10.0, 0.0]
    assert network.link_street[trees.next_link[0, 0]] == 1


def test_a_forbidden_street_is_walked_round() -> None:
    network = of_streets(3, [(0, 1), (1, 2), (0, 2)], [10.0, 10.0, 5.0], [False, False, True])
    trees = shortest_trees(network, np.array([2]), network.link_length_m)
    assert trees.cost[0].tolist() == [20.0, 10.0, 0.0]


def test_cut_off_nodes_have_no_way_and_infinite_cost() -> None:
    network = of_streets(3, [(0, 1), (1, 2)], [10.0, 10.0], [False, True])
    trees = shortest_trees(network, np.array([0]), network.link_length_m)
    assert trees.next_link[0].tolist() == [AT_GATE, 1, NO_WAY]
    assert trees.cost[0].tolist() == [0.0, 10.0, np.inf]
    assert can_reach(network, 0).tolist() == [True, True, False]


def test_an_infinite_cost_closes_one_direction() -> None:
    network = of_streets(2, [(0, 1)], [10.0], [False])
    cost = np.array([np.inf, 10.0])
    trees = shortest_trees(network, np.array([0, 1]), cost)
    assert trees.cost.tolist() == [[0.0, 10.0], [np.inf, 0.0]]


def test_costs_must_be_positive() -> None:
    network = grid(2, 2)
    for bad in (0.0, -1.0, np.nan):
        cost = network.link_length_m.copy()
        cost[3] = bad
        with pytest.raises(ValueError, match="positive"):
            shortest_trees(network, np.array([0]), cost)


@settings(deadline=None)
@given(networks())
def test_csr_arrays_hold_together(network: StreetNetwork) -> None:
    tail, head, reverse = network.link_from, network.link_to, network.link_reverse
    links = np.arange(network.link_count)
    assert (np.diff(tail) >= 0).all()
    for node in range(network.node_count):
        leaving = slice(network.link_start[node], network.link_start[node + 1])
        assert (tail[leaving] == node).all()
    assert network.link_start[-1] == network.link_count
    assert (reverse[reverse] == links).all()
    assert (reverse != links).all()
    assert (tail[reverse] == head).all()
    assert (head[reverse] == tail).all()
    for same in (network.link_street, network.link_length_m, network.link_forbidden):
        assert (same[reverse] == same).all()


@settings(deadline=None)
@given(networks(), st.data())
def test_costs_agree_with_networkx_and_ways_with_costs(
    network: StreetNetwork, data: st.DataObject
) -> None:
    goal = data.draw(st.integers(0, network.node_count - 1))
    trees = shortest_trees(network, np.array([goal]), network.link_length_m)
    graph = network.to_networkx()
    graph.remove_edges_from(
        [(a, b, k) for a, b, k, bad in graph.edges(keys=True, data="forbidden") if bad]
    )
    expected = nx.single_source_dijkstra_path_length(graph.reverse(), goal, weight="length_m")
    reached = can_reach(network, goal)
    for node in range(network.node_count):
        assert trees.cost[0, node] == expected.get(node, np.inf)
        assert reached[node] == (node in expected)
        if node in expected:
            assert walked_m(network, trees, 0, node) == expected[node]
        else:
            assert trees.next_link[0, node] == NO_WAY


def test_no_usable_link_at_all_still_knows_the_goal() -> None:
    network = of_streets(2, [(0, 1)], [10.0], [True])
    trees = shortest_trees(network, np.array([0]), network.link_length_m)
    assert trees.next_link.tolist() == [[AT_GATE, NO_WAY]]
    assert trees.cost.tolist() == [[0.0, np.inf]]


def test_networkx_view_carries_the_arrays() -> None:
    network = replace(grid(2, 3), name="named")
    graph = network.to_networkx()
    assert graph.graph["name"] == "named"
    assert graph.number_of_nodes() == 6
    assert graph.number_of_edges() == network.link_count == 14
    edge = graph.edges[1, 4, network.link_start[1] + 2]
    assert edge == {
        "length_m": 100.0,
        "width_m": 4.0,
        "street_class": "street",
        "street": network.link_street[network.link_start[1] + 2],
        "forbidden": False,
    }
    assert graph.nodes[4] == {
        "node_id": 4,
        "x_m": 100.0,
        "y_m": 100.0,
        "lon": pytest.approx(np.nan, nan_ok=True),
        "lat": pytest.approx(np.nan, nan_ok=True),
    }
