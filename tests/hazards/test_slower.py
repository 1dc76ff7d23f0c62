"""Darkness, danger and rubble slow people down; rubble sends them another way."""

from __future__ import annotations

import pytest

from sim.model import EvacuationModel
from sim.scenario import ScenarioError
from tests.hazards.test_zones import MIDDLE, TEN_MINUTES, load, run

DUSK = "clock.dark=[{begin: 2016-11-04T09:08:20, end: 2016-11-04T09:20}]"


def arrival(*changes: str) -> float:
    (time_s,) = run(*changes).observation.gate_arrival_s.tolist()
    return float(time_s)


def test_in_the_dark_links_entered_take_as_much_longer() -> None:
    # dusk at 500 s, when the walker enters the sixth link; at half the speed three links (600 s)
    # by 1100 s, the fourth entered then, still in the dark; dawn at 1200 s; one more: 1400 s
    assert arrival(DUSK, "movement.dark_speed_factor=0.5") == 1400.0


def test_a_dark_speed_factor_of_1_changes_nothing() -> None:
    assert arrival(DUSK, "movement.dark_speed_factor=1") == arrival() == 1000.0


def test_in_a_zone_of_slow_walking_streets_entered_meanwhile_take_as_much_longer() -> None:
    # the zone from 480 s: 500 to 600 m takes 100 / 0.25 = 400 s instead of 100
    slow = "begin: 2016-11-04T09:08, end: 2016-11-04T09:19, inside: slow, speed_factor: 0.25"
    assert arrival(f"incidents.x={{{MIDDLE}, {slow}}}") == 1300.0


def test_rubble_slows_people_on_its_streets() -> None:
    # two links at 0.8 of the speed: 2 x 125 s instead of 2 x 100 s
    line = "line: [[400, 0], [600, 0]], line_reach_m: 1, speed_factor: 0.8"
    assert arrival(f"damage.x={{{line}}}") == pytest.approx(1050.0)


GRID = (
    "network={kind: grid, rows: 2, columns: 11, spacing_m: 100, width_m: 4}",
    "population.districts.west={nodes: [0], persons: 1}",
)


def test_a_street_that_closes_sends_people_round_it_at_once() -> None:
    # at 300 s, 300 m on the way, 400 to 500 m closes: over the second row, 200 m more
    closed = "line: [[400, 0], [500, 0]], line_reach_m: 1, capacity_factor: 0"
    assert arrival(*GRID, f"damage.x={{{closed}, begin: 2016-11-04T09:05}}") == 1200.0


def test_a_street_that_reopens_is_used_again() -> None:
    # closed until 200 s: who is at 200 m then goes straight on
    closed = "line: [[400, 0], [500, 0]], line_reach_m: 1, capacity_factor: 0"
    done = "clearing: {done: 2016-11-04T09:03:20}"
    both = "line: [[0, 100], [1000, 100]], line_reach_m: 1, speed_factor: 0.5"
    slow = f"damage.y={{{both}}}"
    assert arrival(*GRID, f"damage.x={{{closed}, {done}}}", slow) == 1000.0


def test_where_no_way_is_left_people_wait_at_the_rubble() -> None:
    # the only street closes at 300 s and is clear at 1500 s; 400 to 1000 m is left
    closed = "line: [[400, 0], [500, 0]], line_reach_m: 1, capacity_factor: 0"
    times = "begin: 2016-11-04T09:05, clearing: {done: 2016-11-04T09:25}"
    assert arrival(f"damage.x={{{closed}, {times}}}") == 2100.0


@pytest.mark.parametrize("wrong", ["inside: slow", "speed_factor: 0.5"])
def test_slow_and_its_factor_belong_together(wrong: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(f"incidents.x={{{MIDDLE}, {TEN_MINUTES}, {wrong}}}")
    assert caught.value.faults[0].path == ("incidents", "x")


def test_everybody_slower_is_never_earlier() -> None:
    times = [arrival(DUSK, f"movement.dark_speed_factor={f}") for f in (1.0, 0.8, 0.4)]
    assert times == sorted(times)
    assert EvacuationModel(load(DUSK)).board.times_s == ()
