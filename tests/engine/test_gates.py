"""Gates: queues, windows to the second, class lines, forecourts, the way to safety."""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine import Beyond, Place
from tests.engine.town import INF, gates, links, parties, run, table


def at_gate(people, gate, until_s=INF, length_m=0.0, **street):
    """One street that ends at a gate."""
    road = links([(0, 1)], length_m, **street)
    return run(road, table(road, 1, 2), gate, people, until_s)


def test_v21_a_queue_before_the_opening_empties_at_600_s() -> None:
    people = parties(np.arange(600.0))
    gate = gates(1, lanes=1, service_s=0.5, windows=[[(300.0, INF)]])
    engine = at_gate(people, gate, 299.5)
    assert engine.observe().gate_waiting.sum() == 300
    engine.advance(INF)
    seen = engine.observe()
    wait = seen.service_begin_s - seen.gate_arrival_s
    assert seen.out_s.max() == pytest.approx(600.0, abs=1.0)
    assert wait.sum() == pytest.approx(90_000, rel=0.005)
    assert wait.max() == 300.0


def test_v22_two_windows() -> None:
    gate = gates(1, lanes=1, service_s=0.5, windows=[[(0.0, 300.0), (600.0, INF)]])
    seen = at_gate(parties(np.zeros(1000)), gate).observe()
    assert np.count_nonzero(seen.service_begin_s < 300.0) == 600
    assert seen.out_s.max() == 800.0
    assert seen.out_s.mean() == pytest.approx(370.0, abs=0.5)


def test_v23_an_hour_in_six() -> None:
    hours = [(360.0 * 60 * i, (360.0 * i + 60) * 60) for i in range(6)]
    gate = gates(1, lanes=1, service_s=2.0, windows=[hours])
    seen = at_gate(parties(np.zeros(10_000)), gate).observe()
    per_window = np.bincount((seen.service_begin_s // (360 * 60)).astype(int))
    assert per_window.tolist() == [1800] * 5 + [1000]
    assert seen.out_s.max() / 60 == pytest.approx(1833.33, abs=0.04)
    assert seen.out_s.mean() / 60 == pytest.approx(856.7, abs=0.1)


@pytest.mark.parametrize("count", [10, 1000, 100_000])
def test_v24_nobody_passes_outside_a_window(count: int) -> None:
    """Due exactly at the opening passes; due exactly at the close is first of the next window."""
    windows = [(100.0, 200.0), (300.0, 400.0), (1000.0, INF)]
    due = np.linspace(90.0, 410.0, count - 3)
    people = parties(np.concatenate([[100.0, 200.0, 400.0], due]))
    seen = at_gate(people, gates(1, windows=[windows])).observe()
    begin = seen.service_begin_s
    assert begin[:3].tolist() == [100.0, 300.0, 1000.0]
    inside = np.zeros(count, bool)
    for opening, close in windows:
        inside |= (opening <= begin) & (begin < close)
    assert inside.all()


def test_v25_two_servers_in_a_row() -> None:
    """2/s into 1/s, 600 people: the second queue peaks at 300 at 300 s, empty at 600 s."""
    road = links([(0, 1), (1, 2)], 1e-9, capacity_per_s=[2.0, INF])
    engine = run(
        road, table(road, 2, 3), gates(2, lanes=1, service_s=1.0), parties(np.zeros(600)), 0
    )
    peak, when = 0, 0.0
    for second in range(1, 601):
        engine.advance(float(second))
        waiting = int(engine.observe().gate_waiting.sum())
        if waiting > peak:
            peak, when = waiting, float(second)
    assert peak == pytest.approx(300, abs=1)
    assert when == pytest.approx(300.0, abs=1.0)
    engine.advance(INF)
    assert engine.observe().out_s.max() == pytest.approx(600.0, abs=1.0)


def test_v26_vickrey_bottleneck() -> None:
    arrive = np.concatenate([np.arange(2880) * 0.5, 1440.0 + np.arange(720) * 3.0])
    engine = at_gate(parties(arrive), gates(1, lanes=1, service_s=1.0), 1440.0)
    assert int(engine.observe().gate_waiting.sum()) == pytest.approx(1440, abs=1)
    engine.advance(INF)
    seen = engine.observe()
    delay = seen.service_begin_s - seen.gate_arrival_s
    assert delay.max() == pytest.approx(1440.0, abs=1.0)
    assert delay.sum() == pytest.approx(2_592_000, rel=0.001)
    assert seen.out_s.max() == pytest.approx(3600.0, abs=1.0)


@pytest.mark.parametrize("forecourt", [INF, 3.0, 0.0])
def test_v55_a_class_inside_its_window_is_not_kept_out_by_one_that_waits(forecourt: float) -> None:
    """Ten fighters wait for 5000 s, then a wounded comes: it passes when it has walked."""
    windows = [[(0.0, INF)], [(5000.0, INF)]]
    gate = gates(1, lanes=1, service_s=10.0, windows=windows, forecourt_persons=forecourt)
    people = parties(np.append(np.arange(10.0), 1000.0), line=[1] * 10 + [0])
    engine = at_gate(people, gate, length_m=50.0, capacity_per_s=2.0, storage=100.0)
    begin = engine.observe().service_begin_s
    assert begin[10] == 1050.0
    assert begin[:10].tolist() == [5000.0 + 10 * i for i in range(10)]


@pytest.mark.parametrize(("finish", "begin_s"), [(True, 990.0), (False, 2000.0)])
def test_v56_service_begun_before_the_close(finish: bool, begin_s: float) -> None:
    """A household of 6, 15 s each, comes 10 s before the close."""
    gate = gates(
        1, lanes=1, service_s=15.0, windows=[[(0.0, 1000.0), (2000.0, 2090.0)]], finish=finish
    )
    seen = at_gate(parties([990.0], persons=6), gate).observe()
    assert seen.service_begin_s[0] == begin_s
    assert seen.out_s[0] == begin_s + 90.0


def test_who_fits_no_window_lets_its_line_pass() -> None:
    gate = gates(1, lanes=1, service_s=15.0, windows=[[(0.0, 60.0)]], finish=False)
    engine = at_gate(parties([0.0, 1.0, 2.0], persons=[8, 2, 3]), gate)
    seen = engine.observe()
    assert seen.service_begin_s[1] == 1.0
    assert np.isnan(seen.service_begin_s[[0, 2]]).all()
    engine.set_windows(0, 0, [(100.0, 400.0)])
    engine.advance(INF)
    assert engine.observe().service_begin_s.tolist() == [100.0, 1.0, 220.0]


def test_lanes_none_or_without_limit() -> None:
    people = parties(np.zeros(50))
    shut = at_gate(people, gates(1, lanes=0, service_s=1.0))
    assert shut.finished
    assert int(shut.observe().gate_waiting.sum()) == 50
    free = at_gate(people, gates(1, lanes=-1, service_s=7.0))
    assert free.observe().out_s.tolist() == [7.0] * 50


def test_lanes_changed_during_the_run() -> None:
    engine = at_gate(parties(np.zeros(30)), gates(1, lanes=1, service_s=10.0), 100.0)
    engine.set_lanes(0, 3)
    engine.advance(INF)
    assert engine.observe().out_s.max() == pytest.approx(170.0)  # 10 alone, 20 by threes


def test_no_more_people_than_the_capacity_pass() -> None:
    gate = gates(1, capacity_persons=20.0)
    engine = at_gate(parties(np.zeros(10), persons=6), gate)
    assert np.isfinite(engine.observe().out_s).sum() == 3
    assert engine.finished


def test_a_class_that_is_not_admitted_never_passes() -> None:
    gate = gates(1, classes=2, admits=np.array([[True, False]]))
    seen = at_gate(parties(np.zeros(10), line=np.arange(10) % 2), gate).observe()
    assert np.isfinite(seen.out_s).tolist() == [True, False] * 5
    assert seen.place[1] == Place.FORECOURT


def test_lines_are_served_by_arrival_and_ties_by_row() -> None:
    gate = gates(1, lanes=1, service_s=1.0, classes=2)
    people = parties([5.0, 0.0, 0.0, 5.0, 0.0], line=[0, 1, 0, 1, 1])
    begin = at_gate(people, gate).observe().service_begin_s
    assert begin.tolist() == [5.0, 0.0, 1.0, 6.0, 2.0]


def test_a_full_forecourt_spills_back_into_the_street() -> None:
    gate = gates(1, lanes=1, service_s=10.0, windows=[[(1000.0, INF)]], forecourt_persons=5.0)
    engine = at_gate(
        parties(np.arange(30.0)), gate, 900.0, length_m=10.0, capacity_per_s=2.0, storage=8.0
    )
    seen = engine.observe()
    assert int(seen.gate_waiting.sum()) == 5
    assert seen.link_persons[0] == 8
    assert np.count_nonzero(seen.place == Place.DOOR) == 17
    engine.advance(INF)
    assert engine.observe().out_s.max() == 1300.0


def test_a_full_way_keeps_the_lane_and_blocks_the_gate() -> None:
    """A way of 20 m with room for 2 into a reception of one person in 30 s."""
    gate = gates(
        1, lanes=1, service_s=5.0, way_length_m=20.0, way_storage=2.0, reception_per_s=1 / 30
    )
    seen = at_gate(parties(np.zeros(6)), gate).observe()
    assert seen.safe_s.tolist() == [25.0, 55.0, 85.0, 115.0, 145.0, 175.0]
    assert seen.out_s.tolist() == [5.0, 10.0, 15.0, 30.0, 60.0, 90.0]
    assert seen.gate_busy_s[0] == 30.0


def test_beds_that_are_full_hold_everybody_behind() -> None:
    gate = gates(1, lanes=1, service_s=1.0, way_storage=2.0, reception_beds=3.0)
    engine = at_gate(parties(np.zeros(10)), gate)
    seen = engine.observe()
    assert np.isfinite(seen.safe_s).sum() == 3
    assert np.isfinite(seen.out_s).sum() == 6  # three safe, two on the way, one in its lane
    assert seen.gate_lanes_busy[0] == 1
    assert engine.finished


def beyond(held: float = 0.0, seats: float = 0.0, first_s: float = INF) -> Beyond:
    """What is behind one gate for one class; a bus every 100 s."""
    one = np.ones(1)
    return Beyond(np.full((1, 1), held), seats * one, 100.0 * one, first_s * one)


def test_buses_onward_free_beds_to_the_second() -> None:
    """Three beds; two seats at 50 s, and every 100 s after."""
    gate = gates(1, lanes=1, service_s=1.0, way_storage=2.0, reception_beds=3.0)
    gate = replace(gate, beyond=beyond(seats=2.0, first_s=50.0))
    seen = at_gate(parties(np.zeros(10)), gate).observe()
    assert seen.safe_s.tolist() == [1.0, 2.0, 3.0, 50.0, 50.0, 150.0, 150.0, 250.0, 250.0, 350.0]
    assert seen.out_s.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 51.0, 52.0, 151.0, 152.0]


def test_who_waits_for_its_family_takes_no_bus_and_keeps_its_bed() -> None:
    gate = gates(1, lanes=1, service_s=1.0, way_storage=9.0, reception_beds=2.0)
    gate = replace(gate, beyond=beyond(seats=1.0, first_s=50.0))
    alone = at_gate(parties(np.zeros(4)), gate).observe()
    assert alone.safe_s.tolist() == [1.0, 2.0, 50.0, 150.0]
    # The first waits for the last: the second takes the first bus, the third comes and takes the
    # next one; then both parts of the family are there, and a bed that the second left is free.
    family = replace(parties(np.zeros(4)), awaited=np.array([3, -1, -1, 0], np.int32))
    assert at_gate(family, gate).observe().safe_s.tolist() == [1.0, 2.0, 50.0, 150.0]
    # With one bed nobody ever comes after who waits.
    gate.reception_beds[:] = 1.0
    seen = at_gate(family, gate).observe()
    assert seen.safe_s[0] == 1.0
    assert np.isnan(seen.safe_s[1:]).all()


def test_who_is_held_leaves_the_lane_and_is_not_out() -> None:
    draws = np.array([0.1, 0.9, 0.3, 0.7])
    for share, held in ((0.0, []), (0.3, [0]), (0.5, [0, 2]), (1.0, [0, 1, 2, 3])):
        gate = replace(gates(1, lanes=1, service_s=2.0), beyond=beyond(held=share))
        people = replace(parties(np.zeros(4)), screening=draws)
        seen = at_gate(people, gate).observe()
        assert np.flatnonzero(seen.place == Place.HELD).tolist() == held
        served = np.array([2.0, 4.0, 6.0, 8.0])
        assert np.where(seen.place == Place.HELD, seen.held_s, seen.out_s).tolist() == (
            served.tolist()
        )
        assert np.isnan(seen.out_s).tolist() == (seen.place == Place.HELD).tolist()
        assert seen.gate_lanes_busy[0] == 0


def test_who_is_held_where_nothing_takes_time() -> None:
    gate = replace(gates(1), beyond=beyond(held=0.5))
    seen = at_gate(replace(parties(np.zeros(2)), screening=np.array([0.4, 0.6])), gate).observe()
    assert seen.place.tolist() == [Place.HELD, Place.SAFE]


def test_who_lives_at_the_gate_goes_straight_to_it() -> None:
    seen = at_gate(parties([3.0], home=1), gates(1, lanes=1, service_s=2.0)).observe()
    assert seen.set_out_s[0] == seen.gate_arrival_s[0] == 3.0
    assert seen.out_s[0] == 5.0


def test_people_pass_a_shut_gate_on_their_way_to_another() -> None:
    """Whoever waits for a shut gate steps aside."""
    road = links([(0, 1), (1, 2)], 10.0, 1.0, 100.0)
    gate = gates([1, 2], windows=[[]], forecourt_persons=0.0)
    gate.window_start[:] = [0, 0, 1]
    opened = type(gate)(
        **{**vars(gate), "window_open_s": np.zeros(1), "window_close_s": np.full(1, INF)}
    )
    near = table(road, 1, 3)
    far = table(road, 2, 3)
    both = type(near)(
        next_link=np.concatenate([near.next_link, far.next_link]), gate=np.array([0, 1], np.int32)
    )
    engine = run(road, both, opened, parties([0.0, 1.0, 2.0], route=[0, 1, 0]))
    seen = engine.observe()
    assert seen.out_s[1] == 21.0
    assert np.isnan(seen.out_s[[0, 2]]).all()
    assert seen.link.tolist() == [0, -1, 0]
