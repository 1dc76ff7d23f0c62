"""Pieces of a street network: what hangs together once the forbidden streets are gone."""

import dataclasses

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.network.pieces import main_nodes, reaching, street_pieces
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make())


@given(share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_pieces_are_the_components_that_networkx_finds(share, seed):
    streets = np.random.default_rng(seed).random(GRID.link_count // 2) < share
    network = dataclasses.replace(GRID, link_forbidden=streets[GRID.link_street])
    graph = nx.Graph()
    graph.add_nodes_from(range(network.node_count))
    open_links = ~network.link_forbidden
    graph.add_edges_from(
        zip(network.link_from[open_links], network.link_to[open_links], strict=True)
    )
    label = street_pieces(network)
    for component in nx.connected_components(graph):
        assert {int(label[node]) for node in component} == {min(component)}


@given(share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1), one_way=st.booleans())
def test_goals_are_reached_from_where_networkx_finds_a_path(share, seed, one_way):
    draw = np.random.default_rng(seed)
    closed = draw.random(GRID.link_count) < share
    if not one_way:
        closed = closed[GRID.link_street]
    network = dataclasses.replace(GRID, link_forbidden=closed)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    graph.add_edges_from(zip(network.link_from[~closed], network.link_to[~closed], strict=True))
    goals = draw.integers(0, network.node_count, 3).astype(np.int32)
    for goal, row in zip(goals, reaching(network, goals), strict=True):
        assert set(np.flatnonzero(row)) == nx.ancestors(graph, goal) | {goal}


def test_a_one_way_link_joins_its_ends():
    network = dataclasses.replace(GRID, link_forbidden=GRID.link_from > GRID.link_to)
    assert street_pieces(network).max() == 0


def test_splinters_below_one_percent_of_the_largest_piece_are_not_main():
    wide = streets_of(make(network__rows=15, network__columns=21))
    corner = wide.node_id <= 1
    edge = corner[wide.link_from] != corner[wide.link_to]
    network = dataclasses.replace(wide, link_forbidden=edge)
    # 2 nodes of 313 are 0.6 %.
    assert np.flatnonzero(~main_nodes(network)).tolist() == [0, 1]
    alone = wide.node_id < 21
    edge = alone[wide.link_from] != alone[wide.link_to]
    assert main_nodes(dataclasses.replace(wide, link_forbidden=edge)).all()


def test_a_node_without_streets_is_not_main():
    lonely = (GRID.link_from == 0) | (GRID.link_to == 0)
    assert np.flatnonzero(~main_nodes(dataclasses.replace(GRID, link_forbidden=lonely))) == [0]
