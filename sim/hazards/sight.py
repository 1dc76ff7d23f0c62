"""What people see of danger: where they are, and on the ways that lie before them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.survey import UnsafePlace
from sim.network.paths import Trees
from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork
from sim.plan.corridors import Window


class Sight:
    """The risk seen at nodes and along ways, in [0, 1].

    A place that is unsafe counts 1 wherever it is seen from, and half as much after every half-life
    from then on; of several the greatest counts.

    Parameters
    ----------
    places
        Unsafe places.
    network
        The streets.
    half_life_s
        After how long the risk seen has halved.
    """

    def __init__(
        self, places: tuple[UnsafePlace, ...], network: StreetNetwork, half_life_s: float
    ) -> None:
        self._places, self._network, self._half_life_s = places, network, half_life_s
        self._now: tuple[float, FloatArray, IntArray] | None = None
        self._trees: Trees | None = None
        self._passes: dict[int, BoolArray] = {}
        self._ranked: tuple[IntArray, NDArray[np.int16]] | None = None
        self._ranked_ways: tuple[IntArray, Trees, NDArray[np.int16]] | None = None

    def fresh(self, now_s: float) -> FloatArray:
        """Return (places,) how fresh the danger of each is: 1 while it lasts, 0 before."""
        return np.array([self._fresh(place.spans, now_s) for place in self._places])

    def anything_yet(self, now_s: float) -> bool:
        """Whether any place has been unsafe by now."""
        return any(begin_s <= now_s for place in self._places for begin_s, _ in place.spans)

    def at(self, now_s: float, node: IntArray) -> FloatArray:
        """Return (n,) the risk seen at nodes."""
        levels, rank = self.at_nodes(now_s)
        return levels[rank[node]]

    def on_ways(self, now_s: float, trees: Trees, node: IntArray) -> FloatArray:
        """Return (n, G) the greatest risk seen from nodes to each gate, both ends included."""
        levels, rank = self.along_ways(now_s, trees)
        return levels[rank[:, node].T]

    def on_way(
        self, now_s: float, trees: Trees, node: IntArray, gate: NDArray[np.int16]
    ) -> FloatArray:
        """Return (n,) the greatest risk seen from each node to one gate, both ends included."""
        levels, rank = self.along_ways(now_s, trees)
        return levels[rank[gate, node]]

    def at_nodes(self, now_s: float) -> tuple[FloatArray, NDArray[np.int16]]:
        """Return the (places + 1,) risks that are seen anywhere, and (N,) which of them where.

        Risks fall from the place that is freshest to 0, which is last. All fade alike, so which is
        seen where changes only as places become unsafe.
        """
        levels, order = self._freshest_first(now_s)
        if self._ranked is None or not np.array_equal(order, self._ranked[0]):
            seen = [self._places[number].seen for number in order]
            nodes = self._network.node_count
            self._ranked = order, _first_of(seen, (nodes,), last=len(self._places))
        return levels, self._ranked[1]

    def along_ways(self, now_s: float, trees: Trees) -> tuple[FloatArray, NDArray[np.int16]]:
        """Return `at_nodes`, the greatest on the way: (G, N) from each node to each gate."""
        levels, order = self._freshest_first(now_s)
        known = self._ranked_ways
        if known is None or trees is not known[1] or not np.array_equal(order, known[0]):
            passed = [self._passing(trees, number) for number in order]
            rank = _first_of(passed, trees.cost.shape, last=len(self._places))
            known = self._ranked_ways = order, trees, rank
        return levels, known[2]

    def _freshest_first(self, now_s: float) -> tuple[FloatArray, IntArray]:
        """Return the (places + 1,) risks, falling, and the places of those that are not 0."""
        if self._now is None or self._now[0] != now_s:
            fresh = self.fresh(now_s)
            order = np.argsort(-fresh, kind="stable").astype(np.int32)
            self._now = now_s, np.append(fresh[order], 0.0), order[fresh[order] > 0.0]
        return self._now[1:]

    def _fresh(self, spans: tuple[Window, ...], now_s: float) -> float:
        begun = [end_s for begin_s, end_s in spans if begin_s <= now_s]
        if not begun:
            return 0.0
        return float(0.5 ** (max(0.0, now_s - begun[-1]) / self._half_life_s))

    def _passing(self, trees: Trees, number: int) -> BoolArray:
        """Return (G, N) whether the way from a node to a gate passes where a place is seen."""
        if trees is not self._trees:
            self._trees, self._passes = trees, {}
        if number not in self._passes:
            self._passes[number] = _any_ahead(
                trees, self._network.link_to, self._places[number].seen
            )
        return self._passes[number]


def _first_of(marked: list[BoolArray], shape: tuple[int, ...], *, last: int) -> NDArray[np.int16]:
    """Return the number of the first of several marks of `shape`; `last` where there is none."""
    first = np.full(shape, last, np.int16)
    for number in range(len(marked) - 1, -1, -1):
        first[marked[number]] = number
    return first


def _any_ahead(trees: Trees, link_to: IntArray, marked: BoolArray) -> BoolArray:
    """Return (G, N) whether a node, or any that follows it in a tree, is marked.

    In rounds that look twice as far each: 1, 2, 4, ... nodes ahead.
    """
    stay = np.broadcast_to(np.arange(len(marked)), trees.next_link.shape)
    following = np.where(trees.next_link >= 0, link_to[trees.next_link], stay)
    found = np.broadcast_to(marked, trees.next_link.shape).copy()
    while (following != stay).any():
        found |= np.take_along_axis(found, following, axis=1)
        farther = np.take_along_axis(following, following, axis=1)
        if (farther == following).all():
            break
        following = farther
    return found
