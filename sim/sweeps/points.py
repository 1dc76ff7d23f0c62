"""The scenario of every point, or every fault that any point has, told once with where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario import Fault, LoadedScenario, ScenarioError
from sim.scenario.faults import Place
from sim.scenario.file import ScenarioFile
from sim.scenario.loader import OpenScenario, with_scenario
from sim.scenario.messages import translate
from sim.scenario.nodes import Node
from sim.scenario.scenario import Scenario
from sim.scenario.words import show
from sim.sweeps.factors import Factor
from sim.sweeps.inputs import INPUTS
from sim.sweeps.sampling import Point

MOST_FAULTS = 20
"""After so many different faults no further points are looked at."""


@dataclass(frozen=True)
class Resolver:
    """Makes the scenario of a point.

    Parameters
    ----------
    opened
        The scenario that is varied.
    fixed
        Changes that hold in every run.
    factors
        What is varied.
    seed
        Seed of all runs; the scenario's own if None.
    base
        The scenario with the fixed changes alone; its parts are shared.
    """

    opened: OpenScenario
    fixed: tuple[str, ...]
    factors: tuple[Factor, ...]
    seed: int | None
    base: LoadedScenario

    def resolve(self, point: Point) -> LoadedScenario:
        """Return the scenario of a point.

        Raises
        ------
        ScenarioError
            It cannot be run.
        """
        changes = [
            text
            for factor in self.factors
            if factor.name in point.values
            for text in factor.overrides(point.values[factor.name])
        ]
        loaded = self.opened.resolve(
            overrides=[*self.fixed, *changes], seed=self.seed, with_trail=False
        )
        scenario = self._with_inputs(loaded.scenario, point)
        if scenario is not loaded.scenario:
            loaded = with_scenario(loaded, scenario)
        shared = _shared(self.base.scenario, loaded.scenario)
        return replace(loaded, scenario=shared, marks=self.base.marks)

    def _with_inputs(self, scenario: Scenario, point: Point) -> Scenario:
        """Apply factors on whole inputs, and check what comes of them."""
        changed = scenario
        for factor in self.factors:
            if factor.input and factor.name in point.values:
                changed = INPUTS[factor.input].apply(changed, float(point.values[factor.name]))
        if changed is scenario:
            return scenario
        try:
            return Scenario.model_validate(changed.model_dump())
        except ValidationError as error:
            nowhere = Node({}, Place(None))
            raise ScenarioError(
                translate(ScenarioFile, error.errors(include_url=False), nowhere)
            ) from None


def scenarios_of(
    resolver: Resolver,
    points: Sequence[Point],
    place: Callable[[Factor, Any], Place],
    checked: Callable[[int], None],
) -> tuple[LoadedScenario, ...]:
    """Return the scenario of every point.

    Parameters
    ----------
    resolver
        What makes them.
    points
        The points.
    place
        Where the sweep file gives a factor, or one of its values.
    checked
        Hears how many points are done.

    Raises
    ------
    ScenarioError
        Some cannot be run; each fault is told once, with the first point that has it.
    """
    found: list[LoadedScenario] = []
    wrong = _Wrong(resolver.factors, place)
    for point in points:
        try:
            found.append(resolver.resolve(point))
        except ScenarioError as error:
            for fault in error.faults:
                wrong.add(fault, point)
            if len(wrong.seen) >= MOST_FAULTS:
                break
        checked(point.number + 1)
    if wrong.seen:
        raise ScenarioError(wrong.faults())
    return tuple(found)


@dataclass
class _Wrong:
    """Faults of points: the same one of many points is one."""

    factors: tuple[Factor, ...]
    place: Callable[[Factor, Any], Place]
    seen: dict[tuple[object, ...], tuple[Fault, Point, int]] = field(default_factory=dict)

    def add(self, fault: Fault, point: Point) -> None:
        """Take a point's fault."""
        blamed = self._blamed(fault, point)
        key = fault.path, fault.message, blamed and blamed.name
        known = self.seen.get(key)
        self.seen[key] = (*known[:2], known[2] + 1) if known else (fault, point, 1)

    def faults(self) -> list[Fault]:
        """Return them with their points."""
        return [self._told(*found) for found in self.seen.values()]

    def _told(self, fault: Fault, point: Point, count: int) -> Fault:
        others = f" and {count - 1:,} more" if count > 1 else ""
        said = ", ".join(f"{name} = {show(value)}" for name, value in point.values.items())
        message = f"{fault.message}, at point {point.number} ({said or 'as it is'}){others}"
        blamed = self._blamed(fault, point)
        if blamed is None:
            return replace(fault, message=message)
        where = self.place(blamed, point.values[blamed.name])
        return replace(
            fault,
            path=("factors", blamed.name),
            message=f"{'.'.join(fault.path)}: {message}",
            place=where,
        )

    def _blamed(self, fault: Fault, point: Point) -> Factor | None:
        """Return the factor that sets the value at fault, None where none does."""
        path = ".".join(fault.path)
        for factor in self.factors:
            if factor.name not in point.values:
                continue
            for target in factor.targets:
                if path == target or path.startswith(f"{target}.") or target.startswith(f"{path}."):
                    return factor
        return None


def _shared(base: Any, other: Any) -> Any:
    """Return `other` with every part that equals that of `base` replaced by it: it costs nothing.

    A thousand points of a city differ in a few numbers.
    """
    if base is other or (type(base) is type(other) and base == other):
        return base
    if isinstance(base, BaseModel) and type(base) is type(other):
        update = {name: _shared(getattr(base, name), value) for name, value in other}
        return other.model_copy(update=update)
    if isinstance(base, dict) and isinstance(other, dict):
        return {key: _shared(base.get(key), value) for key, value in other.items()}
    return other
