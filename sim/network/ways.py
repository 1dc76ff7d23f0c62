"""Ways home: along the tree that leads to the gate, back the way that people came."""

from __future__ import annotations

import numpy as np

from sim.network.paths import Trees
from sim.network.street_network import IntArray, StreetNetwork


class WaysHome:
    """Ways between nodes along one tree: down towards its gate, then up to the home.

    Who walks to a gate by its tree goes back exactly the way that it came.

    Parameters
    ----------
    network, trees
        The streets, and the shortest ways to each gate.
    """

    def __init__(self, network: StreetNetwork, trees: Trees) -> None:
        self._network, self._trees = network, trees

    def links(self, gate: int, start: int, home: int) -> IntArray | None:
        """Return the links from a node to a home; None where there is no way back."""
        cost = self._trees.cost[gate]
        down: list[int] = []
        up: list[int] = []
        here, there = start, home
        while here != there:
            if cost[here] > cost[there]:
                link = int(self._trees.next_link[gate, here])
                if link < 0:
                    return None
                down.append(link)
                here = int(self._network.link_to[link])
            else:
                link = int(self._trees.next_link[gate, there])
                back = int(self._network.link_reverse[link]) if link >= 0 else -1
                if back < 0:
                    return None
                up.append(back)
                there = int(self._network.link_to[link])
        return np.array(down + up[::-1], np.int32)
