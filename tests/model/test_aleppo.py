"""The shipped scenarios of Aleppo, run as the command runs them."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.model import EvacuationModel
from sim.plan.corridors import windows_of
from sim.results.record import RunRecord
from sim.results.status import STATUS_CODE
from sim.runner.run import record_of
from sim.runner.validation import make_ready
from sim.scenario import CLASSES

H = 3600.0
"""The scenarios start at 06:00; the corridors are open from 09:00 to 19:00."""


def run(scenario: str, *changes: str) -> RunRecord:
    ready = make_ready(sim.load(scenario, overrides=changes))
    model = EvacuationModel(ready.loaded, network=ready.network, population=ready.population)
    model.run_model()
    return record_of(model, ready.warnings)


@pytest.fixture(scope="module")
def announced() -> RunRecord:
    return run("aleppo-2016-11-04")


@pytest.fixture(scope="module")
def refused() -> RunRecord:
    return run("aleppo-2016-11-04-refused")


@pytest.fixture(params=["announced", "refused"])
def record(request: pytest.FixtureRequest) -> RunRecord:
    found: RunRecord = request.getfixturevalue(request.param)
    return found


def people(record: RunRecord, rows: np.ndarray) -> int:
    return int(record.population.persons[rows].sum())


def test_all_275000_have_one_status_at_every_interval(record: RunRecord) -> None:
    assert people(record, record.status >= 0) == 275_000
    assert (record.series.by_status.sum(axis=1) == 275_000).all()
    assert len(record.corridor_ids) == 8


def test_nobody_passes_outside_the_hours_of_their_corridor(record: RunRecord) -> None:
    passed = np.flatnonzero(~np.isnan(record.service_begin_s))
    assert len(passed) > 0
    begin_s = record.service_begin_s[passed]
    assert begin_s.min() >= 3 * H
    assert begin_s.max() < 13 * H
    for row in passed:
        gate, line = int(record.chosen[row]), int(record.population.line[row])
        spans = windows_of(record.gates, gate, line)
        assert any(open_s <= record.service_begin_s[row] < close_s for open_s, close_s in spans)


def test_fighters_pass_through_7_and_8_only_and_civilians_never_there(record: RunRecord) -> None:
    out = record.status == STATUS_CODE["out"]
    fighter = record.population.fighters > 0
    civilian = record.population.line == CLASSES.index("civilian")
    through = np.array([*record.corridor_ids, "none"])[record.chosen]
    assert set(through[out & fighter]) <= {"7", "8"}
    assert set(through[out & civilian]) <= {"1", "2", "3", "4", "5", "6"}


def test_as_announced_eight_lanes_pass_four_people_a_minute_each(announced: RunRecord) -> None:
    # 8 lanes x 4 a minute x 600 minutes = 19,200, give or take the draws of the service times
    out = announced.status == STATUS_CODE["out"]
    for gate in range(6):
        assert people(announced, out & (announced.chosen == gate)) < 19_200 * 1.03
    busiest = max(people(announced, out & (announced.chosen == gate)) for gate in range(6))
    assert busiest > 19_200 * 0.97


def test_a_corridor_that_becomes_unsafe_passes_as_before_until_then_and_nobody_after(
    announced: RunRecord,
) -> None:
    unsafe = "incidents.unsafe={corridors: ['7'], begin: 2016-11-04 13:45, end: 2016-11-04 19:00}"
    shut = run("aleppo-2016-11-04", unsafe)
    seven = announced.chosen == announced.corridor_ids.index("7")
    planned_s, begin_s = announced.service_begin_s[seven], shut.service_begin_s[seven]
    before = planned_s < 7.75 * H
    assert before.any()
    assert (planned_s >= 7.75 * H).any()
    np.testing.assert_array_equal(begin_s[before], planned_s[before])
    assert np.isnan(begin_s[~before]).all()
