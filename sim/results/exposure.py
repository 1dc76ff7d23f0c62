"""How long people were exposed: in queues, outdoors in the dark, in dense moving crowds."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.results.density import LinkDensity
from sim.results.facts import Facts
from sim.results.status import STATUS_CODE


def exposure(facts: Facts, density: LinkDensity | None) -> dict[str, Any]:
    """Return the exposure block of ``summary.json``, in person-seconds.

    Who is queued or walking at the begin of a control interval counts for all of it.
    """
    record = facts.record
    series, clock = record.series, record.loaded.scenario.clock
    begin_s, end_s = series.time_s[:-1], series.time_s[1:]
    queued, walking = (
        series.by_status[:-1, STATUS_CODE[name]].astype(np.float64) for name in ("queued", "moving")
    )
    dark_s = np.zeros(len(begin_s))
    for span in clock.dark:
        lower = np.maximum(begin_s, clock.seconds(span.begin))
        dark_s += np.maximum(np.minimum(end_s, clock.seconds(span.end)) - lower, 0.0)
    return {
        "queued_person_s": float(queued @ (end_s - begin_s)),
        "walking_person_s": float(walking @ (end_s - begin_s)),
        "dark_person_s": float((queued + walking) @ dark_s),
        "dense_person_s": None if density is None else density.dense_person_s,
    }
