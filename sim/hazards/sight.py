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
        self._trees: Trees | None = None
        self._passes: dict[int, BoolArray] = {}

    def fresh(self, now_s: float) -> FloatArray:
        """Return (places,) how fresh the danger of each is: 1 while it lasts, 0 before."""
        return np.array([self._fresh(place.spans, now_s) for place in self._places])

    def anything_yet(self, now_s: float) -> bool:
        """Whether any place has been unsafe by now."""
        return any(begin_s <= now_s for place in self._places for begin_s, _ in place.spans)

    def at(self, now_s: float, node: IntArray) -> FloatArray:
        """Return (n,) the risk seen at nodes."""
        risk = np.zeros(len(node))
        for place, fresh in zip(self._places, self.fresh(now_s), strict=True):
            if fresh > 0.0:
                risk = np.maximum(risk, fresh * place.seen[node])
        return risk

    def on_ways(self, now_s: float, trees: Trees, node: IntArray) -> FloatArray:
        """Return (n, G) the greatest risk seen from nodes to each gate, both ends included."""
        risk = np.zeros((len(node), len(trees.cost)))
        for number, fresh in enumerate(self.fresh(now_s)):
            if fresh > 0.0:
                passes = self._passing(trees, number)[:, node].T
                risk = np.maximum(risk, fresh * passes)
        return risk

    def on_way(
        self, now_s: float, trees: Trees, node: IntArray, gate: NDArray[np.int16]
    ) -> FloatArray:
        """Return (n,) the greatest risk seen from each node to one gate, both ends included."""
        risk = np.zeros(len(node))
        for number, fresh in enumerate(self.fresh(now_s)):
            if fresh > 0.0:
                risk = np.maximum(risk, fresh * self._passing(trees, number)[gate, node])
        return risk

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
