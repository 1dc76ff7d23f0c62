"""Fleets by hand: closed forms, families, convoys, windows, and who could not board."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.services import Arrivals, Refusal, Service, ServiceRun, run_service
from sim.services.checkpoint import Checkpoint
from sim.services.fleet import Fleet
from sim.services.operations import Part, advance
from sim.services.service import Book


def arrivals(
    time_s: Sequence[float], persons: Sequence[int] | int = 1, line: Sequence[int] | int = 0
) -> Arrivals:
    shape = len(time_s)
    return Arrivals(
        np.asarray(time_s, np.float64),
        np.broadcast_to(np.asarray(persons, np.int32), shape).copy(),
        np.broadcast_to(np.asarray(line, np.uint8), shape).copy(),
    )


def service(**changes: Any) -> Service:
    """One vehicle of 4 at one bay: loading 10 + 3n, 100 s there, 2n to alight, 100 s back."""
    values: dict[str, Any] = {"vehicles": 1, "seats": 4, "drive_s": 100.0, "return_s": 100.0}
    return Service(**(values | changes))


def left(run: ServiceRun) -> list[float]:
    return [trip.left_s for trip in run.trips]


@pytest.mark.parametrize(("vehicles", "end_s"), [(1, 14_000.0), (5, 2_960.0), (10, 2_300.0)])
def test_500_people_and_buses_of_50_seats_at_one_bay(vehicles: int, end_s: float) -> None:
    fleet = Service(vehicles=vehicles, seats=50, drive_s=600.0, return_s=600.0)
    run = run_service(fleet, arrivals([0.0] * 500))
    assert run.out_s.max() == end_s
    assert [trip.persons for trip in run.trips] == [50] * 10
    assert not run.refusals


def test_ten_bays_load_ten_buses_at_once() -> None:
    # 160 to load, 600 to drive, 100 to alight.
    fleet = Service(vehicles=10, bays=10, seats=50, drive_s=600.0, return_s=600.0)
    run = run_service(fleet, arrivals([0.0] * 500))
    assert left(run) == [160.0] * 10
    assert run.out_s.max() == 860.0


def test_each_is_aboard_and_out_in_order_of_boarding() -> None:
    run = run_service(service(), arrivals([0.0, 5.0], [3, 1]))
    assert run.boarded_s.tolist() == [19.0, 22.0]
    assert run.left_s.tolist() == [22.0, 22.0]
    assert run.out_s.tolist() == [128.0, 130.0]
    (trip,) = run.trips
    assert (trip.loading_s, trip.arrived_s, trip.emptied_s, trip.back_s) == (
        0.0,
        122.0,
        130.0,
        230.0,
    )


def test_a_family_boards_whole_and_lets_others_take_the_seats_it_cannot_use() -> None:
    # 3 board; the family of 2 does not fit the one seat, the single behind it does.
    run = run_service(service(), arrivals([0.0, 0.0, 0.0], [3, 2, 1]))
    assert run.trip.tolist() == [0, 1, 0]
    # Back at 22 + 100 + 8 + 100; loaded after 16 s more.
    assert left(run) == [22.0, 246.0]


def test_a_vehicle_leaves_when_nobody_has_come_for_as_long_as_it_waits() -> None:
    assert left(run_service(service(), arrivals([0.0, 20.0]))) == [13.0, 13.0 + 202.0 + 13.0]
    patient = run_service(service(wait_s=30.0), arrivals([0.0, 20.0]))
    assert left(patient) == [23.0 + 30.0]  # the second boards from 20 to 23 s
    assert patient.trip.tolist() == [0, 0]


def test_a_convoy_leaves_together_and_not_before_its_start() -> None:
    fleet = service(vehicles=3, convoy=3, start_s=500.0)
    run = run_service(fleet, arrivals([0.0] * 12))
    assert left(run) == [500.0] * 3
    assert [trip.convoy for trip in run.trips] == [0, 0, 0]
    late = run_service(service(vehicles=3, convoy=3), arrivals([0.0] * 12))
    assert left(late) == [66.0] * 3  # the third is loaded after 3 x 22 s


def test_a_convoy_that_is_not_complete_leaves_after_its_wait() -> None:
    fleet = service(vehicles=3, convoy=3, wait_s=600.0)
    run = run_service(fleet, arrivals([0.0] * 6))
    # 4 by 22 s, 2 by 22 + 16 s.
    assert [trip.persons for trip in run.trips] == [4, 2]
    assert left(run) == [638.0] * 2


def test_who_has_no_seat_before_the_close_is_refused_and_nobody_passes_after_it() -> None:
    # The corridor lies 40 s on and shuts at 300 s: the second vehicle's load must leave before 260.
    fleet = service(windows=((0.0, 300.0),), to_corridor_s=40.0)
    run = run_service(fleet, arrivals([0.0] * 8 + [280.0]))
    # Back at 230; fixed 10 s, then 3 s each: five would be 255, only 4 seats: 252.
    assert left(run) == [22.0, 252.0]
    assert run.refusals == {8: Refusal.LATE}
    short = run_service(service(windows=((0.0, 290.0),), to_corridor_s=40.0), arrivals([0.0] * 8))
    assert left(short) == [22.0, 249.0]  # a fourth would be aboard at 252, past 250
    assert short.refusals == {7: Refusal.NO_SEAT}


def test_to_pass_exactly_at_the_close_is_too_late() -> None:
    on_it = service(windows=((0.0, 13.0 + 40.0),), to_corridor_s=40.0)
    assert run_service(on_it, arrivals([0.0])).refusals == {0: Refusal.NO_SEAT}
    after = service(windows=((0.0, 13.0 + 40.0 + 1e-6),), to_corridor_s=40.0)
    assert left(run_service(after, arrivals([0.0]))) == [13.0]


def test_a_loaded_vehicle_waits_for_the_opening_and_the_rest_for_the_next_window() -> None:
    fleet = service(windows=((500.0, 600.0), (2000.0, math.inf)), to_corridor_s=40.0)
    run = run_service(fleet, arrivals([0.0] * 8))
    assert [trip.passed_s for trip in run.trips] == [500.0, 2000.0]
    assert not run.refusals
    calm = service(windows=((500.0, math.inf),), to_corridor_s=40.0, load_ahead_s=0.0)
    first = run_service(calm, arrivals([0.0] * 4))
    assert (first.trips[0].loading_s, first.trips[0].left_s) == (460.0, 482.0)


def test_everyone_refused_has_a_cause() -> None:
    fleet = service(classes=frozenset({1}))
    run = run_service(fleet, arrivals([0.0, 0.0, 0.0, math.inf], [1, 5, 2, 1], [0, 1, 1, 1]))
    assert run.refusals == {0: Refusal.CLASS, 1: Refusal.TOO_LARGE}
    assert run.trip.tolist() == [-1, -1, 0, -1]  # the last never comes


def test_what_cannot_be_is_refused_with_every_fault() -> None:
    with pytest.raises(ValueError, match=r"vehicles is below 1; seats and stretchers .*; convoy"):
        service(vehicles=0, seats=0)
    with pytest.raises(ValueError, match=r"drive_s is not a number.*windows are not sorted"):
        service(drive_s=math.nan, windows=((5.0, 5.0),))
    with pytest.raises(ValueError, match="to_corridor_s is longer"):
        service(to_corridor_s=101.0)
    with pytest.raises(ValueError, match="a party has nobody"):
        run_service(service(), arrivals([0.0], 0))
    with pytest.raises(ValueError, match="below 0"):
        run_service(service(), arrivals([-1.0]))


def test_a_vehicle_that_does_not_come_back_makes_one_trip() -> None:
    run = run_service(service(returns=False), arrivals([0.0] * 5))
    assert left(run) == [22.0]
    assert run.trips[0].back_s == math.inf
    assert run.refusals == {4: Refusal.NO_SEAT}


def test_an_ambulance_takes_the_lying_on_stretchers_and_others_on_seats() -> None:
    # Two stretchers and one seat: the third who lies waits, the one who sits is taken at once.
    fleet = service(seats=1, stretchers=2)
    lying = np.array([1, 1, 1, 0], np.int32)
    came = replace(arrivals([0.0] * 4), lying=lying)
    run = run_service(fleet, came)
    assert run.trip.tolist() == [0, 0, 1, 0]
    assert [(trip.persons, trip.lying) for trip in run.trips] == [(3, 2), (1, 1)]
    bus = run_service(service(), came)
    assert bus.refusals == dict.fromkeys((0, 1, 2), Refusal.NO_STRETCHER)


def test_by_timetable_a_convoy_leaves_at_its_times_and_at_no_other() -> None:
    # Three vehicles are loaded by 66 s, the convoy takes two, at 300 s; the third goes at 400 s.
    fleet = service(vehicles=3, convoy=2, departures_s=(50.0, 300.0, 400.0))
    run = run_service(fleet, arrivals([0.0] * 12))
    # At 50 s two are loaded (22 and 44 s) and leave; the third leaves at 300 s.
    assert left(run) == [50.0, 50.0, 300.0]
    empty = run_service(fleet, arrivals([310.0]))  # nobody is there at 50 and at 300 s
    assert left(empty) == [400.0]
    late = run_service(service(vehicles=3, convoy=2, departures_s=(100.0,)), arrivals([0.0] * 12))
    assert left(late) == [100.0, 100.0]
    assert set(late.refusals.values()) == {Refusal.NOT_LEFT}
    assert len(late.refusals) == 4
    assert np.isnan(late.boarded_s[list(late.refusals)]).all()


def test_none_leaves_after_the_last_departure() -> None:
    run = run_service(service(last_s=230.0), arrivals([0.0] * 8 + [240.0]))
    assert left(run) == [22.0]  # back at 230 s: no time to load
    assert run.refusals == dict.fromkeys((4, 5, 6, 7), Refusal.NO_SEAT) | {8: Refusal.LATE}


def test_a_convoy_waits_for_its_escort() -> None:
    # The escort goes with the first at 22 s, and is back at 22 + 100 + 100 s.
    run = run_service(service(vehicles=2, escorts=1, escorts_each=1), arrivals([0.0] * 8))
    assert left(run) == [22.0, 222.0]
    two = run_service(service(vehicles=2, escorts=2, escorts_each=1), arrivals([0.0] * 8))
    assert left(two) == [22.0, 44.0]


def test_the_whole_convoy_is_checked_before_any_of_it_goes_on() -> None:
    # 60 s for the convoy and 30 s a vehicle, 40 s on; then 60 s more to where people alight.
    fleet = service(
        vehicles=2, convoy=2, to_corridor_s=40.0, check_convoy_s=60.0, check_vehicle_s=30.0
    )
    run = run_service(fleet, arrivals([0.0] * 8))
    assert [trip.passed_s for trip in run.trips] == [84.0, 84.0]  # left at 44 s
    assert [trip.arrived_s for trip in run.trips] == [84.0 + 120.0 + 60.0] * 2
    # One by one the second waits for the first: 40 + 22, then 62 + 90.
    alone = run_service(replace(fleet, convoy=1), arrivals([0.0] * 8))
    assert [(t.reached_s, t.passed_s) for t in alone.trips] == [(62.0, 62.0), (84.0, 152.0)]


def test_two_services_share_a_checkpoint_in_the_order_in_which_they_come() -> None:
    checkpoint, book = Checkpoint(), Book(2)
    near = Fleet(service(to_corridor_s=10.0, check_vehicle_s=100.0), checkpoint, book)
    far = Fleet(service(to_corridor_s=50.0, check_vehicle_s=100.0), checkpoint, book)
    near.arrive(0.0, 0, (1, 0), 0)
    far.arrive(0.0, 1, (1, 0), 0)
    advance([near, far, checkpoint], math.inf)
    assert (near.trips[0].passed_s, far.trips[0].passed_s) == (23.0, 123.0)


def test_a_convoy_is_held_at_a_corridor_that_shuts_unforeseen_and_none_leaves_meanwhile() -> None:
    checkpoint, book = Checkpoint(), Book(8)
    fleet = Fleet(service(to_corridor_s=50.0, vehicles=2), checkpoint, book)
    for party in range(8):
        fleet.arrive(0.0, party, (1, 0), 0)
    parts: list[Part] = [fleet, checkpoint]
    advance(parts, 30.0)  # the first left at 22 s
    fleet.hold(((0.0, 30.0),), 30.0)
    advance(parts, 500.0)
    assert [trip.reached_s for trip in fleet.trips] == [72.0]
    assert math.isnan(fleet.trips[0].passed_s)
    fleet.hold(((0.0, 30.0), (500.0, math.inf)), 500.0)
    advance(parts, math.inf)
    assert [(t.left_s, t.passed_s) for t in fleet.trips] == [(22.0, 500.0), (500.0, 550.0)]


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(st.tuples(st.floats(0.0, 900.0), st.integers(1, 4)), max_size=30),
    vehicles=st.integers(1, 3),
    convoy=st.integers(1, 3),
    cuts=st.lists(st.floats(0.0, 2000.0), max_size=12),
)
def test_step_by_step_is_the_same_to_the_bit_as_all_at_once(
    people: list[tuple[float, int]], vehicles: int, convoy: int, cuts: list[float]
) -> None:
    fleet_of = service(
        vehicles=vehicles, convoy=min(convoy, vehicles), wait_s=50.0, to_corridor_s=31.7,
        check_vehicle_s=7.3, windows=((0.0, 700.0), (900.0, 1500.0)),
    )  # fmt: skip
    came = arrivals([t for t, _ in people], [n for _, n in people])
    once = run_service(fleet_of, came)
    checkpoint, book = Checkpoint(), Book(len(people))
    fleet = Fleet(fleet_of, checkpoint, book)
    told = 0.0
    for until_s in [*sorted(cuts), math.inf]:  # who comes is known only once it has come
        for party, (time_s, size) in enumerate(people):
            if told <= time_s < until_s:
                fleet.arrive(time_s, party, (size, 0), 0)
        advance([fleet, checkpoint], until_s)
        told = until_s
    fleet.give_up(math.inf)
    assert [repr(trip) for trip in fleet.trips] == [repr(trip) for trip in once.trips]
    assert book.out_s.tobytes() == once.out_s.tobytes()
    assert {party: why for party, (why, _) in fleet.refused.items()} == once.refusals


@settings(max_examples=80, deadline=None)
@given(
    count=st.integers(1, 60),
    vehicles=st.integers(1, 6),
    seats=st.integers(1, 8),
    bays=st.integers(1, 3),
)
def test_with_more_vehicles_for_a_waiting_crowd_the_end_is_never_later(
    count: int, vehicles: int, seats: int, bays: int
) -> None:
    ends = [
        run_service(
            service(vehicles=number, seats=seats, bays=bays), arrivals([0.0] * count)
        ).out_s.max()
        for number in (vehicles, vehicles + 1)
    ]
    assert ends[1] <= ends[0]


@pytest.mark.parametrize("opens_s", [0.0, 1.0])
def test_a_bus_that_would_come_as_the_corridor_shuts_does_not_leave(opens_s: float) -> None:
    late = service(windows=((opens_s, 37.0),), to_corridor_s=37.0)  # it would have to leave at 0
    run = run_service(late, arrivals([0.0]))
    assert not run.trips
    assert list(run.refusals) == [0]


TIMES = st.floats(0.0, 3000.0, allow_nan=False)


@settings(max_examples=150, deadline=None)
@given(
    people=st.lists(st.tuples(TIMES, st.integers(1, 6), st.integers(0, 1)), max_size=40),
    vehicles=st.integers(1, 4),
    seats=st.integers(1, 5),
    bays=st.integers(1, 3),
    convoy=st.integers(1, 4),
    wait_s=st.sampled_from([0.0, 60.0, 5000.0]),
    ends=st.lists(st.integers(0, 4000), max_size=6, unique=True),
)
def test_nobody_is_lost_no_seat_is_taken_twice_and_nobody_passes_a_shut_corridor(
    people: list[tuple[float, int, int]],
    vehicles: int,
    seats: int,
    bays: int,
    convoy: int,
    wait_s: float,
    ends: list[int],
) -> None:
    ends.sort()
    windows = tuple((float(a), float(b)) for a, b in zip(ends[::2], ends[1::2], strict=False))
    fleet = service(
        vehicles=vehicles, seats=seats, bays=bays, convoy=min(convoy, vehicles), wait_s=wait_s,
        windows=windows, to_corridor_s=37.0, classes=frozenset({0}),
    )  # fmt: skip
    came = arrivals([t for t, _, _ in people], [n for _, n, _ in people], [c for _, _, c in people])
    run = run_service(fleet, came)
    carried = run.trip >= 0
    assert {*np.flatnonzero(carried).tolist()} ^ run.refusals.keys() == set(range(len(people)))
    assert not {*np.flatnonzero(carried).tolist()} & run.refusals.keys()
    assert (came.time_s[carried] + 3.0 <= run.boarded_s[carried] + 1e-9).all()
    assert (run.boarded_s[carried] <= run.left_s[carried]).all()
    assert (run.left_s[carried] + 100.0 < run.out_s[carried]).all()
    for number, trip in enumerate(run.trips):
        assert trip.persons == came.persons[run.trip == number].sum() <= seats
        assert any(opened <= trip.passed_s < shut for opened, shut in windows)
    for vehicle in range(vehicles):
        own = [trip for trip in run.trips if trip.vehicle == vehicle]
        assert all(a.back_s <= b.loading_s for a, b in pairwise(own))
    for trip in run.trips:
        together = [one.left_s for one in run.trips if one.convoy == trip.convoy]
        assert len(together) <= fleet.convoy
        assert set(together) == {trip.left_s}
    for size in range(1, seats + 1):  # of those alike, who came first boards first
        alike = np.flatnonzero(carried & (came.persons == size))
        order = alike[np.argsort(came.time_s[alike], kind="stable")]
        assert (np.diff(run.left_s[order]) >= 0.0).all() or bays > 1 or fleet.convoy > 1
