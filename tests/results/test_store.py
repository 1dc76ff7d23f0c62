"""Results as files: complete, loadable, the same bytes twice, harmless whatever the title."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.results import RunResult, build_result, load_result
from sim.results.columns import TABLES, VOLATILE, names
from sim.results.dictionary import page
from sim.results.store import write_manifest, write_summary, write_tables
from tests.hand_record import hand_record

FILES = {
    "README.txt",
    "bottlenecks.csv",
    "services.csv",
    "refusals.csv",
    "crossings.csv",
    "columns.csv",
    "corridors.csv",
    "districts.csv",
    "figures/corridors.png",
    "figures/evacuated.png",
    "figures/map.png",
    "groups.csv",
    "link_series.parquet",
    "links.parquet",
    "manifest.json",
    "people.parquet",
    "queues.csv",
    "report.html",
    "scenario.yaml",
    "series.csv",
    "summary.json",
}


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "by-hand"
    build_result(hand_record()).save(folder)
    return folder


def test_all_files_are_there(saved: Path) -> None:
    assert _files(saved) == FILES


def test_summary_and_then_manifest_are_written_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    monkeypatch.setattr(
        "sim.results.store.write_summary", lambda result, folder: seen.append(_files(folder))
    )
    monkeypatch.setattr(
        "sim.results.store.write_manifest", lambda result, folder: seen.append(_files(folder))
    )
    build_result(hand_record()).save(tmp_path)
    unfinished = FILES - {"summary.json", "manifest.json"}
    assert seen == [unfinished, unfinished]


def test_two_saves_give_the_same_bytes_but_for_volatile_keys(saved: Path, tmp_path: Path) -> None:
    build_result(hand_record(engine_s=99.0)).save(tmp_path)
    for name in FILES - {"summary.json", "manifest.json"}:
        assert (tmp_path / name).read_bytes() == (saved / name).read_bytes(), name
    one, two = (
        json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        for folder in (saved, tmp_path)
    )
    assert {key for key in one if one[key] != two[key]} == set(VOLATILE) == {"engine_seconds"}


def test_a_saved_result_loads_as_it_was(saved: Path) -> None:
    result, loaded = build_result(hand_record()), load_result(saved)
    assert loaded.summary == result.summary
    assert loaded.scenario_text == result.scenario_text
    for name in (
        "corridors",
        "districts",
        "series",
        "queues",
        "groups",
        "bottlenecks",
        "links",
        "link_series",
        "people",
    ):
        one, two = getattr(result, name), getattr(loaded, name)
        pd.testing.assert_frame_equal(
            one.astype(object), two.astype(object), check_dtype=False, check_names=False
        )


def test_ids_and_names_that_look_like_numbers_or_nothing_stay_text(tmp_path: Path) -> None:
    result = build_result(hand_record())
    result.corridors["corridor"] = "007"
    result.districts["name"] = ["NA", ""]
    write_tables(result, tmp_path)
    write_summary(result, tmp_path)
    write_manifest(result, tmp_path)
    loaded = load_result(tmp_path)
    assert set(loaded.corridors["corridor"]) == {"007"}
    assert loaded.districts["name"].tolist() == ["NA", ""]


def test_a_folder_without_summary_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"summary\.json"):
        load_result(tmp_path)


def test_dictionary_beside_results_names_every_column(saved: Path) -> None:
    table = pd.read_csv(saved / "columns.csv", keep_default_na=False)
    assert set(table["file"]) == set(TABLES) - {"what_helps.csv"}  # written when asked for
    for file in set(table["file"]):
        assert table[table["file"] == file]["column"].tolist() == names(file)
    assert (table["meaning"].str.len() > 0).all()
    assert not table.duplicated(["file", "column"]).any()


def test_the_page_of_the_docs_is_current(root: Path) -> None:
    assert (root / "docs" / "results.md").read_text(encoding="utf-8") == page()


def test_parquet_carries_units_and_no_time_of_writing(saved: Path) -> None:
    import pyarrow.parquet as pq

    schema = pq.read_schema(saved / "people.parquet")
    assert schema.field("out_s").metadata[b"unit"] == b"s"
    assert schema.metadata[b"start_local"] == b"2016-11-04T15:30:00+02:00"
    assert set(schema.metadata) == {b"scenario", b"seed", b"start_local", b"zone"}


def test_titles_are_text_whatever_they_hold(tmp_path: Path) -> None:
    title = "<script>alert(1)</script> $x_{$ \x1b[31m\u202e\ud800 \U0001f600 \\frac"
    result = build_result(hand_record(title=title))
    result.save(tmp_path)
    assert load_result(tmp_path).summary["title"] == title
    text = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>" not in result._repr_html_()
    assert "&lt;script&gt;" in result._repr_html_()


def test_importing_results_and_report_loads_no_heavy_library() -> None:
    code = (
        "import sys, sim.results, sim.report, sim.report.figures, sim.report.headline\n"
        "heavy = {'pandas', 'matplotlib', 'pyarrow', 'numba', 'mesa', 'networkx', 'scipy'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_saving_imports_no_pyplot(tmp_path: Path) -> None:
    code = (
        "import sys; from sim.results import load_result\n"
        f"load_result({str(tmp_path / 'a')!r}).save({str(tmp_path / 'b')!r})\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    build_result(hand_record()).save(tmp_path / "a")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert _files(tmp_path / "b") == FILES


def test_repr_says_what_run_it_is() -> None:
    result: RunResult = build_result(hand_record())
    assert repr(result) == "<RunResult by-hand seed 7: 153 of 185 out>"
