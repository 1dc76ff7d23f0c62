"""One scenario laid over another: mappings merge, everything else is replaced.

A mark vouches only for values of the file that it stands in. So where two mappings merge, one of
them keeps its mark for the whole (the base; for ``corridor_defaults`` the corridor), and values
from the other carry their own mark, or a blank one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.scenario.marks import BLANK, Mark
from sim.scenario.nodes import Node
from sim.scenario.shape import Shape


def merge(base: Node, over: Node, shape: Shape | None, *, whole: str = "base") -> Node:
    """Return `base` with `over` laid over it.

    Parameters
    ----------
    base, over
        Trees without mark keys (see `take_marks`).
    shape
        What may stand there: tells an entry that null removes from a value that is null, and which
        keys go when an overlay changes the kind of thing (a grid's rows when it is no grid now).
    whole
        ``"base"`` or ``"over"``: whose mark stays on mappings that are merged.
    """
    return _Merge(whole == "base").both(_Side(base), _Side(over), shape, None)


@dataclass(frozen=True)
class _Side:
    """A node of one side, and the mark that covers it there."""

    node: Node
    cover: Mark | None = None

    @property
    def mark(self) -> Mark | None:
        return _told(self.node.mark or self.cover)

    def child(self, key: str) -> _Side:
        return _Side(self.node.entries[key], self.mark)


@dataclass(frozen=True)
class _Merge:
    base_is_whole: bool

    def both(self, base: _Side, over: _Side, shape: Shape | None, cover: Mark | None) -> Node:
        """Merge two nodes; `cover` is the mark that the result's surroundings give it."""
        if not isinstance(base.node.value, dict) or not isinstance(over.node.value, dict):
            return _settle(over, cover)
        if not over.node.value and over.node.mark is not None:
            # nothing but a mark: it is meant for all that the base says here
            base = _Side(replace(base.node, mark=over.node.mark))
        shape = _narrowed(shape, base.node, over.node)
        kept = _kept(base.node, over.node, shape)
        of_base = self.base_is_whole and not _replaces(over.node, base.node, kept)
        mark = base.mark if of_base else over.mark
        inner = mark or cover
        keys = [*kept, *over.node.value] if self.base_is_whole else [*over.node.value, *kept]
        entries: dict[str, Node] = {}
        for key in dict.fromkeys(keys):
            node = (
                self._entry(base, over, key, shape, inner)
                if key in over.node.value
                else _settle(base.child(key), inner)
            )
            if node is not None:
                entries[key] = node
        return replace(over.node, value=entries, mark=None if mark == cover else mark)

    def _entry(
        self, base: _Side, over: _Side, key: str, shape: Shape | None, cover: Mark | None
    ) -> Node | None:
        child = over.child(key)
        if key not in base.node.entries:
            return _settle(child, cover)
        if child.node.value is None and shape is not None and shape.entry is not None:
            return None
        return self.both(base.child(key), child, shape.child(key) if shape else None, cover)


def _told(mark: Mark | None) -> Mark | None:
    return None if mark is None or mark.is_blank else mark


def _replaces(over: Node, base: Node, kept: list[str]) -> bool:
    """Whether nothing of the base's own values remains, so that its mark has lost its object."""
    return bool(kept) and not any(
        key not in over.entries
        or (isinstance(over.entries[key].value, dict) and isinstance(base.entries[key].value, dict))
        for key in kept
    )


def _settle(side: _Side, cover: Mark | None) -> Node:
    """Return a node so marked that under `cover` it says what it said on its own side."""
    node, mark = side.node, side.mark
    if mark == cover:
        return replace(node, mark=None)
    if mark is not None:
        return replace(node, mark=mark)
    if isinstance(node.value, dict):
        entries = {key: _settle(side.child(key), cover) for key in node.value}
        return replace(node, value=entries, mark=None)
    return replace(node, mark=BLANK)


def _narrowed(shape: Shape | None, base: Node, over: Node) -> Shape | None:
    if shape is None or not shape.tag:
        return shape
    tag = over.child(shape.tag) or base.child(shape.tag)
    return shape.narrowed(tag.value) if tag is not None else shape


def _kept(base: Node, over: Node, shape: Shape | None) -> list[str]:
    """List the base's keys that stay: all, unless `over` makes it another kind of thing."""
    if shape is None or not shape.tag:
        return list(base.entries)
    before, after = base.child(shape.tag), over.child(shape.tag)
    if before is None or after is None or before.value == after.value:
        return list(base.entries)
    return [key for key in base.entries if key in shape.keys]
