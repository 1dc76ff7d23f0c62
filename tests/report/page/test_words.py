"""What the first side says, without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.report.page.advice import change_to_try
from sim.report.page.brief import everyone
from sim.report.page.embed import json_in_html
from sim.results.store import load_result


def summary_of(page_file: Path) -> dict[str, Any]:
    return load_result(page_file.parent).summary


def test_the_bar_holds_everyone_once(page_file: Path) -> None:
    parts = everyone(summary_of(page_file))
    assert abs(sum(part["share"] for part in parts) - 100.0) < 0.01


def test_the_change_to_try_names_where_most_people_were_left_and_does_not_guess_its_worth(
    page_file: Path,
) -> None:
    words = change_to_try(summary_of(page_file))
    assert "more lanes at corridor east (it has 1; those who set out for it need 2)" in words
    assert "At its gate 62 people were left" in words
    assert "one run cannot tell" in words


def test_where_nobody_was_left_no_change_at_the_corridors_is_named(page_file: Path) -> None:
    summary = summary_of(page_file)
    for corridor in summary["corridors"]:
        corridor["people_beyond"] = 0
    assert "none at the corridors" in change_to_try(summary)


def test_json_in_a_page_cannot_end_its_script() -> None:
    value = {"name": "</script><!-- & \u2028 \ud800"}
    text = json_in_html(value)
    assert "<" not in text
    assert text.isascii()
    assert json.loads(text) == value


def test_the_same_result_gives_the_same_page(page_file: Path, tmp_path: Path) -> None:
    again = load_result(page_file.parent).report(tmp_path / "again.html")
    assert again.read_bytes() == page_file.read_bytes()
