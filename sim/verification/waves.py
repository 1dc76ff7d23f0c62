"""V31 to V35: kinematic waves, spillback and junctions."""

from __future__ import annotations

import math

import numpy as np

from sim.engine import Rules
from sim.plan.diagrams import backward_wave_m_s
from sim.scenario.streets import Movement
from sim.verification.case import (
    Case,
    Measurements,
    count,
    equals,
    yes,
)
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch, evenly

ROAD_SPEED_M_S, ROAD_JAM_PER_M, ROAD_WAVE_M_S, ROAD_PEAK_PER_S = 20.0, 0.2, 5.0, 0.8
SHUT = ((1e8, math.inf),)


def _road(sketch: Sketch, from_node: int, to_node: int, length_m: float) -> int:
    return sketch.link(
        from_node,
        to_node,
        length_m=length_m,
        capacity_per_s=ROAD_PEAK_PER_S,
        storage=ROAD_JAM_PER_M * length_m,
        wave_m_s=ROAD_WAVE_M_S,
    )


def straight_road(ledger: Ledger) -> Measurements:
    """V31: traffic below capacity drives at free speed."""
    sketch = Sketch()
    road = _road(sketch, 0, 1, 1000.0)
    depart_s = evenly(250, per_s=0.5)
    sketch.people(250, path=[road], depart_s=depart_s, speed_m_s=ROAD_SPEED_M_S)
    seen = Run.of("V31", sketch, ledger).to_end(every_s=10.0)
    travel_s = seen.safe_s - depart_s
    return {
        "trips": float(np.isfinite(seen.safe_s).sum()),
        "total travel time": float(travel_s.sum()),
        "mean travel time": float(travel_s.mean()),
    }


def blocked_road(ledger: Ledger) -> Measurements:
    """V32: one link of 1 km for what it holds; ten of 100 m for how fast the tail moves back."""
    sketch = Sketch()
    road = _road(sketch, 0, 1, 1000.0)
    gate = sketch.gate(1, windows=SHUT, forecourt_persons=0.0)
    cars = 400
    sketch.people(
        cars, path=[road], gate=gate, depart_s=evenly(cars, per_s=0.5), speed_m_s=ROAD_SPEED_M_S
    )
    run = Run.of("V32", sketch, ledger)
    held = run.sample(np.arange(1.0, 700.0, 2.0), lambda seen: float(seen.link_persons[road]))
    seen = run.engine.observe()
    front_s = float(seen.ready_s[0])
    # The road is full when the next car, due 2 s after the last that entered, may not enter.
    entered_s = seen.set_out_s[np.isfinite(seen.set_out_s)]
    return {
        "the front arrives": front_s,
        "the queue's tail moves back": _tail_speed(ledger),
        "the road is full": float(entered_s.max()) + 2.0,
        "it holds": float(held.max()),
    }


def _tail_speed(ledger: Ledger) -> float:
    """Measure when the queue passes each of nine junctions of a road of ten links."""
    sketch = Sketch()
    chain = [_road(sketch, i, i + 1, 100.0) for i in range(10)]
    gate = sketch.gate(10, windows=SHUT, forecourt_persons=0.0)
    cars = 250
    sketch.people(
        cars, path=chain, gate=gate, depart_s=evenly(cars, per_s=0.5), speed_m_s=ROAD_SPEED_M_S
    )
    run = Run.of("V32", sketch, ledger)
    times_s = np.arange(0.5, 450.0, 1.0)
    full_s: dict[int, float] = {}
    for time_s in times_s:
        seen = run.until(float(time_s))
        for place, link in enumerate(chain):
            if seen.link_persons[link] >= 20:
                full_s.setdefault(place, float(time_s))
    # Links fill from the last to the first: nine distances of 100 m between them.
    return 900.0 / (full_s[0] - full_s[9])


def pedestrian_waves(ledger: Ledger) -> Measurements:
    """V33: a street of 100 m x 4 m, fed, blocked, full, opened."""
    diagram = Movement(specific_flow_per_m_s=1.2)
    sketch = Sketch(diagram)
    street = sketch.street(0, 1, length_m=100.0, width_m=4.0)
    reopened_s = 2000.0
    gate = sketch.gate(1, lanes=-1, windows=[(reopened_s, math.inf)], forecourt_persons=0.0)
    number = 4000
    sketch.people(
        number, path=[street], gate=gate, depart_s=evenly(number, per_s=2.0), speed_m_s=1.34
    )
    run = Run.of("V33", sketch, ledger)
    run.sample(np.arange(10.0, reopened_s, 10.0), lambda seen: float(seen.link_persons[street]))
    seen = run.until(reopened_s)
    entered_s = np.sort(seen.set_out_s[np.isfinite(seen.set_out_s)])
    queue_starts_s = float(seen.ready_s[0])
    full_s = float(entered_s[-1]) + 0.5
    storage = float(seen.link_persons[street])
    after = run.until(reopened_s + 600.0)
    next_s = float(after.set_out_s[len(entered_s)])
    return {
        "wave speed": backward_wave_m_s(diagram),
        "the tail moves back": 100.0 / (full_s - queue_starts_s),
        "full, after the queue starts": full_s - queue_starts_s,
        "storage": storage,
        "restart wave takes": next_s - reopened_s,
    }


def _merge(
    ledger: Ledger, demand: tuple[float, float], capacity: tuple[float, float]
) -> list[float]:
    """Return the flows of two approaches into a link that takes 0.8 /s."""
    lasting_s = 5000.0
    sketch = Sketch()
    out = sketch.link(2, 3, capacity_per_s=0.8)
    branches = []
    for home in (0, 1):
        branch = sketch.link(home, 2, capacity_per_s=capacity[home])
        number = int(demand[home] * lasting_s)
        sketch.people(number, path=[branch, out], depart_s=evenly(number, per_s=demand[home]))
        branches.append(branch)
    run = Run.of("V34", sketch, ledger)
    begin, end = 500.0, 4500.0
    before = run.until(begin).link_left[branches].copy()
    after = run.until(end).link_left[branches]
    return [float(flow) for flow in (after - before) / (end - begin)]


def merges(ledger: Ledger) -> Measurements:
    """V34: three merges."""
    equal = _merge(ledger, (0.5, 0.5), (0.8, 0.8))
    light = _merge(ledger, (0.2, 0.8), (0.8, 0.8))
    priority = _merge(ledger, (0.8, 0.8), (1.6, 0.8))
    names = ("first", "second")
    return (
        {f"{name}, demands 0.5 and 0.5": flow for name, flow in zip(names, equal, strict=True)}
        | {f"{name}, demands 0.2 and 0.8": flow for name, flow in zip(names, light, strict=True)}
        | {f"{name}, priority 2:1": flow for name, flow in zip(names, priority, strict=True)}
    )


def full_ring(ledger: Ledger) -> Measurements:
    """V35: four full links, each wanting the next; left standing, then squeezed."""
    standing, ring = _ring_of_four()
    run = Run.of("V35", standing, ledger, rules=Rules(gridlock="hold"))
    _fill(run, ring)
    run.sample(np.arange(10.0, 3600.0, 10.0), lambda seen: float(seen.link_persons.sum()))
    seen = run.to_end()
    knots = run.engine.knots()
    squeezed, ring = _ring_of_four()
    turning = Run.of("V35", squeezed, ledger, rules=Rules(gridlock="squeeze", squeeze_per_s=0.1))
    _fill(turning, ring)
    turned = turning.until(1000.0)
    return {
        "people who moved in an hour, hold": float(seen.link_left.sum()),
        "people on the ring after it, hold": float(seen.link_persons[ring].sum()),
        "gridlocks named, hold": float(len(knots)),
        "links in the cycle named, hold": float(len(set(knots[0].links) & set(ring)))
        if knots
        else 0.0,
        "people in the cycle named, hold": float(knots[0].persons) if knots else 0.0,
        "each link named waits for the next, hold": float(
            bool(knots) and _in_circle(knots[0].links, ring)
        ),
        "parties squeezed through in 1000 s": float(
            sum(knot.turned for knot in turning.engine.knots())
        ),
        "people lost when squeezed": 40.0
        - float(turned.link_persons.sum())
        - float(np.isfinite(turned.safe_s).sum()),
    }


def _ring_of_four() -> tuple[Sketch, list[int]]:
    sketch = Sketch()
    ring = [
        sketch.link(i, (i + 1) % 4, length_m=10.0, capacity_per_s=1.0, storage=10.0, wave_m_s=0.27)
        for i in range(4)
    ]
    for first in range(4):
        # Everyone wants to walk half way round and then on: nobody can leave the ring.
        sketch.people(10, path=(ring[first:] + ring[:first]) * 50, depart_s=math.inf)
    return sketch, ring


def _fill(run: Run, ring: list[int]) -> None:
    for place, link in enumerate(ring):
        run.stand(range(10 * place, 10 * place + 10), link, at_m=10.0)


def _in_circle(named: tuple[int, ...], ring: list[int]) -> bool:
    """Whether the links named are the ring, each followed by the one that it waits for."""
    places = [ring.index(link) for link in named if link in ring]
    following = [(place + 1) % len(ring) for place in places]
    return len(places) == len(ring) and following == places[1:] + places[:1]


CASES = (
    Case(
        id="V31",
        title="Traffic below capacity drives at free speed",
        source="UXsim's straight-road test (Newell 1993)",
        setup="Free speed 20 m/s, jam 0.2 /m, wave 5 m/s, peak 0.8 /s; 1 km; 0.5/s for 500 s.",
        expected=(
            count("trips", 250),
            equals("total travel time", 12_500.0, "s", decimals=1),
            equals("mean travel time", 50.0, "s"),
        ),
        measure=straight_road,
    ),
    Case(
        id="V32",
        title="A queue spills back at the speed of its shock wave",
        source="Newell 1993",
        setup="The link of V31, inflow 0.5/s, exit blocked from the start.",
        expected=(
            equals("the front arrives", 50.0, "s", within=1e-6),
            equals("the queue's tail moves back", 2.857, "m/s", within=0.02, decimals=3),
            equals("the road is full", 400.0, "s", within=2.0),
            count("it holds", 200, "vehicles", within=1),
        ),
        measure=blocked_road,
    ),
    Case(
        id="V33",
        title="Room travels back through a crowd",
        source="Newell 1993; Weidmann 1993",
        setup="1.34 m/s, 5.4 /m2, 1.2 /m/s; 100 m x 4 m fed at 2 /s, blocked, opened at 2000 s.",
        expected=(
            equals("wave speed", 0.2664, "m/s", decimals=4),
            equals("the tail moves back", 0.0995, "m/s", within=0.0001, decimals=4),
            equals("full, after the queue starts", 1005.0, "s", within=1.0, decimals=0),
            count("storage", 2160, "people", within=1),
            equals("restart wave takes", 375.4, "s", within=0.5, decimals=1),
        ),
        measure=pedestrian_waves,
    ),
    Case(
        id="V34",
        title="Merges share what there is by capacity, and waste none",
        source="Daganzo 1995; Yperman 2007",
        setup="A link takes 0.8 /s from two approaches: demands (0.5, 0.5); (0.2, 0.8); "
        "capacities 2:1 with 0.8 each.",
        expected=(
            equals("first, demands 0.5 and 0.5", 0.4, "/s", within=0.001, decimals=3),
            equals("second, demands 0.5 and 0.5", 0.4, "/s", within=0.001, decimals=3),
            equals("first, demands 0.2 and 0.8", 0.2, "/s", within=0.001, decimals=3),
            equals("second, demands 0.2 and 0.8", 0.6, "/s", within=0.001, decimals=3),
            equals("first, priority 2:1", 0.533, "/s", within=0.001, decimals=3),
            equals("second, priority 2:1", 0.267, "/s", within=0.001, decimals=3),
        ),
        measure=merges,
    ),
    Case(
        id="V35",
        title="A full ring stands, and is named",
        source="own",
        setup="Four full links of 10 people, each wanting the next: rule `hold`, an hour; then "
        "rule `squeeze`, 0.1 /s.",
        expected=(
            count("people who moved in an hour, hold", 0),
            count("people on the ring after it, hold", 40),
            count("gridlocks named, hold", 1),
            count("links in the cycle named, hold", 4),
            count("people in the cycle named, hold", 40),
            yes("each link named waits for the next, hold"),
            count("parties squeezed through in 1000 s", 100, within=4),
            count("people lost when squeezed", 0),
        ),
        measure=full_ring,
    ),
)
