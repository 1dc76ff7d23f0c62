"""``--set path=value``: changes of single values, laid over the file as another file would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.faults import Fault, FieldPath, Place, ScenarioError
from sim.scenario.file import FILE_SHAPE
from sim.scenario.marking import take_marks
from sim.scenario.marks import MARK_KEYS
from sim.scenario.merge import merge
from sim.scenario.nodes import Node
from sim.scenario.read import read_text
from sim.scenario.shape import Shape
from sim.scenario.words import suggest

_HERE = Place(None)


@dataclass(frozen=True)
class Override:
    """One change: where, and to what."""

    path: FieldPath
    value: Node


def read_overrides(texts: Sequence[str]) -> tuple[list[Override], list[Fault]]:
    """Read ``path=value`` texts; returns the changes, and what is wrong with the others.

    Raises
    ------
    TypeError
        They are no list of texts.
    """
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise TypeError(
            f"overrides are a list of texts, not a {type(texts).__name__}: "
            'overrides=["corridors.3.lanes=12"]'
        )
    found: list[Override] = []
    faults: list[Fault] = []
    for text in texts:
        override, more = _read(text)
        faults += more
        if override is not None:
            found.append(override)
    return found, faults


def _read(text: str) -> tuple[Override | None, list[Fault]]:
    left, equals, right = text.partition("=")
    path = tuple(left.strip().split("."))
    if not equals or not all(path):
        remedy = "Write path=value, such as corridors.3.lanes=12."
        return None, [Fault((), f"{text!r} is no change", remedy, _HERE)]
    fault = _fault_of_target(path)
    if fault is not None:
        return None, [fault]
    try:
        node, doubled = read_text(right, None)
    except ScenarioError as error:
        return None, [Fault(path, found.message, found.remedy, _HERE) for found in error.faults]
    bare, wrong_marks = take_marks(node or Node(None, _HERE))
    if wrong_marks or any(below.mark is not None for _, below in bare.walk()):
        return None, [_no_marks(path)]
    faults = [Fault((*path, *found.path), found.message, found.remedy, _HERE) for found in doubled]
    return Override(path, bare), faults


def apply_overrides(root: Node, overrides: Sequence[Override]) -> tuple[Node, list[Fault]]:
    """Lay changes over a tree, in their order; returns it, and the changes that fit nowhere."""
    faults: list[Fault] = []
    for override in overrides:
        fault = _fault_of_path(root, override.path)
        if fault is not None:
            faults.append(fault)
            continue
        root = merge(root, _overlay(root, override.path, override.value), FILE_SHAPE)
    return root, faults


def _overlay(base: Node | None, path: FieldPath, value: Node) -> Node:
    """Return a tree that says nothing but the value at `path`; lists are repeated around it."""
    if not path:
        return value
    child = base.child(path[0]) if base is not None else None
    inner = _overlay(child, path[1:], value)
    if base is not None and isinstance(base.value, list) and child is not None:
        items = list(base.value)
        items[int(path[0])] = merge(child, inner, None)
        return Node(items, _HERE, _HERE)
    return Node({path[0]: inner}, _HERE, _HERE)


def _fault_of_target(path: FieldPath) -> Fault | None:
    if path[-1] in MARK_KEYS:
        return _no_marks(path)
    if path == ("extends",):
        return Fault(path, "can't be set", "Name it in the scenario file.", _HERE)
    return None


def _no_marks(path: FieldPath) -> Fault:
    return Fault(
        path, "--set can mark nothing", "Write marks into a file that extends this one.", _HERE
    )


def _fault_of_path(root: Node, path: FieldPath) -> Fault | None:
    """Return what is wrong with a path, None where a value may stand there."""
    shape: Shape | None = FILE_SHAPE
    node: Node | None = root
    for depth, key in enumerate(path):
        where, last = ".".join(path[:depth]), depth == len(path) - 1
        if shape is None or (shape.entry is None and shape.item is None and not shape.models):
            return _unknown(path, f"`{where}` is a single value", f"Write {where}=... .")
        if shape.models:
            shape = _narrowed(shape, node)
            if key not in shape.keys:
                return _unknown(path, f"unknown key {key!r}", suggest(key, shape.keys))
        elif shape.item is not None:
            count = len(node.value) if node is not None and isinstance(node.value, list) else 0
            if not key.isdecimal() or int(key) >= count:
                remedy = f"Write the whole list, or a position below {count}."
                return _unknown(path, f"there is no position {key!r} in the list", remedy)
        elif not last and (node is None or node.child(key) is None):
            known = node.entries if node is not None else {}
            return _unknown(path, f"there is no {key!r} in {where}", suggest(key, known))
        node = node.child(key) if node is not None else None
        shape = shape.child(key)
    return None


def _narrowed(shape: Shape, node: Node | None) -> Shape:
    tag = node.child(shape.tag) if node is not None and shape.tag else None
    return shape.narrowed(tag.value) if tag is not None else shape


def _unknown(path: FieldPath, message: str, remedy: str) -> Fault:
    return Fault(path, message, remedy, _HERE)
