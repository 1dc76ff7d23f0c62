"""The page in a real browser, opened as a file, as from a USB stick."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.report.page.conftest import ARABIC, SCRIPT, Open

WIDTHS = (1280, 800, 375)


def state(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("window.corridors.state()")
    return found


def until(page: Any, reached: Callable[[dict[str, Any]], bool]) -> None:
    """Wait for a state; the page's own policy forbids what Playwright would wait with."""
    for _ in range(400):
        if reached(state(page)):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never came: {state(page)}")


def pixels(page: Any) -> str:
    data: str = page.evaluate("document.getElementById('map').toDataURL()")
    return data


def slide(page: Any, frame: int) -> None:
    page.evaluate(
        "frame => { const s = document.getElementById('slider'); s.value = frame;"
        " s.dispatchEvent(new Event('input')); }",
        frame,
    )


def test_no_request_leaves_the_page_and_the_console_stays_silent(
    opened: Open, page_file: Path
) -> None:
    page, seen = opened(page_file)
    page.click("#play")
    until(page, lambda now: now["draws"] > 12)
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.complaints == []


def test_the_slider_moves_the_map_the_clock_and_the_cursors(opened: Open, page_file: Path) -> None:
    page, _ = opened(page_file)
    slide(page, 0)
    before = pixels(page), state(page)["coloured"], page.inner_text("#clock")
    x_before = page.get_attribute("#charts line:last-child", "x1")
    slide(page, 40)
    assert before[1] == 0  # nobody is in the streets yet
    assert state(page)["coloured"] > 0
    assert pixels(page) != before[0]
    assert (before[2], page.inner_text("#clock")) == ("09:00", "09:20")
    assert page.get_attribute("#charts line:last-child", "x1") != x_before
    slide(page, 0)  # back: the same moment is the same picture
    assert pixels(page) == before[0]


def test_play_moves_on_and_pause_stops_and_says_so(opened: Open, page_file: Path) -> None:
    page, _ = opened(page_file)
    slide(page, 10)
    page.focus("#play")
    page.keyboard.press("Space")
    until(page, lambda now: now["frame"] > 14)
    page.keyboard.press("Space")
    stopped = state(page)["frame"]
    page.wait_for_timeout(300)
    assert state(page)["frame"] == stopped
    assert page.inner_text("#clock") in page.text_content("#said")


def test_names_that_would_be_markup_show_as_text(opened: Open, page_file: Path) -> None:
    page, _ = opened(page_file)
    assert page.inner_text("h1") == SCRIPT
    assert page.title() == SCRIPT
    assert SCRIPT in page.inner_text("#corridors")
    assert SCRIPT in page.inner_text("#now")
    assert SCRIPT in page.inner_text("#charts")
    assert page.evaluate("document.scripts.length") == 3  # facts, data and our own


def test_a_name_written_from_right_to_left_keeps_its_direction_to_itself(
    opened: Open, page_file: Path
) -> None:
    page, _ = opened(page_file)
    cell = page.locator("#districts bdi", has_text=ARABIC)
    assert cell.get_attribute("dir") == "auto"
    assert cell.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert cell.evaluate("e => getComputedStyle(e.parentElement).direction") == "ltr"


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_or_scrolls_sideways(opened: Open, page_file: Path, width: int) -> None:
    page, _ = opened(page_file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate(
        "[...document.querySelectorAll('#charts figure, .key, .map-box')]"
        ".map(e => e.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])"
    )
    for k, (left, top, right, bottom) in enumerate(boxes):
        assert right <= width
        for other in boxes[:k]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (boxes[k], other)


def test_the_first_side_fits_a4(opened: Open, page_file: Path) -> None:
    page, _ = opened(page_file, 794)
    page.emulate_media(media="print")
    a4_height_px = 297 / 25.4 * 96
    assert page.evaluate("document.getElementById('brief').getBoundingClientRect().bottom") < (
        a4_height_px - 2 * 14 / 25.4 * 96
    )


def test_a_sheet_is_light_and_its_tables_keep_their_heads(
    opened: Open, page_file: Path, tmp_path: Path
) -> None:
    page, _ = opened(page_file)
    # A table of 80 rows, a hatched cell in each, goes over three sheets.
    page.evaluate(
        "const body = document.querySelector('#districts tbody'), row = body.rows[0];"
        "row.cells[1].classList.add('assumed');"
        "for (let k = 0; k < 80; k += 1) body.append(row.cloneNode(true));"
    )
    hatched = page.locator("#charts clipPath").count(), page.locator("td.assumed").count()
    assert hatched[0] > 0
    assert hatched[1] > 80
    file = tmp_path / "sheet.pdf"
    page.pdf(path=str(file), format="A4", print_background=True)
    assert file.stat().st_size < 1_000_000
    buttons = "e => getComputedStyle(e).display"
    page.emulate_media(media="print")
    # Chromium leaves a button in a repeated head empty; its text alone is repeated.
    assert page.locator("#districts thead button").first.evaluate(buttons) == "contents"


def test_the_map_is_moved_with_keys_and_a_street_tells_its_numbers(
    opened: Open, page_file: Path
) -> None:
    page, _ = opened(page_file)
    first = state(page)
    page.focus("#map")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert state(page)["scale"] == pytest.approx(1.4 * first["scale"])
    assert state(page)["x"] > first["x"]
    page.keyboard.press("0")
    assert state(page) | {"draws": 0, "drawMs": 0} == first | {"draws": 0, "drawMs": 0}
    for y in range(300, 420, 6):  # the streets are 80 m, less than 100 pixels, apart
        page.hover("#map", position={"x": 430, "y": y})
        if not page.locator("#hover").is_hidden():
            break
    assert "m wide" in page.inner_text("#hover")


def test_a_table_is_sorted_by_its_head_and_saved_as_it_is(
    opened: Open, page_file: Path, tmp_path: Path
) -> None:
    page, _ = opened(page_file)
    page.click("#corridors th[data-key=out] button")
    out = page.eval_on_selector_all(
        "#corridors tbody tr", "rows => rows.map(r => Number(r.cells[2].dataset.raw))"
    )
    assert out == sorted(out, reverse=True)
    with page.expect_download() as download:
        page.click("button.save[data-table=corridors]")
    download.value.save_as(tmp_path / "corridors.csv")
    rows = list(csv.DictReader((tmp_path / "corridors.csv").read_text().splitlines()))
    assert [int(row["out"]) for row in rows] == out
    assert {row["name"] for row in rows} >= {SCRIPT}


def test_everything_that_can_be_used_has_a_name_and_every_table_a_caption(
    opened: Open, page_file: Path
) -> None:
    page, _ = opened(page_file)
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, select, input, canvas, svg[role], [role=group]')]"
        ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))"
        ".map(e => e.outerHTML)"
    )
    assert unnamed == []
    assert page.evaluate("[...document.querySelectorAll('main table')].every(t => t.caption)")
    assert page.locator("main, header, footer, nav").count() == 4
    assert page.get_attribute("#slider", "aria-valuetext") == page.inner_text("#clock")


def test_live_results_show_no_streets_and_half_hours_only(opened: Open, live_file: Path) -> None:
    page, seen = opened(live_file)
    assert page.locator("#map").count() == 0
    assert page.locator("#data").count() == 0
    clocks = page.evaluate("JSON.parse(document.getElementById('facts').textContent).clock")
    assert {words[-2:] for words in clocks} <= {"00", "30"}
    assert seen.complaints == []
