"""Writes a resolved scenario as YAML that loads to the same scenario, marks included."""

from __future__ import annotations

import re
import textwrap

from sim.scenario.marks import VALUE_KEY, Mark
from sim.scenario.nodes import Node, Scalar
from sim.scenario.scalars import resolve

_WIDTH = 100
_STEP = 2
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 _.,;()/+*°'-]*(:[0-9]{2}){0,2}")
"""Words that mean themselves without quotes, times of day among them."""

_NO_BRACKETS = re.compile(r"[^,\[\]{}]*")
"""Plain words that may also stand inside brackets."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write(root: Node) -> str:
    """Return a tree as YAML text."""
    return "\n".join(_entries(root, 0)) + "\n"


def _entries(node: Node, indent: int) -> list[str]:
    """Return a mapping's lines, its marks first."""
    lines = _mark_lines(node.mark, indent) if node.mark is not None else []
    for key, child in node.entries.items():
        lines += _entry(f"{' ' * indent}{_text(key, is_key=True)}:", child, indent)
    return lines


def _mark_lines(mark: Mark, indent: int) -> list[str]:
    lines: list[str] = []
    for key, word in _mark_words(mark):
        lines += _words(f"{' ' * indent}{key}:", word, indent)
    return lines


def _entry(start: str, node: Node, indent: int) -> list[str]:
    """Return the lines of what follows a key: one where that is readable."""
    one_line = f"{start} {_flow(node)}"
    if len(one_line) <= _WIDTH and not _is_nested(node) and "\\n" not in one_line:
        return [one_line]
    if isinstance(node.value, dict):
        return [start, *_entries(node, indent + _STEP)] if node.value or node.mark else [one_line]
    if node.mark is not None:
        return [start, *_marked_value(node, indent + _STEP)]
    if isinstance(node.value, list) and node.value:
        return [start, *(line for item in node.value for line in _item(item, indent + _STEP))]
    if isinstance(node.value, str):
        return _words(start, node.value, indent)
    return [one_line]


def _marked_value(node: Node, indent: int) -> list[str]:
    bare = Node(node.value, node.place)
    lines = _entry(f"{' ' * indent}{VALUE_KEY}:", bare, indent)
    return lines + (_mark_lines(node.mark, indent) if node.mark is not None else [])


def _item(node: Node, indent: int) -> list[str]:
    """Return the lines of a list's item."""
    one_line = f"{' ' * indent}- {_flow(node)}"
    inner: list[str] = []
    if len(one_line) > _WIDTH or "\\n" in one_line:
        if isinstance(node.value, dict):
            inner = _entries(node, indent + _STEP)
        elif node.mark is not None:
            inner = _marked_value(node, indent + _STEP)
    if not inner:
        return [one_line]
    return [f"{' ' * indent}- {inner[0].lstrip()}", *inner[1:]]


def _words(start: str, text: str, indent: int) -> list[str]:
    """Return a text behind its key: in one line, as it is (literal style), or folded."""
    margin = " " * (indent + _STEP)
    one_line = f"{start} {_text(text)}"
    if _is_literal(text):
        lines = text.removesuffix("\n").split("\n")
        style = "|" if text.endswith("\n") else "|-"
        return [f"{start} {style}", *(f"{margin}{line}" if line else "" for line in lines)]
    folded = textwrap.wrap(
        text, _WIDTH - len(margin), break_long_words=False, break_on_hyphens=False
    )
    is_foldable = text.isprintable() and text == text.strip() and " ".join(folded) == text
    if len(one_line) <= _WIDTH or not is_foldable:
        return [one_line]
    return [f"{start} >-", *(f"{margin}{line}" for line in folded)]


def _is_literal(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and bool(lines[-1])
        and not lines[0].startswith(" ")
        and all(line.isprintable() and line == line.rstrip() for line in lines)
    )


def _flow(node: Node) -> str:
    """Return a node in one line."""
    marks = [] if node.mark is None else _mark_words(node.mark)
    marked = [f"{key}: {_text(word, in_flow=True)}" for key, word in marks]
    if isinstance(node.value, dict):
        parts = [f"{_text(key, is_key=True)}: {_flow(child)}" for key, child in node.value.items()]
        return f"{{{', '.join(parts + marked)}}}"
    if isinstance(node.value, list):
        bare = f"[{', '.join(_flow(item) for item in node.value)}]"
    else:
        bare = _scalar(node.value)
    return bare if node.mark is None else f"{{{', '.join([f'{VALUE_KEY}: {bare}', *marked])}}}"


def _is_nested(node: Node) -> bool:
    """Whether a node is better read in several lines: it holds mappings."""
    if isinstance(node.value, dict):
        return any(isinstance(child.value, dict) for child in node.value.values())
    if isinstance(node.value, list):
        return any(isinstance(item.value, dict) for item in node.value)
    return False


def _mark_words(mark: Mark) -> list[tuple[str, str]]:
    words = (
        ("source", mark.source),
        ("assumed", mark.assumed),
        ("confidence", mark.confidence or ""),
    )
    return [(key, word) for key, word in words if word]


def _scalar(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value, in_flow=True) if isinstance(value, str) else repr(value)


def _text(text: str, *, in_flow: bool = False, is_key: bool = False) -> str:
    plain = (
        _PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and (is_key or isinstance(resolve(text), str))
        and (not (in_flow or is_key) or _NO_BRACKETS.fullmatch(text) is not None)
    )
    return text if plain else f'"{"".join(_escaped(char) for char in text)}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
