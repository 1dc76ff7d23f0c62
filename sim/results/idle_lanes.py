"""Why lanes rest: blocked by a full way behind them, or starved of people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.results.facts import Facts
from sim.results.queues import services

FloatArray = NDArray[np.float64]


def blocked_and_starved(
    facts: Facts, gate: int, spans: FloatArray, utilisation: float | None
) -> tuple[float | None, float | None]:
    """Return the shares of open lane-seconds in which lanes were blocked, and starved.

    A lane is blocked that is occupied and serves nobody: what the engine shows at ends of control
    intervals, less the services that the parties' own times tell. What is neither used nor
    blocked is starved. None where lanes have no limit or the gate never opens.
    """
    if utilisation is None:
        return None, None
    series, lanes = facts.record.series, int(facts.record.gates.lanes[gate])
    time_s = series.time_s
    begin_s, end_s = services(facts, gate)
    serving = np.searchsorted(np.sort(begin_s), time_s, side="right") - np.searchsorted(
        np.sort(end_s), time_s, side="right"
    )
    idle = np.clip(series.lanes_occupied[:, gate] - serving, 0, lanes)
    span_at = np.searchsorted(spans[:, 0], time_s, side="right") - 1
    is_open = (span_at >= 0) & (time_s < spans[np.maximum(span_at, 0), 1])
    seen = int(is_open.sum())
    blocked = float(idle[is_open].sum()) / (lanes * seen) if seen else 0.0
    blocked = min(blocked, max(1.0 - utilisation, 0.0))
    return blocked, max(1.0 - utilisation - blocked, 0.0)
