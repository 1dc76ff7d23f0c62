"""Ways round what lies in ruins: the shortest that are left, and those of whole streets."""

from __future__ import annotations

import numpy as np

from sim.hazards.board import Board
from sim.network.paths import NO_WAY, Trees, shortest_trees
from sim.network.street_network import IntArray, StreetNetwork


class Detours:
    """The shortest ways to the gates and the places of rest, as damage leaves them.

    Parameters
    ----------
    network, board
        The streets, and what lies in ruins at any instant.
    gate_node, place_node
        Where ways lead: to the gates, then to the places of rest.
    to_gates
        Ways to the gates at the start, if they are known.

    Attributes
    ----------
    to_gates : Trees
        Ways to each gate now, as far as there are any.
    to_follow : Trees
        Ways to each gate, then each place, that people go: from where none is left they go as if
        all streets were open, and wait at the rubble.
    """

    def __init__(
        self,
        network: StreetNetwork,
        board: Board,
        gate_node: IntArray,
        place_node: IntArray,
        to_gates: Trees | None = None,
    ) -> None:
        self._network, self._board = network, board
        self._gate_count = len(gate_node)
        self._goals = np.concatenate((gate_node, place_node)).astype(np.int32)
        self._cost_m = board.way_cost_m(0.0)
        self._all_open: Trees | None = None
        self.to_gates = to_gates or shortest_trees(network, gate_node, self._cost_m)
        to_places = shortest_trees(network, place_node, self._cost_m)
        self.to_follow = Trees(
            np.concatenate((self.to_gates.next_link, to_places.next_link)),
            np.concatenate((self.to_gates.cost, to_places.cost)),
        )

    def look(self, now_s: float) -> bool:
        """Find the ways anew, if damage has changed any street; whether it has."""
        cost_m = self._board.way_cost_m(now_s)
        if np.array_equal(cost_m, self._cost_m):
            return False
        self._cost_m = cost_m
        ways = shortest_trees(self._network, self._goals, cost_m)
        self.to_gates = Trees(ways.next_link[: self._gate_count], ways.cost[: self._gate_count])
        if self._all_open is None:
            self._all_open = shortest_trees(self._network, self._goals, self._network.link_length_m)
        none = ways.next_link == NO_WAY
        self.to_follow = Trees(np.where(none, self._all_open.next_link, ways.next_link), ways.cost)
        return True
