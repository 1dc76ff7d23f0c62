"""Builds nodes from the parser's events, counting what aliases unfold to before they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruamel.yaml.error import StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from sim.scenario.faults import Fault, Place, refuse
from sim.scenario.nodes import Node
from sim.scenario.scalars import resolve

MOST_VALUES = 50_000
"""Values in a file once its aliases are unfolded; reading so many takes seconds."""

LONGEST_KEY = 200
"""Characters of a key; YAML itself knows no simple key beyond 1,024."""

DEEPEST = 40
"""Levels of mappings and lists; a scenario has eight."""


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
class Composer:
    """Builds nodes from the parser's events."""

    file: Path | None
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    _open: list[_Frame] = field(default_factory=list)
    _anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)
    _documents: int = 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        place = place_of(self.file, event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                refuse(place, "holds more than one document", "Keep one; remove the `---`.")
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
            refuse(place, "a mapping or list stands as a key", "Write a word before the colon.")
        if len(event.value) > LONGEST_KEY:
            refuse(place, f"a key is longer than {LONGEST_KEY} characters", "Write a shorter one.")
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
            refuse(place, f"is nested more than {DEEPEST} deep", "Flatten it.")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        if isinstance(event, MappingStartEvent):
            self._open.append(_Frame(place, event.anchor, None, {}))
        else:
            self._open.append(_Frame(place, event.anchor, [], None))

    def _take_alias(self, event: AliasEvent, place: Place) -> None:
        if self._awaits_key():
            refuse(place, "an alias stands as a key", "Write a word before the colon.")
        if event.anchor not in self._anchors:
            refuse(
                place,
                f"the alias *{event.anchor} has no anchor before it",
                f"Write &{event.anchor} before the value it repeats, or put the text in quotes.",
            )
        anchored = self._anchors[event.anchor]
        if anchored is None:
            refuse(place, f"the alias *{event.anchor} holds itself", "Write the value out.")
        node, size = anchored
        self._finish(node, size, None)

    def _finish(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        unfolded = size + sum(frame.size for frame in self._open)
        if unfolded > MOST_VALUES:
            refuse(
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
            refuse(place, f"the tag {tag} is not allowed", "Write the value alone.")

    def _path(self) -> Iterator[str]:
        for frame, inner in zip(self._open, [*self._open[1:], None], strict=True):
            if inner is None:
                return
            yield str(len(frame.items)) if frame.items is not None else str(frame.key)


def place_of(file: Path | None, mark: StreamMark | None) -> Place:
    """Return a position of the parser's as a place; lines and columns count from 1."""
    if mark is None or file is None:
        return Place(file)
    return Place(file, mark.line + 1, mark.column + 1)


def _joined_surrogates(text: str, place: Place) -> str:
    """Join characters escaped in two halves (as JSON does), and refuse a half alone."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        refuse(place, "escapes half a character", "Write the character itself.")
