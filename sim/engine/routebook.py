"""Which routes there are, and where each begins in the kernel's memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine.inputs import AT_GATE, NO_WAY, IntArray, Links, Routes
from sim.engine.memory import Memory
from sim.engine.state import ARRIVAL


def first_places(routes: Routes) -> IntArray:
    """Return (R,) where each explicit route begins in the packed sequence."""
    number = np.arange(len(routes.sequence_gate), dtype=np.int32)
    return (1 + routes.sequence_start[:-1] + number).astype(np.int32)


def packed_route(route: IntArray, tables: int, first: IntArray) -> IntArray:
    """Return routes with explicit ones as -1 - their first place in the packed sequence.

    Raises
    ------
    ValueError
        If one is neither a table nor an explicit route.
    """
    explicit = route < 0
    if (route >= tables).any() or (-1 - route >= len(first)).any():
        raise ValueError("a party's route is neither a table nor an explicit route")
    packed = route.astype(np.int32)
    packed[explicit] = -1 - first[-1 - packed[explicit]]
    return packed


def check_table(row: IntArray, links: Links, name: str) -> None:
    """Refuse a (N,) table of next links that names a link which does not leave its node."""
    streets = row >= 0
    here = np.flatnonzero(streets)
    if (row[streets] >= len(links.from_node)).any() or (
        links.from_node[row[streets]] != here
    ).any():
        raise ValueError(f"{name} names a link that does not leave its node")
    if not np.isin(row[~streets], (AT_GATE, NO_WAY)).all():
        raise ValueError(f"{name} holds an unknown code")


class RouteBook:
    """The routes of an engine: its tables, and explicit ones that may be added to.

    Parameters
    ----------
    links, routes
        As the engine was given.
    memory
        Its packed arrays ``table`` and ``sequence``.
    """

    def __init__(self, links: Links, routes: Routes, memory: Memory) -> None:
        self._links = links
        self._memory = memory
        self._tables = len(routes.next_link)
        self._first = first_places(routes)
        self._count = len(self._first)
        self._used = len(memory["sequence"])

    def packed(self, route: IntArray) -> IntArray:
        """Return routes as the kernel's party records hold them."""
        return packed_route(route, self._tables, self._first[: self._count])

    def add(self, sequences: Sequence[IntArray]) -> IntArray:
        """Write down explicit routes that end at rest; return their numbers, all below 0."""
        pieces: list[NDArray[np.int32]] = []
        for number, links in enumerate(sequences):
            sequence = np.asarray(links, np.int32)
            if not len(sequence):
                raise ValueError(f"add_routes: route {number} has no link")
            if not ((sequence >= 0) & (sequence < len(self._links.to_node))).all():
                raise ValueError(f"add_routes: route {number} names a link that there is not")
            if (self._links.to_node[sequence[:-1]] != self._links.from_node[sequence[1:]]).any():
                raise ValueError(
                    f"add_routes: route {number} has links that do not follow each other"
                )
            pieces.append(np.append(sequence, np.int32(ARRIVAL)))
        if not pieces:
            return np.zeros(0, np.int32)
        lengths = np.array([len(piece) for piece in pieces])
        first = self._used + np.cumsum(lengths) - lengths
        self._write(np.concatenate(pieces))
        numbers = self._count + np.arange(len(pieces), dtype=np.int32)
        if self._count + len(pieces) > len(self._first):
            longer = np.zeros(2 * (self._count + len(pieces)), np.int32)
            longer[: self._count] = self._first[: self._count]
            self._first = longer
        self._first[numbers] = first
        self._count += len(pieces)
        return (-1 - numbers).astype(np.int32)

    def _write(self, links: IntArray) -> None:
        """Append to the packed sequence, which doubles when it is full."""
        end = self._used + len(links)
        if end > len(self._memory["sequence"]):
            self._memory.lengthen("sequence", 2 * end)
        self._memory["sequence"]["value"][self._used : end] = links
        self._used = end

    def onward(
        self, route: IntArray, node: IntArray, onto: IntArray
    ) -> tuple[IntArray, IntArray, NDArray[np.bool_]]:
        """Return how routes go on from nodes.

        Parameters
        ----------
        route
            (n,) route numbers.
        node
            (n,) where each party comes to, or is.
        onto
            (n,) the link on which it comes there, which an explicit route may begin with; -1: none.

        Returns
        -------
        packed, target, leads_on
            The packed routes, an explicit one from its next link on; what comes next; and whether
            the route leads on from there at all.
        """
        packed = self.packed(route)
        target = np.empty(len(route), np.int32)
        table = packed >= 0
        entries = self._memory["table"]["value"]
        target[table] = entries[node[table] * self._tables + packed[table]]
        leads_on = target != NO_WAY
        sequence = self._memory["sequence"]["value"]
        at = -1 - packed[~table]
        at = at + ((sequence[at] == onto[~table]) & (onto[~table] >= 0))
        following = sequence[at]
        target[~table] = following
        packed[~table] = -1 - at
        starts = np.where(
            following >= 0, self._links.from_node[np.maximum(following, 0)], node[~table]
        )
        leads_on[~table] = (following <= ARRIVAL) | (starts == node[~table])
        return packed, target, leads_on

    def replacement(self, table: int, next_link: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
        """Return what a table is to hold from now on, (N,), and at which nodes that is new.

        Raises
        ------
        ValueError
            If there is no such table, the new one is malformed, or leads to other places.
        """
        if not 0 <= table < self._tables:
            raise ValueError(f"set_routes: there is no table {table}")
        entries = self._memory["table"]["value"].reshape(-1, self._tables)[:, table]
        row = np.asarray(next_link, np.int32)
        if row.shape != entries.shape:
            raise ValueError(f"set_routes: a table has {len(entries)} nodes, not {row.shape}")
        check_table(row, self._links, "set_routes: the table")
        goal = entries <= ARRIVAL
        if ((row == AT_GATE) != goal).any():
            raise ValueError("set_routes: the table is AT_GATE at other nodes than before")
        targets = np.where(goal, entries, row).astype(np.int32)
        return targets, targets != entries

    def replace(self, table: int, targets: IntArray) -> None:
        """Write a table anew."""
        self._memory["table"]["value"].reshape(-1, self._tables)[:, table] = targets
