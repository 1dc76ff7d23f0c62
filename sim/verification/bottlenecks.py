"""V10 to V17: exits, widths and merges."""

from __future__ import annotations

import math

import numpy as np

from sim.engine import Observation, Place
from sim.plan.diagrams import SFPE
from sim.verification.case import (
    Case,
    Measurements,
    at_most,
    equals,
    yes,
)
from sim.verification.ledger import Ledger
from sim.verification.measures import congested_share, is_congested
from sim.verification.run import Run, largest_batch
from sim.verification.sketch import Sketch, evenly

EXIT_FLOW_PER_M_S = 1.33
"""People a second through a metre of exit (IMO MSC.1/Circ.1533)."""


def _at_the_door(*, number: int, flow_per_s: float) -> Sketch:
    """People at a checkpoint of one lane that lets `flow_per_s` through."""
    sketch = Sketch()
    gate = sketch.gate(0, service_s=1.0 / flow_per_s)
    sketch.people(number, home=0, gate=gate)
    return sketch


def exit_flow(ledger: Ledger) -> Measurements:
    """V10: 100 people at a 1 m exit, as a checkpoint and as an open street end."""
    checkpoint = _at_the_door(number=100, flow_per_s=EXIT_FLOW_PER_M_S)
    served = Run.of("V10", checkpoint, ledger).to_end(every_s=5.0)
    street = Sketch()
    room = street.link(0, 1, capacity_per_s=EXIT_FLOW_PER_M_S)
    street.people(100, path=[room], depart_s=math.inf)
    run = Run.of("V10", street, ledger)
    run.stand(range(100), room, at_m=1.0)
    walked = run.to_end(every_s=5.0)
    return {
        "last out, checkpoint": float(served.out_s.max()),
        "last out, street end": float(walked.safe_s.max()),
        "most out in any x seconds beyond 1.33 x, checkpoint": largest_batch(
            served.out_s, EXIT_FLOW_PER_M_S
        ),
        "most out in any x seconds beyond 1.33 x, street end": largest_batch(
            walked.safe_s, EXIT_FLOW_PER_M_S
        ),
    }


def _room_with_exits(ledger: Ledger, open_exits: int) -> float:
    """Put 1000 people into the corners of a room of 30 m x 20 m; return the last one out."""
    sketch = Sketch()
    corners = range(4)
    for corner in corners:
        sketch.two_way(corner, (corner + 1) % 4, length_m=(30.0, 20.0)[corner % 2], width_m=30.0)
    gates = [sketch.gate(corner, service_s=1.0 / EXIT_FLOW_PER_M_S) for corner in range(open_exits)]
    for corner in corners:
        # The exits on the other long wall are lost: its people cross to the exit opposite.
        nearest = corner if corner < open_exits else 3 - corner
        sketch.people(250, home=corner, gate=gates[nearest], speed_m_s=1.34)
    return float(Run.of("V11", sketch, ledger).to_end(every_s=10.0).out_s.max())


def four_exits_then_two(ledger: Ledger) -> Measurements:
    """V11: half the exits take twice as long."""
    four, two = _room_with_exits(ledger, 4), _room_with_exits(ledger, 2)
    return {"last out, four exits": four, "last out, two exits": two, "ratio": two / four}


def width(ledger: Ledger) -> Measurements:
    """V12: exits of three widths."""
    return {
        f"last out, {width_m} m": float(
            Run.of(
                "V12",
                _at_the_door(number=150, flow_per_s=EXIT_FLOW_PER_M_S * width_m),
                ledger,
            )
            .to_end(every_s=10.0)
            .out_s.max()
        )
        for width_m in (0.8, 1.0, 1.2)
    }


def _waiting_at_end(seen: Observation, link: int) -> int:
    waiting = (seen.place == Place.LINK) & (seen.link == link) & (seen.ready_s <= seen.now_s)
    return int(waiting.sum())


def bottlenecks_in_series(ledger: Ledger) -> Measurements:
    """V13: 150 people through two bottlenecks of 1 m, 5 m apart."""
    sketch = Sketch()
    room = sketch.link(0, 1, capacity_per_s=EXIT_FLOW_PER_M_S)
    between = sketch.link(1, 2, length_m=5.0, capacity_per_s=EXIT_FLOW_PER_M_S, storage=27.0)
    sketch.people(150, path=[room, between], speed_m_s=1.34)
    run = Run.of("V13", sketch, ledger)
    queue = run.sample(np.arange(0.0, 125.0, 0.25), lambda seen: _waiting_at_end(seen, between))
    return {
        "most people in the second queue": float(queue.max()),
        "last out": float(run.to_end().safe_s.max()),
    }


def sfpe_corridor(ledger: Ledger) -> Measurements:
    """V15: 300 people through a corridor of 2 m, of which 0.2 m at each wall is not walked on."""
    effective_m = 2.0 - 2 * 0.2
    flow_per_s = SFPE.peak_flow_per_m_s * effective_m
    sketch = Sketch()
    corridor = sketch.link(0, 1, capacity_per_s=flow_per_s)
    sketch.people(300, path=[corridor], speed_m_s=SFPE.free_speed_m_s)
    seen = Run.of("V15", sketch, ledger).to_end(every_s=10.0)
    out_s = np.sort(seen.safe_s)
    return {
        "effective width": effective_m,
        "flow": float((len(out_s) - 1) / (out_s[-1] - out_s[0])),
        "time for 300 people": float(out_s[-1] - out_s[0]),
    }


def _sfpe_merge(ledger: Ledger, specific_flow_per_m_s: float) -> tuple[float, float]:
    """Return specific flow beyond a merge of 1.4 + 1.4 m into 2.0 m, and the queue's growth."""
    width_in_m, width_out_m, lasting_s = 1.4, 2.0, 1000.0
    capacity = SFPE.peak_flow_per_m_s
    sketch = Sketch()
    out = sketch.link(2, 3, length_m=SFPE.free_speed_m_s, capacity_per_s=capacity * width_out_m)
    inflow = specific_flow_per_m_s * width_in_m
    for home in (0, 1):
        branch = sketch.link(home, 2, capacity_per_s=capacity * width_in_m)
        sketch.people(
            int(inflow * lasting_s),
            path=[branch, out],
            depart_s=evenly(int(inflow * lasting_s), per_s=inflow, first_s=home * 0.5 / inflow),
            speed_m_s=SFPE.free_speed_m_s,
        )
    run = Run.of("V16", sketch, ledger)
    times_s = np.arange(100.0, lasting_s, 10.0)
    waiting = run.sample(
        times_s,
        lambda seen: float(
            ((seen.place <= Place.DOOR) & (run.parties.departure_s < seen.now_s)).sum()
            + ((seen.place == Place.LINK) & (seen.link != out) & (seen.ready_s < seen.now_s)).sum()
        ),
    )
    seen = run.engine.observe()
    slope = float(np.polyfit(times_s, waiting, 1)[0])
    return float(seen.link_left[out]) / (seen.now_s - 2.0) / width_out_m, slope


def sfpe_merge(ledger: Ledger) -> Measurements:
    """V16: a merge that is wide enough, and one that is not."""
    light, light_growth = _sfpe_merge(ledger, 0.8)
    heavy, heavy_growth = _sfpe_merge(ledger, 1.2)
    return {
        "specific flow beyond, 0.8 in each": light,
        "queue's growth, 0.8 in each": light_growth,
        "specific flow wanted beyond, 1.2 in each": 2 * 1.2 * 1.4 / 2.0,
        "specific flow beyond, 1.2 in each": heavy,
        "queue's growth, 1.2 in each": heavy_growth,
    }


def _standing_crowd(ledger: Ledger, shut_s: float) -> tuple[float, bool]:
    """40 people stand on 10 m2 before a gate that opens at `shut_s`; the run lasts 1000 s."""
    sketch = Sketch()
    yard = sketch.link(0, 1, length_m=10.0, storage=54.0)
    gate = sketch.gate(1, windows=[(shut_s, math.inf)], forecourt_persons=0.0)
    sketch.people(40, path=[yard], gate=gate, depart_s=math.inf)
    sketch.people(1, path=[sketch.link(2, 3, length_m=1000.0)], speed_m_s=1.0)
    run = Run.of("V17", sketch, ledger)
    run.stand(range(40), yard, at_m=10.0)
    times_s = np.arange(0.5, 1000.0, 1.0)
    density = run.sample(times_s, lambda seen: float(seen.link_persons[yard]) / 10.0)
    last_s = float(run.to_end().safe_s.max())
    return congested_share(density, 1.0, last_s), is_congested(density, 1.0, last_s)


def congestion_flag(ledger: Ledger) -> Measurements:
    """V17: the 10 % rule."""
    long_share, long_flag = _standing_crowd(ledger, 120.0)
    short_share, short_flag = _standing_crowd(ledger, 90.0)
    return {
        "share of 1000 s at 4 people/m2 or more, gate shut 120 s": long_share,
        "flagged, gate shut 120 s": float(long_flag),
        "share of 1000 s at 4 people/m2 or more, gate shut 90 s": short_share,
        "not flagged, gate shut 90 s": float(not short_flag),
    }


CASES = (
    Case(
        id="V10",
        title="No more pass an exit than its width lets through",
        source="IMO MSC.1/Circ.1533 test 4; NIST TN 1822 test 5.2; ISO 20414 test 11",
        setup="100 people at a 1 m exit, 1.33 people/s: a checkpoint with service time, then an "
        "open street end (headway after each discharge).",
        expected=(
            equals("last out, checkpoint", 75.19, "s"),
            equals("last out, street end", 74.44, "s"),
            at_most("most out in any x seconds beyond 1.33 x, checkpoint", 1.0, "people"),
            at_most("most out in any x seconds beyond 1.33 x, street end", 1.0, "people"),
        ),
        measure=exit_flow,
    ),
    Case(
        id="V11",
        title="Half the exits, twice the time",
        source="IMO MSC.1/Circ.1533 test 9; RiMEA 4.1 test 9",
        setup="1000 people in a room, exits of 1 m in its four corners, then in two.",
        expected=(
            equals("last out, four exits", 187.97, "s"),
            equals("last out, two exits", 375.94, "s"),
            equals("ratio", 2.0),
        ),
        measure=four_exits_then_two,
    ),
    Case(
        id="V12",
        title="Flow grows with the width of an exit",
        source="RiMEA 4.1 test 12d",
        setup="150 people; exits of 0.8, 1.0 and 1.2 m at 1.33 people/m/s.",
        expected=(
            equals("last out, 0.8 m", 140.98, "s"),
            equals("last out, 1.0 m", 112.78, "s"),
            equals("last out, 1.2 m", 93.98, "s"),
        ),
        measure=width,
    ),
    Case(
        id="V13",
        title="Behind one bottleneck, an equal one sees no queue",
        source="RiMEA 4.1 test 12c",
        setup="150 people, two bottlenecks of 1.33 people/s, 5 m apart; looked at every 0.25 s.",
        expected=(
            at_most("most people in the second queue", 1.0, "people", decimals=0),
            equals("last out", 1 / 1.34 + 149 / 1.33 + 5 / 1.34, "s"),
        ),
        measure=bottlenecks_in_series,
    ),
    Case(
        id="V15",
        title="A corridor carries the SFPE flow of its effective width",
        source="SFPE Handbook (Gwynne and Rosenbaum)",
        setup="2.0 m clear, boundary layers of 0.2 m, 300 people.",
        expected=(
            equals("effective width", 1.6, "m"),
            equals("flow", 2.105, "people/s", decimals=3),
            equals("time for 300 people", 142.5, "s", within=1 / 2.105, decimals=1),
        ),
        measure=sfpe_corridor,
    ),
    Case(
        id="V16",
        title="A merge queues when more comes than leaves",
        source="SFPE Handbook (Gwynne and Rosenbaum)",
        setup="Effective widths 1.4 m + 1.4 m into 2.0 m; specific flow 0.8, then 1.2 people/m/s "
        "in each, 1000 s.",
        expected=(
            equals("specific flow beyond, 0.8 in each", 1.12, "people/m/s", within=0.005),
            equals("queue's growth, 0.8 in each", 0.0, "people/s", within=0.002, decimals=3),
            equals("specific flow wanted beyond, 1.2 in each", 1.68, "people/m/s"),
            equals("specific flow beyond, 1.2 in each", 1.3158, "people/m/s", within=0.002),
            equals("queue's growth, 1.2 in each", 0.728, "people/s", within=0.002, decimals=3),
        ),
        measure=sfpe_merge,
    ),
    Case(
        id="V17",
        title="Congestion is flagged by the IMO's rule",
        source="IMO MSC.1/Circ.1533 (4 people/m2 for more than 10 % of the time)",
        setup="4 people/m2 stand before a gate for 120 s, then for 90 s, of 1000 s.",
        expected=(
            equals("share of 1000 s at 4 people/m2 or more, gate shut 120 s", 0.12, decimals=3),
            yes("flagged, gate shut 120 s"),
            equals("share of 1000 s at 4 people/m2 or more, gate shut 90 s", 0.09, decimals=3),
            yes("not flagged, gate shut 90 s"),
        ),
        measure=congestion_flag,
    ),
)
