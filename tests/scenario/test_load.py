"""A plain file becomes a scenario that knows where each of its values stands."""

from collections.abc import Callable
from datetime import datetime

import pytest
from pydantic import ValidationError

from sim.scenario import ScenarioError, load_scenario

from .files import PLAIN, Folder


def test_a_plain_file_becomes_a_scenario(folder: Folder) -> None:
    loaded = folder.load(PLAIN)
    scenario = loaded.scenario
    assert scenario.id == "plan"  # the file's stem
    assert scenario.seed == 1
    assert scenario.clock.duration_s == 36_000.0
    assert scenario.population.districts["a"].persons == 500
    assert loaded.files == (folder.path / "plan.yaml",)
    assert loaded.base_dir == folder.path
    assert loaded.warnings == ()
    assert len(loaded.sha256) == 64


def test_corridors_written_as_numbers_have_text_as_id(folder: Folder) -> None:
    assert list(folder.load(PLAIN).scenario.corridors) == ["1"]
    named = PLAIN.replace("persons: 500", "persons: 500, corridor: 1")
    loaded = folder.load(named + "incidents: {x: {corridors: [1], begin: 2016-11-04 10:00,"
                         " end: 2016-11-04 11:00}}\n")  # fmt: skip
    assert loaded.scenario.population.districts["a"].corridor == "1"
    assert loaded.scenario.incidents["x"].corridors == ("1",)


def test_every_value_has_its_place(folder: Folder) -> None:
    places = folder.load(PLAIN).places
    lanes = places["corridors", "1", "lanes"]
    assert (lanes.file, lanes.line, lanes.column) == (folder.path / "plan.yaml", 13, 12)
    corridor = places["corridors", "1"]  # a mapping stands where its key does
    assert (corridor.line, corridor.column) == (9, 3)


def test_half_past_eight_is_a_time_and_not_510(folder: Folder) -> None:
    text = PLAIN.replace(
        "[{open: 2016-11-04 9:00, close: 2016-11-04 19:00}]",
        "[{open: 8:30, close: 19:00, days: [2016-11-05, 2016-11-04]}]",
    )
    window = folder.load(text).scenario.corridors["1"].windows[0]
    assert window.spans() == [
        (datetime(2016, 11, 4, 8, 30), datetime(2016, 11, 4, 19)),
        (datetime(2016, 11, 5, 8, 30), datetime(2016, 11, 5, 19)),
    ]


@pytest.mark.parametrize(
    "word", ["2016-11-04 9:00", "2016-11-04T09:00", "'2016-11-04  09:00'", "2016-11-04 09:00:00"]
)
def test_a_date_time_may_be_written_in_several_ways(folder: Folder, word: str) -> None:
    text = PLAIN.replace("start: 2016-11-04 9:00", f"start: {word}")
    assert folder.load(text).scenario.clock.start == datetime(2016, 11, 4, 9)


def test_seconds_are_counted_through_the_change_of_the_clocks(folder: Folder) -> None:
    # Clocks in Syria went back by an hour in the night to 28 October 2016: that day had 25 hours.
    text = PLAIN.replace("start: 2016-11-04 9:00", "start: 2016-10-27 12:00").replace(
        "end: 2016-11-04 19:00", "end: 2016-11-05 12:00"
    )
    clock = folder.load(text).scenario.clock
    assert clock.seconds(datetime(2016, 10, 28, 12)) == 25 * 3600
    assert clock.local(25 * 3600).replace(tzinfo=None) == datetime(2016, 10, 28, 12)


def test_zero_means_nobody_and_null_means_no_limit(
    folder: Folder, change: Callable[..., str]
) -> None:
    none = folder.load(change(("lanes: 2", "lanes: 0\n    capacity_persons: 0")))
    no_limit = folder.load(change(("lanes: 2", "lanes: null\n    capacity_persons: null")))
    assert none.scenario.corridors["1"].lanes == 0
    assert none.scenario.corridors["1"].capacity_persons == 0
    assert no_limit.scenario.corridors["1"].lanes is None
    assert no_limit.scenario.corridors["1"].capacity_persons is None
    assert none.sha256 != no_limit.sha256


def test_a_title_is_text_whatever_it_holds(folder: Folder) -> None:
    title = "<script>alert('../../x')</script>"
    loaded = folder.load(PLAIN + f'title: "{title}"\n')
    assert loaded.scenario.title == title


def test_windows_may_touch(folder: Folder, change: Callable[..., str]) -> None:
    text = change(
        (
            "[{open: 2016-11-04 9:00, close: 2016-11-04 19:00}]",
            "[{open: 2016-11-04 9:00, close: 2016-11-04 12:00},"
            " {open: 2016-11-04 12:00, close: 2016-11-04 19:00}]",
        )
    )
    assert len(folder.load(text).scenario.corridors["1"].windows) == 2


def test_windows_of_different_classes_may_overlap(
    folder: Folder, change: Callable[..., str]
) -> None:
    text = change(
        ("admits: [civilian]", "admits: [civilian, wounded]"),
        (
            "[{open: 2016-11-04 9:00, close: 2016-11-04 19:00}]",
            "[{open: 2016-11-04 9:00, close: 2016-11-04 12:00, classes: [civilian]},"
            " {open: 2016-11-04 10:00, close: 2016-11-04 19:00, classes: [wounded]}]",
        ),
    )
    assert folder.load(text).warnings == ()


def test_a_scenario_is_frozen(folder: Folder) -> None:
    scenario = folder.load(PLAIN).scenario
    with pytest.raises(ValidationError, match="frozen"):
        scenario.seed = 2  # type: ignore[misc]  # that it is refused is the point


def test_the_seed_asked_for_is_the_scenarios(folder: Folder) -> None:
    path = folder.write(PLAIN)
    assert load_scenario(path, seed=7).scenario.seed == 7
    with pytest.raises(ScenarioError, match=r"^--set: seed: -1 is too small\. Write a number of"):
        load_scenario(path, seed=-1)


def test_aliases_repeat_a_value(folder: Folder) -> None:
    text = PLAIN.replace(
        "a: {nodes: [1, 2], persons: 500}",
        "a: &a {nodes: [1, 2], persons: 500}\n    b: *a",
    )
    districts = folder.load(text).scenario.population.districts
    assert districts["b"] == districts["a"]


def test_the_hash_tells_scenarios_apart_and_not_their_words(folder: Folder) -> None:
    plain = folder.load(PLAIN).sha256
    assert folder.load(PLAIN + "title: Another title\nnotes: and notes\n").sha256 == plain
    assert folder.load(PLAIN.replace("persons: 500", "persons: {value: 500, assumed: x}")).sha256 \
        == plain  # fmt: skip
    reordered = PLAIN.split("corridors:")
    assert folder.load("corridors:" + reordered[1] + reordered[0]).sha256 == plain
    assert folder.load(PLAIN.replace("persons: 500", "persons: 501")).sha256 != plain


def test_the_hash_covers_the_street_file(folder: Folder) -> None:
    streets = folder.path / "streets.geojson"
    text = PLAIN.replace(
        "{kind: grid, rows: 10, columns: 10}", "{kind: geojson, path: streets.geojson}"
    )
    streets.write_text('{"type": "FeatureCollection", "features": []}')
    one = folder.load(text)
    assert one.scenario.network.model_dump()["path"] == str(streets)
    streets.write_text('{"type": "FeatureCollection", "features": [] }')
    assert folder.load(text).sha256 != one.sha256
