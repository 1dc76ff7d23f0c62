"""The tail of a queue, the close, the night, and what is beyond the gate."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.behaviour.families import Together
from sim.engine.engine import Place
from sim.model import EvacuationModel
from sim.report.headline import headline
from sim.results import RunResult
from sim.results.build import build_result
from sim.runner.run import record_of

Build = Callable[..., EvacuationModel]

NEAR = "population.districts.near={nodes: [9], persons: 20}"
"""Twenty people 100 m before the gate; those of the district west are 1000 m away."""
NOBODY_FAR = "population.districts.west.persons=0"


def slow(seconds: int) -> str:
    each = 60.0 / seconds
    return f"corridors.east.service={{per_minute: {each}, distribution: deterministic}}"


def run(model: EvacuationModel) -> RunResult:
    model.run_model()
    return build_result(record_of(model))


def people(result: RunResult) -> dict[str, int]:
    return {name: count for name, count in result.summary["by_status"].items() if count}


# --- stewards


def test_who_is_in_the_queue_at_the_cut_off_passes_and_who_comes_later_goes_home(
    build: Build,
) -> None:
    # A person in 30 s: the near ones, at the gate by 110 s, take until 700 s. At 300 s the queue
    # is cut off, and the far ones, due from 1000 s on, are turned though the gate is free by then.
    cut = "corridors.east.cut_off={at: 09:05}"
    model = build("street", NEAR, slow(30), cut)
    result = run(model)
    assert people(result) == {"out": 20, "returned": 20}
    assert model.observation.out_s[model.population.district == 0].max() > 600.0
    corridor = result.summary["corridors"][0]
    assert corridor["turned_away"] == {
        "persons": 20, "children": 0, "by_class": {"civilian": 20, "wounded": 0, "fighter": 0},
    }  # fmt: skip
    assert "Turned away from queues by stewards: 20" in headline(result)
    # Nobody had seen them off: without stewards all pass, and then the block is null.
    without = run(build("street", NEAR, slow(30)))
    assert people(without) == {"out": 40}
    assert without.summary["corridors"][0]["turned_away"] is None


def test_nobody_slips_in_between_two_looks_of_the_stewards(build: Build) -> None:
    # Cut off at 999 s; the first of the far ones would be at the gate at 1000 s, served at once.
    cut = "corridors.east.cut_off={at: 2016-11-04T09:16:39}"
    assert people(run(build("street", cut))) == {"returned": 20}
    assert people(run(build("street", cut, "clock.control_interval_s=600"))) == {"returned": 20}


@pytest.mark.parametrize(("length", "out"), [(100, 20), (10, 11), (0, 1)])
def test_who_stands_behind_so_many_people_is_turned_away(
    build: Build, length: int, out: int
) -> None:
    # A person a minute. When stewards first look, at 120 s, one of the twenty is in the lane.
    cut = f"corridors.east.cut_off={{queue_length: {length}}}"
    result = run(build("street", NEAR, NOBODY_FAR, slow(60), cut))
    assert result.summary["by_status"]["out"] == out
    assert result.summary["by_status"]["returned"] == 20 - out
    assert result.summary["corridors"][0]["turned_away"]["persons"] == 20 - out


def test_who_is_turned_away_may_try_another_and_does_not_come_back(build: Build) -> None:
    west = (
        "corridors.west={gate_node: 0, admits: [civilian], lanes: null,"
        " windows: [{open: 2016-11-04T09:00, close: 2016-11-04T10:00}]}"
    )
    turned = "shut.cut_off={civilian: {try_another: true, then: home}}"
    cut = "corridors.east.cut_off={queue_length: 0}"
    model = build("street", NEAR, NOBODY_FAR, slow(60), west, turned, cut)
    assert people(run(model)) == {"out": 20}
    assert sorted(model.agents.get("corridor")) == ["east"] + ["west"] * 19
    # Who looks again on the way finds the east without a queue, and knows that it is not let in.
    look = "choice.look_again_per_minute=1"
    model = build("street", NEAR, NOBODY_FAR, slow(60), west, turned, cut, look)
    assert people(run(model)) == {"out": 20}
    assert model.closing.stewards is not None
    barred = model.closing.stewards.barred[:, 0]
    assert barred.sum() >= 5
    assert (model.observation.gate[barred] == 1).all()


# --- held


def test_held_are_passed_and_never_out(build: Build) -> None:
    def held(share: float) -> tuple[EvacuationModel, dict[str, Any]]:
        model = build("street", f"corridors.east.held={{civilian: {share}}}")
        return model, run(model).summary

    all_held, summary = held(1.0)
    corridor = summary["corridors"][0]
    assert (corridor["passed"], corridor["out"], corridor["held"]["persons"]) == (20, 0, 20)
    assert summary["by_status"]["held"] == summary["conservation"]["held_all_corridors"] == 20
    assert summary["protection"]["held_persons"] == 20
    assert corridor["utilisation"] == pytest.approx(20 / 3600)  # each was served for a second
    assert "Held after screening, and not out: 20" in headline(build_result(record_of(all_held)))
    none_held, _ = held(0.0)
    plain = build("street")
    plain.run_model()
    assert none_held.observation.out_s.tolist() == plain.observation.out_s.tolist()
    some, more = (held(share)[0].observation.place == Place.HELD for share in (0.3, 0.7))
    assert 0 < some.sum() < more.sum() < 20
    assert (more | ~some).all()  # who is held at a share is so at every larger one


def test_beds_and_buses_at_the_place_of_safety(build: Build) -> None:
    # Everybody is safe by 1300 s; ten beds, and a bus of four seats every ten minutes.
    onward = "onward: {seats: 4, every_s: 600}"
    result = run(build("street", f"corridors.east.reception={{beds: 10, {onward}}}"))
    reception = result.summary["corridors"][0]["reception"]
    # Buses at 1800, 2400 and 3000 s took four each (those before found nobody); one is not due.
    assert reception == {
        "beds": 10, "peak": 10, "onward": 12, "there_at_end": 8, "not_taken_in": 0,
    }  # fmt: skip
    full = run(build("street", "corridors.east.reception={beds: 10}"))
    assert full.summary["corridors"][0]["reception"]["not_taken_in"] == 10
    assert full.summary["corridors"][0]["safe"] == 10
    assert "Out and not taken in at a place of safety by the end: 10." in headline(full)


# --- the close, the night


def test_who_goes_home_at_the_close_was_at_the_gate_at_the_close(build: Build) -> None:
    home = "shut.at_close={civilian: {then: home}}"
    close = "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:18}]"
    result = run(build("street", slow(30), home, close))
    corridor = result.summary["corridors"][0]
    # At 1080 s three have been begun: at 1000, 1030 and 1060 s.
    assert people(result) == {"out": 3, "returned": 17}
    assert corridor["people_beyond"] == corridor["windows"][0]["at_close"]["persons"] == 17
    assert (
        corridor["windows"][0]["at_close"]["forecourt"] == corridor["at_close"]["forecourt"] == 17
    )
    night = result.summary["nights"][0]
    assert (night["out_of_doors"], night["returned"], night["sheltering"]) == (0, 17, 0)


def test_who_waits_at_the_gate_is_out_of_doors_at_night(build: Build) -> None:
    days = (
        "clock.end=2016-11-05T10:00",
        "corridors.east.windows=[{open: 09:00, close: 09:18, days: [2016-11-04, 2016-11-05]}]",
    )
    result = run(build("street", slow(30), *days))
    first, last = result.summary["nights"]
    assert first["close_s"] == 1080.0
    assert first["at_s"] == (1080.0 + 86400.0) / 2
    assert first["places"] == [{"kind": "forecourt", "id": "east", "persons": 17, "children": 0}]
    assert (last["close_s"], last["at_s"], last["out_of_doors"]) == (87480.0, 90000.0, 0)
    assert people(result) == {"out": 20}
    assert "Out of doors at" in headline(result)


def test_full_shelters_send_people_on_and_count_who_found_no_place(build: Build) -> None:
    # Fifteen of twenty are not through at the close. The school takes three of them and sends
    # twelve on to the hall, which takes two: ten have no place.
    places = (
        "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:13:25}]",
        "population.districts.west.nodes=[2]",
        "places.school={node: 5, beds: 3, send_on: hall}",
        "places.hall={node: 4, beds: 2}",
        "shut.at_close={civilian: {then: shelter, place: school}}",
    )
    result = run(build("street", *places))
    assert people(result) == {"out": 5, "sheltering": 5, "stranded": 10}
    hall, school = result.summary["shelters"]
    assert (school["peak"], school["sent_on"], school["no_place"]) == (3, 12, 0)
    assert (hall["peak"], hall["no_place"], hall["outside_at_end"]) == (2, 10, 10)
    night = result.summary["nights"][0]
    assert night["places"] == [{"kind": "outside", "id": "hall", "persons": 10, "children": 0}]
    assert night["sheltering"] == 5
    home = run(build("street", *places, "places.hall.if_full=home"))
    assert people(home) == {"out": 5, "sheltering": 5, "returned": 10}
    room = run(build("street", *places, "places.school.beds=15"))
    assert people(room) == {"out": 5, "sheltering": 15}


def test_beds_that_people_leave_in_the_morning_are_free_again(build: Build) -> None:
    model = build(
        "street",
        "clock.end=2016-11-05T12:00",
        "corridors.east.windows=[{open: 09:00, close: 09:13:25, days: [2016-11-04, 2016-11-05]}]",
        "population.districts.west.nodes=[2]",
        "places.school={node: 5, beds: 3}",
        "shut.at_close={civilian: {then: shelter, place: school}}",
    )
    result = run(model)
    assert people(result) == {"out": 20}  # inside and outside go again, and are there at nine
    assert result.summary["nights"][0]["out_of_doors"] == 12


# --- families


def test_who_is_ready_first_waits_for_the_other_part_and_takes_its_corridor() -> None:
    together = Together(np.array([1, 0, -1, 4, 3], np.int32))
    place = np.zeros(5, np.uint8)
    going = np.array([True, True, True, True, False])
    planned_s = np.array([10.0, 90.0, 20.0, 30.0, 40.0])
    situation: Any = SimpleNamespace(until_s=60.0, observation=SimpleNamespace(place=place))
    due = np.array([0, 2, 3], np.int32)
    # The first waits until 90 s for its other part; the fourth has none that goes.
    assert together.wait(situation, going, due, planned_s).tolist() == [2, 3]
    assert planned_s.tolist() == [90.0, 90.0, 20.0, 30.0, 40.0]
    situation.until_s = 120.0
    both = together.wait(situation, going, np.array([0, 1], np.int32), planned_s)
    gate = np.array([5, 7], np.int16)
    together.one_corridor(both, gate)
    assert gate.tolist() == [5, 5]
