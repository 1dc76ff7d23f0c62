"""Factors: where each stands in the scenario, and which values it takes there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sim.scenario import Fault, LoadedScenario
from sim.scenario.marks import Mark
from sim.scenario.words import suggest
from sim.sweeps.distributions import AnyDistribution, Choice
from sim.sweeps.inputs import INPUTS, PREFIX

ANY = "*"
MISSING = object()


@dataclass(frozen=True)
class Factor:
    """Something that is varied.

    Parameters
    ----------
    name
        Its path as the file gives it, wildcards and all.
    distribution
        Its values.
    targets
        The paths that it sets; none for ``inputs.NAME``.
    base
        What the scenario itself has there; None where its places differ, or have nothing.
    whole
        Whether only whole numbers may stand there.
    mark
        Where its range comes from.
    """

    name: str
    distribution: AnyDistribution
    targets: tuple[str, ...]
    base: Any
    whole: bool
    mark: Mark | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        if self.distribution.label:
            return self.distribution.label
        return INPUTS[self.input].label if self.input else self.name

    @property
    def input(self) -> str:
        """Name of the input that it is a factor on; empty for a path."""
        return self.name.removeprefix(PREFIX) if self.name.startswith(PREFIX) else ""

    def at(self, quantile: float) -> Any:
        """Return the value at a quantile; a whole one where only such may stand."""
        if self.whole and self.distribution.distribution == "uniform":
            low, high = round(self.distribution.low), round(self.distribution.high)
            return min(low + int((high - low + 1) * quantile), high)  # all are as likely
        return self._fit(self.distribution.at(quantile))

    @property
    def levels(self) -> tuple[Any, ...]:
        """The levels that a grid takes; each once."""
        return self._distinct(self.distribution.levels_given())

    @property
    def ends(self) -> tuple[Any, ...]:
        """The levels that one-at-a-time takes; the scenario's own value is not among them."""
        return tuple(
            value for value in self._distinct(self.distribution.ends()) if value != self.base
        )

    def cost(self, value: Any) -> float | None:
        """Return what a value costs; None where the file states no cost."""
        one = self.distribution
        if isinstance(one, Choice) and one.costs and value in one.values:
            return one.costs[one.values.index(value)]
        if one.cost_per_unit is None or not isinstance(value, int | float):
            return None
        return one.cost_per_unit * value

    def overrides(self, value: Any) -> list[str]:
        """Return the changes of the scenario that set it to a value."""
        return [written(target, value) for target in self.targets]

    def _distinct(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        found: list[Any] = []
        for value in map(self._fit, values):
            if value not in found:
                found.append(value)
        return tuple(found)

    def _fit(self, value: Any) -> Any:
        if self.whole and isinstance(value, float) and not isinstance(self.distribution, Choice):
            return round(value)
        return value


def written(path: str, value: Any) -> str:
    """Return a change as ``path=value``, which YAML reads as what it was."""
    return f"{path}={json.dumps(value, ensure_ascii=False)}"


def factor_of(
    name: str, distribution: AnyDistribution, scenario: LoadedScenario, mark: Mark | None
) -> tuple[Factor | None, Fault | None]:
    """Return a factor with its places in the scenario, or why it has none."""
    if name.startswith(PREFIX):
        if name.removeprefix(PREFIX) not in INPUTS:
            message = f"there is no input {name.removeprefix(PREFIX)!r}"
            return None, Fault(
                ("factors", name), message, suggest(name.removeprefix(PREFIX), INPUTS)
            )
        return Factor(
            name, distribution, (), INPUTS[name.removeprefix(PREFIX)].base, False, mark
        ), None
    tree = scenario.scenario.model_dump(mode="json")
    targets = expand(name, tree)
    if not targets:
        return None, Fault(
            ("factors", name), f"{name} stands for nothing in the scenario", "Check the path."
        )
    bases = [value_at(tree, target) for target in targets]
    base = bases[0] if all(other == bases[0] for other in bases) else MISSING
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in bases)
    return (
        Factor(name, distribution, targets, None if base is MISSING else base, whole, mark),
        None,
    )


def expand(name: str, tree: Any) -> tuple[str, ...]:
    """Return the paths that a name with wildcards stands for; the name itself if it has none."""
    paths: list[tuple[str, ...]] = [()]
    for step in name.split("."):
        if step == ANY:
            paths = [(*path, key) for path in paths for key in _keys(value_at(tree, path))]
        else:
            paths = [(*path, step) for path in paths]
    return tuple(".".join(path) for path in paths)


def value_at(tree: Any, path: str | tuple[str, ...]) -> Any:
    """Return what stands at a path of nested mappings and lists; None where there is nothing."""
    for step in path.split(".") if isinstance(path, str) else path:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and step.isdecimal() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return None
    return tree


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(key) for key in value]
    return [str(position) for position in range(len(value))] if isinstance(value, list) else []
