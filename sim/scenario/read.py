"""From a YAML file to nodes with places, refusing what is broken, huge or unfolds without end.

Only ruamel's parser is used, and its events composed by us: that gives every key and value its line
and column, keeps YAML 1.2's meaning of words, and counts what aliases unfold to before they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.reader import ReaderError

from sim.scenario.compose import Composer, place_of
from sim.scenario.faults import Fault, Place, ScenarioError, refuse
from sim.scenario.nodes import Node

LARGEST_FILE_BYTES = 1_000_000
"""Some 8,000 districts."""


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
        refuse(Place(path), "is empty", "Write a scenario, or start from a shipped one.")
    if not isinstance(node.value, dict):
        refuse(
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
    composer = Composer(file)
    parser = YAML(typ="safe", pure=True)
    try:
        for event in parser.parse(text):
            composer.take(event)
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark, remedy = _told(error)
        refuse(place_of(file, mark), f"is not YAML: {_sentence(error)}", remedy)
    except ReaderError as error:
        refuse(
            _place_of_index(text, error.position, file),
            f"holds the unprintable character U+{error.character:04X}",
            "Remove it.",
        )
    except (ValueError, OverflowError) as error:
        # ruamel makes numbers and characters of escapes and directives without checking them.
        refuse(Place(file), f"is not YAML: {error}", "Mend its escapes and directives.")
    return composer.root, composer.faults


def _load_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            refuse(Place(path), "is a folder", "Name the scenario file in it.")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except ScenarioError:
        raise
    except FileNotFoundError:
        refuse(Place(path), "does not exist", "Check the name and the folder.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        refuse(Place(path), f"can't be read ({reason})", "Check the name and its permissions.")
    if len(data) > LARGEST_FILE_BYTES:
        refuse(
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
        refuse(
            Place(path, line, column),
            f"is not UTF-8 text (byte 0x{data[error.start]:02x})",
            "Save the file as UTF-8.",
        )


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
