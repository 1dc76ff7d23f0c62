"""Writes a resolved scenario as YAML that loads to the same scenario, marks included."""

from __future__ import annotations

import re

from sim.scenario.marks import VALUE_KEY, Mark
from sim.scenario.nodes import Node, Scalar
from sim.scenario.scalars import resolve

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 _.,;()/+*°'-]*(:[0-9]{2}){0,2}")
"""Words that mean themselves without quotes, times of day among them."""

_INSIDE_BRACKETS = re.compile(r"[^,\[\]{}]*")
"""Plain words that may also stand inside brackets."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write(root: Node) -> str:
    """Return a tree as YAML text."""
    lines: list[str] = []
    _write_entries(root, 0, lines)
    return "\n".join(lines) + "\n"


def _write_entries(node: Node, indent: int, lines: list[str]) -> None:
    if node.mark is not None and not node.mark.is_blank:
        lines += [f"{' ' * indent}{key}: {_text(word)}" for key, word in _mark_words(node.mark)]
    for key, child in node.entries.items():
        _write_entry(f"{' ' * indent}{_text(key, is_key=True)}:", child, indent, lines)


def _write_entry(start: str, node: Node, indent: int, lines: list[str]) -> None:
    """Write what follows a key or a list's hyphen: in one line where that is readable."""
    one_line = f"{start} {_flow(node)}"
    if isinstance(node.value, str) and node.mark is None and _is_block(node.value):
        _write_block(start, node.value, indent, lines)
    elif len(one_line) <= _WIDTH and not _holds_mapping(node):
        lines.append(one_line)
    elif isinstance(node.value, dict) and (node.value or node.mark):
        lines.append(start)
        _write_entries(node, indent + 2, lines)
    elif isinstance(node.value, list) and node.value and node.mark is None:
        lines.append(start)
        for item in node.value:
            _write_item(item, indent + 2, lines)
    elif node.mark is not None:
        lines.append(start)
        inner = f"{' ' * (indent + 2)}{VALUE_KEY}:"
        _write_entry(inner, Node(node.value, node.place), indent + 2, lines)
        for key, word in _mark_words(node.mark):
            lines.append(f"{' ' * (indent + 2)}{key}: {_text(word)}")
    else:
        lines.append(one_line)


def _write_item(node: Node, indent: int, lines: list[str]) -> None:
    start = f"{' ' * indent}-"
    if isinstance(node.value, dict) and len(f"{start} {_flow(node)}") <= _WIDTH:
        lines.append(f"{start} {_flow(node)}")
    else:
        _write_entry(start, node, indent, lines)


def _write_block(start: str, text: str, indent: int, lines: list[str]) -> None:
    """Write a text of several lines as they are (YAML's literal style)."""
    lines.append(f"{start} {'|' if text.endswith(chr(10)) else '|-'}")
    indented = text.removesuffix("\n").split("\n")
    lines += [f"{' ' * (indent + 2)}{line}" if line else "" for line in indented]


def _is_block(text: str) -> bool:
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
    if isinstance(node.value, dict):
        pairs = [] if node.mark is None or node.mark.is_blank else _mark_words(node.mark)
        parts = [f"{key}: {_text(word, in_flow=True)}" for key, word in pairs]
        parts += [f"{_text(key, is_key=True)}: {_flow(child)}" for key, child in node.value.items()]
        return f"{{{', '.join(parts)}}}"
    if isinstance(node.value, list):
        bare = f"[{', '.join(_flow(item) for item in node.value)}]"
    else:
        bare = _scalar(node.value)
    if node.mark is None:
        return bare
    parts = [f"{VALUE_KEY}: {bare}"]
    parts += [f"{key}: {_text(word, in_flow=True)}" for key, word in _mark_words(node.mark)]
    return f"{{{', '.join(parts)}}}"


def _holds_mapping(node: Node) -> bool:
    """Whether a node is better read in lines: a mapping of mappings, a list of mappings."""
    children: list[Node] = []
    if isinstance(node.value, dict):
        children = list(node.value.values())
    elif isinstance(node.value, list):
        return any(isinstance(item.value, dict) for item in node.value)
    return any(isinstance(child.value, dict) for child in children)


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
    if isinstance(value, float):
        return _float(value)
    return _text(value, in_flow=True) if isinstance(value, str) else str(value)


def _float(value: float) -> str:
    text = repr(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(text, text)


def _text(text: str, *, in_flow: bool = False, is_key: bool = False) -> str:
    plain = (
        _PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and (is_key or isinstance(resolve(text), str))
        and (not (in_flow or is_key) or _INSIDE_BRACKETS.fullmatch(text) is not None)
    )
    return text if plain else f'"{"".join(_escaped(char) for char in text)}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable() and ord(char) != 0xFEFF:
        return char
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
