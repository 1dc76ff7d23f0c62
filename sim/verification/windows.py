"""V21 to V26: time windows and deterministic queues."""

from __future__ import annotations

import math

import numpy as np

from sim.engine import Observation
from sim.verification.case import Case, Measurements, count, equals
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch, Window, evenly


def _waiting(seen: Observation) -> float:
    """People who have come to the gate and not begun service."""
    return float(seen.gate_waiting.sum())


def late_opening(ledger: Ledger) -> Measurements:
    """V21: people come before the gate opens."""
    sketch = Sketch()
    gate = sketch.gate(0, service_s=0.5, windows=[(300.0, math.inf)])
    arrive_s = evenly(600, per_s=1.0)
    sketch.people(600, home=0, gate=gate, depart_s=arrive_s)
    run = Run.of("V21", sketch, ledger)
    queue = run.sample(np.arange(0.0, 700.0, 1.0), _waiting)
    seen = run.to_end()
    wait_s = seen.service_begin_s - arrive_s
    return {
        "largest queue": float(queue.max()),
        "last out": float(seen.out_s.max()),
        "total wait": float(wait_s.sum()),
        "mean wait": float(wait_s.mean()),
        "largest wait": float(wait_s.max()),
    }


def two_windows(ledger: Ledger) -> Measurements:
    """V22: a gate that shuts for five minutes."""
    sketch = Sketch()
    gate = sketch.gate(0, service_s=0.5, windows=[(0.0, 300.0), (600.0, math.inf)])
    sketch.people(1000, home=0, gate=gate)
    run = Run.of("V22", sketch, ledger)
    run.sample(np.arange(10.0, 800.0, 10.0), _waiting)
    out_s = run.to_end().out_s
    return {
        "out by 300 s": float((out_s <= 300.0).sum()),
        "last out": float(out_s.max()),
        "mean time out": float(out_s.mean()),
    }


def one_hour_in_six(ledger: Ledger) -> Measurements:
    """V23: a window of an hour every six hours."""
    hour = 3600.0
    sketch = Sketch()
    windows = [(6 * n * hour, (6 * n + 1) * hour) for n in range(8)]
    gate = sketch.gate(0, service_s=2.0, windows=windows)
    sketch.people(10_000, home=0, gate=gate)
    run = Run.of("V23", sketch, ledger)
    run.sample(np.arange(1, 60) * hour / 2, _waiting)
    seen = run.to_end()
    window = np.floor(seen.service_begin_s / (6 * hour)).astype(np.int64)
    return {
        "most a window": float(np.bincount(window).max()),
        "last out": float(seen.out_s.max()) / 60.0,
        "mean time out": float(seen.out_s.mean()) / 60.0,
    }


def _outside(times_s: np.ndarray[tuple[int], np.dtype[np.float64]], windows: list[Window]) -> int:
    inside = np.zeros(len(times_s), np.bool_)
    for opened, closed in windows:
        inside |= (opened <= times_s) & (times_s < closed)
    return int((~inside).sum())


def boundary(ledger: Ledger) -> Measurements:
    """V24: due exactly at the opening and exactly at the close, at three sizes of crowd."""
    measured: dict[str, float] = {}
    for number in (10, 1_000, 100_000):
        opened = 100.0
        closed = opened + number
        windows: list[Window] = [(opened, closed), (closed + 500.0, closed + 510.0)]
        sketch = Sketch()
        gate = sketch.gate(0, service_s=1.0, windows=windows)
        # One more than fit: the last is due exactly at the close. The first comes exactly at the
        # opening, when nobody waits.
        sketch.people(
            number + 1, home=0, gate=gate, depart_s=evenly(number + 1, per_s=1.0, first_s=opened)
        )
        seen = Run.of("V24", sketch, ledger).to_end(every_s=(closed + 510.0) / 100)
        begin_s = seen.service_begin_s
        measured |= {
            f"due exactly at the opening begins, {number:,} people": float(begin_s[0]) - opened,
            f"due exactly at the close begins after the next opening, {number:,} people": float(
                begin_s[number]
            )
            - windows[1][0],
            f"in the first window, {number:,} people": float((begin_s < closed).sum()),
            f"passages outside the windows, {number:,} people": _outside(begin_s, windows),
        }
    return measured


def tandem(ledger: Ledger) -> Measurements:
    """V25: a fast bottleneck before a slow one."""
    travel_s = 100.0
    sketch = Sketch()
    room = sketch.link(0, 1, length_m=0.001, capacity_per_s=2.0)
    road = sketch.link(1, 2, length_m=travel_s)
    gate = sketch.gate(2, service_s=1.0)
    sketch.people(600, path=[room, road], gate=gate, depart_s=math.inf, speed_m_s=1.0)
    run = Run.of("V25", sketch, ledger)
    run.stand(range(600), room, at_m=0.001)
    times_s = np.arange(0.0, 800.0, 1.0) + 0.25
    queue = run.sample(times_s, _waiting)
    seen = run.to_end()
    return {
        "largest second queue": float(queue.max()),
        "when, less travel": float(times_s[queue.argmax()]) - travel_s,
        "last out, less travel": float(seen.out_s.max()) - travel_s,
    }


def vickrey(ledger: Ledger) -> Measurements:
    """V26: a rush and its end."""
    arrive_s = np.concatenate(
        [evenly(2880, per_s=2.0), evenly(720, per_s=1.0 / 3.0, first_s=1440.0)]
    )
    sketch = Sketch()
    gate = sketch.gate(0, service_s=1.0)
    sketch.people(3600, home=0, gate=gate, depart_s=arrive_s)
    run = Run.of("V26", sketch, ledger)
    queue = run.sample(np.arange(0.0, 3600.0, 4.0), _waiting)
    seen = run.to_end()
    delay_s = seen.service_begin_s - arrive_s
    return {
        "peak queue": float(queue.max()),
        "peak delay": float(delay_s.max()),
        "total delay": float(delay_s.sum()),
        "mean delay": float(delay_s.mean()),
        "queue ends": float(seen.out_s.max()),
    }


_ONE_SERVICE_S = 0.5

CASES = (
    Case(
        id="V21",
        title="A gate that opens late",
        source="own (deterministic queue)",
        setup="Arrivals 1/s for 0-600 s; the gate opens at 300 s at 2/s.",
        expected=(
            count("largest queue", 300, "people", within=1),
            equals("last out", 600.0, "s", within=_ONE_SERVICE_S),
            equals("total wait", 90_000.0, "person-s", within=600 * _ONE_SERVICE_S, decimals=0),
            equals("mean wait", 150.0, "s", within=_ONE_SERVICE_S),
            equals("largest wait", 300.0, "s", within=_ONE_SERVICE_S),
        ),
        measure=late_opening,
    ),
    Case(
        id="V22",
        title="A gate that shuts and reopens",
        source="own (deterministic queue)",
        setup="1000 waiting; open [0, 300) s and from 600 s, at 2/s.",
        expected=(
            count("out by 300 s", 600, "people"),
            equals("last out", 800.0, "s", within=1e-6),
            equals("mean time out", 370.0, "s", within=_ONE_SERVICE_S),
        ),
        measure=two_windows,
    ),
    Case(
        id="V23",
        title="An hour in every six",
        source="own (deterministic queue)",
        setup="10,000 waiting; open 60 of every 360 min, 30/min.",
        expected=(
            count("most a window", 1800, "people"),
            equals("last out", 1833.3, "min", decimals=1),
            equals("mean time out", 856.7, "min", decimals=1),
        ),
        measure=one_hour_in_six,
    ),
    Case(
        id="V24",
        title="Nobody passes outside a window, to the second",
        source="own",
        setup="Windows [open, close) of as many seconds as people, service 1 s; the first comes "
        "exactly at the opening, one is due exactly at the close. 10, 1,000, 100,000 people.",
        expected=tuple(
            expectation
            for number in (10, 1_000, 100_000)
            for expectation in (
                equals(
                    f"due exactly at the opening begins, {number:,} people",
                    0.0,
                    "s after it",
                    within=0.0,
                ),
                equals(
                    f"due exactly at the close begins after the next opening, {number:,} people",
                    0.0,
                    "s after it",
                    within=0.0,
                ),
                count(f"in the first window, {number:,} people", number, "people"),
                count(f"passages outside the windows, {number:,} people", 0),
            )
        ),
        measure=boundary,
    ),
    Case(
        id="V25",
        title="A fast bottleneck before a slow one",
        source="own (deterministic queue)",
        setup="600 people through 2/s, 100 s of walking, then 1/s.",
        expected=(
            count("largest second queue", 300, "people", within=1),
            equals("when, less travel", 300.0, "s", within=1.0, decimals=0),
            equals("last out, less travel", 600.0, "s", within=1.0),
        ),
        measure=tandem,
    ),
    Case(
        id="V26",
        title="A rush and its end",
        source="Vickrey 1969",
        setup="Arrivals 2/s for 1440 s, then 1/3 per s for 2160 s; service 1/s.",
        expected=(
            count("peak queue", 1440, "people", within=1),
            equals("peak delay", 1440.0, "s", within=1.0),
            equals("total delay", 2_592_000.0, "person-s", within=3600.0, decimals=0),
            equals("mean delay", 720.0, "s", within=1.0),
            equals("queue ends", 3600.0, "s", within=1.0),
        ),
        measure=vickrey,
    ),
)
