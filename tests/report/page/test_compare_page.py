"""The comparison's page in a real browser, opened as a file, as from a USB stick."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.results import ResultFolderError
from tests.report.page.conftest import ARABIC, SCRIPT, Open, overrides

SLOWER = "corridors.east.service.per_minute=4"


@pytest.fixture(scope="session")
def compared_folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tutorial against one with a slower gate; names are those of `overrides`."""
    folder = tmp_path_factory.mktemp("compare") / "compared"
    tutorial = root / "scenarios" / "grid-tutorial.yaml"
    plans = [sim.load(tutorial, overrides=overrides())]
    plans.append(sim.load(tutorial, overrides=[*overrides(), SLOWER]))
    sim.compare(*plans, replications=3, inputs=2, out=folder)
    return folder


def test_a_comparison_that_is_loaded_again_says_and_shows_the_same(
    compared_folder: Path, tmp_path: Path
) -> None:
    again = sim.load_comparison(compared_folder)
    told = json.loads((compared_folder / "compare.json").read_text(encoding="utf-8"))
    assert again.verdict("B") == told["verdicts"]["B"]
    assert again.text() == (compared_folder / "README.txt").read_text(encoding="utf-8")
    page = again.report(tmp_path / "again.html")
    assert page.read_bytes() == (compared_folder / "compare.html").read_bytes()
    assert main(["report", str(compared_folder), "--out", str(tmp_path / "cli.html")]) == 0
    assert (tmp_path / "cli.html").read_bytes() == page.read_bytes()


def test_a_folder_of_the_other_kind_is_refused_with_the_name_of_what_loads_it(
    compared_folder: Path, page_file: Path
) -> None:
    with pytest.raises(ResultFolderError, match=r"sim\.load_comparison loads it"):
        sim.load_results(compared_folder)
    with pytest.raises(ResultFolderError, match=r"sim\.load_results loads it"):
        sim.load_comparison(page_file.parent)


def test_every_column_of_a_table_is_in_the_dictionary_beside_it(compared_folder: Path) -> None:
    with (compared_folder / "columns.csv").open(encoding="utf-8") as file:
        told = {(row["file"], row["column"]) for row in csv.DictReader(file)}
    for name in ("differences.csv", "runs.csv", "curves.csv", "draw_runs.csv"):
        with (compared_folder / name).open(encoding="utf-8") as file:
            for column in csv.DictReader(file).fieldnames or ():
                parts = column.split(".")
                general = ".".join([parts[0], "*", *parts[2:]]) if len(parts) > 2 else column
                assert (name, general) in told, (name, column)


def test_nothing_leaves_the_page_and_names_show_as_text(
    opened: Open, compared_folder: Path
) -> None:
    page, seen = opened(compared_folder / "compare.html")
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.complaints == []
    assert page.inner_text("h1").count(SCRIPT) == 2
    assert SCRIPT in page.inner_text("#corridor-out")
    assert ARABIC in page.inner_text("#district-out")
    assert page.evaluate("document.scripts.length") == 2  # facts and our own


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_of_the_comparison_scrolls_the_page_sideways(
    opened: Open, compared_folder: Path, width: int
) -> None:
    page, _ = opened(compared_folder / "compare.html", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_side_of_a_comparison_fits_a4(opened: Open, compared_folder: Path) -> None:
    page, _ = opened(compared_folder / "compare.html", 794)
    page.emulate_media(media="print")
    inner_px = (297 - 2 * 14) / 25.4 * 96
    assert page.evaluate("document.getElementById('brief').getBoundingClientRect().bottom") < (
        inner_px
    )


def test_the_curve_is_read_with_keys_and_another_corridor_is_chosen(
    opened: Open, compared_folder: Path
) -> None:
    page, _ = opened(compared_folder / "compare.html")
    told = sim.load_comparison(compared_folder)
    page.focus("#curve-time")
    page.keyboard.press("Home")
    assert page.inner_text("#curve-words").startswith("09:00: A 0 (0 to 0), B 0 (0 to 0)")
    page.keyboard.press("End")
    out = [sum(run.measures["out"] or 0.0 for run in told.runs["A"]) / 3]
    assert f"A {out[0]:,.0f} (" in page.inner_text("#curve-words")
    before = page.inner_html("#curve-chart")
    page.select_option("#which", index=1)
    assert page.inner_html("#curve-chart") != before


def test_differences_are_sorted_with_their_pictures_and_saved_without(
    opened: Open, compared_folder: Path, tmp_path: Path
) -> None:
    page, _ = opened(compared_folder / "compare.html")
    page.click("#district-out th[data-key=difference] button")
    shown = page.eval_on_selector_all(
        "#district-out tbody tr",
        "rows => rows.map(r => parseFloat(r.querySelector('.dot').style.left))",
    )
    assert shown == sorted(shown, reverse=True)
    with page.expect_download() as download:
        page.click("button.save[data-table=district-out]")
    download.value.save_as(tmp_path / "saved.csv")
    rows = list(csv.DictReader((tmp_path / "saved.csv").read_text().splitlines()))
    table = sim.load_comparison(compared_folder).table
    mine = table[(table["group"] == "district") & (table["measure"] == "out")]
    expected = dict(zip(mine["id"], mine["difference"], strict=True))
    assert {row["district"]: float(row["difference"]) for row in rows} == pytest.approx(expected)


def test_everything_of_a_comparison_that_can_be_used_has_a_name(
    opened: Open, compared_folder: Path
) -> None:
    page, _ = opened(compared_folder / "compare.html")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, select, input, svg[role]')]"
        ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))"
        ".map(e => e.outerHTML)"
    )
    assert unnamed == []
    assert page.evaluate("[...document.querySelectorAll('main table')].every(t => t.caption)")
