"""With `sensitivity: live` nothing tells where single people, streets or fighters are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.results import RunResult, build_result, load_result
from sim.scenario import Fault
from tests.hand_record import hand_record, with_marks


@pytest.fixture(scope="module")
def live() -> RunResult:
    return build_result(hand_record(sensitivity="live"))


@pytest.fixture(scope="module")
def saved(live: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    live.save(folder)
    return folder


def test_no_tables_of_people_and_links_no_map_no_scenario(saved: Path) -> None:
    files = {p.relative_to(saved).as_posix() for p in saved.rglob("*") if p.is_file()}
    assert files == {
        "README.txt",
        "columns.csv",
        "corridors.csv",
        "districts.csv",
        "figures/corridors.png",
        "figures/evacuated.png",
        "manifest.json",
        "report.html",
        "series.csv",
        "summary.json",
    }
    assert load_result(saved).people is None


def test_no_map_can_be_drawn(live: RunResult) -> None:
    with pytest.raises(ValueError, match="no table of links"):
        live.plot("map")


def test_nothing_tells_where_fighters_are(saved: Path) -> None:
    for name in ("corridors.csv", "districts.csv", "series.csv", "columns.csv"):
        assert "fighter" not in (saved / name).read_text(encoding="utf-8").split("\n", 1)[0], name

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    summary = json.loads((saved / "summary.json").read_text(encoding="utf-8"))
    assert not keys(summary) & {"by_class", "classes", "forbidden", "largest_links", "fighter"}


def test_no_warning_and_no_reason_tells_how_many_fighters_live_where() -> None:
    path = ("population", "districts", "d2", "fighters")
    record = with_marks(hand_record(sensitivity="live"), path)
    told = Fault(path[:3], "20 of its 20 fighters live where the front cuts off", "Draw the front.")
    summary = build_result(replace(record, warnings=(told,))).summary
    assert "warnings" not in summary
    assert {"path": ".".join(path)} in summary["assumed"]
    assert "20 fighters" not in json.dumps(summary)


def test_times_are_multiples_of_thirty_minutes(live: RunResult) -> None:
    a = live.corridors[live.corridors["corridor"] == "a"]
    assert a["begin_s"].tolist() == [0.0, 1800.0]
    assert a["end_s"].tolist() == [1800.0, 3600.0]  # the run ends at 2700 s
    assert a["end_local"].tolist()[1] == "2016-11-04T16:30:00+02:00"
    assert (live.series["time_s"] % 1800 == 0).all()
    times = [name for name in live.districts.columns if name.endswith("_s")]
    assert (live.districts[times] % 1800 == 0).all(axis=None)
    waits = live.corridors[["queue_wait_s", "wait_mean_s", "wait_median_s", "wait_p95_s"]]
    assert ((waits % 1800 == 0) | waits.isna()).all(axis=None)


def test_summary_rounds_what_happened_and_keeps_what_was_announced(live: RunResult) -> None:
    summary = live.summary
    # 1250 s is nearer to 1800 s; 2460 s too.
    assert (summary["t50_s"], summary["t90_s"]) == (1800.0, 1800.0)
    assert summary["t50_local"] == "2016-11-04T16:00:00+02:00"
    assert summary["close_s"] == 2400.0
    assert summary["close_local"] == "2016-11-04T16:10:00+02:00"
    # A time to join by is rounded down: 600 s and 1800 s.
    joins = [window["last_useful_join_s"] for window in summary["corridors"][0]["windows"]]
    assert joins == [0.0, 1800.0]


def test_counts_stay_whole(live: RunResult) -> None:
    assert sum(live.summary["by_status"].values()) == 185
    assert live.corridors.groupby("corridor")["passed"].sum().to_dict() == {
        "a": 131,
        "b": 22,
        "c": 0,
    }
    assert live.series["out"].tolist()[-1] == 153


def test_headline_says_that_it_is_rounded(live: RunResult) -> None:
    assert "rounded to districts and 30 minutes" in " ".join(live.headline().split())


def test_neither_vehicles_nor_where_fighters_cross_are_told(live: RunResult) -> None:
    assert live.trips is live.refusals is live.crossings is None
    assert not {"services", "crossings"} & set(live.summary)
