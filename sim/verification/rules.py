"""V52 to V60: rules of movement that have a number of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.plan.diagrams import backward_wave_m_s
from sim.scenario import LoadedScenario, ScenarioError
from sim.verification.case import (
    Case,
    Measurements,
    at_least,
    at_most,
    count,
    equals,
    yes,
)
from sim.verification.choice import news_of_a_shut_gate
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import FIGHTER, WOUNDED, Sketch, evenly
from sim.verification.town import corridor, describe, run


def household_fairness(ledger: Ledger) -> Measurements:
    """V52: singles and households of eight want the same full link for an hour."""
    sketch = Sketch()
    full = sketch.street(2, 3, length_m=50.0, width_m=4.0)
    singles = sketch.link(0, 2, capacity_per_s=5.0)
    households = sketch.link(1, 2, capacity_per_s=5.0)
    gate = sketch.gate(3, service_s=0.5, forecourt_persons=0.0)
    sketch.people(8000, path=[singles, full], gate=gate, speed_m_s=1.34)
    sketch.people(1000, path=[households, full], gate=gate, speed_m_s=1.34, persons=8)
    run = Run.of("V52", sketch, ledger)
    begin, branches = 1000.0, [singles, households]
    before = run.until(begin).link_left[branches].copy()
    times_s = np.arange(begin, begin + 3600.0, 60.0)
    held = run.sample(times_s, lambda seen: float(seen.link_space[full]))
    after = run.until(begin + 3600.0).link_left[branches]
    alone, together = after - before
    return {
        "people through in the hour": float(alone + together),
        "difference between the approaches": abs(float(alone - together)),
        "people on the link, on average": float(held.mean()),
    }


def saturated_slow_walkers(ledger: Ledger) -> Measurements:
    """V53: a street of walkers of 0.5 m/s, as many as can enter."""
    speed_m_s, length_m, width_m = 0.5, 100.0, 4.0
    sketch = Sketch()
    waiting = sketch.link(0, 1, capacity_per_s=100.0)
    street = sketch.street(1, 2, length_m=length_m, width_m=width_m)
    cycle_s = length_m / speed_m_s + length_m / backward_wave_m_s(sketch.diagram)
    begin, end = 5 * cycle_s, 15 * cycle_s
    sketch.people(int(1.22 * width_m * end), path=[waiting, street], speed_m_s=speed_m_s)
    run = Run.of("V53", sketch, ledger)
    before = int(run.until(begin).link_left[street])
    after = int(run.until(end).link_left[street])
    return {"specific flow": (after - before) / (end - begin) / width_m}


def class_lines(ledger: Ledger) -> Measurements:
    """V55: fighters wait for their window, the wounded come inside theirs."""
    sketch = Sketch()
    street = sketch.street(0, 1, length_m=50.0, width_m=4.0)
    windows = {FIGHTER: [(3600.0, 7200.0)], WOUNDED: [(0.0, 3600.0)]}
    gate = sketch.gate(1, service_s=10.0, windows_by_class=windows)
    fighters = sketch.people(60, path=[street], gate=gate, line=FIGHTER, speed_m_s=1.1)
    came_s = evenly(20, per_s=1 / 60.0, first_s=300.0)
    wounded = sketch.people(
        20, path=[street], gate=gate, line=WOUNDED, depart_s=came_s, speed_m_s=0.6, space=3.0
    )
    seen = Run.of("V55", sketch, ledger).to_end(every_s=60.0)
    begin_s = seen.service_begin_s
    return {
        "longest wait of the wounded": float(
            (begin_s[wounded] - seen.gate_arrival_s[wounded]).max()
        ),
        "fighters standing ahead of them": float((seen.gate_arrival_s[fighters] < 300.0).sum()),
        "first fighter begins": float(begin_s[fighters].min()),
        "fighters out": float(np.isfinite(seen.out_s[fighters]).sum()),
    }


def _shared_street(ledger: Ledger, **people: int) -> tuple[Run, tuple[int, int], dict[str, slice]]:
    """Draw a street of 100 m x 4 m that both directions share, and who walks it which way."""
    sketch = Sketch(least_share=0.15)
    there, back = sketch.two_way(0, 1, length_m=100.0, width_m=4.0)
    link = {"there": there, "back": back}
    rows = {
        name: sketch.people(count, path=[link[name]], speed_m_s=1.34)
        for name, count in people.items()
    }
    return Run.of("V54", sketch, ledger), (there, back), rows


def shared_street(ledger: Ledger) -> Measurements:
    """V54: one way, both ways, and against a standing crowd."""
    flow_per_s, jam = 1.22 * 4.0, 5.4 * 400.0
    alone, _, _ = _shared_street(ledger, there=2000)
    out_s = np.sort(alone.to_end().out_s)
    one_way = 1000.0 / (out_s[1500] - out_s[500])
    both, links, rows = _shared_street(ledger, there=3000, back=3000)
    held = both.sample(
        np.arange(5.0, 900.0, 5.0), lambda seen: float(seen.link_space[list(links)].sum())
    )
    seen = both.until(900.0)
    flows = [float((seen.out_s[rows[name]] < 900.0).sum()) / 900.0 for name in rows]
    sketch = Sketch(least_share=0.15)
    there, back = sketch.two_way(0, 1, length_m=100.0, width_m=4.0)
    shut = sketch.gate(1, windows=[(1e8, math.inf)], forecourt_persons=0.0)
    sketch.people(3000, path=[there], gate=shut, speed_m_s=1.34)
    few = sketch.people(400, path=[back], depart_s=evenly(400, per_s=1.0, first_s=3000.0),
                        speed_m_s=1.34)  # fmt: skip
    seen = Run.of("V54", sketch, ledger).until(4000.0)
    against_s = np.sort(seen.out_s[few])
    against = 200.0 / (against_s[300] - against_s[100])
    return {
        "flow of one-way demand, over J w": one_way / flow_per_s,
        "both flows above 0 in head-on overload": float(min(flows) > 0.0),
        "the smaller flow in head-on overload, over J w": min(flows) / flow_per_s,
        "total density at most jam": float(held.max() < jam + 1.0),
        "the crowd's density on the whole street, over jam": float(seen.link_space[there]) / jam,
        "flow of those against it, over J w": against / flow_per_s,
    }


def _household_at_the_close(ledger: Ledger, *, finish: bool) -> tuple[float, float]:
    """Return when a household of six begins service and is out; the gate shuts at 100 s."""
    sketch = Sketch()
    gate = sketch.gate(0, service_s=15.0, windows=[(0.0, 100.0)], finish=finish)
    sketch.people(1, home=0, gate=gate, depart_s=90.0, persons=6)
    seen = Run.of("V56", sketch, ledger).to_end(every_s=10.0)
    return float(seen.service_begin_s[0]), float(seen.out_s[0])


def the_close(ledger: Ledger) -> Measurements:
    """V56: what is begun is finished, or nothing begins that would not be done."""
    begin_s, out_s = _household_at_the_close(ledger, finish=True)
    never_s, _ = _household_at_the_close(ledger, finish=False)
    return {
        "begins before the close": 100.0 - begin_s,
        "out after the close": out_s - 100.0,
        "people still served at the close": 6.0 if begin_s < 100.0 < out_s else 0.0,
        "does not begin with start_only_if_done": float(math.isnan(never_s)),
    }


def _tree(ledger: Ledger, x_capacity_per_s: float) -> float:
    """Two branches of 100 people each into a root of 1 /s; return when the last has passed it."""
    sketch = Sketch()
    root = sketch.link(2, 3, length_m=0.001, capacity_per_s=1.0)
    for home, capacity in ((0, x_capacity_per_s), (1, 0.3)):
        branch = sketch.link(home, 2, length_m=0.001, capacity_per_s=capacity)
        sketch.people(100, path=[branch, root], depart_s=math.inf)
    run = Run.of("V58", sketch, ledger)
    run.stand(range(100), 1, at_m=0.001)
    run.stand(range(100, 200), 2, at_m=0.001)
    return float(run.to_end(every_s=20.0).safe_s.max())


def wider_branch(ledger: Ledger) -> Measurements:
    """V58: widening a branch of a merge delays the last one out."""
    return {
        "last out": _tree(ledger, 1.0),
        "last out, X widened": _tree(ledger, 2.0),
    }


def _behind_a_front(**network: Any) -> LoadedScenario:
    """Describe a home 400 m from the nearest gate, in a straight line through the front."""
    return describe(
        rows=5,
        columns=9,
        districts={"behind": {"name": "Behind the front", "nodes": [18], "persons": 50}},
        corridors={"near": corridor(22), "far": corridor(44)},
        network=network,
        population={"household": 1},
    )


def forbidden_area(ledger: Ledger) -> Measurements:
    """V60: an area on the way, then a line around the home."""
    area = {"name": "front", "polygon": [(150, 50), (250, 50), (250, 250), (150, 250)]}
    model = run("V60", _behind_a_front(forbidden_areas=[area]), ledger)
    seen, forbidden = model.observation, model.network.link_forbidden
    walked_m = (seen.gate_arrival_s - seen.set_out_s) * model.population.speed_m_s
    ring = {"name": "siege", "points": [(-50, 150), (50, 150), (50, 250), (-50, 250), (-50, 150)]}
    said = _what_is_said(_behind_a_front(forbidden_lines=[ring]))
    return {
        "streets in the forbidden area": float(forbidden.sum()),
        "traversals inside it": float(seen.link_entered[forbidden].sum()),
        "people out": float(model.population.persons[np.isfinite(seen.out_s)].sum()),
        "shortest walk": float(walked_m.min()),
        "unreachable people are named": float(
            any("behind" in line.lower() for line in said.splitlines())
        ),
    }


def _what_is_said(loaded: LoadedScenario) -> str:
    """Run a scenario and return its faults or warnings."""
    from sim.runner.run import run_scenario  # tables and figures: only when asked for

    try:
        return "\n".join(run_scenario(loaded).summary["warnings"])
    except ScenarioError as error:
        return str(error)


CASES = (
    Case(
        id="V52",
        title="Households do not starve, nor starve others",
        source="own",
        setup="A full link, exit 2 /s; singles and households of 8 wait at two approaches of equal "
        "capacity, one hour.",
        expected=(
            equals("people through in the hour", 7200.0, "people", within=16.0, decimals=0),
            equals("difference between the approaches", 0.0, "people", within=8.0, decimals=0),
            equals("people on the link, on average", 712.0, "people", within=16.0, decimals=0),
        ),
        measure=household_fairness,
    ),
    Case(
        id="V53",
        title="Slow walkers fill a street with less flow",
        source="own (multi-class kinematic waves)",
        setup="A saturated street of walkers of 0.5 m/s, triangular default.",
        expected=(equals("specific flow", 0.951, "people/m/s", share=0.01, decimals=3),),
        measure=saturated_slow_walkers,
    ),
    Case(
        id="V54",
        title="A street shared by both directions",
        source="own",
        setup="Two-way `shared`, f = 0.15, 100 m x 4 m: 2,000 people one way; then 3,000 from "
        "either end, 15 minutes; then 400 against a crowd that stands still before a shut gate.",
        expected=(
            equals("flow of one-way demand, over J w", 0.85),
            yes("both flows above 0 in head-on overload"),
            at_least("the smaller flow in head-on overload, over J w", 0.15),
            yes("total density at most jam"),
            equals("the crowd's density on the whole street, over jam", 0.85, within=0.001),
            at_least("flow of those against it, over J w", 0.15 * 0.999),
        ),
        measure=shared_street,
    ),
    Case(
        id="V55",
        title="A class whose window is shut blocks nobody",
        source="own",
        setup="60 fighters stand before their window; wounded come inside theirs, one a minute, "
        "to the same gate.",
        expected=(
            equals("longest wait of the wounded", 0.0, "s", within=1e-9),
            count("fighters standing ahead of them", 60, "people"),
            equals("first fighter begins", 3600.0, "s", within=1e-9),
            count("fighters out", 60, "people"),
        ),
        measure=class_lines,
    ),
    Case(
        id="V56",
        title="The close",
        source="own",
        setup="A household of 6 begins 10 s before the close, 15 s each.",
        expected=(
            equals("begins before the close", 10.0, "s", within=1e-9),
            equals("out after the close", 80.0, "s", within=1e-9),
            count("people still served at the close", 6, "people"),
            yes("does not begin with start_only_if_done"),
        ),
        measure=the_close,
    ),
    Case(
        id="V57",
        title="News of a gate that shut runs back along the queue",
        source="own",
        setup="5,000 people queued back along a kilometre of streets of 100 m; the gate shuts for "
        "good, news runs back at 1 m/s, policy go home; steps of 10 s.",
        expected=(
            count("people on the street when it shuts", 4999, "people"),
            count("people queued, moving or stranded at the end", 0, "people"),
            count("people back home", 4999, "people"),
            yes("all are seen on their way back there, or one street on"),
            at_least("seen to turn at the earliest, after the news", 0.0, "s"),
            at_most("seen to turn at the latest, after the news", 120.0, "s"),
        ),
        measure=news_of_a_shut_gate,
    ),
    Case(
        id="V58",
        title="More capacity above a merge can delay the last one out",
        source="own (a documented truth, not a fault)",
        setup="Root 1 /s; branches X 1 /s and Y 0.3 /s, 100 people each; then X widened to 2 /s.",
        expected=(
            equals("last out", 363.3, "s", within=1 / 0.3, decimals=1),
            equals("last out, X widened", 398.3, "s", within=1 / 0.3, decimals=1),
        ),
        measure=wider_branch,
    ),
    Case(
        id="V60",
        title="Nobody walks where nobody may",
        source="own",
        setup="A forbidden area between home and the nearest gate; then a line around the home.",
        expected=(
            at_least("streets in the forbidden area", 1.0, decimals=0),
            count("traversals inside it", 0),
            count("people out", 50, "people"),
            equals("shortest walk", 600.0, "m", within=1e-6),
            yes("unreachable people are named"),
        ),
        measure=forbidden_area,
    ),
)
