"""Follows `extends:` from a scenario file to what it builds on, and lays one over the other."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from sim.scenario.faults import Fault, Place, ScenarioError, refuse
from sim.scenario.file import FILE_SHAPE, NOT_INHERITED
from sim.scenario.marking import take_marks
from sim.scenario.merge import merge
from sim.scenario.nodes import Node
from sim.scenario.read import read_file
from sim.scenario.shipped import shipped_file, shipped_folder, shipped_ids
from sim.scenario.words import show, suggest

LONGEST_CHAIN = 20
"""Files that may build on one another."""


@dataclass(frozen=True)
class Chain:
    """A scenario file with everything that it builds on.

    Parameters
    ----------
    root
        The merged tree, marks taken out, `extends` gone.
    files
        The file itself, what it extends, what that extends...
    faults
        What is wrong so far without having stopped the reading.
    """

    root: Node
    files: tuple[Path, ...]
    faults: tuple[Fault, ...]


def read_chain(file: Path) -> Chain:
    """Read a scenario file and the files that it extends, and merge them.

    Raises
    ------
    ScenarioError
        A file of the chain can't be read or may not be extended; holds all faults up to there.
    """
    roots: list[Node] = []
    files: list[Path] = []
    faults: list[Fault] = []
    tree: Path | None = None
    following: Path | None = file
    while following is not None:
        files.append(following)
        try:
            root, more = read_file(following)
            faults += more
            root, more = take_marks(root)
            faults += more
            following, tree = _following(root, files, tree)
        except ScenarioError as error:
            raise ScenarioError([*faults, *error.faults]) from None
        roots.append(_without(root, ("extends",)))
    merged = roots[-1]
    for root in reversed(roots[:-1]):
        merged = merge(_without(merged, NOT_INHERITED), root, FILE_SHAPE)
    return Chain(merged, tuple(files), tuple(faults))


def _following(root: Node, files: list[Path], tree: Path | None) -> tuple[Path | None, Path | None]:
    """Return the file that the last one extends, and the folder that it may not leave."""
    node = root.child("extends")
    if node is None:
        return None, tree
    tree = tree or files[0].resolve().parent
    name = node.value
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        _refuse(node.place, f"{show(name)} names no scenario", _remedy_name())
    if name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name:
        base = _file_in_tree(name, node.place, files[-1], tree)
    else:
        base, tree = _shipped(name, node.place)
    known = [file.resolve() for file in files]
    if base.resolve() in known:
        chain = [*files[known.index(base.resolve()) :], base]
        _refuse(
            node.place,
            f"the file extends itself: {' > '.join(link.name for link in chain)}",
            "Remove one `extends` of the chain.",
        )
    if len(files) >= LONGEST_CHAIN:
        _refuse(
            node.place, f"the chain is longer than {LONGEST_CHAIN} files", "Merge some of them."
        )
    return base, tree


def _file_in_tree(name: str, place: Place, file: Path, tree: Path) -> Path:
    base = file.parent / name
    try:
        outside = Path(name).is_absolute() or not base.resolve().is_relative_to(tree)
    except (OSError, RuntimeError) as error:  # a name too long, or links in a circle
        _refuse(place, f"{show(name)} can't be followed ({error})", _remedy_name())
    if outside:
        _refuse(
            place,
            f"{show(name)} lies outside the scenario's own folder",
            "Put the file it extends into the same folder or below, or name a shipped scenario.",
        )
    if not base.is_file():
        beside = [entry.name for entry in sorted(base.parent.glob("*.y*ml")) if entry != file]
        _refuse(place, f"there is no file {show(name)}", suggest(base.name, beside))
    return base


def _shipped(name: str, place: Place) -> tuple[Path, Path]:
    base = shipped_file(name)
    if base is None:
        _refuse(
            place,
            f"{show(name)} is no shipped scenario",
            f"{suggest(name, shipped_ids())} A file is named with its ending, as in base.yaml.",
        )
    return base, shipped_folder().resolve()


def _remedy_name() -> str:
    return "Write a file such as base.yaml, or the id of a shipped scenario."


def _without(root: Node, keys: tuple[str, ...]) -> Node:
    return replace(root, value={k: node for k, node in root.entries.items() if k not in keys})


def _refuse(place: Place, message: str, remedy: str) -> NoReturn:
    refuse(place, message, remedy, ("extends",))
