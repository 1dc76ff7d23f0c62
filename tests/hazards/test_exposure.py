"""Time in unsafe places, on the street of eleven nodes that is walked at 1 m/s."""

from __future__ import annotations

import pytest

from sim.results.build import build_result
from sim.results.result import RunResult
from sim.runner.run import record_of
from tests.hazards.test_zones import MIDDLE, TEN_MINUTES, run


def result(*changes: str) -> RunResult:
    return build_result(record_of(run(*changes)))


def test_who_shelters_in_the_zone_for_ten_minutes_is_exposed_for_ten() -> None:
    # at 09:09 the one walker is 40 m into the zone, and stands there until 09:19
    got = result(f"incidents.x={{{MIDDLE}, {TEN_MINUTES}}}")
    exposure = got.summary["exposure"]
    assert exposure["unsafe_person_s"] == 600.0
    assert exposure["unsafe_home_person_s"] == 0.0
    assert exposure["unsafe_by_class"] == {"civilian": 600.0, "wounded": 0.0, "fighter": 0.0}
    assert got.districts["unsafe_person_s"].tolist() == [600.0]


def test_who_walks_through_is_exposed_while_on_a_street_of_the_zone() -> None:
    # on the street from 500 to 600 m from 540 s to 600 s, looked at every second
    zone = f"incidents.x={{{MIDDLE}, {TEN_MINUTES}, inside: pass}}"
    exposure = result(zone, "clock.control_interval_s=1").summary["exposure"]
    assert exposure["unsafe_person_s"] == pytest.approx(60.0, abs=1.0)


def test_who_is_kept_at_home_in_the_zone_is_exposed_there() -> None:
    # 20 people at home from 09:00, as long as it lasts within the run: 20 x 600 s
    west = "zone: {districts: [west]}, begin: 2016-11-04T08:50, end: 2016-11-04T09:10"
    exposure = result("population.districts.west.persons=20", f"incidents.x={{{west}}}").summary[
        "exposure"
    ]
    assert exposure["unsafe_home_person_s"] == exposure["unsafe_person_s"] == 12_000.0


def test_who_waits_at_a_gate_that_is_unsafe_is_exposed() -> None:
    # on the last street, which touches the zone, at 930 s; at the gate from 1000 s to 1800 s
    gate = "zone: {centre: {x_m: 1000, y_m: 0}, radius_m: 1}, inside: pass"
    span = "begin: 2016-11-04T09:15:30, end: 2016-11-04T09:30"
    exposure = result(f"incidents.x={{{gate}, {span}}}").summary["exposure"]
    assert exposure["unsafe_person_s"] == 870.0


def test_zones_say_when_they_were_planned_and_came_and_where_they_lie() -> None:
    (zone,) = result(
        f"incidents.x={{name: the middle, {MIDDLE}, {TEN_MINUTES}, corridors: [east]}}"
    ).summary["zones"]
    assert zone["planned_s"] == [540.0, 1140.0]
    assert zone["spans_s"] == [[540.0, 1140.0]]
    assert zone["corridors"] == ["east"]
    assert zone["place"] == "polygon"
    assert zone["points_m"] == [[500.0, -10.0], [600.0, -10.0], [600.0, 10.0], [500.0, 10.0]]


def test_a_ceasefire_that_holds_leaves_a_zone_planned_that_never_came() -> None:
    random = f"incidents.x={{{MIDDLE}, per_hour: 30, lasts_s: 60}}"
    (zone,) = result(random, "ceasefire.reliability=1").summary["zones"]
    assert (zone["planned_s"], zone["spans_s"]) == ([0.0, 3600.0], [])
