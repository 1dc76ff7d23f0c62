"""Buses in the model: the closed forms as scenarios, and what must hold of everyone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.engine.observation import Place
from sim.model import EvacuationModel
from sim.results import RunResult, build_result
from sim.results.status import STATUS_CODE
from sim.results.store import load_result
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate

from .conftest import Build


def result_of(model: EvacuationModel) -> RunResult:
    simulate(model, Silent())
    return build_result(record_of(model))


@pytest.mark.parametrize(("vehicles", "end_s"), [(1, 14_000.0), (5, 2_960.0), (10, 2_300.0)])
def test_500_people_by_bus_from_a_scenario(build: Build, vehicles: int, end_s: float) -> None:
    model = build("buses", f"services.buses.vehicles={vehicles}")
    summary = result_of(model).summary
    assert model.observation.out_s.max() == end_s
    assert summary["clearance_time_s"] == end_s
    assert summary["by_status"]["out"] == 500
    assert summary["modes"] == {"foot": 0, "bus": 500, "ambulance": 0, "car": 0}
    assert summary["corridors"][0]["out"] == summary["corridors"][0]["carried"] == 500
    assert summary["corridors"][0]["chosen"] == 0
    (service,) = summary["services"]
    assert (service["trips"], service["convoys"], service["places_used"]) == (10, 10, 1.0)
    assert (service["first_departure_s"], service["last_arrival_s"]) == (160.0, end_s)


def test_who_waits_rides_and_is_out_is_counted_as_such(build: Build) -> None:
    model = build("buses", "services.buses.vehicles=1")
    model.step()  # 60 s: 16 are seated by 58 s, one boards
    assert model.ledger.by_status[STATUS_CODE["aboard"]] == 17
    assert model.ledger.by_status[STATUS_CODE["queued"]] == 500 - 17
    while model.now_s < 840.0:  # left at 160, there at 760; a person in two seconds: 39 before 840
        model.step()
    assert model.ledger.by_status[STATUS_CODE["out"]] == 39
    assert model.ledger.by_status[STATUS_CODE["aboard"]] == 11
    assert (model.chosen >= 0).sum() == 50


def test_who_is_out_by_bus_stays_out_when_streets_are_looked_at_again(build: Build) -> None:
    # A timed event has the engine looked at anew: it knows only that they rest where they waited.
    model = build(
        "buses",
        "services.buses.vehicles=1",
        "incidents={shut: {corridors: [gate], begin: 2016-12-15 9:20, end: 2016-12-15 9:30}}",
    )
    while model.now_s < 1200.0:
        model.step()
    assert model.ledger.by_status[STATUS_CODE["out"]] == 50
    model.step()
    assert model.observation.link_persons.sum() == 0
    assert model.ledger.by_status[STATUS_CODE["out"]] == 50
    assert result_of(model).summary["by_status"]["out"] == 500


def test_who_cannot_board_is_counted_with_reason_minute_and_place(build: Build) -> None:
    model = build(
        "buses", "services.buses.vehicles=1", "services.buses.last_departure=2016-12-15 9:03"
    )
    result = result_of(model)
    (service,) = result.summary["services"]
    assert service["refused"] == {"no seat until the last departure": 450}
    assert service["left_behind"] == {
        "persons": 450, "children": service["left_behind"]["children"],
        "by_class": {"civilian": 450, "wounded": 0, "fighter": 0},
    }  # fmt: skip
    assert result.summary["by_status"]["stranded"] == 450
    assert result.refusals is not None
    assert result.refusals[["begin_s", "persons"]].to_numpy().tolist() == [[180.0, 450]]


def test_who_is_left_behind_walks_where_the_scenario_says_so(build: Build) -> None:
    model = build(
        "buses", "services.buses.vehicles=1", "services.buses.last_departure=2016-12-15 9:03",
        "services.buses.left_behind=walk",
    )  # fmt: skip
    result = result_of(model)
    assert result.summary["modes"]["bus"] == 50
    assert result.summary["services"][0]["walked_on"] == 450
    assert result.summary["modes"]["foot"] > 0
    assert result.summary["corridors"][0]["chosen"] == 450
    assert result.summary["by_status"]["out"] == sum(result.summary["modes"].values())


def test_an_incident_at_the_corridor_holds_convoys_there_and_at_the_assembly_point(
    build: Build,
) -> None:
    # Two buses leave at 160 and 320 s and would pass at 760 and 920 s; it is shut from 800 s.
    model = build(
        "buses", "services.buses.vehicles=3",
        "incidents={shut: {corridors: [gate], begin: 2016-12-15 9:13:20, end: 2016-12-15 9:50}}",
    )  # fmt: skip
    trips = result_of(model).trips
    assert trips is not None
    assert trips["passed_s"].tolist()[:4] == [760.0, 3000.0, 3000.0, 3600.0]
    assert trips["reached_s"].tolist()[:3] == [760.0, 920.0, 1080.0]
    assert not ((trips["left_s"] >= 800.0) & (trips["left_s"] < 3000.0)).any()


def test_tables_are_saved_and_read_again_alike(build: Build, tmp_path: Path) -> None:
    result = result_of(build("buses", "services.buses.seats=45"))
    result.save(tmp_path)
    again = load_result(tmp_path)
    for name in ("trips", "refusals"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(result, name), check_dtype=False
        )
    assert again.crossings is None


TOWN = (
    "services={bus: {assembly: {node: 40}, corridor: a, vehicles: 3, seats: 20, wait_s: 120,"
    " within_m: 200, left_behind: walk, speed_m_s: 4, least_width_m: 2},"
    " ambulance: {kind: ambulance, fetches: true, classes: [wounded], assembly: {node: 4},"
    " corridor: b, vehicles: 2, seats: 0, stretchers: 2, speed_m_s: 6, least_width_m: 2},"
    " convoy: {classes: [fighter], assembly: {node: 76}, corridor: b, vehicles: 2, seats: 30,"
    " convoy: 2, departures: [2016-11-04 9:40, 2016-11-04 10:10], check_convoy_s: 60,"
    " least_width_m: 2}}"
)


def test_in_a_town_with_all_kinds_of_services_nobody_is_lost_or_carried_twice(build: Build) -> None:
    model = build("town", TOWN)
    result = result_of(model)  # the ledger checks everyone at every instant
    summary, trips = result.summary, result.trips
    assert trips is not None
    assert result.people is not None
    assert all(summary["modes"][mode] > 0 for mode in ("foot", "bus", "ambulance"))
    assert sum(summary["modes"].values()) == summary["by_status"]["out"]
    assert sum(c["out"] for c in summary["corridors"]) == summary["by_status"]["out"]
    assert sum(summary["by_status"].values()) == summary["persons"]
    found = model.services
    assert found is not None
    aboard = [party for fleet in found.fleets for trip in fleet.trips for party in trip.parties]
    assert len(aboard) == len(set(aboard))
    for fleet in found.fleets:
        for trip in fleet.trips:
            assert trip.persons - trip.lying <= fleet.service.seats
            assert trip.lying <= fleet.service.stretchers
            assert trip.persons == model.population.persons[list(trip.parties)].sum()
            assert (found.book.boarded_s[list(trip.parties)] <= trip.left_s).all()
            assert any(a <= trip.passed_s < b for a, b in fleet.service.windows)
    wounded = model.population.line == 1
    took = result.people["service"].to_numpy()
    assert set(took[wounded & (model.observation.place == Place.SAFE)]) >= {"ambulance"}
    for service in summary["services"]:
        parts = service["carried"] + service["walked_on"] + service["left_behind"]["persons"]
        assert service["asked"] == parts
    assert {
        service["id"]: service["trips"] > 0 for service in summary["services"]
    } == dict.fromkeys(("ambulance", "bus", "convoy"), True)


def test_who_is_on_a_stretcher_needs_a_place_for_it_and_seats_for_the_bearers(
    build: Build,
) -> None:
    people = (
        "population.stretchers.share=1", "population.leaving.wounded={willing: 1.0}",
        "population.districts.square.wounded=9", "corridors.gate.admits=[civilian, wounded]",
        "services.buses.classes=[civilian, wounded]",
    )  # fmt: skip
    bus = result_of(build("buses", *people)).summary
    assert bus["services"][0]["refused"] == {"no stretcher place": 27}  # 9 with two bearers each
    assert bus["modes"]["bus"] == 500 - 27
    carrying = result_of(build("buses", *people, "services.buses.stretchers=1"))
    assert carrying.summary["modes"]["bus"] == 500
    assert carrying.trips is not None
    assert carrying.trips["lying"].sum() == 9
    assert carrying.trips["lying"].max() == 1


def test_the_same_seed_gives_the_same_trips(build: Build) -> None:
    first, second = (result_of(build("town", TOWN)) for _ in range(2))
    assert first.trips is not None
    assert second.trips is not None
    pd.testing.assert_frame_equal(first.trips, second.trips)
    assert np.array_equal(first.series.to_numpy(), second.series.to_numpy())
