"""From a sweep file to a `Sweep`, or to every fault in it at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from sim.scenario import Fault, LoadedScenario, ScenarioError
from sim.scenario.faults import Place, refuse
from sim.scenario.loader import OpenScenario
from sim.scenario.marking import take_marks
from sim.scenario.messages import translate
from sim.scenario.nodes import Node, plain
from sim.scenario.read import read_file
from sim.scenario.shipped import shipped_file, shipped_folder, shipped_ids
from sim.scenario.words import show, suggest
from sim.sweeps.checks import design_faults, distribution_faults, measure_names, objective_faults
from sim.sweeps.designs import Listed
from sim.sweeps.distributions import Choice
from sim.sweeps.factors import Factor, factor_of, written
from sim.sweeps.file import SweepFile
from sim.sweeps.plan import Sweep
from sim.sweeps.points import Resolver, scenarios_of
from sim.sweeps.sampling import points_of

SHIPPED = "sweeps"
"""The folder of shipped sweep files in that of the scenarios."""


@dataclass(frozen=True)
class Space:
    """What a sweep file varies, before any point is chosen.

    Parameters
    ----------
    said
        The file as it was read.
    factors
        What is varied.
    measures
        What is kept of every run.
    resolver
        Makes the scenario of any point.
    """

    said: SweepFile
    factors: tuple[Factor, ...]
    measures: tuple[str, ...]
    resolver: Resolver


def read_sweep(
    path: str | os.PathLike[str], *, checked: Callable[[int], None] = lambda count: None
) -> Sweep:
    """Read and check a sweep file, and make the scenario of every point.

    Parameters
    ----------
    path
        The file, or the id of a shipped sweep where there is no such file.
    checked
        Hears how many points are done.

    Raises
    ------
    ScenarioError
        Anything is wrong; holds every fault, each with its place and a remedy.
    """
    return _reading(path).sweep(checked)


def read_space(path: str | os.PathLike[str]) -> Space:
    """Read and check a sweep file without the points of its design; see `read_sweep`."""
    return _reading(path).space()


def _reading(path: str | os.PathLike[str]) -> _Reading:
    file = _find(path)
    root, faults = read_file(file)
    if not root.entries.keys() & {"scenario", "factors", "design"} and (
        root.entries.keys() & {"extends", "clock", "corridors"}
    ):
        refuse(root.where, *_no_scenario(file.name))
    root, more = take_marks(root)
    root = _normalised(root)
    faults = [*faults, *more]
    try:
        said = SweepFile.model_validate(plain(root))
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        faults += translate(SweepFile, wrong, root)
        left_out = [tuple(map(str, one["loc"])) for one in wrong]
        faults += _faults_beside(file, root, left_out)
        raise ScenarioError(_located(faults, root, file)) from None
    return _Reading(file, root, said, faults)


def _faults_beside(file: Path, root: Node, left_out: list[tuple[str, ...]]) -> list[Fault]:
    """Return how the values of a file that are right go together; those at some paths are not."""
    values = cast(dict[str, Any], plain(root))
    for path in left_out:
        if path[0] == "factors" and len(path) > 1:
            values.get("factors", {}).pop(path[1], None)
        else:
            values.pop(path[0], None)
    values.setdefault("design", {"kind": "grid"})  # any: it is not judged
    try:
        _Reading(file, root, SweepFile.model_validate(values), [], whole=False).space()
    except ValidationError:
        return []  # what is right says too little
    except ScenarioError as error:
        return list(error.faults)
    return []


@dataclass
class _Reading:
    """A sweep file whose single values are right: what remains is how they go together.

    Where the file is not `whole`, its wrong values left out, nothing is said of what the design
    can do with the factors.
    """

    file: Path
    root: Node
    said: SweepFile
    faults: list[Fault]
    whole: bool = True

    def sweep(self, checked: Callable[[int], None]) -> Sweep:
        """Return the sweep, or raise everything that is wrong."""
        space = self.space()
        base = space.resolver.base
        points = points_of(self.said.design, space.factors, base.scenario.seed)
        try:
            scenarios = scenarios_of(space.resolver, points, self._place, checked)
        except ScenarioError as error:
            raise ScenarioError(_located(error.faults, self.root, self.file)) from None
        return Sweep(
            self.file, self.file.stem, self.said, base, space.factors, points, scenarios,
            space.measures,
        )  # fmt: skip

    def space(self) -> Space:
        """Return what is varied and how; raise what is wrong with any of it."""
        said = self.said
        self.faults += distribution_faults(said)
        self.faults += objective_faults(said)
        opened = self._opened()
        fixed = tuple(written(name, value) for name, value in said.fixed.items())
        misplaced = [
            replace(fault, path=("set", ".".join(fault.path)), place=None)
            for fault in opened.misplaced(fixed)
        ]
        self.faults += misplaced
        if misplaced:
            self._stop_at_faults()
        base = opened.resolve(overrides=fixed, seed=said.seed)
        measures, wrong = measure_names(said, base)
        self.faults += wrong
        factors = self._factors(opened, fixed, base)
        if self.whole:
            self.faults += design_faults(said, factors)
        self._stop_at_faults()
        return Space(said, factors, measures, Resolver(opened, fixed, factors, said.seed, base))

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise ScenarioError(_located(self.faults, self.root, self.file))

    def _opened(self) -> OpenScenario:
        """Read the scenario that is varied; its faults are told with its own places."""
        name = self.said.scenario
        where: str | Path = name
        if name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name:
            where = Path(os.path.relpath(self.file.parent / name))
            known = where.is_file()
        else:
            known = shipped_file(name) is not None
        if known:
            return OpenScenario.read(where)
        message, remedy = f"there is no scenario {show(name)}", suggest(name, shipped_ids())
        remedy += " A file is named with its ending, as in ../plan.yaml, relative to this one."
        self.faults.append(Fault(("scenario",), message, remedy))
        self._stop_at_faults()
        raise AssertionError  # the line above has raised

    def _factors(
        self, opened: OpenScenario, fixed: tuple[str, ...], base: LoadedScenario
    ) -> tuple[Factor, ...]:
        """Return the factors with their places; what is wrong with these is noted."""
        distributions = dict(self.said.factors)
        if isinstance(self.said.design, Listed):
            for name, values in _listed_values(self.said.design).items():
                distributions.setdefault(name, Choice(values=tuple(values)))
        found: list[Factor] = []
        for name, distribution in distributions.items():
            node = self.root.find(("factors", name))
            factor, fault = factor_of(name, distribution, base, node.mark if node else None)
            if factor is None:
                self.faults += [fault] if fault else []
                continue
            tried = [*fixed, *factor.overrides(factor.at(0.0))]
            wrong = opened.misplaced(tried)
            self.faults += [replace(one, path=("factors", name), place=None) for one in wrong]
            if not wrong:
                found.append(factor)
        self.faults += _overlaps(found)
        return tuple(found)

    def _place(self, factor: Factor, value: Any) -> Place:
        """Return where a factor's value stands: itself in a list of values, else the factor."""
        node = self.root.find(("factors", factor.name))
        if node is None:
            points = self.root.find(("design", "points"))
            return points.where if points is not None else Place(self.file)
        values = node.child("values")
        if isinstance(factor.distribution, Choice) and values is not None:
            given = factor.distribution.values
            if value in given:
                item = values.child(str(given.index(value)))
                return item.where if item is not None else node.where
        return node.where


def shipped_sweeps() -> tuple[str, ...]:
    """Return the ids of the shipped sweeps, sorted."""
    return tuple(sorted(path.stem for path in (shipped_folder() / SHIPPED).glob("*.yaml")))


def _find(path: str | os.PathLike[str]) -> Path:
    file = Path(path)
    if file.exists():
        return file
    if str(path) not in shipped_sweeps():
        if shipped_file(str(path)) is not None:
            refuse(Place(file), *_no_scenario(str(path)))
        if file.name == str(path) and not file.suffix:
            remedy = suggest(file.name, shipped_sweeps())
            refuse(Place(file), "is neither a file nor the id of a shipped sweep", remedy)
        return file
    shipped = shipped_folder() / SHIPPED / f"{path}.yaml"
    return shipped.relative_to(Path.cwd()) if shipped.is_relative_to(Path.cwd()) else shipped


def _no_scenario(name: str) -> tuple[str, str]:
    """Return what is wrong with a scenario in the place of a sweep, and the remedy."""
    return (
        "is a scenario, not a sweep",
        f"A sweep is a file that names it (`scenario: {name}`), with `factors` and a `design`; "
        f"shipped sweeps are {', '.join(shipped_sweeps())}.",
    )


def _normalised(root: Node) -> Node:
    """Write short forms out: a list of values, a range without its kind, a design's bare name."""
    entries = dict(root.entries)
    factors = entries.get("factors")
    if factors is not None and isinstance(factors.value, dict):
        whole = {name: _whole_factor(node) for name, node in factors.value.items()}
        entries["factors"] = replace(factors, value=whole)
    design = entries.get("design")
    if design is not None and isinstance(design.value, str):
        entries["design"] = replace(design, value={"kind": Node(design.value, design.place)})
    return replace(root, value=entries)


def _whole_factor(node: Node) -> Node:
    if isinstance(node.value, list):
        kind = Node("choice", node.place)
        return replace(node, value={"distribution": kind, "values": replace(node, key_place=None)})
    if isinstance(node.value, dict) and "distribution" not in node.value:
        kind = Node("choice" if "values" in node.value else "uniform", node.place)
        return replace(node, value={"distribution": kind, **node.value})
    return node


def _listed_values(design: Listed) -> dict[str, list[Any]]:
    """Return the values of each path that the points name, each once, in their order."""
    found: dict[str, list[Any]] = {}
    for point in design.points:
        for name, value in point.items():
            values = found.setdefault(name, [])
            if value not in values:
                values.append(value)
    return found


def _overlaps(factors: list[Factor]) -> list[Fault]:
    """Return a fault for each factor that sets what another sets."""
    faults = []
    for position, factor in enumerate(factors):
        for other in factors[:position]:
            shared = [
                target
                for target in factor.targets
                for known in other.targets
                if f"{target}.".startswith(f"{known}.") or f"{known}.".startswith(f"{target}.")
            ]
            if shared:
                message = f"sets {shared[0]}, as {other.name} does"
                faults.append(
                    Fault(("factors", factor.name), message, "Let one factor set a value.")
                )
    return faults


def _located(faults: list[Fault] | tuple[Fault, ...], root: Node, file: Path) -> list[Fault]:
    """Give each fault the place of its field, or of what is around it; in a reader's order."""
    placed = []
    for fault in faults:
        place = fault.place
        for depth in range(len(fault.path), -1, -1):
            node = root.find(fault.path[:depth])
            if place is None and node is not None:
                place = node.where
        placed.append(replace(fault, place=place or Place(file)))
    return sorted(
        dict.fromkeys(placed),
        key=lambda fault: (
            str(fault.place.file or "") if fault.place else "",
            fault.place.line if fault.place else 0,
            fault.place.column if fault.place else 0,
        ),
    )
