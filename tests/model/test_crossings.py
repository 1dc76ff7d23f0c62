"""Fighters and civilians on the same streets: where, how long, how many; and how to part them."""

from __future__ import annotations

import pytest

from sim.results import RunResult, build_result
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate

from .conftest import Build


def result_of(build: Build, *changes: str) -> RunResult:
    model = build("crossing", *changes)
    simulate(model, Silent())
    return build_result(record_of(model))


def test_two_ways_that_cross_at_a_junction_at_the_same_minute(build: Build) -> None:
    # Both walk 200 m at 1 m/s to the junction in the middle, and past it between 180 and 240 s.
    result = result_of(build)
    assert result.crossings is not None
    (row,) = result.crossings.to_dict("records")
    assert (row["kind"], row["place"]) == ("junction", 12)
    assert (row["minutes"], row["first_s"], row["last_s"]) == (1.0, 240.0, 240.0)
    assert (row["fighters"], row["civilians"]) == (10, 40)
    assert result.summary["crossings"]["minutes"] == 1.0


def test_who_sets_out_later_does_not_cross(build: Build) -> None:
    result = result_of(
        build,
        "population.departure_by_class.fighter="
        "[{curve: uniform, begin: 2016-12-15 9:10, high_s: 0}]",
    )
    assert result.crossings is not None
    assert result.crossings.empty
    assert result.summary["crossings"]["worst"] == []


def test_the_same_street_in_either_direction_is_a_crossing(build: Build) -> None:
    # 300 m apart they walk towards each other: at 120 and 180 s both are in the middle street.
    result = result_of(build, "corridors.north.gate_node=10", "population.districts.b.nodes=[13]")
    assert result.crossings is not None
    streets = result.crossings[result.crossings["kind"] == "street"]
    assert streets["minutes"].tolist() == [2.0]
    assert streets["x_m"].tolist() == [150.0]
    assert (streets["fighters"].item(), streets["civilians"].item()) == (10, 40)


CONVOY = (
    "services={{convoy: {{classes: [fighter], assembly: {{node: 22}}, corridor: north,"
    " vehicles: 1, seats: 10, departures: [2016-12-15 {at}], speed_m_s: 1, least_width_m: 1}}}}"
)


@pytest.mark.parametrize(("at", "places"), [("9:00:40", 1), ("9:20", 0)])
def test_a_convoy_crosses_people_on_foot_unless_it_has_a_time_of_its_own(
    build: Build, at: str, places: int
) -> None:
    # At 1 m/s the bus that leaves at 40 s passes the junction, 200 m on, at 240 s.
    result = result_of(
        build, CONVOY.format(at=at), "corridors.west.windows.0.close=2016-12-15 9:18"
    )
    assert result.trips is not None
    assert result.trips["persons"].tolist() == [10]
    assert result.summary["crossings"]["places"] == places


def test_windows_apart_keep_a_convoy_and_people_on_foot_apart(build: Build) -> None:
    # Loaded at 40 s; the window of the fighters' corridor alone says when the convoy may leave.
    convoy = CONVOY.format(at="9:00:40").replace("departures: [2016-12-15 9:00:40],", "")
    together = result_of(build, convoy)
    apart = result_of(build, convoy, "corridors.north.windows.0.open=2016-12-15 9:20")
    assert together.summary["crossings"]["places"] == 1
    assert apart.summary["crossings"]["places"] == 0
    assert together.summary["by_status"]["out"] == apart.summary["by_status"]["out"] == 50
