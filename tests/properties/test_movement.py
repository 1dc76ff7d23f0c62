"""What must hold in any world: nobody lost, no rule broken, at any interval."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Observation, Place, Rules
from sim.verification.sketch import Sketch
from tests.properties.worlds import World, bounded, finish, seconds, start, worlds

Spillback = Literal["kinematic_wave", "spatial_queue", "point_queue"]
TIMES = ("set_out_s", "gate_arrival_s", "service_begin_s", "out_s", "safe_s")


def times_of(seen: Observation) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Copy the times of everybody's life out of what is seen."""
    return {name: getattr(seen, name).copy() for name in TIMES}


@bounded()
@given(worlds(closures=True, narrow_ways=True), seconds(5, 200))
def test_everyone_is_accounted_for_at_every_interval(world: World, every_s: float) -> None:
    run = start(world.sketch())
    seen = finish(run, world, every_s=every_s)
    assert run.ledger.faults == []
    persons = run.parties.persons
    by_place = np.bincount(seen.place, weights=persons, minlength=len(Place))
    assert by_place.sum() == persons.sum()
    times = times_of(seen)
    for earlier, later in pairwise(TIMES):
        both = ~np.isnan(times[later])
        assert (times[earlier][both] <= times[later][both]).all(), (earlier, later)


@bounded()
@given(worlds(closures=True))
def test_nobody_passes_outside_a_window_and_no_class_leaks(world: World) -> None:
    run = start(world.sketch())
    seen = finish(run, world)
    for party in np.flatnonzero(~np.isnan(seen.service_begin_s)):
        begin_s = float(seen.service_begin_s[party])
        gate, line = int(seen.gate[party]), int(run.parties.line[party])
        windows = world.windows_at(gate, line, begin_s)
        assert any(opened <= begin_s < closed for opened, closed in windows), (party, begin_s)
        if not world.gates[gate].finish:
            closes = [closed for opened, closed in windows if opened <= begin_s < closed]
            assert seen.out_s[party] <= closes[0] or world.closures


@bounded()
@given(worlds(closures=True))
def test_no_gate_is_faster_than_its_lanes(world: World) -> None:
    run = start(world.sketch())
    seen = finish(run, world)
    for index, gate in enumerate(world.gates):
        through = np.flatnonzero((seen.gate == index) & ~np.isnan(seen.service_begin_s))
        begin_s, out_s = seen.service_begin_s[through], seen.out_s[through]
        needed_s = gate.service_s * run.parties.persons[through]
        done = ~np.isnan(out_s)
        assert np.allclose((out_s - begin_s)[done], needed_s[done], rtol=0, atol=1e-6)
        assert run.parties.persons[through].sum() <= gate.capacity_persons
        if gate.lanes >= 0:
            assert _most_at_once(begin_s[done], out_s[done]) <= gate.lanes


def _most_at_once(
    begin_s: np.ndarray[tuple[int], np.dtype[np.float64]],
    end_s: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> int:
    """Count the most spans [begin, end) that hold at one instant."""
    times = np.concatenate([begin_s, end_s])
    change = np.concatenate([np.ones(len(begin_s)), -np.ones(len(end_s))])
    order = np.lexsort((change, times))  # who leaves makes room before the next one begins
    return int(np.cumsum(change[order]).max(initial=0))


@bounded()
@given(worlds(closures=True, narrow_ways=True))
def test_a_lane_is_held_until_the_way_takes_its_party_and_beds_are_not_exceeded(
    world: World,
) -> None:
    run = start(world.sketch())
    seen = finish(run, world)
    assert run.ledger.faults == []
    persons = run.parties.persons
    for index, gate in enumerate(world.gates):
        safe = np.flatnonzero((seen.gate == index) & ~np.isnan(seen.safe_s))
        assert persons[safe].sum() <= gate.reception_beds
        per_s = min(gate.way_capacity_per_s, gate.reception_per_s)
        if np.isfinite(per_s) and len(safe) > 1:
            order = safe[np.argsort(seen.safe_s[safe], kind="stable")]
            gaps_s = np.diff(seen.safe_s[order])
            # A party's headway comes after it.
            assert (gaps_s >= persons[order][:-1] / per_s - 1e-6).all()
        out = np.flatnonzero((seen.gate == index) & ~np.isnan(seen.out_s))
        on_way = persons[out].sum() - persons[safe].sum()
        in_lanes = 0 if gate.lanes < 0 else gate.lanes * persons.max()
        assert on_way < gate.way_storage + persons.max() + in_lanes or gate.lanes < 0


@bounded()
@given(worlds(closures=True), seconds(1, 40), st.sampled_from(["hold", "squeeze"]))
def test_no_link_is_over_its_storage_by_more_than_a_party(
    world: World, every_s: float, gridlock: Literal["hold", "squeeze"]
) -> None:
    sketch = world.sketch()
    run = start(sketch, rules=Rules(gridlock=gridlock))
    storage, largest = sketch.links().storage, float(run.parties.space.max())
    for closure in world.closures:
        run.engine.set_windows(closure.gate, closure.line, list(closure.windows))
    for _ in range(150):
        seen = run.until(run.engine.now_s + every_s)
        assert (seen.link_space <= storage + largest).all()
        if gridlock == "hold":
            assert (seen.link_space < storage + largest).all()


@bounded()
@given(worlds(closures=True))
def test_no_link_lets_more_out_than_its_capacity(world: World) -> None:
    sketch = world.sketch()
    run = start(sketch, rules=Rules(gridlock="hold"))
    capacity, largest = sketch.links().capacity_per_s, float(run.parties.persons.max())
    before, before_s = run.until(0.0).link_left.copy(), 0.0
    for _ in range(60):
        seen = run.until(before_s + 30.0)
        left = seen.link_left - before
        assert (left <= capacity * 30.0 + largest + 1e-6).all()
        before, before_s = seen.link_left.copy(), seen.now_s


@bounded()
@given(worlds(closures=True), st.lists(seconds(1, 3000), max_size=12))
def test_looking_does_not_change_what_happens(world: World, looks_s: list[float]) -> None:
    alone = replace(world, closures=())
    unseen = start(alone.sketch())
    want = times_of(unseen.until(1e9))
    watched = start(alone.sketch())
    for look_s in sorted(looks_s):
        watched.until(look_s)
    got = times_of(watched.until(1e9))
    for name in TIMES:
        assert np.array_equal(want[name], got[name], equal_nan=True), name


@bounded()
@given(worlds(one_speed=True))
def test_the_spillback_modes_agree_where_nothing_spills_back(world: World) -> None:
    # One speed: where speeds differ, who overtakes whom depends on where the queue's tail stands,
    # and that is what the modes disagree about.
    open_ended = replace(
        world,
        gates=tuple(replace(gate, forecourt_persons=math.inf) for gate in world.gates),
    )
    sketch = open_ended.sketch()
    everyone = float(sketch.parties().space.sum())
    roomy = replace(sketch.links(), storage=np.full(2 * len(world.streets), everyone + 1.0))
    modes: tuple[Spillback, ...] = ("kinematic_wave", "spatial_queue", "point_queue")
    times = {
        mode: times_of(finish(start(sketch, links=roomy, rules=Rules(spillback=mode)), open_ended))
        for mode in modes
    }
    for mode in modes[1:]:
        for name in TIMES:
            want, got = times["kinematic_wave"][name], times[mode][name]
            assert np.array_equal(want, got, equal_nan=True), (mode, name)


@bounded(100)
@given(
    st.lists(st.tuples(seconds(5, 60), st.sampled_from([0.25, 0.5, 1.0])), min_size=1, max_size=3),
    st.lists(st.tuples(seconds(0, 90), st.sampled_from([0.5, 1.0, 1.34])), min_size=2, max_size=60),
)
def test_nobody_is_overtaken_by_somebody_no_faster(
    streets: list[tuple[float, float]], people: list[tuple[float, float]]
) -> None:
    sketch = Sketch()
    chain = [
        sketch.street(place, place + 1, length_m=length_m, width_m=width_m)
        for place, (length_m, width_m) in enumerate(streets)
    ]
    depart_s, speed_m_s = [np.array(column) for column in zip(*people, strict=True)]
    sketch.people(len(people), path=chain, depart_s=depart_s, speed_m_s=speed_m_s)
    seen = start(sketch).until(1e9)
    entered_s, left_s = seen.set_out_s, seen.safe_s
    for early in range(len(people)):
        behind = (entered_s > entered_s[early]) & (speed_m_s <= speed_m_s[early])
        assert (left_s[behind] >= left_s[early]).all()


@bounded(150)
@given(worlds(), seconds(0, 4000))
def test_nothing_is_left_undone_before_the_instant_asked_for(world: World, depart_s: float) -> None:
    late = replace(
        world,
        groups=tuple(
            replace(group, depart_s=group.depart_s + depart_s, headway_s=7 * group.headway_s)
            for group in world.groups
        ),
    )
    run = start(late.sketch())
    once = times_of(run.until(1e9))
    assert run.engine.finished
    again = times_of(run.until(2e9))
    for name in TIMES:
        assert np.array_equal(once[name], again[name], equal_nan=True), name
