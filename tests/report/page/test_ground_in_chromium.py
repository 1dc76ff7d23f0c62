"""Unsafe places, rubble, shelters and assembly points on the page, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

from tests.report.page.conftest import SCRIPT, Open
from tests.report.page.test_in_chromium import pixels, slide, state

NAMED_IN = ("#unsafe", "#damage", "#shelters", "#services", "#charts")


def test_names_of_places_and_services_that_would_be_markup_show_as_text(
    opened: Open, everything_file: Path
) -> None:
    page, seen = opened(everything_file)
    assert seen.complaints == []
    assert page.title() != "run"
    assert page.evaluate("document.scripts.length") == 3
    for where in NAMED_IN:
        assert SCRIPT in page.inner_text(where), where


def test_the_map_shows_what_is_unsafe_and_in_ruins_at_its_time(
    opened: Open, everything_file: Path
) -> None:
    page, _ = opened(everything_file)
    summary = json.loads((everything_file.parent / "summary.json").read_text(encoding="utf-8"))
    streets = summary["damage"][0]["streets"]
    assert streets == summary["damage"][0]["closed"] > 0
    told = {}
    for frame, when in ((20, "09:10"), (50, "09:25"), (59, "09:29"), (70, "09:35"), (84, "09:42")):
        slide(page, frame)
        assert page.inner_text("#clock") == when
        told[when] = (state(page)["unsafe"], state(page)["ruined"])
    # The market from 9:20 to 9:45, the mill and the eastern gate from 9:40; rubble to 9:30.
    assert told == {
        "09:10": (0, streets), "09:25": (1, streets), "09:29": (1, streets), "09:35": (1, 0),
        "09:42": (3, 0),
    }  # fmt: skip
    with_market = pixels(page)
    page.check("input[name=mode][value=worst]")
    assert state(page)["ruined"] == streets
    assert pixels(page) != with_market


def test_a_stop_tells_what_it_is(opened: Open, everything_file: Path) -> None:
    page, _ = opened(everything_file)
    stops = page.evaluate("JSON.parse(document.getElementById('facts').textContent).map.stops")
    assert [stop["kind"] for stop in stops] == ["shelter", "assembly"]
    now = state(page)
    box = page.locator("#map").bounding_box()
    x, y = stops[1]["at"]
    at = {
        "x": (x - now["x"]) * now["scale"] + (box["width"] - 2) / 2,
        "y": (now["y"] - y) * now["scale"] + (box["height"] - 2) / 2,
    }
    page.hover("#map", position=at)
    assert f"Assembly point: {SCRIPT}" in page.inner_text("#hover")


def test_what_passes_in_vehicles_stands_in_the_chart_of_its_corridor(
    opened: Open, everything_file: Path
) -> None:
    page, _ = opened(everything_file)
    summary = json.loads((everything_file.parent / "summary.json").read_text(encoding="utf-8"))
    facts = page.evaluate("JSON.parse(document.getElementById('facts').textContent).corridors")
    east = next(corridor for corridor in facts if corridor["id"] == "east")
    shown = sum(
        rate * (end - begin) / 3600.0
        for rate, begin, end in zip(east["per_hour"], east["begin"], east["end"], strict=True)
    )
    corridor = next(one for one in summary["corridors"] if one["id"] == "east")
    assert corridor["carried"] > 0
    # Rates are rounded to two figures: a twentieth at most.
    assert abs(shown - corridor["carried"] - corridor["passed"]) < 0.05 * shown + 1.0
