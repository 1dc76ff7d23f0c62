"""Who can get where at all: cheap enough to check a scenario before anything is imported."""

from __future__ import annotations

import numpy as np

from sim.network.street_network import BoolArray, IntArray, StreetNetwork


def can_reach(network: StreetNetwork, goal: int) -> BoolArray:
    """Return (N,) whether the node `goal` can be reached over links that are not forbidden.

    A search backwards from the goal, one ring of neighbours at a time, in numpy alone:
    importing scipy's graph routines takes longer than this does on a city.
    """
    into, into_start = _links_into(network)
    reached = np.zeros(network.node_count, np.bool_)
    reached[goal] = True
    ring = np.array([goal], np.int64)
    while len(ring):
        count = into_start[ring + 1] - into_start[ring]
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        links = into[np.repeat(into_start[ring], count) + offset]
        found = network.link_from[links[~network.link_forbidden[links]]]
        ring = np.unique(found[~reached[found]]).astype(np.int64)
        reached[ring] = True
    return reached


def _links_into(network: StreetNetwork) -> tuple[IntArray, IntArray]:
    """Return the links sorted by the node that they lead to, and the offsets of each node's."""
    into = np.argsort(network.link_to, kind="stable").astype(np.int32)
    count = np.bincount(network.link_to, minlength=network.node_count)
    return into, np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
