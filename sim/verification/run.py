"""Running a sketch: every interval passes through the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine import Engine, Observation, Parties, Rules
from sim.verification.ledger import Ledger
from sim.verification.sketch import Sketch

FloatArray = NDArray[np.float64]
END_OF_TIME_S = 1e9
"""Long after anything in these cases can happen."""


@dataclass
class Run:
    """A sketch in motion."""

    name: str
    engine: Engine
    parties: Parties
    ledger: Ledger

    @classmethod
    def of(cls, name: str, sketch: Sketch, ledger: Ledger, *, rules: Rules | None = None) -> Run:
        """Start a sketch."""
        return cls(name, sketch.engine(rules=rules), sketch.parties(), ledger)

    def stand(self, rows: Iterable[int], link: int, *, at_m: float | FloatArray) -> None:
        """Put parties on a link at the start, `at_m` from its upstream end."""
        party = np.array(list(rows), np.int32)
        place = np.broadcast_to(np.asarray(at_m, np.float64), party.shape).copy()
        self.engine.place_on_link(party, np.full(len(party), link, np.int32), place)

    def until(self, time_s: float) -> Observation:
        """Move on to `time_s` and balance the books."""
        self.engine.advance(time_s)
        seen = self.engine.observe()
        self.ledger.check(self.name, self.parties, seen)
        return seen

    def to_end(self, *, every_s: float | None = None) -> Observation:
        """Move on until nothing can happen, with a stop every `every_s` seconds."""
        if every_s is not None:
            while not self.engine.finished:
                self.until(self.engine.now_s + every_s)
        return self.until(END_OF_TIME_S)

    def sample(self, times_s: Iterable[float], value: Callable[[Observation], float]) -> FloatArray:
        """Move on through `times_s` and return `value` of what is seen at each."""
        return np.array([value(self.until(float(time_s))) for time_s in times_s])


def largest_batch(times_s: FloatArray, per_s: float) -> float:
    """Return max over all spans of N(t + x) - N(t) - `per_s` x, for events at `times_s`.

    With N counted over closed spans: 1 where events come no faster than `per_s`.
    """
    ordered = np.sort(times_s)
    order = np.arange(len(ordered))
    # N - rate x = (j - rate t_j) - (i - rate t_i) + 1, largest for the least earlier start.
    lead = order - per_s * ordered
    return float((lead - np.minimum.accumulate(lead)).max() + 1.0)
