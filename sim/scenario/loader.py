"""From a scenario file to a `LoadedScenario`, or to every fault in it at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.faults import Fault, FieldPath, Place, ScenarioError
from sim.scenario.loaded import LoadedScenario
from sim.scenario.marking import take_marks
from sim.scenario.messages import translate
from sim.scenario.nodes import Node, plain
from sim.scenario.read import read_file
from sim.scenario.scenario import Scenario


def load_scenario(
    path: str | os.PathLike[str], *, overrides: Sequence[str] = (), seed: int | None = None
) -> LoadedScenario:
    """Load, resolve and check a scenario file.

    Parameters
    ----------
    path
        The file, or the id of a shipped scenario.
    overrides
        Changes as ``path=value``, such as ``corridors.3.lanes=12``; values are YAML.
    seed
        Seed to take instead of the file's.

    Raises
    ------
    ScenarioError
        Anything is wrong; holds every fault, each with its place and a remedy.
    """
    file = Path(path)
    root, faults = read_file(file)
    root, mark_faults = take_marks(root)
    faults += mark_faults
    root = _with_identity(root, file, seed)
    try:
        scenario = Scenario.model_validate(plain(root))
    except ValidationError as error:
        faults += [_placed(fault, root) for fault in translate(Scenario, error.errors())]
        raise ScenarioError(_in_order(faults)) from None
    if faults:
        raise ScenarioError(_in_order(faults))
    return _loaded(scenario, root, (file,))


def _with_identity(root: Node, file: Path, seed: int | None) -> Node:
    """Give the file's stem as `id` where there is none, and the seed that was asked for."""
    given: dict[str, Node] = {}
    if "id" not in root.entries:
        given["id"] = Node(file.stem, Place(file))
    if seed is not None:
        given["seed"] = Node(seed, Place(None))
    return replace(root, value={**root.entries, **given})


def _placed(fault: Fault, root: Node) -> Fault:
    """Give a fault the place of its field, or of the nearest mapping around it."""
    node = root.find(fault.path)
    if node is not None:
        of_key = fault.message.startswith("unknown key") and node.key_place is not None
        return replace(fault, place=node.key_place if of_key else node.where)
    for depth in range(len(fault.path) - 1, -1, -1):
        holder = root.find(fault.path[:depth])
        if holder is not None:
            return replace(fault, place=holder.where)
    return fault


def _in_order(faults: list[Fault]) -> list[Fault]:
    """Faults in the order of a reader's eye: by file, line and column."""

    def position(fault: Fault) -> tuple[str, int, int]:
        place = fault.place or Place(None)
        return str(place.file or ""), place.line, place.column

    return sorted(dict.fromkeys(faults), key=position)


def _loaded(scenario: Scenario, root: Node, files: tuple[Path, ...]) -> LoadedScenario:
    marks = {path: node.mark for path, node in root.walk() if node.mark is not None}
    places: dict[FieldPath, Place] = {path: node.where for path, node in root.walk()}
    text = scenario.model_dump_json(indent=1)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return LoadedScenario(scenario, marks, places, files, text, sha256)
