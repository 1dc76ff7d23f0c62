"""Pydantic's findings in a planner's words, each with what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import ErrorDetails

from sim.scenario.base import Frozen
from sim.scenario.faults import Fault, FieldPath, Place
from sim.scenario.field_faults import FAULT
from sim.scenario.nodes import Node
from sim.scenario.shape import Shape, locate
from sim.scenario.words import nearest, one_of, show, suggest

_Words = tuple[str, str]
"""A message and its remedy."""


def translate(model: type[Frozen], errors: Iterable[ErrorDetails], root: Node) -> list[Fault]:
    """Return pydantic's errors as faults with our paths; a key's own fault with the key's place.

    Parameters
    ----------
    model
        What was to be built.
    errors
        Why it can't be.
    root
        The tree that it was to be built from.
    """
    found = [(locate(model, error["loc"]), error) for error in errors]
    paths = [path for (path, _, _), _ in found]
    misspelt = {
        (*path[:-1], nearest(path[-1], holder.keys))
        for (path, holder, _), error in found
        if error["type"] == "extra_forbidden" and holder is not None
    }
    faults: list[Fault] = []
    for (path, holder, of_key), error in found:
        if error["type"] == "too_short" and _any_below(path, paths):
            continue  # pydantic counts only the sound items; the others are reported themselves
        if error["type"] == "missing" and path in misspelt:
            continue  # told as the unknown key that it was meant to be
        words = _words(error, path, holder, of_key)
        where = (*path, _tag(error)) if error["type"] == "union_tag_invalid" else path
        is_of_key = of_key or error["type"] == "extra_forbidden"
        faults.append(Fault(where, *words, _place_of_key(root, path) if is_of_key else None))
    return list(dict.fromkeys(faults))


def _place_of_key(root: Node, path: FieldPath) -> Place | None:
    node = root.find(path)
    return node.key_place if node is not None else None


def _any_below(path: FieldPath, paths: Iterable[FieldPath]) -> bool:
    return any(len(other) > len(path) and other[: len(path)] == path for other in paths)


def _words(error: ErrorDetails, path: FieldPath, holder: Shape | None, of_key: bool) -> _Words:
    kind = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    if kind == FAULT:
        return str(context["message"]), str(context["remedy"])
    if kind == "missing":
        return "is missing", _remedy_missing(path)
    if kind == "extra_forbidden":
        if path[-1] == "<<":
            return "unknown key '<<'", "YAML 1.2 has no merge key: use `*name` for a whole value."
        return f"unknown key {path[-1]!r}", suggest(path[-1], holder.keys if holder else ())
    if kind == "literal_error":
        options = _options(str(context["expected"]))
        return f"{show(error['input'])} is not known here", one_of(str(error["input"]), options)
    if kind == "union_tag_invalid":
        options = _options(str(context["expected_tags"]))
        return f"{context['tag']!r} is no known `{_tag(error)}`", one_of(
            str(context["tag"]), options
        )
    if kind == "union_tag_not_found":
        return _words_without_tag(path, holder)
    if kind == "string_pattern_mismatch":
        what = "key" if of_key else "value"
        return (
            f"{show(error['input'])} is no identifier",
            f"Write the {what} with 1 to 60 of a-z, 0-9 and the hyphen, such as bustan-al-qasr.",
        )
    if kind in _TYPES and error["input"] is None and holder is not None and holder.entry:
        return "is null, and there is no such entry to remove", "Remove the line, or write it out."
    if kind in _BOUNDS:
        return _BOUNDS[kind](error["input"], context)
    if kind in _TYPES:
        wanted, example = _TYPES[kind]
        return f"{show(error['input'])} is no {wanted}", f"Write {example}."
    return error["msg"].rstrip("."), "See docs/scenario-reference.md for what may stand here."


def _remedy_missing(path: FieldPath) -> str:
    if path[-1].isdecimal():
        return "Write two numbers in brackets, such as [36.2, 37.15]."
    where = f" to `{'.'.join(path[:-1])}`" if len(path) > 1 else ""
    return f"Add `{path[-1]}:`{where}."


def _words_without_tag(path: FieldPath, holder: Shape | None) -> _Words:
    shape = holder.child(path[-1]) if holder is not None else None
    tag = shape.tag if shape is not None else ""
    return f"has no `{tag}`", f"Add `{tag}:` with one of {', '.join(shape.tags) if shape else ''}."


def _tag(error: ErrorDetails) -> str:
    return str(error.get("ctx", {})["discriminator"]).strip("'")


def _options(expected: str) -> list[str]:
    """Read the options from a text such as ``'civilian', 'wounded' or 'fighter'``."""
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _bound(word: str, key: str) -> Callable[[object, dict[str, Any]], _Words]:
    def words(value: object, context: dict[str, Any]) -> _Words:
        limit = context[key]
        number = int(limit) if float(limit).is_integer() else limit
        side = "small" if key in ("gt", "ge") else "large"
        return f"{show(value)} is too {side}", f"Write a number {word} {number}."

    return words


def _too_short(value: object, context: dict[str, Any]) -> _Words:
    least = context["min_length"]
    return (
        f"has {context['actual_length']} entries, too few",
        f"Write {least} {'entry' if least == 1 else 'entries'} or more.",
    )


def _too_long(value: object, context: dict[str, Any]) -> _Words:
    return "has too many entries", f"Write {context['max_length']}."


def _not_finite(value: object, context: dict[str, Any]) -> _Words:
    return f"{show(value)} is no finite number", "Write a finite one."


_BOUNDS: dict[str, Callable[[object, dict[str, Any]], _Words]] = {
    "greater_than": _bound("above", "gt"),
    "greater_than_equal": _bound("of at least", "ge"),
    "less_than": _bound("below", "lt"),
    "less_than_equal": _bound("of at most", "le"),
    "too_short": _too_short,
    "too_long": _too_long,
    "finite_number": _not_finite,
}

_TYPES: dict[str, tuple[str, str]] = {
    "int_type": ("whole number", "a whole number, such as 8, without quotes"),
    "float_type": ("number", "a number, such as 4.5, without quotes"),
    "bool_type": ("truth value", "true or false, without quotes"),
    "string_type": ("text", "text; put a bare number in quotes"),
    "tuple_type": ("list", "a list, such as [a, b], or lines that begin with a hyphen"),
    "dict_type": ("mapping", "`key: value` lines"),
    "model_type": ("mapping", "`key: value` lines"),
    "model_attributes_type": ("mapping", "`key: value` lines"),
}
