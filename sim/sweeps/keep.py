"""One run of a sweep: the run that everything else makes, of which the wanted measures are kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter

from sim.experiments.once import result_of
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.results.measures import headline_measures
from sim.scenario import ScenarioError


@dataclass(frozen=True)
class Keep:
    """Makes a run and keeps some of its measures; can be sent to any process.

    Parameters
    ----------
    measures
        Their names.
    """

    measures: tuple[str, ...]

    def __call__(self, spec: RunSpec) -> Outcome:
        """Run once; a run that fails is an outcome with its error."""
        begin = perf_counter()
        measures: dict[str, float | None] = {}
        error = ""
        try:
            found = headline_measures(result_of(spec))
            measures = {name: _number(found.get(name)) for name in self.measures}
        except ScenarioError as wrong:
            error = "; ".join(str(fault) for fault in wrong.faults)
        except Exception as failure:  # noqa: BLE001 - one bad run must not take the others with it
            error = f"{type(failure).__name__}: {failure}"
        return Outcome(
            key=spec.key,
            scenario=spec.loaded.scenario.id,
            seed=spec.seed,
            replication=spec.replication,
            measures=measures,
            error=error,
            seconds=perf_counter() - begin,
        )


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
