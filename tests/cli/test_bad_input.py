"""Bad input, one by one: exit 2, every fault with its place and a remedy, nothing written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.cli import main

ONE_FAULT = re.compile(
    r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<field>[^:]+): .+\. .+[.?]$"
)


@pytest.fixture
def street(root: Path) -> str:
    """A scenario without a fault."""
    return (root / "tests/model/scenarios/street.yaml").read_text(encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclass(frozen=True)
class Case:
    """A fault: what is written in place of what, where it is reported, and words of the report."""

    old: str
    new: str
    at: str
    field: str
    words: str


WINDOW = "{open: 2016-11-04T09:00, close: 2016-11-04T10:00}"
LATER = "begin: 2016-11-04T09:10, end: 2016-11-04T09:20"
FAR_ZONE = f"incidents:\n  far: {{zone: {{centre: {{x_m: 9e4, y_m: 0}}, radius_m: 9}}, {LATER}}}\n"
LATE_NEWS = (
    "news:\n  announcements:\n    late: {time: 2016-11-04T11:00, corridors: [east], says: shut}\n"
)
FAR_NEWS = LATE_NEWS.replace("11:00", "09:30, centre: {x_m: 9e4, y_m: 0}, radius_m: 9")
NO_BARN = "places:\n  barn: {node: 99}\n"
CASES = {
    "unknown key": Case("title: One", "titel: One", "titel: One", "titel", "title"),
    "window closes before it opens": Case(
        WINDOW,
        "{open: 2016-11-04T10:00, close: 2016-11-04T09:00}",
        "- {open",
        "corridors.east.windows.0.close",
        "opening",
    ),
    "overlapping windows": Case(
        f"- {WINDOW}",
        f"- {WINDOW}\n      - {{open: 2016-11-04T09:30, close: 2016-11-04T09:50}}",
        "- {open: 2016-11-04T09:30",
        "corridors.east.windows.1",
        "overlap",
    ),
    "negative width": Case("width_m: 4}", "width_m: -4}", "network:", "network.width_m", "-4"),
    "corridor off the network": Case(
        "gate_node: 10",
        "gate: {x_m: 90000, y_m: 0}",
        "gate: {x_m",
        "corridors.east.gate",
        "street",
    ),
    "corridor at a node that is not there": Case(
        "gate_node: 10", "gate_node: 11", "gate_node: 11", "corridors.east.gate_node", "11"
    ),
    "unreachable district": Case(
        "width_m: 4}",
        "width_m: 4, forbidden_lines: [{points: [[450, -50], [450, 50]]}]}",
        "west:",
        "population.districts.west",
        "corridor",
    ),
    "unknown class": Case(
        "admits: [civilian,", "admits: [soldier,", "admits:", "corridors.east.admits.0", "fighter"
    ),
    "empty population": Case(
        "persons: 20", "persons: 0", "districts:", "population.districts", "nobody"
    ),
    "an id that is a path": Case("id: street", "id: ../../x", "id: ../", "id", "hyphen"),
    "a file that extends itself": Case(
        "id: street", "extends: bad.yaml", "extends: bad", "extends", "itself"
    ),
    "a time of day that is none": Case(
        "start: 2016-11-04T09:00", "start: 25:00", "start: 25", "clock.start", "25"
    ),
    "a coefficient out of range": Case(
        "corridors:\n",
        "willingness:\n  coefficients: {trust_offer: 12.0}\ncorridors:\n",
        "  coefficients",
        "willingness.coefficients.trust_offer",
        "at most 10",
    ),
    "a service with no vehicles": Case(
        "corridors:\n",
        "services:\n"
        "  bus: {assembly: {node: 0}, corridor: east, seats: 50, vehicles: 0}\ncorridors:\n",
        "  bus:",
        "services.bus.vehicles",
        "no vehicles",
    ),
    "a zone off the map": Case("corridors:\n", f"{FAR_ZONE}corridors:\n", "  far:",
        "incidents.far.zone", "off the map"),
    "an announcement after the end": Case("corridors:\n", f"{LATE_NEWS}corridors:\n", "    late:",
        "news.announcements.late.time", "end"),
    "a shelter that is not there": Case("corridors:\n", f"{NO_BARN}corridors:\n", "  barn:",
        "places.barn.node", "99"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["run", "validate"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fault_is_reported_with_place_and_remedy_and_nothing_is_written(
    case: Case, command: str, street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert street.count(case.old) == 1
    text = street.replace(case.old, case.new)
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    assert main([command, "bad.yaml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    faults = [match for line in said.err.splitlines() if (match := ONE_FAULT.match(line))]
    (fault,) = [match for match in faults if match["field"] == case.field] or [None]
    assert fault is not None, said.err
    assert fault["file"] == "bad.yaml"
    assert int(fault["line"]) == 1 + text[: text.index(case.at)].count("\n")
    assert int(fault["column"]) >= 1
    assert case.words in fault[0]
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
    assert said.out.startswith("good.yaml: valid; 20 people in 1 district, 1 corridor\n")


def test_all_that_lies_off_the_map_is_in_one_report(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = "assembly: {point: {x_m: 9e4, y_m: 0}}"
    bus = f"services:\n  bus: {{{where}, corridor: east, vehicles: 1, seats: 50}}\n"
    text = street.replace("corridors:\n", f"{FAR_ZONE}{FAR_NEWS}{NO_BARN}{bus}corridors:\n")
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    assert main(["run", "bad.yaml"]) == 2
    lines = capsys.readouterr().err.splitlines()
    fields = [match["field"] for line in lines if (match := ONE_FAULT.match(line))]
    assert fields == [
        "places.barn.node",
        "incidents.far.zone",
        "services.bus.assembly.point",
        "news.announcements.late.centre",
    ]
    assert [path.name for path in here.iterdir()] == ["bad.yaml"]


def test_a_fault_in_set_says_so(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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


def test_a_file_in_the_place_of_a_folder_is_refused_before_anything_is_done(
    street: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "good.yaml").write_text(street, encoding="utf-8")
    assert main(["run", "good.yaml", "--out", "good.yaml/plan"]) == 2
    assert "good.yaml is not a folder; it is left alone." in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["good.yaml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["walk"], "'walk'"),
        (["run"], "scenario"),
        (["run", "x.yaml", "--seed=-1"], "--seed: -1 is no whole number between 0 and 2^63 - 1"),
        (["run", "x.yaml", "--seed", "one"], "--seed: one is no whole number between"),
        (["run", "x.yaml", "--seed", str(2**63)], "--seed: 9223372036854775808 is no whole number"),
    ],
)
def test_arguments_that_make_no_sense_are_wrong_input(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    said = capsys.readouterr().err
    assert "usage: corridors" in said
    assert words in said


def test_a_folder_of_another_kind_is_named_with_its_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, said in (("sweep.json", "a sweep"), ("compare.json", "a comparison")):
        folder = tmp_path / file
        folder.mkdir()
        (folder / file).write_text("{}")
        assert main(["figures", str(folder)]) == 2
        assert f"{said}, not a run: `corridors " in capsys.readouterr().err
    assert main(["report", str(tmp_path / "sweep.json")]) == 2
    assert "`corridors analyse " in capsys.readouterr().err
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
