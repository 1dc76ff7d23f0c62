"""A checkpoint against a few lines of plain queueing: the same passages, to the bit."""

from __future__ import annotations

import heapq
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.verification.sketch import Sketch, Window
from tests.properties.worlds import bounded, seconds, start, window_lists


def _within(time_s: float, windows: tuple[Window, ...]) -> float:
    """Return the first instant from `time_s` on that lies in a window; inf if there is none."""
    for opened, closed in windows:
        if time_s < closed:
            return max(time_s, opened)
    return math.inf


def _plain_queue(
    arrive_s: list[float], service_s: list[float], lanes: int, windows: tuple[Window, ...]
) -> list[float]:
    """Return when each of one line begins service (Kiefer and Wolfowitz 1955, with windows)."""
    free_s, before_s, begins = [0.0] * lanes, 0.0, []
    for arrived_s, takes_s in zip(arrive_s, service_s, strict=True):
        begin_s = _within(max(arrived_s, before_s, heapq.heappop(free_s)), windows)
        heapq.heappush(free_s, begin_s + takes_s)
        before_s = begin_s
        begins.append(begin_s)
    return begins


@bounded(150)
@given(
    st.lists(st.tuples(seconds(0, 1000), seconds(0.25, 60)), min_size=1, max_size=80),
    st.integers(1, 6),
    window_lists(),
)
def test_passages_are_those_of_a_plain_queue(
    people: list[tuple[float, float]], lanes: int, windows: tuple[Window, ...]
) -> None:
    arrive_s, service_s = [list(column) for column in zip(*sorted(people), strict=True)]
    sketch = Sketch()
    gate = sketch.gate(0, lanes=lanes, service_s=1.0, windows=windows)
    sketch.people(
        len(people),
        home=0,
        gate=gate,
        depart_s=np.array(arrive_s),
        service_units=np.array(service_s),
    )
    seen = start(sketch).until(1e9)
    want_s = np.array(_plain_queue(arrive_s, service_s, lanes, windows))
    got_s = np.where(np.isnan(seen.service_begin_s), math.inf, seen.service_begin_s)
    assert np.array_equal(got_s, want_s)
    through = np.isfinite(want_s)
    assert np.array_equal(seen.out_s[through], (want_s + np.array(service_s))[through])
