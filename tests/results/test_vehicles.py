"""Trips, refusals and crossings of the run made by hand."""

from __future__ import annotations

import pytest

from sim.results import RunResult, build_result
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def result() -> RunResult:
    return build_result(hand_record())


def test_a_trip_and_a_refusal_by_its_minute(result: RunResult) -> None:
    assert result.trips is not None
    assert result.refusals is not None
    (trip,) = result.trips.to_dict("records")
    assert (trip["service"], trip["kind"], trip["corridor"]) == ("minibus", "bus", "a")
    assert (trip["trip"], trip["persons"], trip["left_local"]) == (
        1,
        4,
        "2016-11-04T15:32:30+02:00",
    )
    (refusal,) = result.refusals.to_dict("records")
    assert (refusal["begin_s"], refusal["reason"]) == (360.0, "no stretcher place")  # at 410 s
    assert (refusal["persons"], refusal["children"], refusal["civilian"]) == (4, 2, 4)


def test_what_the_summary_says_of_a_service(result: RunResult) -> None:
    (service,) = result.summary["services"]
    assert (service["asked"], service["carried"], service["out"]) == (4, 0, 0)
    assert service["refused"] == {"no stretcher place": 4}
    assert service["left_behind"] == {
        "persons": 4, "children": 2, "by_class": {"civilian": 4, "wounded": 0, "fighter": 0},
    }  # fmt: skip
    assert (service["loaded_wait_mean_s"], service["corridor_wait_max_s"]) == (30.0, 60.0)
    assert result.summary["modes"] == {"foot": 153, "bus": 0, "ambulance": 0, "car": 0}


def test_crossings_are_named_by_street_and_junction_the_longest_first(result: RunResult) -> None:
    assert result.crossings is not None
    street, junction = result.crossings.to_dict("records")
    assert (street["kind"], street["place"], street["minutes"]) == ("street", 3, 10.0)
    assert (street["x_m"], street["y_m"]) == (250.0, 0.0)  # from node 30 to node 40
    assert (junction["kind"], junction["place"], junction["civilians"]) == ("junction", 30, 6)
    found = result.summary["crossings"]
    assert (found["places"], found["minutes"], found["fighters"]) == (2, 10.0, 20)
    assert [place["kind"] for place in found["worst"]] == ["street", "junction"]
