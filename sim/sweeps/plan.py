"""A sweep, read and checked: its points as scenarios, its runs in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.experiments.spec import RunSpec
from sim.scenario import LoadedScenario
from sim.sweeps.factors import Factor
from sim.sweeps.file import SweepFile
from sim.sweeps.sampling import Point


@dataclass(frozen=True, eq=False)
class Sweep:
    """Everything that is to be run, and what is kept of it.

    Parameters
    ----------
    file
        Where it stands.
    name
        What its folder is called.
    said
        The file as it was read.
    base
        The scenario that is varied, with the changes that hold in every run.
    factors
        What is varied, in the file's order.
    points
        The design's points.
    scenarios
        (P,) the scenario of each point; equal parts of them are the same objects.
    measures
        Names of what is kept, wildcards written out.
    """

    file: Path
    name: str
    said: SweepFile
    base: LoadedScenario
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    scenarios: tuple[LoadedScenario, ...]
    measures: tuple[str, ...]

    @property
    def seed(self) -> int:
        """Seed of all runs."""
        return self.base.scenario.seed

    @property
    def run_count(self) -> int:
        """Points times replications."""
        return len(self.points) * self.said.replications

    def runs(self) -> Iterator[tuple[Point, int]]:
        """Yield (point, replication) in the order of the runs.

        All points come once before any comes twice: who stops early has seen the whole space.
        """
        for replication in range(self.said.replications):
            for point in self.points:
                yield point, replication

    @cached_property
    def specs(self) -> tuple[RunSpec, ...]:
        """The runs, in their order."""
        return tuple(
            RunSpec.of(self.scenarios[point.number], replication=replication)
            for point, replication in self.runs()
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Key of each run; points that are the same scenario have the same."""
        return tuple(spec.key for spec in self.specs)

    def value(self, point: Point, factor: Factor) -> Any:
        """Return a factor's value at a point: what the scenario has where it is not changed."""
        return point.values.get(factor.name, factor.base)

    def cost(self, point: Point) -> float | None:
        """Return what a point costs; None where the file states no costs."""
        costs = [factor.cost(self.value(point, factor)) for factor in self.factors]
        stated = [cost for cost in costs if cost is not None]
        return sum(stated) if stated else None
