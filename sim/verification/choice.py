"""V42 to V48: who takes which way out, groups and classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.behaviour import Equilibrium
from sim.engine import Place
from sim.model import EvacuationModel
from sim.scenario import CLASSES
from sim.verification.case import (
    Case,
    Measure,
    Measurements,
    at_least,
    at_most,
    count,
    equals,
    yes,
)
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch
from sim.verification.town import END, corridor, describe, run, speeds


def assigned(ledger: Ledger) -> Measurements:
    """V44: four districts on a grid, each sent to a corridor that is not its nearest."""
    to = {"a": "4", "b": "3", "c": "2", "d": "1"}
    corners = {"1": 0, "2": 8, "3": 72, "4": 80}
    near = {"a": 0, "b": 8, "c": 72, "d": 80}
    loaded = describe(
        rows=9,
        columns=9,
        districts={
            name: {"nodes": [near[name]], "persons": 23, "corridor": to[name]} for name in near
        },
        corridors={name: corridor(node) for name, node in corners.items()},
        choice={"rule": "assigned"},
    )
    model = run("V44", loaded, ledger)
    wanted = np.array(
        [model.corridor_ids.index(to[name]) for name in model.population.district_ids]
    )
    out = np.isfinite(model.observation.out_s)
    right = model.observation.gate == wanted[model.population.district]
    return {
        "people out": float(model.population.persons[out].sum()),
        "people out by the corridor assigned": float(model.population.persons[out & right].sum()),
    }


def slowest_member(ledger: Ledger) -> Measurements:
    """V47: households of five, about one person in five of them slow, walk 500 m."""
    loaded = describe(
        rows=1,
        columns=6,
        districts={"a": {"nodes": [0], "persons": 500}},
        corridors={"1": corridor(5)},
        network={"width_m": 2000.0},
        population={
            "household": 5,
            "household_sizes": "fixed",
            "ages": {"child": 0.0, "elderly": 0.2},
            "speeds": speeds(
                every={"distribution": "normal", "mean_m_s": 1.25, "sd_m_s": 0.0},
                elderly={"distribution": "uniform", "low_m_s": 0.5, "high_m_s": 0.5},
            ),
        },
    )
    model = run("V47", loaded, ledger)
    seen, people = model.observation, model.population
    walked_s = seen.gate_arrival_s - seen.set_out_s
    with_one = people.elderly == 1
    quick = people.elderly == 0
    return {
        "households with four at 1.25 and one at 0.5 m/s": float(with_one.sum()),
        "slowest of these": float(walked_s[with_one].max()),
        "quickest of these": float(walked_s[with_one].min()),
        "households without a slow member, slowest": float(walked_s[quick].max()),
    }


def by_logit(name: str, theta_per_s: float, at: Mapping[str, int]) -> Measure:
    """V42, V43: 10,000 people on a straight street; gates at nodes `at`, walks known by them."""

    def measure(ledger: Ledger) -> Measurements:
        loaded = describe(
            rows=1,
            columns=1 + max(at.values()),
            districts={"a": {"nodes": [HOME], "persons": 10_000}},
            corridors={str(node): corridor(node, way_width_m=1e6) for node in at.values()},
            choice={"rule": "logit", "theta_per_s": theta_per_s, "wait_weight": 0.0},
            network={"width_m": 2000.0},
            population={"speeds": WALKERS},
        )
        model = run(name, loaded, ledger)
        chosen = np.array([int(corridor_id) for corridor_id in model.corridor_ids])[model.chosen]
        return {quantity: float((chosen == node).sum()) for quantity, node in at.items()}

    return measure


HOME = 6
WALKERS = speeds(every={"distribution": "uniform", "low_m_s": 1.0, "high_m_s": 1.0})


def two_by_logit(ledger: Ledger) -> Measurements:
    """V42: gates 300 m and 400 m away, on either side."""
    measured = by_logit("V42", 0.01, {"near": 3, "far": 10})(ledger)
    return {"choose the quicker": measured["near"]}


def three_by_logit(ledger: Ledger) -> Measurements:
    """V43: gates 600 m, 900 m and 1200 m away."""
    measured = by_logit("V43", 0.005, {"600": 0, "900": 15, "1200": 18})(ledger)
    return {f"share, {length} s": measured[length] / 10_000 for length in ("600", "900", "1200")}


def even(ledger: Ledger) -> Measurements:
    """V46: gates 10 m and 40 m away at 1 m/s, each with one lane of 1.33 people a second."""
    lane = {"lanes": 1, "service": {"per_minute": 60 * 1.33, "distribution": "deterministic"}}
    loaded = describe(
        rows=1,
        columns=6,
        districts={"a": {"nodes": [1], "persons": 1000}},
        corridors={
            "near": corridor(0, way_width_m=1e3, **lane),
            "far": corridor(5, way_width_m=1e3, **lane),
        },
        choice={"rule": "equilibrium"},
        network={"width_m": 1e6, "spacing_m": 10.0},
        population={"speeds": WALKERS},
    )
    model = run("V46", loaded, ledger)
    assert isinstance(model.choice, Equilibrium)
    near = model.chosen == model.corridor_ids.index("near")
    out_s = model.observation.out_s
    return {
        "last out by the nearer": float(out_s[near].max()),
        "last out by the farther": float(out_s[~near].max()),
        "people by the nearer": float(near.sum()),
        "people by the farther": float((~near).sum()),
        "gap": model.choice.relative_gap,
    }


def exit_lost(ledger: Ledger) -> Measurements:
    """V45: gates 400 m and 600 m away; the nearer is lost after a second, and is found shut."""
    loaded = describe(
        rows=1,
        columns=11,
        districts={"a": {"nodes": [4], "persons": 100}},
        corridors={"near": corridor(0), "far": corridor(10)},
        population={"speeds": WALKERS},
        incidents={"lost": {"corridors": ["near"], "begin": "2016-11-04T08:00:01", "end": END}},
        shut={"found_shut": {"civilian": {"try_another": True}}},
    )
    model = run("V45", loaded, ledger)
    far = model.observation.gate == model.corridor_ids.index("far")
    return {
        "everyone leaves by the other": float((far & np.isfinite(model.observation.out_s)).all())
    }


def news_of_a_shut_gate(ledger: Ledger) -> Measurements:
    """V57: a kilometre of street; the gate shuts for good when 5,000 have queued back along it."""
    shuts_s, interval_s = 4000.0, 10.0
    loaded = describe(
        rows=1,
        columns=11,
        interval_s=interval_s,
        districts={"a": {"nodes": [0], "persons": 5000}},
        corridors={
            "1": corridor(10, lanes=1, forecourt_m2=0.0, service={"per_minute": 0.001}),
        },
        network={"width_m": 5.0},
        population={"speeds": WALKERS},
        incidents={"lost": {"corridors": ["1"], "begin": "2016-11-04T09:06:40", "end": END}},
        shut={"found_shut": {"civilian": {"then": "home"}}},
    )
    model = EvacuationModel(loaded)
    network, late_s, same = model.network, [], True
    turned = np.zeros(model.population.party_count, np.bool_)
    while model.running:
        before = model.observation.link.copy()
        model.step()
        seen = model.observation
        if model.now_s <= shuts_s:
            queued = int((seen.place == Place.LINK).sum())
        back = (seen.link >= 0) & (network.link_to[seen.link] < network.link_from[seen.link])
        fresh = np.flatnonzero(back & ~turned)
        turned[fresh] = True
        stood = before[fresh]
        onward = network.link_from[seen.link[fresh]] - network.link_from[stood]
        same &= bool(((onward == 1) | (onward == 0)).all())
        told_s = shuts_s + 100.0 * (10 - network.link_to[stood])  # at 1 m/s along streets of 100 m
        late_s.extend((seen.now_s - told_s).tolist())
    ledger.check_total("V57", model.ledger.series().by_status, model.population.person_count)
    status = {name: values[-1] for name, values in model.datacollector.model_vars.items()}
    return {
        "people on the street when it shuts": float(queued),
        "people queued, moving or stranded at the end": float(
            status["queued"] + status["moving"] + status["stranded"]
        ),
        "people back home": float(status["returned"]),
        "all are seen on their way back there, or one street on": float(same),
        "seen to turn at the earliest, after the news": min(late_s),
        "seen to turn at the latest, after the news": max(late_s),
    }


def restricted(ledger: Ledger) -> Measurements:
    """V48: the near corridor admits civilians only; then slower people join a crowd."""
    loaded = describe(
        rows=3,
        columns=9,
        districts={
            "a": {"nodes": [9, 10, 11], "persons": 400, "wounded": 40, "fighters": 60},
        },
        corridors={
            "near": corridor(9, admits=["civilian"], lanes=2, service={"per_minute": 20}),
            "far": corridor(17, lanes=2, service={"per_minute": 20}),
        },
        population={"household": 4, "fighter_group": 7},
    )
    model = run("V48", loaded, ledger)
    out = np.isfinite(model.observation.out_s)
    near = model.observation.gate == model.corridor_ids.index("near")
    civilian = model.population.line == CLASSES.index("civilian")
    clearances_s = [_clearance_with(ledger, slower) for slower in (0, 1, 5, 20, 80)]
    return {
        "people out": float(model.population.persons[out].sum()),
        "forbidden passages": float(model.population.persons[out & near & ~civilian].sum()),
        "civilians out by the near corridor": float(
            model.population.persons[out & near & civilian].sum()
        ),
        "clearance never shorter with 0, 1, 5, 20, 80 slower people": float(
            clearances_s == sorted(clearances_s)
        ),
        "clearance with 1 slower person": clearances_s[1],
    }


def _clearance_with(ledger: Ledger, slower: int) -> float:
    """Clearance of 100 people at 1.25 m/s and `slower` people at 0.5 m/s, over 200 m x 2 m."""
    sketch = Sketch()
    street = sketch.street(0, 1, length_m=200.0, width_m=2.0)
    gate = sketch.gate(1, service_s=0.5)
    sketch.people(100, path=[street], gate=gate, speed_m_s=1.25)
    if slower:
        sketch.people(slower, path=[street], gate=gate, speed_m_s=0.5)
    return float(Run.of("V48", sketch, ledger).to_end(every_s=20.0).out_s.max())


CASES = (
    Case(
        id="V42",
        title="Two corridors, by logit",
        source="own (multinomial logit)",
        setup="theta 0.01 per s, 300 against 400 s, 10,000 people.",
        expected=(count("choose the quicker", 7311, "people", within=87),),
        measure=two_by_logit,
    ),
    Case(
        id="V43",
        title="Three corridors, by logit",
        source="own (multinomial logit)",
        setup="theta 0.005 per s; 600, 900, 1200 s.",
        expected=(
            equals("share, 600 s", 0.7856, share=0.02, decimals=4),
            equals("share, 900 s", 0.1753, share=0.05, decimals=4),
            equals("share, 1200 s", 0.0391, share=0.1, decimals=4),
        ),
        measure=three_by_logit,
    ),
    Case(
        id="V44",
        title="Everyone leaves through the corridor assigned",
        source="NIST TN 1822 test 3.1; ISO 20414 test 8; RiMEA 4.1 test 10; "
        "IMO MSC.1/Circ.1533 test 10",
        setup="Four districts of 23 people, each assigned the corridor farthest from it.",
        expected=(
            count("people out", 92, "people"),
            count("people out by the corridor assigned", 92, "people"),
        ),
        measure=assigned,
    ),
    Case(
        id="V45",
        title="An exit is lost",
        source="NIST TN 1822 test 4.1; ISO 20414 test 9",
        setup="Of two exits, 400 m and 600 m away, the nearer is lost at t = 1 s.",
        expected=(yes("everyone leaves by the other"),),
        measure=exit_lost,
    ),
    Case(
        id="V46",
        title="Two exits fill evenly",
        source="RiMEA 4.1 test 11 (user equilibrium)",
        setup="1000 people, two exits of 1.33/s, 10 and 40 s away.",
        expected=(
            equals("last out by the nearer", 400.94, "s", share=0.03),
            equals("last out by the farther", 400.94, "s", share=0.03),
            equals("people by the nearer", 519.95, "people", share=0.03),
            equals("people by the farther", 480.05, "people", share=0.03),
            at_most("gap", 0.001, decimals=4),
        ),
        measure=even,
    ),
    Case(
        id="V47",
        title="A household walks at its slowest member's speed",
        source="NIST TN 1822 test 2.9; ISO 20414 test 14",
        setup="100 households of five, four at 1.25 and one at 0.5 m/s among them, 500 m.",
        expected=(
            at_least("households with four at 1.25 and one at 0.5 m/s", 1.0, decimals=0),
            equals("slowest of these", 1000.0, "s", within=1e-6),
            equals("quickest of these", 1000.0, "s", within=1e-6),
            equals("households without a slow member, slowest", 400.0, "s", within=1e-6),
        ),
        measure=slowest_member,
    ),
    Case(
        id="V48",
        title="A corridor lets only its classes pass; slower people never speed things up",
        source="own; ISO 20414 test 7; NIST TN 1822 test 2.10",
        setup="400 people, of them 40 wounded and 60 fighters; the near corridor admits civilians "
        "only. 100 people at 1.25 m/s, then up to 80 at 0.5 m/s, over 200 m x 2 m.",
        expected=(
            count("people out", 400, "people"),
            count("forbidden passages", 0, "people"),
            count("civilians out by the near corridor", 300, "people"),
            yes("clearance never shorter with 0, 1, 5, 20, 80 slower people"),
            equals("clearance with 1 slower person", 100 / 2.44 + 200 / 0.5 + 0.5, "s"),
        ),
        measure=restricted,
    ),
)
