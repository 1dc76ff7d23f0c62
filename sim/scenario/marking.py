"""Takes the marks out of a file's tree, so that what remains is the bare scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from sim.scenario.faults import Fault, FieldPath
from sim.scenario.marks import BLANK, MARK_KEYS, VALUE_KEY, Confidence, Mark
from sim.scenario.nodes import Node


def take_marks(node: Node, path: FieldPath = ()) -> tuple[Node, list[Fault]]:
    """Return the tree without marks, each node holding its own, and what is wrong with them."""
    faults: list[Fault] = []
    return _take(node, path, faults), faults


def _take(node: Node, path: FieldPath, faults: list[Fault]) -> Node:
    if isinstance(node.value, list):
        items = [_take(item, (*path, str(i)), faults) for i, item in enumerate(node.value)]
        return replace(node, value=items)
    if not isinstance(node.value, dict):
        return node
    mark = _read_mark(node.value, path, faults)
    if VALUE_KEY in node.value:
        return _unwrap(node, path, mark, faults)
    entries = {
        key: _take(child, (*path, key), faults)
        for key, child in node.value.items()
        if key not in MARK_KEYS
    }
    return replace(node, value=entries, mark=mark)


def _unwrap(node: Node, path: FieldPath, mark: Mark | None, faults: list[Fault]) -> Node:
    """Return the value of ``{value: ..., source: ...}`` in the place of the mapping."""
    inner = node.entries[VALUE_KEY]
    for key, child in node.entries.items():
        if key != VALUE_KEY and key not in MARK_KEYS:
            faults.append(
                Fault(
                    (*path, key),
                    f"{key!r} stands beside `value`",
                    "Beside `value` only source, assumed and confidence may stand.",
                    child.key_place,
                )
            )
    if isinstance(inner.value, dict):
        faults.append(
            Fault(
                (*path, VALUE_KEY),
                "holds a mapping",
                "Write the marks into the mapping itself, without `value`.",
                inner.key_place,
            )
        )
    inner = _take(inner, path, faults)
    return replace(inner, key_place=node.key_place, mark=mark or BLANK)


def _read_mark(entries: dict[str, Node], path: FieldPath, faults: list[Fault]) -> Mark | None:
    words: dict[str, str] = {}
    for key in MARK_KEYS:
        if key not in entries:
            continue
        value = entries[key].value
        fault = _fault_of(key, value)
        if fault is not None:
            faults.append(Fault((*path, key), *fault, entries[key].where))
        elif isinstance(value, str):
            words[key] = value
    if not words:
        return None
    levels: dict[str, Confidence] = {level: level for level in get_args(Confidence)}
    return Mark(
        words.get("source", ""), words.get("assumed", ""), levels.get(words.get("confidence", ""))
    )


def _fault_of(key: str, value: object) -> tuple[str, str] | None:
    """Return what is wrong with a mark's value, as message and remedy."""
    levels = get_args(Confidence)
    if key == "confidence":
        if value in levels:
            return None
        return "is no level of confidence", f"Write one of {', '.join(levels)}."
    if isinstance(value, str) and value.strip():
        return None
    remedy = "Say who says so, in words." if key == "source" else "Say why, in words."
    return "is a mark and must be text", remedy
