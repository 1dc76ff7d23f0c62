"""What the tables and charts of the page hold: the numbers of the run that was made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.report.page import charts
from sim.report.page.advice import change_to_try
from sim.report.page.closing import close_table, night_table, shelter_table
from sim.report.page.groups import group_table
from sim.report.page.measures import bottlenecks, dense_streets, equity_and_exposure, reasons
from sim.report.page.render import _incidents
from sim.report.page.table import person_hours, residents, some_of
from sim.report.page.vehicles import crossing_table
from sim.results import RunResult, build_result
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def result() -> RunResult:
    return build_result(hand_record())


def shown(table: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return each row's cells: what is saved and what is shown, by what its first cell saves."""
    return {
        row[0]["raw"]: tuple((cell["raw"], cell["words"]) for cell in row) for row in table["rows"]
    }


def test_a_queue_is_shown_as_recorded_at_its_moment(result: RunResult) -> None:
    time_s = result.series["time_s"].to_numpy(np.float64)
    assert result.queues is not None
    recorded = result.queues[result.queues["corridor"] == "a"]
    queue = charts.corridors(result, time_s)[0]["queue"]
    assert queue == (recorded["forecourt"] + recorded["streets"]).tolist()
    assert max(queue) > 0


def test_live_queues_are_those_at_the_ends_of_report_intervals(result: RunResult) -> None:
    live = replace(result, queues=None)
    rows = result.corridors[result.corridors["corridor"] == "a"]
    queue = charts.corridors(live, rows["end_s"].to_numpy(np.float64))[0]["queue"]
    assert queue == rows["queue"].tolist()


def test_equity_and_exposure_are_those_of_the_summary_with_the_worst_district_named(
    result: RunResult,
) -> None:
    rows = shown(equity_and_exposure(result))
    equity = result.summary["equity"]
    assert rows["equity.gini"][1] == (equity["gini"], f"{equity['gini']:.2f}")
    named = result.districts.set_index("district")["name"][equity["district_worst"]]
    assert rows["equity.share_out_worst"][0][1].endswith(f": {named}")
    assert rows["exposure.queued_person_s"][1][0] == result.summary["exposure"]["queued_person_s"]


def test_bottlenecks_stand_by_rank_and_add_up(result: RunResult) -> None:
    assert result.bottlenecks is not None
    rows = shown(bottlenecks(result))
    assert list(rows) == result.bottlenecks["rank"].tolist()
    assert sum(row[3][0] for row in rows.values()) == pytest.approx(1.0)
    first = result.bottlenecks.iloc[0]
    assert rows[1][4][0] == first["peak_queue"]


def test_dense_streets_stand_by_the_densest_level_that_their_crowd_moved_at() -> None:
    above = [f"moving_above_{level}_s" for level in ("2", "3_5", "4", "5")]
    links = pd.DataFrame(
        [(7, 600.0, 120.0, 60.0, 0.0, True), (8, 0.0, 0.0, 0.0, 0.0, False),
         (9, 5400.0, 0.0, 0.0, 0.0, False)],
        columns=["street", *above, "imo_congested"],
    ).assign(width_m=4.0, entered=1234, moving_level="E", standing_s=0.0)  # fmt: skip
    rows = shown(dense_streets(links))
    assert list(rows) == [
        7,
        9,
    ]  # 4 /m2 beats 2 /m2 for longer; nobody's crowd was dense in street 8
    assert [words for _, words in rows[7]] == [
        "7", "4.0 m", "1,200", "E", "10 min", "2 min", "1 min", "-", "-", "congested",
    ]  # fmt: skip
    assert rows[9][4] == (5400.0, "1.5 h")


def test_reasons_add_up_to_everyone(result: RunResult) -> None:
    everyone, *rest = reasons(result.summary)["rows"]
    for column in range(1, len(everyone)):
        assert everyone[column]["raw"] == sum(row[column]["raw"] for row in rest)
    assert everyone[-1]["raw"] == result.summary["persons"] == 185


def test_each_time_that_a_place_was_unsafe_stands_on_the_time_axis() -> None:
    zone = {"id": "z", "name": "", "assumed": True, "corridors": ["a"]}
    found = _incidents({"zones": [zone | {"spans_s": [[0.0, 60.0], [600.0, 900.0]]}]})
    assert [(i["begin"], i["end"]) for i in found] == [(0.0, 60.0), (600.0, 900.0)]
    assert found[0]["name"] == "z (assumed)"
    assert _incidents({}) == []


def test_who_was_not_through_at_the_close_adds_up_by_class_and_by_place(result: RunResult) -> None:
    table = close_table(result.summary)
    keys = [column["key"] for column in table["head"]]
    assert len(set(keys)) == len(keys)
    for row, corridor in zip(table["rows"], result.summary["corridors"], strict=True):
        told = dict(zip(keys, (cell["raw"] for cell in row), strict=True))
        classes = told["civilian"] + told["wounded"] + told["fighter"]
        places = told["forecourt"] + told["streets"] + told["walking"]
        assert told["people_beyond"] == classes == places == corridor["people_beyond"]
    # Two parties of a: 10 people came to its gate too late, 3 were still walking.
    first = dict(zip(keys, table["rows"][0], strict=True))
    assert (first["forecourt"]["raw"], first["walking"]["raw"]) == (10, 3)
    assert first["id"]["assumed"]


def test_groups_are_everyone_in_all_districts_and_by_class_they_add_up(result: RunResult) -> None:
    rows = shown(group_table(result))
    everyone = rows["all.all"]
    assert everyone[1][0] == 185
    for column in range(1, 5):
        assert everyone[column][0] == sum(
            row[column][0] for name, row in rows.items() if name.startswith("class.")
        )
    assert group_table(replace(result, groups=None))["rows"] == []


def test_nights_and_shelters_are_those_of_the_summary(result: RunResult) -> None:
    out_of_doors = [
        row[2]["raw"]
        for row in night_table(result.summary)["rows"]
        if row[1]["words"].startswith("out of doors")
    ]
    assert sum(out_of_doors) == sum(night["out_of_doors"] for night in result.summary["nights"])
    rows = shown(shelter_table(result.summary))
    assert rows["hall"][1] == (5, "5")
    assert rows["hall"][0][1] == "Town hall"


def test_crossings_stand_by_place(result: RunResult) -> None:
    assert result.crossings is not None
    rows = crossing_table(result)["rows"]
    assert [row[1]["raw"] for row in rows] == result.crossings["minutes"].tolist()
    assert rows[0][0]["words"] == f"{result.crossings['kind'][0]} {result.crossings['place'][0]}"


def test_where_vehicles_bind_the_change_is_about_vehicles(result: RunResult) -> None:
    summary = result.summary | {"binding": result.summary["binding"] | {"kind": "vehicles"}}
    assert "more vehicles, more rounds" in change_to_try(summary)
    assert "left 4 people behind" in change_to_try(summary)


def test_a_little_time_is_not_none() -> None:
    said = [person_hours(seconds) for seconds in (0.0, 900.0, 1900.0, 9e6)]
    assert said == ["0 person h", "under 1 person h", "1 person h", "2,500 person h"]


def test_no_part_of_people_is_shown_as_more_than_all_of_them() -> None:
    assert residents(27_550) == "27,600"
    assert some_of(27_550, 27_550) == "27,600"  # to two figures 28,000
    assert some_of(18_060, 27_550) == "18,000"
    assert some_of(19, 19) == "19"
