"""Sizes and whole commands, each in a process of its own."""

import json
from pathlib import Path

import pytest

from benchmarks import scaling, startup


def test_costs_are_compared_with_that_at_a_quarter_of_a_million() -> None:
    rows = [
        {"people": 10_000, "ns_per_traversal": 60.0},
        {"people": 250_000, "ns_per_traversal": 80.0},
        {"people": 5_000_000, "ns_per_traversal": 200.0},
    ]
    assert [row["cost_ratio"] for row in scaling.with_ratios(rows)] == [0.75, 1.0, 2.5]
    assert scaling.with_ratios(rows[:1])[0]["cost_ratio"] is None


def test_a_size_is_run_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "scaling.json"
    assert scaling.main(["--up-to", "10000", "--repeat", "1", "--json", str(file)]) == 0
    (row,) = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert row["people"] == row["out"] == 10_000
    assert row["traversals"] == 162_992
    assert row["peak_rss_mb"] > 50.0


def test_help_is_timed_as_a_whole_command() -> None:
    assert 0.01 < startup.seconds_of(["--help"]) < 30.0


def test_a_command_that_fails_is_not_timed() -> None:
    with pytest.raises(RuntimeError, match=r"validate nowhere\.yaml failed"):
        startup.seconds_of(["validate", "nowhere.yaml"])
