"""One run of a sweep: the run that everything else makes, of which the wanted measures are kept."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiments.once import run_spec
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec


@dataclass(frozen=True)
class Keep:
    """Makes a run and keeps some of its measures; can be sent to any process.

    Parameters
    ----------
    measures
        Their names. What a run has no such measure of (a corridor that a point takes away) is None.
    """

    measures: tuple[str, ...]

    def __call__(self, spec: RunSpec) -> Outcome:
        """Run once; a run that fails is an outcome with its error."""
        return run_spec(spec, self.measures)
