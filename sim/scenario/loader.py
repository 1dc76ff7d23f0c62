"""From a scenario file to a `LoadedScenario`, or to every fault in it at once."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.extends import Chain, read_chain
from sim.scenario.faults import Fault, FieldPath, Place, ScenarioError, refuse
from sim.scenario.file import FILE_SHAPE, ScenarioFile
from sim.scenario.loaded import LoadedScenario
from sim.scenario.merge import merge
from sim.scenario.messages import translate
from sim.scenario.nodes import Node, plain
from sim.scenario.overrides import Override, apply_overrides, read_overrides
from sim.scenario.parts import Parts
from sim.scenario.rules import check_rules
from sim.scenario.scenario import Scenario
from sim.scenario.shipped import shipped_file, shipped_folder, shipped_ids
from sim.scenario.streets import GeoJsonNetwork
from sim.scenario.words import suggest
from sim.scenario.write import write

DEFAULTS = "corridor_defaults"
A_SWEEP = ("is a sweep, not a scenario", "`corridors sweep` runs it, in Python sim.sweep.")
"""What is wrong with a sweep in the place of a scenario, and the remedy."""
_SEED = re.compile(r"^seed:.*\n(?: .*\n)*", re.MULTILINE)
"""The seed in a resolved scenario's text, with its marks."""


@dataclass(frozen=True)
class OpenScenario:
    """A scenario file that has been read, with those that it extends: to be resolved many times.

    Reading takes most of the time of loading; a sweep reads once and resolves for every point.

    Parameters
    ----------
    file
        The scenario's own file.
    chain
        What was read.
    """

    file: Path
    chain: Chain

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> OpenScenario:
        """Read a scenario file, or the shipped scenario of that id.

        Raises
        ------
        ScenarioError
            A file can't be read; holds all faults up to there.
        """
        file = _find(path)
        chain = read_chain(file)
        if {"scenario", "factors"} <= chain.root.entries.keys():
            refuse(chain.root.where, *A_SWEEP)
        return cls(file, chain)

    def misplaced(self, overrides: Sequence[str]) -> tuple[Fault, ...]:
        """Return what is wrong with the places of changes, whatever is wrong with their values."""
        changes, faults = read_overrides(overrides)
        return (*faults, *_resolve(self.chain.root, changes)[2])

    def resolve(
        self, *, overrides: Sequence[str] = (), seed: int | None = None, with_trail: bool = True
    ) -> LoadedScenario:
        """Apply changes and a seed and check everything; see `load_scenario`.

        The resolved scenario's text, its places and marks take most of the time: who needs none of
        them says so.
        """
        changes, faults = read_overrides(overrides)
        root, defaults, more = _resolve(self.chain.root, changes)
        root, id_faults = _identified(root, self.file, seed)
        root, path_faults = _with_absolute_paths(root)
        scenario, model_faults = _build(root)
        findings = [*path_faults, *model_faults, *check_rules(Parts(root, scenario))]
        placed = [_placed(finding, root, defaults) for finding in findings]
        faults = [*self.chain.faults, *faults, *more, *id_faults, *placed]
        serious = [fault for fault in faults if fault.severity == "fault"]
        if scenario is None or serious:
            raise ScenarioError(_in_order(serious))
        if with_trail:
            return _loaded(scenario, root, self.chain.files, _in_order(faults))
        return LoadedScenario(scenario, {}, {}, self.chain.files, "", _hash(scenario))


def load_scenario(
    path: str | os.PathLike[str], *, overrides: Sequence[str] = (), seed: int | None = None
) -> LoadedScenario:
    """Load, resolve and check a scenario file.

    Parameters
    ----------
    path
        The file, or the id of a shipped scenario where there is no such file.
    overrides
        Changes as ``path=value``, such as ``corridors.3.lanes=12``; values are YAML.
    seed
        Seed to take instead of the scenario's.

    Returns
    -------
    LoadedScenario
        The scenario with its places, marks and warnings.

    Raises
    ------
    ScenarioError
        Anything is wrong; holds every fault, each with its place and a remedy.
    """
    return OpenScenario.read(path).resolve(overrides=overrides, seed=seed)


def with_scenario(loaded: LoadedScenario, scenario: Scenario) -> LoadedScenario:
    """Return a loaded scenario with other values and their hash; its text is no longer given."""
    return replace(loaded, scenario=scenario, text="", sha256=_hash(scenario))


def reseeded(loaded: LoadedScenario, seed: int) -> LoadedScenario:
    """Return a loaded scenario with another seed, in its text and hash as well.

    Raises
    ------
    ValueError
        The seed is no whole number, or negative.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed is {seed!r}: give a whole number from 0 on")
    if seed == loaded.scenario.seed:
        return loaded
    scenario = loaded.scenario.model_copy(update={"seed": seed})
    line = f"seed: {seed}\n"
    text, found = _SEED.subn(line, loaded.text)
    text = text if found else loaded.text + line
    marks = {path: mark for path, mark in loaded.marks.items() if path != ("seed",)}
    return replace(loaded, scenario=scenario, marks=marks, text=text, sha256=_hash(scenario))


def _find(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            f"a scenario is a file or the id of a shipped one, not a {type(path).__name__}"
        )
    file = Path(path)
    if os.path.exists(file):  # a name that no file can have is no error here
        return file
    shipped = shipped_file(str(path))
    if shipped is None and file.name == str(path) and not file.suffix:
        if (shipped_folder() / "sweeps" / f"{file.name}.yaml").is_file():
            refuse(Place(file), *A_SWEEP)
        refuse(
            Place(file),
            "is neither a file nor the id of a shipped scenario",
            suggest(file.name, shipped_ids()),
        )
    return shipped or file


def _resolve(root: Node, changes: Sequence[Override]) -> tuple[Node, Node | None, list[Fault]]:
    """Apply changes and put ``corridor_defaults`` under every corridor.

    Changes of the defaults come first, so that they reach the corridors; all others after, so that
    they find what the corridors took from the defaults.
    """
    of_defaults = [change for change in changes if change.path[0] == DEFAULTS]
    others = [change for change in changes if change.path[0] != DEFAULTS]
    root, faults = apply_overrides(root, of_defaults)
    root, defaults = _expanded(root)
    root, more = apply_overrides(root, others)
    return root, defaults, faults + more


def _expanded(root: Node) -> tuple[Node, Node | None]:
    """Return the tree without ``corridor_defaults``, merged under each corridor, and these."""
    defaults, corridors = root.child(DEFAULTS), root.child("corridors")
    entries = {key: node for key, node in root.entries.items() if key != DEFAULTS}
    if defaults is None or corridors is None or not isinstance(corridors.value, dict):
        return replace(root, value=entries), defaults
    shape = FILE_SHAPE.child(DEFAULTS)
    merged = {
        key: merge(defaults, node, shape, whole="over") if isinstance(node.value, dict) else node
        for key, node in corridors.value.items()
    }
    entries["corridors"] = replace(corridors, value=merged)
    return replace(root, value=entries), defaults


def _identified(root: Node, file: Path, seed: int | None) -> tuple[Node, list[Fault]]:
    """Give the file's stem as `id` where there is none, and the seed that was asked for."""
    entries = dict(root.entries)
    faults: list[Fault] = []
    if "id" not in entries:
        stem = re.sub("[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:60] or "plan"
        entries["id"] = Node(stem, Place(file))
        if stem != file.stem:
            message = f"is missing, and the file's name {file.stem!r} can't serve as one"
            faults.append(Fault(("id",), message, f"Add `id: {stem}`, say.", Place(file)))
    if seed is not None:
        entries["seed"] = Node(seed, Place(None))
    ordered = {key: entries[key] for key in Scenario.model_fields if key in entries}
    return replace(root, value=ordered | entries), faults


def _with_absolute_paths(root: Node) -> tuple[Node, list[Fault]]:
    """Make the paths of other files absolute: they are relative to who says so, file or --set.

    These are ``network.path`` and the ``points.path`` of each damage.
    """
    damage = root.child("damage")
    ids = damage.entries if damage is not None else {}
    faults: list[Fault] = []
    for where in (("network", "path"), *(("damage", key, "points", "path") for key in ids)):
        node = root.find(where)
        if node is None or not isinstance(node.value, str):
            continue
        folder = node.place.file.parent if node.place.file is not None else Path()
        path = Path(os.path.abspath(folder / node.value))
        if "\0" in node.value or not path.is_file():
            remedy = "Check the name; it is relative to the scenario file, with --set to here."
            faults.append(Fault(where, f"there is no file {node.value!r}", remedy))
        else:
            root = _with_value(root, where, str(path))
    return root, faults


def _with_value(node: Node, where: FieldPath, value: str) -> Node:
    """Return the tree with the text at `where`, which is there, changed."""
    if not where:
        return replace(node, value=value)
    below = _with_value(node.entries[where[0]], where[1:], value)
    return replace(node, value={**node.entries, where[0]: below})


def _build(root: Node) -> tuple[Scenario | None, list[Fault]]:
    try:
        return Scenario.model_validate(plain(root)), []
    except ValidationError as error:
        return None, translate(ScenarioFile, error.errors(include_url=False), root)


def _placed(fault: Fault, root: Node, defaults: Node | None) -> Fault:
    """Give a fault the place of its field, or of the nearest mapping around it."""
    node = root.find(fault.path)
    if node is not None:
        fault = replace(fault, place=fault.place or node.where)
        return _named_after_defaults(fault, node, defaults)
    for depth in range(len(fault.path) - 1, -1, -1):
        holder = root.find(fault.path[:depth])
        if holder is not None:
            return replace(fault, place=fault.place or holder.where)
    return fault


def _named_after_defaults(fault: Fault, node: Node, defaults: Node | None) -> Fault:
    """Tell what a corridor took from the defaults as a fault of these, so that it is told once."""
    if defaults is None or fault.path[0] != "corridors" or len(fault.path) < 3:
        return fault
    given = defaults.find(fault.path[2:])
    if given is None or given.where != node.where:
        return fault
    return replace(fault, path=(DEFAULTS, *fault.path[2:]))


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in the order of a reader's eye: by file, line and column; each once."""

    def position(fault: Fault) -> tuple[str, int, int]:
        place = fault.place or Place(None)
        return str(place.file or ""), place.line, place.column

    return sorted(dict.fromkeys(faults), key=position)


def _loaded(
    scenario: Scenario, root: Node, files: tuple[Path, ...], warnings: list[Fault]
) -> LoadedScenario:
    nodes = list(root.walk())
    places: dict[FieldPath, Place] = {path: node.where for path, node in nodes}
    return LoadedScenario(
        scenario=scenario,
        marks={path: node.mark for path, node in nodes if node.mark is not None},
        places=places,
        files=files,
        text=write(root),
        sha256=_hash(scenario),
        warnings=tuple(warnings),
    )


def _hash(scenario: Scenario) -> str:
    """Hash what a run depends on: every value with its default, and the files that it reads."""
    data = scenario.model_dump(mode="json", exclude={"title", "notes"})
    if isinstance(scenario.network, GeoJsonNetwork):
        data["network"]["path"] = _file_hash(scenario.network.path)
    for key, damage in scenario.damage.items():
        if damage.points is not None:
            data["damage"][key]["points"]["path"] = _file_hash(damage.points.path)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _file_hash(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
