"""Timed events: incidents shut windows from the moment they begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.model import EvacuationModel
from sim.plan.corridors import build_gates, windows_of
from sim.step.timeline import WindowChange, timeline, with_windows

Build = Callable[..., EvacuationModel]

CIVILIAN, WOUNDED, FIGHTER = 0, 1, 2


def test_without_incidents_nothing_happens(build: Build) -> None:
    model = build("town")
    assert timeline(model.board.shut, model.gates) == ()


def test_an_incident_takes_its_span_out_of_the_windows_when_it_begins(build: Build) -> None:
    model = build(
        "town", "incidents.shots={corridors: [a], begin: 2016-11-04T09:50, end: 2016-11-04T10:20}"
    )
    gates = model.gates
    # planned, from 09:00: 09:20-10:00 and 10:10-10:40
    assert windows_of(gates, 0, CIVILIAN) == [(1200.0, 3600.0), (4200.0, 6000.0)]
    changes = timeline(model.board.shut, gates)
    assert [(change.time_s, change.gate, change.line) for change in changes] == [
        (3000.0, 0, line) for line in (CIVILIAN, WOUNDED, FIGHTER)
    ]
    assert changes[CIVILIAN].windows == ((1200.0, 3000.0), (4800.0, 6000.0))
    assert changes[FIGHTER].windows == ()


def test_a_later_incident_is_not_foreseen_by_an_earlier_one(build: Build) -> None:
    model = build(
        "town",
        "incidents.first={corridors: [b], begin: 2016-11-04T09:40, end: 2016-11-04T09:45}",
        "incidents.second={corridors: [b], begin: 2016-11-04T10:00, end: 2016-11-04T10:05}",
    )
    changes = timeline(model.board.shut, model.gates)
    first, second = (change for change in changes if change.line == FIGHTER)
    assert first.windows == ((1800.0, 2400.0), (2700.0, 5400.0))
    assert second.windows == ((1800.0, 2400.0), (2700.0, 3600.0), (3900.0, 5400.0))


def test_once_all_have_begun_the_windows_are_those_less_every_incident(build: Build) -> None:
    model = build(
        "town",
        "incidents.first={corridors: [a, b], begin: 2016-11-04T09:40, end: 2016-11-04T10:15}",
        "incidents.second={corridors: [b, c], begin: 2016-11-04T10:00, end: 2016-11-04T10:25}",
    )
    scenario = model.loaded.scenario
    gates = with_windows(model.gates, timeline(model.board.shut, model.gates))
    expected = build_gates(scenario, model.network, incidents=True)
    for name in ("window_start", "window_open_s", "window_close_s"):
        assert getattr(gates, name).tolist() == getattr(expected, name).tolist()


def test_changed_windows_leave_all_others_alone(build: Build) -> None:
    gates = build("town").gates
    changed = with_windows(gates, [WindowChange(0.0, 1, FIGHTER, ((1.0, 2.0), (3.0, 4.0)))])
    assert windows_of(changed, 1, FIGHTER) == [(1.0, 2.0), (3.0, 4.0)]
    back = with_windows(
        changed, [WindowChange(0.0, 1, FIGHTER, tuple(windows_of(gates, 1, FIGHTER)))]
    )
    assert windows_of(back, 2, CIVILIAN) == windows_of(changed, 2, CIVILIAN) == [(600.0, 4800.0)]
    assert replace(back, window_start=gates.window_start).node is gates.node
