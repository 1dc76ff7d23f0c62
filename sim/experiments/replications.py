"""Replications of one scenario: every run's measures, and what they say together."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.experiments.measured import HEADLINES, Measured
from sim.experiments.outcome import Outcome
from sim.experiments.run_files import read_runs, write_curves, write_runs
from sim.experiments.statistics import IMO_RUNS, LEVEL, Spread, imo_value, spread
from sim.experiments.until import Look, Until, as_json, from_json, told
from sim.results.store import REPLICATIONS

WIDTH = 79
TABLE, CURVES, SUMMARY = REPLICATIONS

IMO_TIMES = ("t50_s", "t90_s", "clearance_time_s")
"""Measures that the IMO's rule is for: times that the longest runs decide about."""


@dataclass(frozen=True, eq=False)
class Replications:
    """The runs of one scenario with one seed and other random numbers each.

    Parameters
    ----------
    outcomes
        One a replication, in their order; those that failed are among them.
    until
        When they were to stop; None if their number was given.
    """

    outcomes: tuple[Outcome, ...]
    until: Until | None = None

    @property
    def good(self) -> tuple[Outcome, ...]:
        """The runs that did not fail."""
        return tuple(outcome for outcome in self.outcomes if not outcome.failed)

    @cached_property
    def spreads(self) -> Mapping[str, Spread]:
        """Mean, interval and percentiles by measure, over the runs that have it."""
        names = dict.fromkeys(name for outcome in self.good for name in outcome.measures)
        values = {name: _values(self.good, name) for name in names}
        return {name: spread(found) for name, found in values.items() if found}

    @cached_property
    def looks(self) -> Sequence[Look]:
        """How well the means are known that decided when to stop; empty without `until`."""
        if self.until is None:
            return ()
        names = self.until.half_widths
        return self.until.looks(
            {name: [outcome.measures.get(name) for outcome in self.good] for name in names}
        )

    @cached_property
    def imo(self) -> Mapping[str, float | None]:
        """The IMO's 95th percentile of each clearance time, in seconds; empty below 50 runs.

        A run that never got so far counts as longer than any; None where such a run decides.
        """
        if len(self.good) < IMO_RUNS:
            return {}
        found = {}
        for name in IMO_TIMES:
            times = [outcome.measures.get(name) for outcome in self.good]
            value = imo_value([math.inf if time is None else time for time in times])
            found[name] = None if value is None or math.isinf(value) else value
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return what ``replications.json`` holds."""
        return {
            "replications": len(self.outcomes),
            "failed": [
                {"replication": outcome.replication, "error": outcome.error}
                for outcome in self.outcomes
                if outcome.failed
            ],
            "seed": self.outcomes[0].seed,
            "level": LEVEL,
            "measures": {name: asdict(found) for name, found in self.spreads.items()},
            "imo_p95": dict(self.imo) or None,
            "until": as_json(self.until, self.looks),
        }

    def save(self, folder: Path) -> None:
        """Write every run's measures and curves, and what all say together, into a folder."""
        write_runs(folder / TABLE, {"": self.outcomes})
        write_curves(folder / CURVES, {"": self.outcomes})
        text = json.dumps(self.to_dict(), indent=1, allow_nan=False)
        (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Replications:
        """Read what `save` wrote; the runs' keys are not kept."""
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        runs = read_runs(folder / TABLE, folder / CURVES)[""]
        return cls(runs, from_json(summary.get("until")))

    def text(self) -> str:
        """Return the headline measures with their ranges, at most 80 columns wide."""
        count, failed = len(self.outcomes), len(self.outcomes) - len(self.good)
        intro = f"{count} replications, seed {self.outcomes[0].seed}"
        intro += f", of which {failed} failed (see {TABLE})" if failed else ""
        intro += (
            ". Ranges are chance alone: the 95 % interval of the mean, and where 90 % of single "
            "runs lie. How far the inputs move these numbers is not in them."
        )
        lines = textwrap.wrap(intro, WIDTH)
        lines += ["", f"{'':34} {'mean':>9}  {'interval':>16}  {'single runs':>16}"]
        lines += [self._row(measured) for measured in HEADLINES if measured.name in self.spreads]
        lines += textwrap.wrap(self._imo_text(), WIDTH)
        lines += textwrap.wrap(told(self.looks), WIDTH)
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        first, failed = self.outcomes[0], len(self.outcomes) - len(self.good)
        return (
            f"<Replications of {first.scenario} seed {first.seed}: {len(self.outcomes)} runs"
            f"{f', {failed} failed' if failed else ''}>"
        )

    def _repr_html_(self) -> str:
        from sim.experiments.cards import replications_card

        return replications_card(self)

    def _row(self, measured: Measured) -> str:
        found = self.spreads[measured.name]
        note = "" if found.runs == len(self.good) else f" ({found.runs} of {len(self.good)} runs)"
        runs = measured.show_range(found.p5, found.p95)
        if found.low is None or found.high is None:
            return f"{measured.label:34} {measured.show(found.mean):>9}{note}"
        mean = measured.show(found.mean, (found.low, found.high))
        chance = measured.show_range(found.low, found.high)
        return f"{measured.label:34} {mean:>9}  {chance:>16}  {runs:>16}{note}"

    def _imo_text(self) -> str:
        if not self.imo:
            return f"The IMO's 95th percentile (MSC.1/Circ.1533) takes at least {IMO_RUNS} runs."
        said = []
        for measured in HEADLINES:
            if measured.name in self.imo:
                value = self.imo[measured.name]
                shown = "not reached" if value is None else f"{value / 60.0:,.0f} min"
                said.append(f"{measured.label}: {shown}")
        return "95th percentile of the runs by IMO MSC.1/Circ.1533: " + "; ".join(said) + "."


def _values(outcomes: tuple[Outcome, ...], name: str) -> list[float]:
    found = (outcome.measures.get(name) for outcome in outcomes)
    return [value for value in found if value is not None]
