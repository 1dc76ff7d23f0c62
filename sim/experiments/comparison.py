"""Scenarios side by side: their runs, and everything that is said of how they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiments.changes import Change
from sim.experiments.differences import Difference, differences
from sim.experiments.draws import Draw
from sim.experiments.input_ranges import InputSpread, input_spread
from sim.experiments.outcome import Outcome
from sim.experiments.side import Side
from sim.experiments.until import Look, Until

if TYPE_CHECKING:
    import pandas as pd

Runs = Mapping[str, tuple[Outcome, ...]]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scenarios or more, run on the same people, compared with the first.

    Parameters
    ----------
    scenarios
        What is said of the scenarios, by their labels ``A``, ``B``, ...; all have the same seed.
    texts
        The scenarios as resolved, as YAML, by label; not of those with ``sensitivity: live``.
    changes
        What the files of each other scenario change in the first, by label.
    runs
        The replications of each, in their order.
    inputs
        Names of the inputs with a range that any of the scenarios has.
    left_out
        What people call the inputs with a range that none of them has.
    draws
        Draws of the inputs; none unless `inputs` were asked for.
    drawn
        A run of each scenario for each draw, in their order.
    until
        When the replications were to stop; None if their number was given.
    """

    scenarios: Mapping[str, Side]
    texts: Mapping[str, str]
    changes: Mapping[str, tuple[Change, ...]]
    runs: Runs
    inputs: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    draws: tuple[Draw, ...] = ()
    drawn: Runs | None = None
    until: Until | None = None

    @property
    def first(self) -> str:
        """Label of the scenario that the others are compared with."""
        return next(iter(self.scenarios))

    @property
    def others(self) -> tuple[str, ...]:
        """Labels of the others."""
        return tuple(self.scenarios)[1:]

    @property
    def seed(self) -> int:
        """The seed of every run."""
        return self.scenarios[self.first].seed

    @property
    def replications(self) -> int:
        """How many replications each scenario has."""
        return len(self.runs[self.first])

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every measure of every other scenario, less that of the first."""
        return differences(
            self.runs[self.first], {label: self.runs[label] for label in self.others}
        )

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """How well the differences are known that decided when to stop; empty without `until`."""
        return () if self.until is None else looks(self.until, self.runs)

    @cached_property
    def failed(self) -> tuple[tuple[str, Outcome], ...]:
        """Runs that failed, with the labels of their scenarios."""
        every = [*self.runs.items(), *(self.drawn or {}).items()]
        return tuple((label, one) for label, runs in every for one in runs if one.failed)

    def over_inputs(self, difference: Difference) -> InputSpread | None:
        """Return what the draws of the inputs say of a difference; None without draws."""
        return self._over_inputs.get((difference.other, difference.name))

    @cached_property
    def _over_inputs(self) -> dict[tuple[str, str], InputSpread]:
        if self.drawn is None:
            return {}
        found = {}
        for one in self.differences:
            each = [
                (b - a, draw.factors)
                for draw, first, second in zip(
                    self.draws, self.drawn[self.first], self.drawn[one.other], strict=True
                )
                if (a := first.measures.get(one.name)) is not None
                and (b := second.measures.get(one.name)) is not None
            ]
            if each:
                factors = {name: [given[name] for _, given in each] for name in self.inputs}
                found[one.other, one.name] = input_spread([d for d, _ in each], factors)
        return found

    def verdict(self, label: str) -> str:
        """Say in words how one of the others compares with the first, and how sure that is.

        Raises
        ------
        ValueError
            `label` is none of the others; names them.
        """
        from sim.experiments.verdict import verdict

        if label not in self.others:
            raise ValueError(
                f"{label!r} is none of the scenarios that are compared with {self.first}: "
                f"{', '.join(self.others)}"
            )
        return verdict(self, label)

    def text(self) -> str:
        """Return everything a planner would read, at most 80 columns wide."""
        from sim.experiments.compare_text import text

        return text(self)

    @property
    def table(self) -> pd.DataFrame:
        """Every difference as a row, as ``differences.csv`` holds it."""
        import pandas as pd

        from sim.experiments.compare_files import rows

        return pd.DataFrame(rows(self))

    def save(self, folder: Path | str) -> None:
        """Write every file into `folder` (made if absent); ``compare.json`` comes last."""
        from sim.experiments.compare_files import write

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write(self, folder)

    def report(self, file: Path | str = "compare.html") -> Path:
        """Write the page: one file of HTML that needs nothing beside it; return where it is.

        Parameters
        ----------
        file
            Where to write it.
        """
        from sim.experiments.compare_page import compare_page
        from sim.results.store import write_text

        file = Path(file)
        write_text(file, compare_page(self))
        return file

    def __repr__(self) -> str:
        ids = ", ".join(f"{label} {side.id}" for label, side in self.scenarios.items())
        return f"<Comparison of {ids}: {self.replications} replications, {len(self.draws)} draws>"

    def _repr_html_(self) -> str:
        from sim.experiments.cards import comparison_card

        return comparison_card(self)


def looks(until: Until, runs: Runs) -> tuple[Look, ...]:
    """Look at the paired differences of every other scenario; pairs of which a run failed are out.

    Parameters
    ----------
    until
        What was asked.
    runs
        Replications by label; the first is what the others are compared with.
    """
    (_, first), *others = runs.items()
    found: list[Look] = []
    for label, second in others:
        pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (a.failed or b.failed)]
        each = {name: [_less(a, b, name) for a, b in pairs] for name in until.half_widths}
        found += until.looks(each, label)
    return tuple(found)


def _less(first: Outcome, second: Outcome, name: str) -> float | None:
    a, b = first.measures.get(name), second.measures.get(name)
    return None if a is None or b is None else b - a
