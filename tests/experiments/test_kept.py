"""Runs of which some measures are kept: the same values, less work, and nothing left in memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sim.engine import Engine
from sim.experiments.once import run_spec
from sim.experiments.outcome import Outcome
from sim.experiments.parts import NETWORKS, TREES, _network, _trees
from sim.experiments.spec import RunSpec
from sim.model import EvacuationModel
from sim.population import Population
from sim.results.build import build_measures, build_result
from sim.results.measures import MEASURES, measure_of, needed
from sim.results.recorded import Recorded
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate
from sim.scenario import load_scenario
from sim.sweeps.keep import Keep
from tests.hand_record import hand_record

SCENARIOS = Path(__file__).parents[1] / "model/scenarios"
HOMEWARD = (
    "clock.dark=[{begin: 2016-11-04T10:30, end: 2016-11-05T06:00}]",
    "incidents.fire={zone: {centre: {x_m: 240, y_m: 240}, radius_m: 90}, "
    "begin: 2016-11-04T09:10, end: 2016-11-04T09:50}",
    "places.school={node: 40, beds: 20}",
    "shut.at_close={civilian: {then: shelter, place: school}, wounded: {then: home}}",
)
PLANS = {"town": ("town",), "homeward": ("town", *HOMEWARD), "buses": ("buses",)}
"""A town; danger, dark and people who turn to a shelter and home; buses."""


def spec_of(name: str, *changes: str) -> RunSpec:
    return RunSpec.of(load_scenario(SCENARIOS / f"{name}.yaml", overrides=changes))


@pytest.fixture(scope="module", params=PLANS)
def whole(request: pytest.FixtureRequest) -> tuple[RunSpec, Outcome]:
    """A run of which every measure is kept."""
    spec = spec_of(*PLANS[request.param])
    outcome = run_spec(spec)
    assert outcome.error == ""
    return spec, outcome


@pytest.mark.parametrize(
    "recorded", [Recorded.NOTHING, Recorded.QUEUES, Recorded.STREETS], ids=lambda r: r.name
)
def test_what_is_not_written_down_changes_no_measure_that_is_kept(
    whole: tuple[RunSpec, Outcome], recorded: Recorded
) -> None:
    spec, all_of_it = whole
    names = tuple(name for name in all_of_it.measures if measure_of(name).needs in recorded)
    assert needed(names) == recorded
    some = run_spec(spec, names)
    assert some.error == ""
    assert list(some.measures.items()) == [(name, all_of_it.measures[name]) for name in names]
    assert some.curves is None


def test_what_each_measure_needs_is_what_it_is_read_from() -> None:
    # Of the rest only the end is looked at: who was where, and when.
    assert {measure.name for measure in MEASURES if measure.needs == Recorded.STREETS} == {
        "exposure.dense_person_s"
    }
    assert {measure.name for measure in MEASURES if measure.needs == Recorded.QUEUES} == {
        "queue_wait_max_s",
        "exposure.queued_person_s",
        "exposure.walking_person_s",
        "exposure.dark_person_s",
        "corridors.*.peak_queue",
        "corridors.*.queue_wait_max_s",
        "corridors.*.last_useful_join_s",
    }
    assert needed() == Recorded.QUEUES | Recorded.STREETS
    assert needed(["corridors.3.out", "districts.a.out"]) == Recorded.NOTHING


def test_a_corridor_that_a_point_takes_away_has_no_measure() -> None:
    outcome = Keep(("out_by_close", "corridors.nowhere.out"))(spec_of("town"))
    assert outcome.measures["corridors.nowhere.out"] is None
    assert outcome.measures["out_by_close"] > 0


def test_nothing_is_said_of_what_was_not_written_down() -> None:
    record = replace(hand_record(), recorded=Recorded.QUEUES)
    assert set(build_measures(record, ["out", "corridors.a.peak_queue"])) == {
        "out",
        "corridors.a.peak_queue",
    }
    with pytest.raises(ValueError, match="without writing down its streets"):
        build_measures(record, ["exposure.dense_person_s"])
    with pytest.raises(ValueError, match="without writing down its streets"):
        build_result(record, rows=False)
    with pytest.raises(ValueError, match="without writing down its tables"):
        build_result(replace(record, recorded=needed()))


def test_a_run_that_writes_little_down_ends_as_any_other() -> None:
    loaded = spec_of("town").loaded
    models = [EvacuationModel(loaded, recorded=how) for how in (Recorded.ALL, Recorded.NOTHING)]
    for model in models:
        simulate(model, Silent())
    full, little = (record_of(model) for model in models)
    assert little.out_s.tobytes() == full.out_s.tobytes()
    assert (little.series.by_status[-1] == full.series.by_status[-1]).all()
    assert (little.series.forecourt == full.series.forecourt).all()
    assert len(models[1].datacollector.get_model_vars_dataframe()) == 0


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Let nothing find circles of objects that know each other."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_runs_leave_nothing_behind_but_streets_and_ways_for_the_next() -> None:
    def there() -> dict[str, int]:
        kinds = (EvacuationModel, Engine, Population)
        living = gc.get_objects()
        return {kind.__name__: sum(type(one) is kind for one in living) for kind in kinds}

    before = there()
    keep = Keep(("out_by_close", "stranded"))
    for lanes in range(1, 4):
        changed = spec_of("town", f"corridors.a.lanes={lanes}")
        assert keep(changed).error == run_spec(changed).error == ""
    wrong = spec_of("town", "corridors.a.gate_node=999")
    assert keep(wrong).failed
    assert there() == before
    assert _network.cache_info().currsize <= NETWORKS
    assert _trees.cache_info().currsize <= TREES


def test_streets_and_ways_of_many_scenarios_do_not_pile_up() -> None:
    keep = Keep(("out_by_close",))
    for number in range(NETWORKS + 2):
        assert not keep(spec_of("town", f"network.spacing_m={50 + number}")).failed
    assert _network.cache_info().currsize == NETWORKS
    assert _trees.cache_info().currsize <= TREES
