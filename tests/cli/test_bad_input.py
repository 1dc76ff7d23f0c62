"""Bad input, one by one: exit 2, every fault with its place and a remedy, nothing written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli import main

ONE_FAULT = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<field>[^:]+): .+\. .+[.?]$")


@pytest.fixture
def street(root: Path) -> str:
    """A scenario without a fault."""
    return (root / "tests/model/scenarios/street.yaml").read_text(encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line_of(text: str, words: str) -> int:
    return 1 + text[: text.index(words)].count("\n")


CASES: dict[str, tuple[str, str, str, str]] = {
    # what: (what stands there, what to write instead, field, words of the message)
    "unknown key": ("title: One", "titel: One", "titel", "title"),
    "window closes before it opens": (
        "- {open: 2016-11-04T09:00, close: 2016-11-04T10:00}",
        "- {open: 2016-11-04T10:00, close: 2016-11-04T09:00}",
        "corridors.east.windows.0",
        "close",
    ),
    "overlapping windows": (
        "- {open: 2016-11-04T09:00, close: 2016-11-04T10:00}",
        "- {open: 2016-11-04T09:00, close: 2016-11-04T10:00}\n"
        "      - {open: 2016-11-04T09:30, close: 2016-11-04T10:30}",
        "corridors.east.windows",
        "overlap",
    ),
    "negative width": ("width_m: 4}", "width_m: -4}", "network", "0"),
    "corridor off the network": (
        "gate_node: 10",
        "gate: {x_m: 90000, y_m: 0}",
        "corridors.east.gate",
        "street",
    ),
    "corridor at a node that is not there": (
        "gate_node: 10",
        "gate_node: 11",
        "corridors.east.gate_node",
        "11",
    ),
    "unreachable district": (
        "width_m: 4}",
        "width_m: 4,\n  forbidden_lines: [{points: [[450, -50], [450, 50]]}]}",
        "population.districts.west",
        "corridor",
    ),
    "unknown class": ("admits: [civilian,", "admits: [soldier,", "corridors.east.admits", "fighter"),
    "empty population": ("persons: 20", "persons: 0", "population.districts", "people"),
    "an id that is a path": ("id: street", "id: ../../x", "id", "a-z"),
    "a file that extends itself": ("id: street", "extends: bad.yaml", "extends", "itself"),
    "time of day that is none": ("start: 2016-11-04T09:00", "start: 25:00", "clock.start", "25"),
}


@pytest.mark.parametrize("command", ["run", "validate"])
@pytest.mark.parametrize("what", CASES)
def test_a_fault_is_reported_with_place_and_remedy_and_nothing_is_written(
    what: str, command: str, street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, field, words = CASES[what]
    assert street.count(old) == 1
    text = street.replace(old, new)
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    assert main([command, "bad.yaml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    faults = [ONE_FAULT.match(line) for line in said.err.splitlines() if "bad.yaml" in line]
    assert faults
    assert all(faults), said.err
    match = next(fault for fault in faults if fault and fault["field"].startswith(field))
    assert match["file"] == "bad.yaml"
    first, last = line_of(text, new), line_of(text, new) + new.count("\n")
    assert line_of(text, new.split(":")[0]) <= int(match["line"]) <= last or first > last
    assert int(match["column"]) >= 1
    assert words in match[0]
    assert [path.name for path in here.iterdir()] == ["bad.yaml"]


def test_a_missing_file_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_broken_yaml_is_a_fault_with_a_line(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "bad.yaml").write_text(street.replace("rows: 1,", "rows: [1,"), encoding="utf-8")
    assert main(["run", "bad.yaml"]) == 2
    assert re.search(r"bad\.yaml:\d+:\d+: ", capsys.readouterr().err)
    assert [path.name for path in here.iterdir()] == ["bad.yaml"]


def test_an_alias_bomb_of_a_megabyte_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["a0: &a0 [" + ", ".join(["x"] * 300_000) + "]"]
    rows += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 9) + "]" for i in range(1, 30)]
    text = "\n".join(rows)
    assert len(text) > 600_000
    (here / "bomb.yaml").write_text(text, encoding="utf-8")
    assert main(["run", "bomb.yaml"]) == 2
    assert re.search(r"bomb\.yaml(:\d+:\d+)?: ", capsys.readouterr().err)
    assert [path.name for path in here.iterdir()] == ["bomb.yaml"]


def test_all_faults_of_all_files_are_reported_at_once(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "one.yaml").write_text(
        street.replace("title:", "titel:").replace("lanes: 1", "lanes: -1"), encoding="utf-8"
    )
    (here / "good.yaml").write_text(street, encoding="utf-8")
    (here / "two.yaml").write_text(street.replace("persons: 20", "persons: many"), encoding="utf-8")
    assert main(["validate", "one.yaml", "good.yaml", "two.yaml"]) == 2
    said = capsys.readouterr()
    places = [line.split(":")[0] for line in said.err.splitlines()]
    assert places == ["one.yaml", "one.yaml", "two.yaml"]
    assert said.out.startswith("good.yaml: valid; 20 people in 1 districts, 1 corridors\n")


def test_a_fault_in_set_says_so(street: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "good.yaml").write_text(street, encoding="utf-8")
    assert main(["run", "good.yaml", "--set", "corridors.east.lanes=-3"]) == 2
    assert "--set: corridors.east.lanes: " in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["good.yaml"]


def test_a_foreign_folder_is_refused_before_anything_is_done(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "good.yaml").write_text(street, encoding="utf-8")
    (here / "letters").mkdir()
    (here / "letters" / "letter.txt").write_text("Dear")
    assert main(["run", "good.yaml", "--out", "letters"]) == 2
    assert "letters holds something other than a finished result" in capsys.readouterr().err
    assert [path.name for path in (here / "letters").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["walk"], ["run"], ["run", "x.yaml", "--seed", "-1"], ["run", "x.yaml", "--seed", "one"]],
)
def test_arguments_that_make_no_sense_are_wrong_input(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    assert "usage: corridors" in capsys.readouterr().err
