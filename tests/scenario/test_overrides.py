"""`--set path=value`: single values changed from the command line."""

from datetime import datetime

import pytest

from sim.scenario import Mark, load_scenario

from .files import PLAIN, Folder

BASE = PLAIN + (
    "corridor_defaults: {way_width_m: 5}\n"
    "incidents: {x: {corridors: [1], begin: 2016-11-04 10:00, end: 2016-11-04 11:00}}\n"
)


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ("corridors.1.lanes=12", "corridors.1.lanes", 12),
        ("corridors.1.lanes=null", "corridors.1.lanes", None),
        ("corridors.1.lanes=", "corridors.1.lanes", None),
        (" corridors.1.lanes = 12", "corridors.1.lanes", 12),
        ("corridors.1.admits=[civilian, wounded]", "corridors.1.admits", ("civilian", "wounded")),
        ("corridors.1.service.per_minute=2.5", "corridors.1.service.per_minute", 2.5),
        ("corridors.1.service={per_minute: 2}", "corridors.1.service.per_minute", 2),
        ("corridors.1.windows.0.close=2016-11-04 12:00", "corridors.1.windows.0.close",
         datetime(2016, 11, 4, 12)),
        ("corridor_defaults.way_width_m=9", "corridors.1.way_width_m", 9),
        ("corridors.1.way_width_m=9", "corridors.1.way_width_m", 9),
        ("population.districts.a.persons=7", "population.districts.a.persons", 7),
        ("population.departure.0.high_s=60", "population.departure.0.high_s", 60),
        ("population.ages.child=0.5", "population.ages.child", 0.5),
        ("network.rows=3", "network.rows", 3),
        ("title=<b>a = b</b>", "title", "<b>a = b</b>"),
        ("incidents={}", "incidents.x.name", ""),
    ],
)  # fmt: skip
def test_one_value_changes(folder: Folder, change: str, path: str, value: object) -> None:
    found: object = folder.load(BASE, [change]).scenario
    for key in path.split("."):
        if isinstance(found, dict):
            found = found[key]
        else:
            found = found[int(key)] if isinstance(found, tuple) else getattr(found, key)
    assert found == value


def test_changes_come_in_their_order(folder: Folder) -> None:
    scenario = folder.load(BASE, ["corridors.1.lanes=3", "corridors.1.lanes=4"]).scenario
    assert scenario.corridors["1"].lanes == 4


def test_null_removes_an_entry(folder: Folder) -> None:
    assert folder.load(BASE, ["incidents.x=null"]).scenario.incidents == {}


def test_a_new_entry_is_written_whole(folder: Folder) -> None:
    change = "corridors.2={gate_node: 5, admits: [wounded], windows: [], lanes: 0}"
    assert list(folder.load(BASE, [change]).scenario.corridors) == ["1", "2"]


def test_the_network_becomes_another_one(folder: Folder) -> None:
    folder.write('{"type": "FeatureCollection", "features": []}', "streets.geojson")
    text = BASE.replace("kind: grid,", "kind: grid, capacity_factor: 0.5,")
    path = folder.path / "streets.geojson"
    network = folder.load(text, ["network.kind=geojson", f"network.path={path}"]).scenario.network
    assert network.model_dump() == {
        "kind": "geojson", "path": str(path), "capacity_factor": 0.5,
        "forbidden_areas": (), "forbidden_lines": (),
    }  # fmt: skip


def test_a_path_is_relative_to_where_it_is_written(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = folder.path / "here", folder.path / "there"
    for place in (here, there):
        place.mkdir()
        (place / "streets.geojson").write_text("{}")
    text = PLAIN.replace(
        "kind: grid, rows: 10, columns: 10", "kind: geojson, path: streets.geojson"
    )
    path = folder.write(text, "there/plan.yaml")
    overlay = folder.write("extends: there/plan.yaml\n", "overlay.yaml")
    monkeypatch.chdir(here)
    of_file = load_scenario(overlay).scenario.network.model_dump()["path"]
    of_set = load_scenario(path, overrides=["network.path=streets.geojson"])
    assert of_file == str(there / "streets.geojson")
    assert of_set.scenario.network.model_dump()["path"] == str(here / "streets.geojson")


def test_a_changed_value_loses_its_mark(folder: Folder) -> None:
    text = BASE.replace("lanes: 2", "lanes: {value: 2, source: a report}\n    assumed: placeholder")
    lanes = ("corridors", "1", "lanes")
    assert folder.load(text).mark(lanes) == Mark(source="a report")
    changed = folder.load(text, ["corridors.1.lanes=3"])
    assert changed.mark(lanes) is None
    assert changed.mark(("corridors", "1", "gate_node")) == Mark(assumed="placeholder")


LIST = "Write the whole list, or a position below 1."
NO_MARK = ("--set can mark nothing", "Write marks into a file that extends this one.")


@pytest.mark.parametrize(
    ("change", "field", "message", "remedy"),
    [
        ("lanes", "", "'lanes' is no change", "Write path=value, such as corridors.3.lanes=12."),
        ("=3", "", "'=3' is no change", "Write path=value, such as corridors.3.lanes=12."),
        ("a..b=3", "", "'a..b=3' is no change", "Write path=value, such as corridors.3.lanes=12."),
        ("coridors.1.lanes=3", "coridors.1.lanes", "unknown key 'coridors'",
         "Did you mean `corridors`?"),
        ("corridors.1.lane=3", "corridors.1.lane", "unknown key 'lane'", "Did you mean `lanes`?"),
        ("corridors.2.lanes=3", "corridors.2.lanes", "there is no '2' in corridors",
         "Known here: 1."),
        ("corridors.1.lanes.most=3", "corridors.1.lanes.most",
         "`corridors.1.lanes` is a single value", "Write corridors.1.lanes=... ."),
        ("corridors.1.windows.1.open=9", "corridors.1.windows.1.open",
         "there is no position '1' in the list", LIST),
        ("corridors.1.windows.x=9", "corridors.1.windows.x",
         "there is no position 'x' in the list", LIST),
        ("population.districts.b.persons=9", "population.districts.b.persons",
         "there is no 'b' in population.districts", "Known here: a."),
        ("network.path=x", "network.path", "unknown key 'path'",
         "Known here: capacity_factor, forbidden_areas, forbidden_lines, kind, rows, columns,"
         " spacing_m, width_m."),
        ("extends=grid-tutorial", "extends", "can't be set", "Name it in the scenario file."),
        ("corridors.1.lanes=twelve", "corridors.1.lanes", "'twelve' is no whole number",
         "Write a whole number, such as 8, without quotes."),
        ("corridors.1.lanes=[", "corridors.1.lanes",
         "is not YAML: while parsing a flow node, expected the node content, but found"
         " '<stream end>'", "Close the bracket before this, or put a comma."),
        ("corridors.1.service={cv: 1, cv: 2}", "corridors.1.service.cv",
         "is written twice", "Keep one of the two."),
        ("corridors.1.lanes.source=me", "corridors.1.lanes.source", *NO_MARK),
        ("corridors.1.assumed=me", "corridors.1.assumed", *NO_MARK),
        ("corridors.1.lanes={value: 3, source: me}", "corridors.1.lanes", *NO_MARK),
        ("corridors.1.service={cv: 3, assumed: me}", "corridors.1.service", *NO_MARK),
        ("clock.end=2016-11-04 8:00", "clock.end",
         "2016-11-04 08:00 is not after the start, 2016-11-04 09:00", "Write a later end."),
        ("corridors.1=null", "corridors", "has 0 entries, too few", "Write 1 entry or more."),
        ("corridors=null", "corridors", "null is no mapping", "Write `key: value` lines."),
        ("incidents.y=null", "incidents.y", "is null, and there is no such entry to remove",
         "Remove the line, or write it out."),
    ],
)  # fmt: skip
def test_a_change_that_can_t_be_made(
    folder: Folder, change: str, field: str, message: str, remedy: str
) -> None:
    (fault,) = folder.faults(BASE, [change])
    assert (".".join(fault.path), fault.message, fault.remedy) == (field, message, remedy)
    assert str(fault).startswith("--set: ")


def test_all_faulty_changes_are_told_at_once_with_those_of_the_file(folder: Folder) -> None:
    text = BASE.replace("persons: 500", "persons: -500")
    told = folder.told(text, ["corridors.1.lanez=3", "corridors.1.lanes=-1", "what"])
    assert [(where, field) for where, field, _, _ in told] == [
        ("--set", ""),
        ("--set", "corridors.1.lanez"),
        ("--set", "corridors.1.lanes"),
        ("7:33", "population.districts.a.persons"),
    ]
