"""Shortest ways to goals, as tables of next links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.network.street_network import FloatArray, IntArray, StreetNetwork

AT_GATE = -2
"""The node is the goal."""
NO_WAY = -1
"""The goal cannot be reached from the node."""


@dataclass(frozen=True)
class Trees:
    """One shortest-way tree a goal.

    Parameters
    ----------
    next_link
        (T, N) the link to take from a node, `AT_GATE` at the goal, `NO_WAY` where there is none.
    cost
        (T, N) cost of the way to the goal, 0 at the goal, inf where there is none.
    """

    next_link: IntArray
    cost: FloatArray


def shortest_trees(network: StreetNetwork, goals: IntArray, link_cost_s: FloatArray) -> Trees:
    """Find the cheapest way from every node to each goal (Dijkstra), over links not forbidden.

    Where several links lead on equally well, the one of the lowest index is taken, so that the
    same network and costs always give the same ways.

    Parameters
    ----------
    network
        N nodes, E links.
    goals
        (T,) node indices; a node may appear more than once.
    link_cost_s
        (E,) positive costs, usually seconds; an infinite one closes the link.

    Raises
    ------
    ValueError
        A cost is zero, negative or not a number.
    """
    if not (link_cost_s > 0).all():
        raise ValueError("link costs must be positive")
    goals = np.asarray(goals, np.int32)
    usable = ~network.link_forbidden & np.isfinite(link_cost_s)
    cost = _costs(network, goals, link_cost_s, np.flatnonzero(usable).astype(np.int32))
    next_link = np.full(cost.shape, NO_WAY, np.int32)
    for tree, goal in enumerate(goals):
        to_goal = cost[tree]
        tight = usable & (to_goal[network.link_to] + link_cost_s == to_goal[network.link_from])
        links = np.flatnonzero(tight & np.isfinite(to_goal[network.link_from]))
        nodes = network.link_from[links]
        first = np.ones(len(links), np.bool_)
        first[1:] = nodes[1:] != nodes[:-1]
        next_link[tree, nodes[first]] = links[first]
        next_link[tree, goal] = AT_GATE
    return Trees(next_link=next_link, cost=cost)


def costs_to(network: StreetNetwork, goals: IntArray, link_cost_s: FloatArray) -> FloatArray:
    """Return (T, N) the cost of the cheapest way from every node to each goal, inf if none.

    Parameters
    ----------
    network, goals, link_cost_s
        As `shortest_trees`.
    """
    usable = ~network.link_forbidden & np.isfinite(link_cost_s)
    return _costs(network, goals, link_cost_s, np.flatnonzero(usable).astype(np.int32))


def _costs(
    network: StreetNetwork, goals: IntArray, link_cost_s: FloatArray, links: IntArray
) -> FloatArray:
    """Return (T, N) costs to the goals: Dijkstra from each goal over the reversed `links`."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    if len(goals) == 0 or len(links) == 0:
        cost = np.full((len(goals), network.node_count), np.inf)
        cost[np.arange(len(goals)), goals] = 0.0
        return cost
    tail, head = network.link_to[links], network.link_from[links]
    order = np.lexsort((link_cost_s[links], head, tail))
    tail, head, weight = tail[order], head[order], link_cost_s[links][order]
    cheapest = np.ones(len(order), np.bool_)
    cheapest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    graph = csr_array(
        (weight[cheapest], (tail[cheapest], head[cheapest])),
        shape=(network.node_count, network.node_count),
    )
    return np.asarray(dijkstra(graph, directed=True, indices=goals), np.float64)
