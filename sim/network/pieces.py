"""Which nodes hang together by streets that may be walked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.places import enterable_nodes
from sim.network.reach import can_reach
from sim.network.street_network import BoolArray, IntArray, StreetNetwork

FRAGMENT_SHARE = 0.01
"""A piece with fewer nodes than this share of the largest one's is a fragment."""


def street_pieces(network: StreetNetwork) -> NDArray[np.int64]:
    """Return (N,) the lowest node index of the piece that each node lies in.

    Two nodes lie in one piece where a chain of links that are not forbidden joins them, whatever
    the links' directions.
    """
    open_links = ~network.link_forbidden
    return pieces_of(network.node_count, network.link_from[open_links], network.link_to[open_links])


def pieces_of(node_count: int, tail: IntArray, head: IntArray) -> NDArray[np.int64]:
    """Return (N,) the lowest node index of the piece that each node lies in.

    Parameters
    ----------
    node_count
        N.
    tail, head
        (E,) nodes that a link or a street joins; the direction does not matter.
    """
    tail, head = tail.astype(np.int64), head.astype(np.int64)
    label = np.arange(node_count)
    while True:
        low = np.minimum(label[tail], label[head])
        high = np.maximum(label[tail], label[head])
        apart = np.flatnonzero(low != high)
        if len(apart) == 0:
            return label
        np.minimum.at(label, high[apart], low[apart])
        label = _roots(label)


def main_nodes(network: StreetNetwork) -> BoolArray:
    """Return (N,) whether a node can be entered and lies in no fragment.

    A front drawn through a street plan leaves splinters of a few nodes on the wrong side of a
    line; nobody lives there and no gate stands there if there is a better place near.
    """
    piece = street_pieces(network)
    nodes_in_piece = np.bincount(piece, minlength=network.node_count)[piece]
    enterable = enterable_nodes(network)
    largest = nodes_in_piece[enterable].max(initial=0)
    in_fragment: BoolArray = nodes_in_piece < FRAGMENT_SHARE * largest
    return enterable & ~in_fragment


def reaching(network: StreetNetwork, goals: IntArray) -> BoolArray:
    """Return (G, N) whether each of G nodes can be reached from every node.

    Where all streets can be walked both ways, a piece's nodes all reach each other; else the
    streets are searched backwards from each goal (``sim.network.reach``), which takes longer.
    """
    open_links = np.flatnonzero(~network.link_forbidden)
    back = network.link_reverse[open_links]
    if (back >= 0).all() and not network.link_forbidden[back].any():
        piece = street_pieces(network)
        return np.equal(piece[goals][:, None], piece[None, :])
    rows = [can_reach(network, int(goal)) for goal in goals]
    return np.array(rows, np.bool_).reshape(len(goals), network.node_count)


def _roots(label: NDArray[np.int64]) -> NDArray[np.int64]:
    while True:
        further = label[label]
        if np.array_equal(further, label):
            return label
        label = further
