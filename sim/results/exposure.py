"""How long people were exposed: queues, the dark outdoors, dense moving crowds, unsafe places."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.results.density import LinkDensity
from sim.results.facts import Facts, FloatArray
from sim.results.status import STATUS_CODE
from sim.scenario import CLASSES


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
        "dark_walking_person_s": float(walking @ dark_s),
        "dense_person_s": None if density is None else density.dense_person_s,
        **_unsafe(facts),
    }


def unsafe_person_s(facts: Facts) -> tuple[FloatArray, FloatArray]:
    """Return (P,) person-seconds of each party in unsafe places: at home, and on the way."""
    persons, unsafe = facts.record.population.persons, facts.record.unsafe
    if unsafe is None:
        return np.zeros(len(persons)), np.zeros(len(persons))
    return unsafe.home_s * persons, unsafe.away_s * persons


def _unsafe(facts: Facts) -> dict[str, Any]:
    at_home, away = unsafe_person_s(facts)
    line = facts.record.population.line
    by_class = np.bincount(line, weights=at_home + away, minlength=len(CLASSES))
    return {
        "unsafe_person_s": float((at_home + away).sum()),
        "unsafe_home_person_s": float(at_home.sum()),
        "unsafe_by_class": {name: float(by_class[row]) for row, name in enumerate(CLASSES)},
    }
