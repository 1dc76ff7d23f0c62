"""Unsafe zones and damaged streets on one street of eleven nodes, 100 m apart, walked at 1 m/s."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.hazards.times import incident_spans
from sim.model import EvacuationModel
from sim.scenario import LoadedScenario, ScenarioError, load_scenario

STREET = Path(__file__).parent.parent / "model" / "scenarios" / "street.yaml"
MIDDLE = "zone: {polygon: [[500, -10], [600, -10], [600, 10], [500, 10]]}"
TEN_MINUTES = "begin: 2016-11-04T09:09, end: 2016-11-04T09:19"


def load(*changes: str) -> LoadedScenario:
    return load_scenario(STREET, overrides=changes)


def run(*changes: str) -> EvacuationModel:
    """One person an instant of departure, so that nobody is in another's way."""
    one = "population.districts.west.persons=1"
    model = EvacuationModel(load(one, *changes))
    model.run_model()
    return model


def random_spans(reliability: float, seed: int = 7, per_hour: float = 6.0) -> list[float]:
    loaded = load(
        f"seed={seed}",
        f"incidents.x={{{MIDDLE}, per_hour: {per_hour}, lasts_s: 60}}",
        f"ceasefire.reliability={reliability}",
    )
    return [begin for begin, _ in incident_spans(loaded.scenario, "x")]


def test_who_walks_in_the_zone_stands_there_as_long_as_it_lasts() -> None:
    # at 09:09:00, 540 s, the walker is 40 m into the zone of 500 to 600 m
    assert run().observation.gate_arrival_s.tolist() == [1000.0]
    halted = run(f"incidents.x={{{MIDDLE}, {TEN_MINUTES}}}")
    assert halted.observation.gate_arrival_s.tolist() == [1600.0]


def test_who_shelters_has_no_further_to_walk_for_it() -> None:
    # It stands at 540 m from 540 to 1140 s, so that 60 m of the street of 500 to 600 m are left.
    one = "population.districts.west.persons=1"
    model = EvacuationModel(load(one, f"incidents.x={{{MIDDLE}, {TEN_MINUTES}}}"))
    left_m = {}
    while model.now_s < 1200.0:
        model.step()
        if model.observation.link[0] >= 0:
            now = model.situation(model.now_s)
            left_m[model.now_s] = now.from_here(np.zeros(1, np.int32))[1][0]
    assert [left_m[at] for at in (480.0, 540.0, 720.0, 1080.0, 1140.0)] == [20.0, 60, 60, 60, 60]


def test_who_comes_to_the_zone_meanwhile_waits_at_its_edge_till_the_end() -> None:
    # 300 s later on the way: at the edge at 800 s, let in at 09:19:00 = 1140 s, 500 m to go
    late = "population.departure.0={curve: uniform, begin: 2016-11-04T09:05, high_s: 0}"
    model = run(late, f"incidents.x={{{MIDDLE}, {TEN_MINUTES}}}")
    assert model.observation.gate_arrival_s.tolist() == [1640.0]


def test_in_a_zone_that_people_pass_nobody_stands() -> None:
    model = run(f"incidents.x={{{MIDDLE}, {TEN_MINUTES}, inside: pass}}")
    assert model.observation.gate_arrival_s.tolist() == [1000.0]


def test_who_is_at_home_in_the_zone_sets_out_when_it_is_over() -> None:
    home = "zone: {districts: [west]}"
    model = run(f"incidents.x={{{home}, begin: 2016-11-04T08:50, end: 2016-11-04T09:10}}")
    assert model.observation.set_out_s.tolist() == [600.0]
    assert model.observation.gate_arrival_s.tolist() == [1600.0]


def test_a_corridor_whose_gate_lies_in_the_zone_is_shut_meanwhile() -> None:
    gate = "zone: {centre: {x_m: 1000, y_m: 0}, radius_m: 1}, inside: pass"
    model = run(f"incidents.x={{{gate}, begin: 2016-11-04T09:15, end: 2016-11-04T09:30}}")
    assert model.observation.gate_arrival_s.tolist() == [1000.0]
    assert model.observation.service_begin_s.tolist() == [1800.0]


def test_risk_is_1_while_it_lasts_and_halves_every_half_life_after() -> None:
    model = EvacuationModel(
        load(
            f"incidents.x={{{MIDDLE}, {TEN_MINUTES}}}",
            "ceasefire={seen_m: 100, half_life_s: 600}",
        )
    )
    near, far = 4, 3  # 100 m and 200 m from the zone
    assert [model.board.danger(s).risk[near] for s in (0.0, 600.0, 1140.0, 1740.0, 2340.0)] == [
        0.0, 1.0, 1.0, 0.5, 0.25,
    ]  # fmt: skip
    assert model.board.danger(600.0).risk[far] == 0.0
    assert not model.board.danger(600.0).unsafe.any()  # its edges are no homes in it


def test_a_reliable_ceasefire_has_no_incident_and_a_less_reliable_one_keeps_part_of_the_same() -> (
    None
):
    assert random_spans(1.0) == []
    times = [set(random_spans(r, per_hour=30.0)) for r in (0.0, 0.3, 0.6, 0.9)]
    loaded = [
        load(
            f"incidents.x={{{MIDDLE}, per_hour: 30, lasts_s: 60}}", f"ceasefire.reliability={r}"
        ).scenario
        for r in (0.0, 0.3, 0.6, 0.9)
    ]
    lasting = [sum(end - begin for begin, end in incident_spans(s, "x")) for s in loaded]
    assert lasting == sorted(lasting, reverse=True)
    assert len(times[0]) > len(times[3])


def test_incidents_happen_at_the_stated_rate_over_many_seeds() -> None:
    # 3 an hour of a tenth of a second, one hour, 400 seeds: mean 3, standard error 0.087
    scenario = load(f"incidents.x={{{MIDDLE}, per_hour: 3, lasts_s: 0.1}}").scenario
    counts = [len(incident_spans(scenario, "x", replication=r)) for r in range(400)]
    assert abs(np.mean(counts) - 3.0) < 0.35
    assert abs(np.var(counts) - 3.0) < 0.9


def test_corridors_and_other_incidents_change_no_random_time() -> None:
    other = load(
        "seed=7",
        f"incidents.x={{{MIDDLE}, per_hour: 6, lasts_s: 60}}",
        f"incidents.a={{{MIDDLE}, per_hour: 60, lasts_s: 60}}",
        "corridors.east.lanes=4",
    )
    assert [begin for begin, _ in incident_spans(other.scenario, "x")] == random_spans(0.0)


def test_a_closed_street_holds_people_up_until_crews_have_cleared_it() -> None:
    # 100 m at 400 m an hour from 09:10: clear at 09:25 = 1500 s, then 500 m to go
    line = "line: [[500, 0], [600, 0]], line_reach_m: 1, begin: 2016-11-04T09:01"
    crews = "clearing: {begin: 2016-11-04T09:10, crews: 2, metres_per_hour: 200}"
    model = run(f"damage.x={{{line}, capacity_factor: 0, {crews}}}")
    assert model.observation.gate_arrival_s.tolist() == [2000.0]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            "incidents.x={zone: {centre: {x_m: 9000, y_m: 0}, radius_m: 5},"
            " begin: 2016-11-04T09:09, end: 2016-11-04T09:19}",
            "incidents.x.zone", "lies off the map: no street and no home is in it",
        ),
        (
            "damage.x={classes: [motorway], capacity_factor: 0.5}",
            "damage.x.classes.0", "the network has no street of class 'motorway'",
        ),
        (
            "damage.x={line: [[0, 50], [9, 50]], capacity_factor: 0.5}",
            "damage.x.line", "no street runs along it",
        ),
    ],
)  # fmt: skip
def test_what_is_not_on_the_map_is_named(change: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        EvacuationModel(load(change))
    assert (".".join(caught.value.faults[0].path), caught.value.faults[0].message) == (
        field, message,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ("incidents.x={zone: {districts: [west]}, per_hour: -1, lasts_s: 60}",
         "incidents.x.per_hour", "-1"),
        ("incidents.x={zone: {districts: [west]}, per_hour: 1}",
         "incidents.x", "has no `lasts_s`"),
        ("incidents.x={zone: {districts: [wst]}, per_hour: 1, lasts_s: 60}",
         "incidents.x.zone.districts.0", "there is no district 'wst'"),
        ("incidents.x={begin: 2016-11-04T09:09, end: 2016-11-04T09:19}",
         "incidents.x", "does not say what is unsafe"),
        ("ceasefire.reliability=1.5", "ceasefire.reliability", "1.5"),
        ("damage.x={capacity_factor: 0.5}", "damage.x", "does not say which streets"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_a_remedy(change: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(change)
    (fault,) = caught.value.faults
    assert ".".join(fault.path) == field
    assert message in fault.message
    assert fault.remedy
