"""A result folder that was cut off, changed or made by others is found out before it is read."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli import main
from sim.results import NoResultError, OtherVersionWarning, ResultFolderError, build_result
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "by-hand"
    build_result(hand_record()).save(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "by-hand"))


def _change(folder: Path, **values: Any) -> None:
    """Write other values into the manifest."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | values), encoding="utf-8")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _flip(path: Path) -> None:
    """Change one digit and not the size."""
    data = bytearray(path.read_bytes())
    at = next(i for i in range(len(data) - 1, 0, -1) if chr(data[i]) in "12345678")
    data[at] += 1
    path.write_bytes(bytes(data))


def test_a_whole_folder_loads_without_a_word(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = sim.load_results(folder)
    assert result.summary["by_status"]["out"] == 153
    assert sim.load_results(str(folder)).summary == result.summary


def test_the_manifest_lists_every_file_that_is_read_with_its_size(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    data = {p.name for p in folder.iterdir() if p.suffix in {".csv", ".json", ".parquet", ".yaml"}}
    assert set(files) == data - {"manifest.json"}
    for name, entry in files.items():
        assert (folder / name).stat().st_size == entry["bytes"]


@pytest.mark.parametrize("gone", [["manifest.json"], ["summary.json"]])
def test_a_half_written_folder_is_refused(folder: Path, gone: list[str]) -> None:
    for name in gone:
        (folder / name).unlink()
    with pytest.raises(NoResultError, match=rf"no {gone[0]}: it is no finished result .* again"):
        sim.load_results(folder)


@pytest.mark.parametrize("name", ["summary.json", "people.parquet", "queues.csv", "scenario.yaml"])
def test_a_truncated_file_is_named_with_both_sizes(folder: Path, name: str) -> None:
    size = (folder / name).stat().st_size
    _cut(folder / name)
    told = rf"{name}: has {size - 10} bytes, not the {size} it was saved with\. Run the scenario"
    with pytest.raises(ResultFolderError, match=told):
        sim.load_results(folder)


@pytest.mark.parametrize("name", ["summary.json", "districts.csv", "columns.csv"])
def test_one_changed_digit_is_found(folder: Path, name: str) -> None:
    _flip(folder / name)
    with pytest.raises(ResultFolderError, match=rf"{name}: was changed after it was saved"):
        sim.load_results(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    _flip(folder / "summary.json")
    _cut(folder / "corridors.csv")
    (folder / "links.parquet").unlink()
    with pytest.raises(ResultFolderError) as error:
        sim.load_results(folder)
    lines = str(error.value).splitlines()
    assert [line.split(": ")[0].rsplit("/")[-1] for line in lines] == [
        "corridors.csv",
        "links.parquet",
        "summary.json",
    ]


def test_a_manifest_that_is_cut_off_is_refused(folder: Path) -> None:
    _cut(folder / "manifest.json")
    with pytest.raises(ResultFolderError, match=r"manifest\.json: cut off or changed"):
        sim.load_results(folder)


@pytest.mark.parametrize("files", [[], {"summary.json": 7}, {"summary.json": {"bytes": 1}}])
def test_what_is_no_manifest_is_refused(folder: Path, files: Any) -> None:
    _change(folder, files=files)
    with pytest.raises(ResultFolderError, match="it is no manifest"):
        sim.load_results(folder)


def test_a_manifest_leads_to_no_file_outside_the_folder(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    _change(folder, files=files | {"../elsewhere.csv": files["summary.json"]})
    with pytest.raises(ResultFolderError, match=r"'\.\./elsewhere\.csv', which is no file of"):
        sim.load_results(folder)


def test_a_manifest_that_forgets_a_table_is_refused(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    del files["districts.csv"]
    _change(folder, files=files)
    with pytest.raises(ResultFolderError, match=r"does not list districts\.csv"):
        sim.load_results(folder)


def test_another_format_is_refused_with_both_versions(folder: Path) -> None:
    _change(folder, format="0-abc", version="0.0.1")
    with pytest.raises(ResultFolderError, match=r"by corridors 0\.0\.1 in format 0-abc; this is"):
        sim.load_results(folder)


def test_another_version_of_the_same_format_loads_with_a_warning(folder: Path) -> None:
    _change(folder, version="0.0.1")
    with pytest.warns(OtherVersionWarning, match=r"made by corridors 0\.0\.1"):
        result = sim.load_results(folder)
    assert result.summary["persons"] == 185


def test_a_new_column_is_another_format(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.results.columns import TABLES
    from sim.results.manifest import layout

    before = layout()
    monkeypatch.setitem(TABLES, "series.csv", TABLES["series.csv"][:-1])
    assert layout() != before


def test_a_folder_without_tables_of_people_says_nothing_of_those_of_an_earlier_run(
    folder: Path,
) -> None:
    build_result(hand_record(sensitivity="live")).save(folder)  # over a run that was not live
    assert (folder / "people.parquet").is_file()
    result = sim.load_results(folder)
    assert result.people is None
    assert result.link_series is None


def test_a_save_that_stops_half_way_leaves_no_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("sim.report.figures.save_figures", full)
    with pytest.raises(OSError, match="no space left"):
        build_result(hand_record()).save(folder)
    with pytest.raises(NoResultError, match=r"no manifest\.json and no summary\.json"):
        sim.load_results(folder)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: _cut(folder / "series.csv"), "series.csv: has"),
        (lambda folder: (folder / "manifest.json").unlink(), "no manifest.json"),
    ],
)
def test_the_command_refuses_in_lines_and_writes_nothing(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    told: str,
) -> None:
    spoil(folder)
    (folder / "report.html").unlink()
    assert main(["report", str(folder)]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("corridors: ")
    assert told in captured.err
    assert captured.out == ""
    assert not (folder / "report.html").exists()


def test_the_command_makes_the_page_again_and_the_folder_still_loads(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(folder, version="0.0.1")
    (folder / "report.html").write_text("old", encoding="utf-8")
    assert main(["report", str(folder)]) == 0
    assert capsys.readouterr().err.startswith("corridors: warning: ")
    assert (folder / "report.html").stat().st_size > 10_000
    with pytest.warns(OtherVersionWarning):
        sim.load_results(folder)
