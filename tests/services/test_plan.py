"""Services on streets: ways, driving times, windows, and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from sim.network import build_network
from sim.plan.corridors import build_gates
from sim.scenario import LoadedScenario, ScenarioError, load_scenario
from sim.services.plan import Planned, plan_services, service_warnings

SCENARIO = """\
clock: {start: 2016-11-04 9:00, end: 2016-11-04 19:00}
network: {kind: grid, rows: 1, columns: 31, spacing_m: 100}
places: {square: {node: 10}}
population:
  leaving: {civilian: {willing: 1.0}}
  departure: [{curve: uniform, begin: 2016-11-04 9:00, high_s: 600}]
  districts:
    a: {nodes: [4], persons: 10}
corridors:
  1:
    gate_node: 30
    admits: [civilian, wounded]
    windows:
      - {open: 2016-11-04 10:00, close: 2016-11-04 12:00, classes: [civilian]}
      - {open: 2016-11-04 11:00, close: 2016-11-04 13:00, classes: [wounded]}
    lanes: 2
services:
  bus:
    assembly: {node: 10}
    corridor: 1
    classes: [civilian]
    vehicles: 5
    seats: 50
    speed_m_s: 5
"""


@pytest.fixture
def load(tmp_path):  # type: ignore[no-untyped-def]
    def loaded(*changes: str) -> LoadedScenario:
        file = tmp_path / "plan.yaml"
        file.write_text(SCENARIO)
        return load_scenario(file, overrides=changes)

    return loaded


def plan(loaded: LoadedScenario) -> Planned:
    network = build_network(loaded.scenario.network, loaded.base_dir)
    (planned,) = plan_services(loaded.scenario, network, build_gates(loaded.scenario, network))
    return planned


def test_the_drive_is_the_fastest_way_on_wide_streets_by_the_speed(load) -> None:  # type: ignore[no-untyped-def]
    planned = plan(load())
    assert planned.fleet.to_corridor_s == 2000.0 / 5.0
    assert len(planned.way) == 20
    assert (planned.fleet.drive_s, planned.fleet.return_s) == (400.0, 400.0)
    stated = plan(load("services.bus.to_corridor_s=90", "services.bus.beyond_s=10"))
    assert (stated.fleet.to_corridor_s, stated.fleet.drive_s) == (90.0, 100.0)
    assert len(stated.way) == 0


def test_vehicles_pass_while_the_corridor_is_open_to_all_that_they_carry(load) -> None:  # type: ignore[no-untyped-def]
    assert plan(load()).fleet.windows == ((3600.0, 10800.0),)
    both = plan(load("services.bus.classes=[civilian, wounded]"))
    assert both.fleet.windows == ((7200.0, 10800.0),)


@pytest.mark.parametrize(
    ("assembly", "node"),
    [("place=square", 10), ("district=a", 4), ("point={x_m: 1240, y_m: 30}", 12)],
)
def test_an_assembly_point_is_found(load, assembly: str, node: int) -> None:  # type: ignore[no-untyped-def]
    assert (
        plan(load("services.bus.assembly.node=null", f"services.bus.assembly.{assembly}")).node
        == node
    )


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (["assembly.node=99"], "assembly.node", "the network has no node 99"),
        (
            ["assembly.node=null", "assembly.point={x_m: 9000, y_m: 0}"],
            "assembly.point",
            "off the map",
        ),
        (["least_width_m=50"], "assembly", "no way on streets of 50 m or more leads"),
        (["first_departure=2016-11-04 11:55"], "corridor", "no vehicle can be at corridor 1"),
        (["to_corridor_s=20000"], "corridor", "the drive there takes 20,000 s"),
        (["departures=[2016-11-04 12:30]"], "corridor", "no vehicle can be at corridor 1"),
    ],
)
def test_what_cannot_be_is_a_fault(load, changes: list[str], path: str, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ScenarioError) as caught:
        plan(load(*(f"services.bus.{change}" for change in changes)))
    (fault,) = caught.value.faults
    assert ".".join(fault.path) == f"services.bus.{path}"
    assert words in fault.message


def test_a_timetable_that_comes_to_a_shut_corridor_is_warned_of(load) -> None:  # type: ignore[no-untyped-def]
    loaded = load("services.bus.departures=[2016-11-04 9:10, 2016-11-04 11:00]")
    (warning,) = service_warnings(loaded.scenario, (plan(loaded),))
    assert warning.path == ("services", "bus", "departures", "0")
    assert "at 2016-11-04 09:16, when it is shut" in warning.message
    assert np.isfinite(plan(loaded).fleet.to_corridor_s)
