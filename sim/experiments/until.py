"""Runs until the mean of a measure is known well enough: what was asked, and whether it is met.

Runs come in batches of a fixed size and are looked at only at the end of a batch, so that how many
there are does not depend on how many processes share them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sim.experiments.many import run_each
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.experiments.statistics import spread
from sim.results.measures import measure_of
from sim.runner.progress import Progress

BATCH = 10
"""Runs (of each scenario) between two looks."""

LEAST = 20
"""Runs before the first look: the interval of fewer is too often narrow by chance."""

MOST = 200
"""Runs at most, unless told otherwise."""


@dataclass(frozen=True)
class Until:
    """When to stop: once the 95 % interval of every named mean is narrow enough, or at a ceiling.

    Parameters
    ----------
    half_widths
        The largest half-width of the interval, by the name of the measure and in its unit.
    most
        How many runs (of each scenario) are made at most.
    """

    half_widths: Mapping[str, float]
    most: int = MOST

    def looks(self, values: Mapping[str, Sequence[float | None]], other: str = "") -> list[Look]:
        """Return how far each measure is, given its value (or difference) in every run."""
        return [
            Look.of(name, other, target, values[name]) for name, target in self.half_widths.items()
        ]


@dataclass(frozen=True)
class Look:
    """How well the mean of one measure is known.

    Parameters
    ----------
    measure, other
        Its name; the label of the scenario whose difference from the first it is, or empty.
    target
        The half-width that was asked for.
    half_width
        That of the 95 % interval of the mean; None of fewer than two values.
    runs, lacking
        How many runs did not fail; how many of them have no such value, as a time never reached.
    """

    measure: str
    other: str
    target: float
    half_width: float | None
    runs: int
    lacking: int

    @classmethod
    def of(cls, measure: str, other: str, target: float, values: Sequence[float | None]) -> Look:
        """Look at the values of the runs that did not fail."""
        there = [value for value in values if value is not None]
        half_width = spread(there).half_width if there else None
        return cls(measure, other, target, half_width, len(values), len(values) - len(there))

    @property
    def met(self) -> bool:
        """Whether the target is met, by every run."""
        return not self.lacking and self.half_width is not None and self.half_width <= self.target

    @property
    def hopeless(self) -> bool:
        """Whether no further run can help."""
        return self.lacking > 0 or self.runs == 0

    def text(self) -> str:
        """Say what was asked and what is reached."""
        what = self.measure
        if self.other:
            what = f"the difference {self.other} makes in {what}"
        asked = f"Half-width of {what}: asked {_short(self.target)}{self._unit} or less"
        if self.lacking:
            return (
                f"{asked}, but {self.lacking} of {self.runs} runs have no such value, so that no "
                "number of runs can tell."
            )
        if self.half_width is None:
            return f"{asked}, but too few runs came to their end."
        return f"{asked}, reached {_short(self.half_width)} after {self.runs} runs."

    @property
    def _unit(self) -> str:
        unit = measure_of(self.measure).unit
        return "" if unit == "-" else f" {unit}"


def told(looks: Sequence[Look]) -> str:
    """Say when the runs ended and why, and what that does to their interval."""
    if not looks:
        return ""
    said = ["Runs were added in tens.", *(look.text() for look in looks)]
    if not any(look.hopeless for look in looks) and not all(look.met for look in looks):
        said.append("No more runs were allowed.")
    said.append("An interval that says when to stop is too narrow a little more often than others.")
    return " ".join(said)


def as_json(until: Until | None, looks: Sequence[Look]) -> dict[str, Any] | None:
    """Return what the files of a result keep of it; None if nothing was asked."""
    if until is None:
        return None
    return {
        "most": until.most,
        "least": LEAST,
        "batch": BATCH,
        "measures": [
            {
                "measure": look.measure,
                "other": look.other or None,
                "target": look.target,
                "half_width": look.half_width,
                "runs": look.runs,
                "lacking": look.lacking,
                "met": look.met,
            }
            for look in looks
        ],
    }


def from_json(data: Mapping[str, Any] | None) -> Until | None:
    """Read what `as_json` wrote."""
    if not data:
        return None
    return Until({one["measure"]: one["target"] for one in data["measures"]}, data["most"])


def run_until(
    specs: Sequence[RunSpec],
    looks: Callable[[Sequence[Outcome]], Sequence[Look]],
    *,
    each: int = 1,
    made: Sequence[Outcome] = (),
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Make runs in order until every look is met, none can be, or there are no more to make.

    Runs that are ahead when the last batch is complete are given up, and are no part of the answer:
    it depends on the specs alone.

    Parameters
    ----------
    specs
        The runs that may be made, in their order.
    looks
        Looks at the first of them.
    each
        How many specs in a row are one replication: one a scenario.
    made
        Outcomes of the first specs, if some are there already.
    jobs, progress
        As in `run_many`.
    """
    found = dict(enumerate(made))
    ready, batch = 0, BATCH * each
    with closing(run_each(specs[len(made) :], jobs=jobs, progress=progress)) as coming:
        for position, outcome in coming:
            found[len(made) + position] = outcome
            while ready + batch <= len(specs) and _complete(found, ready, ready + batch):
                ready += batch
                first = [found[k] for k in range(ready)]
                if ready >= LEAST * each and _enough(looks(first), progress):
                    return first
    return [found[k] for k in range(len(specs))]


def _complete(found: Mapping[int, Outcome], begin: int, end: int) -> bool:
    return all(k in found for k in range(begin, end))


def _enough(looks: Iterable[Look], progress: Progress | None) -> bool:
    looks = list(looks)
    over = all(look.met for look in looks) or any(look.hopeless for look in looks)
    if progress is not None and not over:
        far = (
            f"{look.measure} {look.other} {_short(look.half_width)} of {_short(look.target)}"
            for look in looks
            if look.half_width is not None
        )
        progress.stage(f"half-widths after {looks[0].runs} runs: {', '.join(far)}")
    return over


def _short(value: float) -> str:
    """Write a number with two digits, or all of its whole ones.

    >>> _short(187.23), _short(0.0034567), _short(0.0)
    ('187', '0.0035', '0')
    """
    if value == 0.0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
