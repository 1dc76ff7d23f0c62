"""A scenario that builds on another one: what is merged, replaced, removed and inherited."""

from pathlib import Path

import pytest

from sim.scenario import Mark, ScenarioError, load_scenario
from sim.scenario.shipped import shipped_ids

from .files import PLAIN, Folder


def write_base(folder: Folder, text: str = PLAIN) -> Path:
    return folder.write(text, "base.yaml")


def test_mappings_merge_and_everything_else_is_replaced(folder: Folder) -> None:
    write_base(folder)
    scenario = folder.load(
        "extends: base.yaml\n"
        "corridors:\n  1: {lanes: 12, admits: [civilian, wounded]}\n"
        "population: {districts: {b: {nodes: [5], persons: 7}}}\n"
    ).scenario
    assert scenario.corridors["1"].lanes == 12
    assert scenario.corridors["1"].admits == ("civilian", "wounded")  # the list is replaced
    assert scenario.corridors["1"].gate_node == 99  # the rest is the base's
    assert [(key, d.persons) for key, d in scenario.population.districts.items()] == [
        ("a", 500),
        ("b", 7),
    ]


def test_null_removes_an_entry_and_elsewhere_is_a_value(folder: Folder) -> None:
    write_base(folder, PLAIN.replace("    lanes: 2\n", "    lanes: 2\n    capacity_persons: 9\n"
               "  2: {gate_node: 5, admits: [wounded], windows: [], lanes: 1}\n"))  # fmt: skip
    scenario = folder.load(
        "extends: base.yaml\ncorridors: {2: null, 1: {capacity_persons: null}}\n"
    ).scenario
    assert list(scenario.corridors) == ["1"]
    assert scenario.corridors["1"].capacity_persons is None


def test_another_kind_of_network_leaves_the_old_ones_fields_behind(folder: Folder) -> None:
    write_base(folder, PLAIN.replace("columns: 10", "columns: 10, capacity_factor: 0.5"))
    network = folder.load("extends: base.yaml\nnetwork: {kind: aleppo}\n").scenario.network
    assert network.model_dump() == {
        "kind": "aleppo", "capacity_factor": 0.5, "forbidden_areas": (), "forbidden_lines": (),
    }  # fmt: skip


def test_what_names_a_scenario_is_not_inherited(folder: Folder) -> None:
    write_base(folder, PLAIN + "id: base-id\ntitle: The base\nnotes: Its notes\nseed: 5\n")
    scenario = folder.load("extends: base.yaml\n").scenario
    assert (scenario.id, scenario.title, scenario.notes, scenario.seed) == ("plan", "", "", 5)


def test_places_point_to_the_file_that_gave_the_value(folder: Folder) -> None:
    base = write_base(folder)
    loaded = folder.load("extends: base.yaml\ncorridors: {1: {lanes: 12}}\n")
    assert loaded.files == (folder.path / "plan.yaml", base)
    lanes, gate = (loaded.places["corridors", "1", key] for key in ("lanes", "gate_node"))
    assert (lanes.file, lanes.line, lanes.column) == (folder.path / "plan.yaml", 2, 24)
    assert (gate.file, gate.line, gate.column) == (base, 10, 16)


def test_faults_of_all_files_are_told_at_once_each_in_its_file(folder: Folder) -> None:
    base = write_base(folder, PLAIN.replace("persons: 500", "persons: -500"))
    faults = folder.faults("extends: base.yaml\ncorridors: {1: {lanes: -12}}\n")
    assert [str(fault) for fault in faults] == [
        f"{base}:7:33: population.districts.a.persons: -500 is too small."
        " Write a number of at least 0.",
        f"{folder.path / 'plan.yaml'}:2:24: corridors.1.lanes: -12 is too small."
        " Write a number of at least 0.",
    ]


def test_a_chain_of_files_is_followed_to_its_end(folder: Folder) -> None:
    write_base(folder)
    folder.write("extends: ../base.yaml\n", "sub/middle.yaml")
    folder.write("extends: sub/middle.yaml\ncorridors: {1: {lanes: 3}}\n", "upper.yaml")
    loaded = folder.load("extends: upper.yaml\nseed: 9\n")
    assert loaded.scenario.corridors["1"].lanes == 3
    assert [file.name for file in loaded.files] == [
        "plan.yaml", "upper.yaml", "middle.yaml", "base.yaml",
    ]  # fmt: skip


def test_a_file_that_extends_itself(folder: Folder) -> None:
    assert folder.told("extends: plan.yaml\n") == [
        ("1:10", "extends", "the file extends itself: plan.yaml > plan.yaml",
         "Remove one `extends` of the chain."),
    ]  # fmt: skip


def test_files_that_extend_each_other(folder: Folder) -> None:
    folder.write("extends: c.yaml\n", "b.yaml")
    folder.write("extends: ./sub/../b.yaml\n", "c.yaml")
    (folder.path / "sub").mkdir()
    (fault,) = folder.faults("extends: b.yaml\n")
    assert fault.message == "the file extends itself: b.yaml > c.yaml > b.yaml"
    assert fault.place is not None
    assert fault.place.file == folder.path / "c.yaml"


@pytest.mark.parametrize("name", ["../../elsewhere.yaml", "/etc/base.yaml", "../base.yaml"])
def test_a_file_outside_the_scenarios_own_folder(folder: Folder, name: str) -> None:
    folder.write(PLAIN, "base.yaml")
    path = folder.write(f"extends: {name}\n", "sub/plan.yaml")
    (fault,) = folder.faults_of(path)
    assert fault.message == f"'{name}' lies outside the scenario's own folder"
    assert fault.remedy.startswith("Put the file it extends into the same folder or below")


def test_a_link_does_not_lead_outside_either(folder: Folder) -> None:
    folder.write(PLAIN, "outside/base.yaml")
    folder.write("", "inside/x.yaml")
    (folder.path / "inside" / "base.yaml").symlink_to(folder.path / "outside" / "base.yaml")
    path = folder.write("extends: base.yaml\n", "inside/plan.yaml")
    (fault,) = folder.faults_of(path)
    assert fault.message == "'base.yaml' lies outside the scenario's own folder"


def test_a_file_that_is_not_there(folder: Folder) -> None:
    write_base(folder)
    assert folder.told("extends: bases.yaml\n") == [
        ("1:10", "extends", "there is no file 'bases.yaml'", "Did you mean `base.yaml`?"),
    ]  # fmt: skip


def test_an_id_that_is_not_shipped(folder: Folder) -> None:
    (fault,) = folder.faults("seed: 1\nextends: grid-tutorail\n")
    assert (fault.message, fault.remedy) == (
        "'grid-tutorail' is no shipped scenario",
        "Did you mean `grid-tutorial`? A file is named with its ending, as in base.yaml.",
    )


@pytest.mark.parametrize("name", ["[a]", "null", "5", '""', '"a\\0.yaml"'])
def test_a_name_that_is_none(folder: Folder, name: str) -> None:
    (fault,) = folder.faults(f"extends: {name}\n")
    assert fault.message.endswith("names no scenario")
    assert fault.remedy == "Write a file such as base.yaml, or the id of a shipped scenario."


def test_a_chain_without_end(folder: Folder) -> None:
    for i in range(30):
        folder.write(f"extends: f{i + 1}.yaml\n", f"f{i}.yaml")
    folder.write(PLAIN, "f30.yaml")
    (fault,) = folder.faults("extends: f0.yaml\n")
    assert fault.message == "the chain is longer than 20 files"


def test_a_shipped_scenario_is_named_by_its_id(folder: Folder) -> None:
    assert "grid-tutorial" in shipped_ids()
    loaded = folder.load("extends: grid-tutorial\ncorridors: {east: {lanes: 9}}\n")
    assert loaded.scenario.corridors["east"].lanes == 9
    assert loaded.scenario.id == "plan"
    assert load_scenario("grid-tutorial").scenario.id == "grid-tutorial"


def test_corridor_defaults_are_merged_under_every_corridor(folder: Folder) -> None:
    text = PLAIN.replace("    lanes: 2\n", "  2: {gate_node: 5, admits: [wounded], lanes: 5}\n")
    text = text.replace("    windows: [{open: 2016-11-04 9:00, close: 2016-11-04 19:00}]\n", "")
    text += (
        "corridor_defaults:\n"
        "  lanes: 3\n"
        "  service: {per_minute: 6, distribution: exponential}\n"
        "  windows: [{open: 9:00, close: 12:00, days: [2016-11-04]}]\n"
    )
    corridors = folder.load(text).scenario.corridors
    assert [corridors[key].lanes for key in ("1", "2")] == [3, 5]
    assert {corridor.service.per_minute for corridor in corridors.values()} == {6}
    assert corridors["1"].windows == corridors["2"].windows


def test_a_fault_of_the_defaults_is_told_once(folder: Folder) -> None:
    text = PLAIN + (
        "  2: {gate_node: 5, admits: [wounded], windows: [], lanes: 5}\n"
        "corridor_defaults:\n  lanez: 3\n  way_width_m: -1\n"
    )
    assert folder.told(text) == [
        ("16:3", "corridor_defaults.lanez", "unknown key 'lanez'", "Did you mean `lanes`?"),
        ("17:16", "corridor_defaults.way_width_m", "-1 is too small", "Write a number above 0."),
    ]


def test_an_overlay_changes_the_defaults_of_its_base(folder: Folder) -> None:
    write_base(folder, PLAIN.replace("    lanes: 2\n", "") + "corridor_defaults: {lanes: 3}\n")
    loaded = folder.load("extends: base.yaml\ncorridor_defaults: {lanes: 8}\n")
    assert loaded.scenario.corridors["1"].lanes == 8


def test_a_mark_vouches_for_the_values_of_its_own_file_only(folder: Folder) -> None:
    marked = PLAIN.replace("    gate_node: 99\n", "    gate_node: 99\n    source: a report\n")
    write_base(folder, marked)
    loaded = folder.load(
        "extends: base.yaml\n"
        "corridors:\n"
        "  1: {lanes: 12, admits: {value: [civilian, wounded], assumed: to see}}\n"
    )
    corridor = ("corridors", "1")
    assert loaded.mark((*corridor, "gate_node")) == Mark(source="a report")
    assert loaded.mark(corridor) == Mark(source="a report")
    assert loaded.mark((*corridor, "lanes")) is None  # no report said twelve
    assert loaded.mark((*corridor, "admits")) == Mark(assumed="to see")
    assert loaded.mark((*corridor, "admits", "1")) == Mark(assumed="to see")


def test_the_mark_of_an_overlays_mapping_covers_what_it_says(folder: Folder) -> None:
    write_base(folder)
    loaded = folder.load("extends: base.yaml\ncorridors: {1: {lanes: 12, assumed: more}}\n")
    assert loaded.mark(("corridors", "1", "lanes")) == Mark(assumed="more")
    assert loaded.mark(("corridors", "1", "gate_node")) is None


def test_an_overlay_that_only_marks_marks_what_is_there(folder: Folder) -> None:
    write_base(folder)
    loaded = folder.load("extends: base.yaml\ncorridors: {1: {source: a report}}\n")
    assert loaded.mark(("corridors", "1", "lanes")) == Mark(source="a report")


def test_the_mark_of_a_mapping_goes_with_its_last_value(folder: Folder) -> None:
    write_base(folder, PLAIN.replace("{willing: 1.0}", "{willing: 1.0, source: a report}"))
    loaded = folder.load(
        "extends: base.yaml\npopulation: {leaving: {civilian: {willing: 0.5, prevented: 0.1}}}\n"
    )
    assert loaded.mark(("population", "leaving", "civilian")) is None
    assert loaded.mark(("population", "leaving", "civilian", "willing")) is None


def test_a_corridor_keeps_its_own_mark_over_the_defaults(folder: Folder) -> None:
    text = PLAIN.replace("    lanes: 2\n", "    assumed: placeholder\n")
    loaded = folder.load(text + "corridor_defaults: {lanes: 3, source: a table}\n")
    assert loaded.mark(("corridors", "1")) == Mark(assumed="placeholder")
    assert loaded.mark(("corridors", "1", "gate_node")) == Mark(assumed="placeholder")
    assert loaded.mark(("corridors", "1", "lanes")) == Mark(source="a table")


def test_an_overlay_cannot_be_loaded_where_its_base_is_broken(folder: Folder) -> None:
    write_base(folder, "a: [")
    with pytest.raises(ScenarioError, match=r"base\.yaml:1:5: file: is not YAML"):
        folder.load("extends: base.yaml\n")
