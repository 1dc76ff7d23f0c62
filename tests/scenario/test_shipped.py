"""The shipped scenarios say what their titles say."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from sim.scenario import LoadedScenario, Mark, load_scenario
from sim.scenario.shipped import shipped_file, shipped_folder, shipped_ids
from sim.scenario.willingness import Drivers

from .files import Folder

ALEPPO = "aleppo-2016-11-04"
PRESETS = [f"{ALEPPO}-refused", f"{ALEPPO}-distrust", f"{ALEPPO}-full-compliance"]
OVERLAYS = [
    *PRESETS,
    "aleppo-ceasefire-half-kept",
    "aleppo-december-convoys",
    "aleppo-two-days",
    "aleppo-two-days-late-news",
    "aleppo-wide-gates",
    "aleppo-two-exits-only",
]


def spans(loaded: LoadedScenario, corridor_id: str) -> list[tuple[datetime, datetime]]:
    windows = loaded.scenario.corridors[corridor_id].windows
    return [span for window in windows for span in window.spans()]


def hours(day: int) -> tuple[datetime, datetime]:
    return datetime(2016, 11, day, 9), datetime(2016, 11, day, 19)


def test_all_are_there_and_load_without_a_doubt() -> None:
    assert shipped_ids() == tuple(sorted([ALEPPO, *OVERLAYS, "grid-tutorial"]))
    for scenario_id in shipped_ids():
        loaded = load_scenario(scenario_id)
        assert loaded.warnings == (), scenario_id
        assert loaded.scenario.id == scenario_id
        assert loaded.scenario.title, scenario_id
        assert loaded.scenario.notes, scenario_id


@pytest.mark.parametrize("scenario_id", [ALEPPO, *OVERLAYS])
def test_every_number_of_the_aleppo_files_says_where_it_comes_from(scenario_id: str) -> None:
    loaded = load_scenario(scenario_id)
    own = {
        path
        for path, place in loaded.places.items()
        if place.file and place.file.stem == scenario_id
    }
    leaves = own - {path[:depth] for path in loaded.places for depth in range(len(path))}
    free = {"id", "title", "notes", "seed", "kind", "name", "leads_to", "start", "end", "admits"}
    unmarked = {
        path
        for path in leaves
        if not free & set(path)
        and path[:2] != ("clock", "dark")
        and loaded.mark(path) is None
        and (path[0], path[-1]) != ("incidents", "0")
    }
    assert unmarked == set()


def test_the_announced_plan_is_the_one_of_the_facts() -> None:
    loaded = load_scenario(ALEPPO)
    scenario = loaded.scenario
    assert sum(d.persons for d in scenario.population.districts.values()) == 275_000
    assert len(scenario.population.districts) == 68
    assert set(scenario.corridors) == {"1", "2", "3", "4", "5", "6", "7", "8"}
    for corridor_id, corridor in scenario.corridors.items():
        assert spans(loaded, corridor_id) == [hours(4)]
        fighters = corridor_id in ("7", "8")
        assert ("fighter" in corridor.admits) == fighters
        assert ("civilian" in corridor.admits) != fighters
        assert corridor.lanes == (4 if fighters else 8)


def test_corridors_that_no_source_names_are_marked_as_assumed() -> None:
    loaded = load_scenario(ALEPPO)
    for corridor_id in loaded.scenario.corridors:
        mark = loaded.mark(("corridors", corridor_id, "gate"))
        assert mark is not None
        assert mark.is_assumed == (corridor_id in ("3", "4", "5", "6"))


def test_refused() -> None:
    base, loaded = load_scenario(ALEPPO).scenario, load_scenario(OVERLAYS[0])
    assert loaded.scenario.willingness is not None
    drivers = loaded.scenario.willingness.drivers
    assert (drivers.orders, drivers.defection) == (1.0, 0.0)
    (incident,) = loaded.scenario.incidents.values()
    assert incident.corridors == ("7",)
    assert (incident.begin, incident.end) == (
        datetime(2016, 11, 4, 13, 45),
        datetime(2016, 11, 4, 19),
    )
    assert loaded.scenario.corridors == base.corridors
    assert loaded.mark(("willingness", "drivers", "orders")) == Mark(
        source="The fighters' commanders refused the offer", confidence="M"
    )


def test_the_presets_differ_in_their_drivers_and_the_incident_that_happened_alone() -> None:
    stated = [load_scenario(preset).scenario for preset in PRESETS]
    same = [
        one.model_copy(
            update={
                "id": "", "title": "", "notes": "", "incidents": {},
                "willingness": one.willingness.model_copy(update={"drivers": Drivers()}),
            }
        )
        for one in stated
        if one.willingness is not None
    ]  # fmt: skip
    assert len(same) == 3
    assert same[0] == same[1] == same[2]
    assert [one.incidents != {} for one in stated] == [True, False, False]


def test_two_days() -> None:
    loaded = load_scenario("aleppo-two-days")
    for corridor_id in loaded.scenario.corridors:
        assert spans(loaded, corridor_id) == [hours(4), hours(5)]
    assert loaded.scenario.clock.end == datetime(2016, 11, 5, 23)
    assert [(d.begin.day, d.end.day) for d in loaded.scenario.clock.dark] == [(4, 5), (5, 6)]
    assert [wave.share for wave in loaded.scenario.population.departure] == [0.6, 0.4]


def test_the_december_convoys_are_those_that_were_reported() -> None:
    scenario = load_scenario("aleppo-december-convoys").scenario
    buses, ambulances = scenario.services["buses"], scenario.services["ambulances"]
    assert set(scenario.corridors) == {"5"}
    assert (buses.vehicles, ambulances.vehicles) == (21, 19)
    most = buses.vehicles * buses.seats + ambulances.vehicles * ambulances.stretchers
    assert abs(most - 951) <= 5  # the first convoy, 15 December
    assert buses.first_departure == datetime(2016, 12, 15, 14, 30)
    districts = scenario.population.districts.values()
    assert sum(district.persons for district in districts) == 35_000
    assert sum(district.wounded for district in districts) == 450


def test_wide_gates() -> None:
    base, loaded = load_scenario(ALEPPO), load_scenario("aleppo-wide-gates")
    for corridor_id, corridor in loaded.scenario.corridors.items():
        assert corridor.lanes == 30
        same = base.scenario.corridors[corridor_id].model_copy(update={"lanes": 30})
        assert corridor == same
        gate = ("corridors", corridor_id, "gate")
        assert loaded.mark(gate) == base.mark(gate)


def test_two_exits_only() -> None:
    base, loaded = load_scenario(ALEPPO).scenario, load_scenario("aleppo-two-exits-only").scenario
    assert set(loaded.corridors) == {"1", "2", "7", "8"}
    assert all(loaded.corridors[key] == base.corridors[key] for key in loaded.corridors)
    assert loaded.population == base.population


def test_the_tutorial_is_small() -> None:
    scenario = load_scenario("grid-tutorial").scenario
    assert scenario.network.kind == "grid"
    assert sum(d.persons for d in scenario.population.districts.values()) == 500


def test_shipped_files_are_found_in_a_checkout_and_in_a_package(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    assert shipped_folder() == root / "scenarios"
    inside = folder.write("seed: 1\n", "sim/shipped/only-here.yaml")
    monkeypatch.setattr("sim.scenario.shipped._PACKAGE", folder.path / "sim")
    assert shipped_folder() == inside.parent
    assert shipped_ids() == ("only-here",)
    assert shipped_file("only-here") == inside
    assert shipped_file("grid-tutorial") is None


def test_loading_aleppo_leaves_time_of_the_second_that_validate_may_take(root: Path) -> None:
    # Processor time, imports included: the clock on the wall would tell of other work as well.
    code = (
        "import time; from sim.scenario import load_scenario;"
        f" load_scenario('{ALEPPO}'); print(time.process_time())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.8
