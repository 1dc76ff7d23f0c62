"""The summary of the run made by hand: every figure can be redone from `hand_record.PARTIES`."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.results import build_result
from sim.results.columns import names
from sim.results.status import STATUSES
from sim.scenario import Fault, Place
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    return build_result(hand_record()).summary


def test_statuses_are_all_there_and_sum_to_everyone(summary: dict[str, Any]) -> None:
    assert set(summary["by_status"]) == set(STATUSES)
    assert summary["by_status"]["out"] == 4 + 6 + 55 + 5 + 1 + 60 + 10 + 10 + 2 == 153
    assert summary["by_status"]["stranded"] == 10 + 3
    assert summary["by_status"]["stayed"] == 7
    assert summary["by_status"]["prevented"] == 8
    assert summary["by_status"]["at_home"] == 4
    assert sum(summary["by_status"].values()) == summary["persons"] == 185


def test_corridors_sum_to_everyone_out(summary: dict[str, Any]) -> None:
    assert [c["out"] for c in summary["corridors"]] == [131, 22, 0]
    assert sum(c["out"] for c in summary["corridors"]) == summary["by_status"]["out"]


def test_half_and_ninety_percent_count_who_set_out_and_clearance_is_null(
    summary: dict[str, Any],
) -> None:
    # 166 set out. Out: 4 at 640, 10 at 700, 20 at 900, 30 at 950, 85 at 1250 (half of them, 83).
    assert summary["set_out"] == 166
    assert summary["t50_s"] == 1250.0
    # 90 % is 149.4, so 150 people: 93 at 1860, 153 at 2460.
    assert summary["t90_s"] == 2460.0
    assert summary["t90_local"] == "2016-11-04T16:11:00+02:00"
    assert summary["clearance_time_s"] is None


def test_clearance_is_the_last_one_out_when_all_who_set_out_are() -> None:
    record = hand_record()
    left = np.isnan(record.out_s) & ~np.isnan(record.set_out_s)
    record.status[left] = STATUSES.index("stayed")
    summary = build_result(record).summary
    assert summary["clearance_time_s"] == 2460.0
    assert summary["set_out"] == 153


def test_dark_and_close_count_who_is_safe_and_out_by_then(summary: dict[str, Any]) -> None:
    # Safe by 1800 s: 800, 860, 1000, 1050, 1400, 1410 s, so 4 + 6 + 10 + 10 + 2 + 55.
    assert (summary["dark_s"], summary["safe_by_dark"]) == (1800.0, 87)
    # Out by 2400 s: all but the 60 who are done at 2460 s. Safe: 5 and 1 more than by dark.
    assert (summary["close_s"], summary["out_by_close"]) == (2400.0, 93)
    assert summary["safe_by_close"] == 93
    assert summary["close_local"] == "2016-11-04T16:10:00+02:00"


def test_who_waits_at_the_last_close(summary: dict[str, Any]) -> None:
    assert summary["waiting_at_close"] == {
        "persons": 13,
        "children": 5,
        "by_class": {"civilian": 13, "wounded": 0, "fighter": 0},
        "forecourt": 10,
        "streets": 0,
        "walking": 3,
    }


def test_share_that_rests_on_assumed_places(summary: dict[str, Any]) -> None:
    assert summary["share_assumed"] == 131 / 153
    assert [c["assumed"] for c in summary["corridors"]] == [True, False, False]
    assert summary["corridors"][0]["assumed_why"] == "no source names it"
    assert [mark["path"] for mark in summary["assumed"]] == [
        "corridors.a.gate_node",
        "population.districts.d1.persons",
    ]


def test_a_warning_names_its_file_and_not_whose_folder_it_lies_in() -> None:
    place = Place(Path("somebody") / "plans" / "by-hand.yaml", 12, 3)
    told = Fault(("corridors", "c"), "nobody lives near it", "Move it.", place, "warning")
    summary = build_result(replace(hand_record(), warnings=(told,))).summary
    assert summary["warnings"] == [
        "by-hand.yaml:12:3: warning: corridors.c: nobody lives near it. Move it."
    ]


def test_gridlock_is_named(summary: dict[str, Any]) -> None:
    assert summary["gridlock"] == {
        "knots": 1,
        "persons": 12,
        "turned": 3,
        "first_s": 900.0,
        "largest_links": [1, 0],
    }


def test_streets_count_once_and_forbidden_places_keep_their_metres(summary: dict[str, Any]) -> None:
    assert summary["network"]["street_km"] == 0.4
    assert summary["forbidden"][0]["points_m"] == [[80.0, 60.0], [120.0, 60.0], [100.0, 120.0]]
    assert [shape["kind"] for shape in summary["forbidden"]] == ["area", "line"]


def test_contract_of_the_architecture(summary: dict[str, Any]) -> None:
    keys = {"scenario", "seed", "version", "persons", "by_status", "clearance_time_s", "t50_s"}
    keys |= {"t90_s", "corridors", "engine_seconds", "input_sha256", "libraries"}
    assert keys <= set(summary)
    per_corridor = {"id", "name", "out", "utilisation", "peak_queue", "open_s"}
    assert per_corridor <= set(summary["corridors"][0])


def test_every_key_is_in_the_dictionary_and_every_entry_is_a_key(summary: dict[str, Any]) -> None:
    free = (
        "by_status",
        "by_class",
        "by_way",
        "modes",
        "refused",
        "unsafe_by_class",
        "out_of_doors_by_class",
        "held_back",
        "libraries",
        "units",
        "stayed",
        "prevented",
    )

    def paths(value: Any, path: str) -> set[str]:
        if isinstance(value, dict) and path.rsplit(".", 1)[-1] not in free:
            below = [paths(v, f"{path}.{k}" if path else k) for k, v in value.items()]
            return set().union({path} - {""}, *below)
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return {path}.union(*(paths(item, f"{path}[]") for item in value))
        return {path}

    found = {re.sub(r"\[\]$", "", path) for path in paths(summary, "")}
    assert found == set(names("summary.json"))


def test_news_says_how_many_heard_it_when_and_who_walked_without_knowing(
    summary: dict[str, Any],
) -> None:
    (piece,) = summary["news"]
    assert (piece["corridor"], piece["says"], piece["since_s"]) == ("b", "shut", 600.0)
    assert piece["heard"] == sum(piece["by_way"].values()) == 40
    # Ten at 600 s, twenty at 660 s: half of the forty by then.
    assert (piece["first_s"], piece["median_s"], piece["last_s"]) == (600.0, 660.0, 900.0)
    assert (piece["walked_unaware"], piece["walked_unaware_person_s"]) == (30, 3600.0)
    assert summary["choice"]["decided_by"] == "Nearest"
    assert summary["choice"]["equilibrium_gap"] is None
