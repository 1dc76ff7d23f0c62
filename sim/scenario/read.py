"""From a YAML file to nodes with places, refusing what is broken, huge or unfolds without end.

Only ruamel's parser is used, its events composed here: that gives every key and value its line
and column, keeps YAML 1.2's meaning of words, and counts what aliases unfold to before they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from sim.scenario.faults import Fault, Place, ScenarioError
from sim.scenario.nodes import Node
from sim.scenario.scalars import resolve

LARGEST_FILE_BYTES = 1_000_000
"""Some 8,000 districts."""

MOST_VALUES = 50_000
"""Values in a file once its aliases are unfolded; reading so many takes seconds."""

DEEPEST = 40
"""Levels of mappings and lists; a scenario has eight."""


def read_file(path: Path) -> tuple[Node, list[Fault]]:
    """Read a scenario file.

    Returns
    -------
    tuple
        The file's mapping, and the faults that did not keep it from being read (doubled keys).

    Raises
    ------
    ScenarioError
        The file is missing, unreadable, too large, no UTF-8, no YAML, or no mapping.
    """
    text = _decode(_load_bytes(path), path)
    node, faults = read_text(text, path)
    if node is None:
        _refuse(Place(path), "is empty", "Write a scenario, or start from a shipped one.")
    if not isinstance(node.value, dict):
        _refuse(
            node.place,
            "is not a mapping",
            "Write `key: value` lines, such as `title: Our plan`.",
        )
    return node, faults


def read_text(text: str, file: Path | None) -> tuple[Node | None, list[Fault]]:
    """Read YAML text as one value with the places of `file`; None where there is no value.

    Raises
    ------
    ScenarioError
        The text is no YAML, or unfolds to more than `MOST_VALUES` values.
    """
    composer = _Composer(file)
    parser = YAML(typ="safe", pure=True)
    try:
        for event in parser.parse(text):
            composer.take(event)
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark, remedy = _told(error)
        _refuse(_place(file, mark), f"is not YAML: {_sentence(error)}", remedy)
    except ReaderError as error:
        _refuse(
            _place_of_index(text, error.position, file),
            f"holds the unprintable character U+{error.character:04X}",
            "Remove it.",
        )
    except (ValueError, OverflowError) as error:
        # ruamel makes numbers and characters of escapes and directives without checking them.
        _refuse(Place(file), f"is not YAML: {error}", "Mend its escapes and directives.")
    return composer.root, composer.faults


@dataclass
class _Frame:
    """A mapping or list that is still open."""

    place: Place
    anchor: str | None
    items: list[Node] | None
    entries: dict[str, Node] | None
    key: str | None = None
    key_place: Place | None = None
    key_known: bool = False
    size: int = 1

    def attach(self, node: Node, size: int) -> None:
        """Put a finished value where it belongs."""
        self.size += size
        if self.items is not None:
            self.items.append(node)
        elif self.entries is not None and self.key is not None:
            if not self.key_known:
                self.entries[self.key] = replace(node, key_place=self.key_place)
            self.key = None

    def close(self) -> Node:
        """Return the finished list or mapping."""
        value = self.items if self.items is not None else self.entries
        return Node(value, self.place)


@dataclass
class _Composer:
    """Builds nodes from the parser's events."""

    file: Path | None
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    _open: list[_Frame] = field(default_factory=list)
    _anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    _documents: int = 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        place = _place(self.file, event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _refuse(place, "holds more than one document", "Keep one; remove the `---`.")
        elif isinstance(event, CollectionEndEvent):
            frame = self._open.pop()
            self._finish(frame.close(), frame.size, frame.anchor)
        elif isinstance(event, AliasEvent):
            self._take_alias(event, place)
        elif isinstance(event, NodeEvent):
            self._take_value(event, place)

    def _take_value(self, event: NodeEvent, place: Place) -> None:
        self._refuse_tag(event, place)
        if self._awaits_key():
            self._take_key(event, place)
        elif isinstance(event, ScalarEvent):
            plain = event.style in (None, "")
            value = resolve(event.value) if plain else _joined_surrogates(event.value, place)
            if plain and not event.value:
                place = self._place_of_nothing(place)
            self._finish(Node(value, place), 1, event.anchor)
        else:
            self._open_collection(event, place)

    def _place_of_nothing(self, place: Place) -> Place:
        """Return the place of the key that nothing follows; the parser gives the next token's."""
        key_place = self._open[-1].key_place if self._open else None
        return key_place or place

    def _awaits_key(self) -> bool:
        return (
            bool(self._open) and self._open[-1].entries is not None and self._open[-1].key is None
        )

    def _take_key(self, event: NodeEvent, place: Place) -> None:
        if not isinstance(event, ScalarEvent):
            _refuse(place, "a mapping or list stands as a key", "Write a word before the colon.")
        frame = self._open[-1]
        frame.key, frame.key_place = event.value, place
        first = (frame.entries or {}).get(event.value)
        frame.key_known = first is not None
        if first is not None:
            line = first.key_place.line if first.key_place is not None else 0
            message = f"is written twice, first in line {line}" if line else "is written twice"
            self.faults.append(
                Fault(
                    (*self._path(), event.value),
                    message,
                    "Keep one of the two.",
                    place,
                )
            )
        if event.anchor is not None:
            self._anchors[event.anchor] = (Node(event.value, place), 1)

    def _open_collection(self, event: NodeEvent, place: Place) -> None:
        if len(self._open) >= DEEPEST:
            _refuse(place, f"is nested more than {DEEPEST} deep", "Flatten it.")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if isinstance(event, MappingStartEvent):
            self._open.append(_Frame(place, event.anchor, None, {}))
        else:
            self._open.append(_Frame(place, event.anchor, [], None))

    def _take_alias(self, event: AliasEvent, place: Place) -> None:
        if self._awaits_key():
            _refuse(place, "an alias stands as a key", "Write a word before the colon.")
        if event.anchor not in self._anchors:
            _refuse(
                place,
                f"the alias *{event.anchor} has no anchor before it",
                f"Write &{event.anchor} before the value it repeats, or put the text in quotes.",
            )
        anchored = self._anchors[event.anchor]
        if anchored is None:
            _refuse(place, f"the alias *{event.anchor} holds itself", "Write the value out.")
        node, size = anchored
        self._finish(node, size, None)

    def _finish(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        unfolded = size + sum(frame.size for frame in self._open)
        if unfolded > MOST_VALUES:
            _refuse(
                node.place,
                f"the file unfolds to more than {MOST_VALUES:,} values",
                "Use fewer aliases (`*name`) and values.",
            )
        if self._open:
            self._open[-1].attach(node, size)
        else:
            self.root = node

    def _refuse_tag(self, event: NodeEvent, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            _refuse(place, f"the tag {tag} is not allowed", "Write the value alone.")

    def _path(self) -> Iterator[str]:
        for frame, inner in zip(self._open, [*self._open[1:], None], strict=True):
            if inner is None:
                return
            yield str(len(frame.items)) if frame.items is not None else str(frame.key)


def _load_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            _refuse(Place(path), "is a folder", "Name the scenario file in it.")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except ScenarioError:
        raise
    except FileNotFoundError:
        _refuse(Place(path), "does not exist", "Check the name and the folder.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        _refuse(Place(path), f"can't be read ({reason})", "Check the name and its permissions.")
    if len(data) > LARGEST_FILE_BYTES:
        _refuse(
            Place(path),
            f"is larger than the {LARGEST_FILE_BYTES:,} bytes that a scenario file may have",
            "Leave out what is not part of the scenario.",
        )
    return data


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8-sig", "replace")) + 1
        _refuse(
            Place(path, line, column),
            f"is not UTF-8 text (byte 0x{data[error.start]:02x})",
            "Save the file as UTF-8.",
        )


def _joined_surrogates(text: str, place: Place) -> str:
    """Join characters escaped in two halves (as JSON does), and refuse a half alone."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        _refuse(place, "escapes half a character", "Write the character itself.")


def _place(file: Path | None, mark: StreamMark | None) -> Place:
    if mark is None or file is None:
        return Place(file)
    return Place(file, mark.line + 1, mark.column + 1)


def _place_of_index(text: str, index: int, file: Path | None) -> Place:
    if file is None:
        return Place(None)
    before = text[:index]
    return Place(file, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


_SLIPS = (
    ("'\\t' that cannot start", "Indent with spaces, not with tabs."),
    ("mapping values are not allowed", "Put a text that holds a colon in quotes, or indent alike."),
    ("while parsing a flow", "Close the bracket before this, or put a comma."),
    ("while parsing a block", "Give entries of one mapping or list the same indentation."),
    ("cannot start any token", "Put a text that begins with this character in quotes."),
)
"""Common slips: what ruamel says of them, and what to do."""


def _told(error: MarkedYAMLError) -> tuple[StreamMark | None, str]:
    """Return where a reader should look, and the remedy."""
    mark = error.problem_mark or error.context_mark
    if error.context == "while scanning a quoted scalar":
        return error.context_mark, "Close the quote that is opened here."
    for words, remedy in _SLIPS:
        if words in f"{error.context} {error.problem}":
            return mark, remedy
    return mark, "Mend the line; often a colon, quote, bracket or the indentation is amiss."


def _sentence(error: MarkedYAMLError) -> str:
    parts: Iterable[str | None] = (error.context, error.problem)
    return ", ".join(" ".join(part.split()) for part in parts if part).rstrip(".")


def _refuse(place: Place, message: str, remedy: str) -> NoReturn:
    raise ScenarioError([Fault((), message, remedy, place)])
