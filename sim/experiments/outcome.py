"""What is kept of one run among many: scalar measures by name, and who was out when."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.results.result import RunResult


@dataclass(frozen=True)
class Curves:
    """People out by each corridor, interval by interval, to the scenario's end.

    Parameters
    ----------
    interval_s
        Length of an interval; the first begins with the scenario.
    out
        People who completed service in each of K intervals, by corridor id.
    """

    interval_s: float
    out: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, result: RunResult) -> Curves:
        """Return who was out when, to the scenario's end even if the run was over before it."""
        interval_s = float(result.summary["report_interval_s"])
        length = max(1, math.ceil(round(result.summary["duration_s"] / interval_s, 9)))
        out: dict[str, tuple[int, ...]] = {}
        for corridor, rows in result.corridors.groupby("corridor", sort=False):
            counts = [int(count) for count in rows["out"]]
            out[str(corridor)] = (*counts, *[0] * (length - len(counts)))
        return cls(interval_s, out)


def measures_of(result: RunResult) -> dict[str, float | None]:
    """Return every scalar of a run by name (`sim.results.measures`), None where there is none."""
    from sim.results.measures import headline_measures

    return stated(headline_measures(result))


def stated(measures: Mapping[str, float]) -> dict[str, float | None]:
    """Return measures with None where there is nothing to measure, which is nan otherwise."""
    return {name: None if math.isnan(value) else value for name, value in measures.items()}


@dataclass(frozen=True)
class Outcome:
    """A run that is over, well or not.

    Parameters
    ----------
    key
        The run's name, ``RunSpec.key``.
    scenario
        The scenario's id.
    seed, replication
        Its random numbers.
    measures
        Scalars by the names of `sim.results.measures`: of the whole (``out_by_close``), of
        corridors (``corridors.3.out``) and districts (``districts.hanano.stranded``). None where
        there is nothing to measure, such as a clearance time never reached. Empty if it failed.
    curves
        Who was out when; None if it failed.
    error
        Why it failed, in one line; empty if it did not.
    seconds
        How long it took; no part of what two outcomes are compared by.
    """

    key: str
    scenario: str
    seed: int
    replication: int
    measures: Mapping[str, float | None] = field(default_factory=dict)
    curves: Curves | None = None
    error: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def failed(self) -> bool:
        """Whether the run failed."""
        return bool(self.error)

    @property
    def failure(self) -> str:
        """Which run failed and why; empty if it did not."""
        which = f"{self.scenario}, seed {self.seed}, replication {self.replication}"
        return f"{which}: {self.error}" if self.failed else ""

    def to_json(self) -> str:
        """Return it as one line of JSON; `from_json` gives back the same bits."""
        return json.dumps(asdict(self), allow_nan=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            The text is cut off, or no outcome.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.keys() != cls.__dataclass_fields__.keys():
            raise ValueError("this is no outcome of a run")
        curves: dict[str, Any] | None = data.pop("curves")
        if curves is not None:
            out = {corridor: tuple(counts) for corridor, counts in curves["out"].items()}
            return cls(**data, curves=Curves(curves["interval_s"], out))
        return cls(**data)
