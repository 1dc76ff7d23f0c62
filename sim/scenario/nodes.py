"""A scenario file as a tree of values, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.faults import FieldPath, Place
from sim.scenario.marks import Mark

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a scenario file.

    Parameters
    ----------
    value
        A scalar, a list of nodes, or a mapping from keys (always text) to nodes.
    place
        Where the value begins.
    key_place
        Where the key begins that the value belongs to; None in lists and at the top.
    mark
        The value's own mark, once the marks are taken out of the tree.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key_place: Place | None = None
    mark: Mark | None = None

    @property
    def where(self) -> Place:
        """The place a fault of this value names: a scalar itself, the key of a list or mapping."""
        if self.key_place is not None and isinstance(self.value, list | dict):
            return self.key_place
        return self.place

    @property
    def entries(self) -> dict[str, Node]:
        """The mapping's entries; nothing for a scalar or a list."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, key: str) -> Node | None:
        """Return the entry or the list item named by `key`, None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and key.isdecimal() and int(key) < len(self.value):
            return self.value[int(key)]
        return None

    def find(self, path: FieldPath) -> Node | None:
        """Return the node at `path` below this one, None where there is none."""
        node: Node | None = self
        for key in path:
            node = node.child(key) if node is not None else None
        return node

    def walk(self, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Node]]:
        """Yield this node and everything below it with its path, from the top down."""
        yield path, self
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.walk((*path, key))
        elif isinstance(self.value, list):
            for position, node in enumerate(self.value):
                yield from node.walk((*path, str(position)))


Plain = Scalar | list["Plain"] | dict[str, "Plain"]
"""A node's value without places and marks: what the models are built from."""


def plain(node: Node) -> Plain:
    """Return the values of a tree alone, as nested dicts and lists."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value
