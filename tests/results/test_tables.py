"""The flat tables of the run made by hand, and the pieces that they are made of."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results import RunResult, build_result
from sim.results.columns import names
from sim.results.gate_table import interval_edges, interval_of
from sim.results.weighted import grouped_quantile, mean, quantile
from sim.results.windows import busy_inside, merged, open_before
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def result() -> RunResult:
    return build_result(hand_record())


def _rows(table: pd.DataFrame, corridor: str) -> pd.DataFrame:
    return table[table["corridor"] == corridor].reset_index(drop=True)


def test_every_table_has_the_columns_of_the_dictionary(result: RunResult) -> None:
    assert list(result.corridors.columns) == names("corridors.csv")
    assert list(result.districts.columns) == names("districts.csv")
    assert list(result.series.columns) == names("series.csv")
    assert result.links is not None
    assert list(result.links.columns) == names("links.parquet")
    assert result.people is not None
    assert list(result.people.columns) == names("people.parquet")


def test_corridor_rows_by_quarter_of_an_hour(result: RunResult) -> None:
    a = _rows(result.corridors, "a")
    assert a["arrived"].tolist() == [4 + 6 + 55 + 5, 1 + 60, 10]
    assert a["arrived_wounded"].tolist() == [0, 1, 0]
    assert a["passed"].tolist() == [65, 0, 66]
    assert a["out"].tolist() == [10, 55, 66]
    assert a["queue"].tolist() == [5, 66, 10]
    assert a["open_s"].tolist() == [300.0, 300.0, 600.0]
    assert a["utilisation"].tolist() == pytest.approx([1.0, 1.0, 1.0])
    assert a["begin_local"].tolist()[1] == "2016-11-04T15:45:00+02:00"


def test_waits_of_those_who_passed_in_an_interval(result: RunResult) -> None:
    # 4 people waited 400 s, 6 waited 340 s, 55 waited 300 s.
    first = _rows(result.corridors, "a").iloc[0]
    assert first["wait_mean_s"] == pytest.approx((4 * 400 + 6 * 340 + 55 * 300) / 65)
    assert first["wait_median_s"] == 300.0
    assert first["wait_p95_s"] == 400.0


def test_time_queued_from_cumulative_curves(result: RunResult) -> None:
    # 65 people have passed with the last of the first quarter (700 s); 65 had joined by 600 s.
    # 131 with the last of all (1860 s); 70 had joined by 900 s, 131 by 1200 s.
    waits = _rows(result.corridors, "a")["queue_wait_s"]
    assert waits[0] == 100.0
    assert np.isnan(waits[1])
    assert waits[2] == 660.0


def test_utilisation_of_an_interval(result: RunResult) -> None:
    # b, 600 to 900 s: lane one for 300 s, lane two for 250 s, of 600 lane-seconds.
    b = _rows(result.corridors, "b")
    assert b["utilisation"].tolist() == pytest.approx([550 / 600, (50 + 60) / 1800, 0.0])


def test_an_unused_corridor_has_zero_rows(result: RunResult) -> None:
    c = _rows(result.corridors, "c")
    assert len(c) == 3
    assert c[["arrived", "passed", "out", "queue", "forecourt"]].to_numpy().sum() == 0
    assert c["utilisation"].isna().all()


def test_districts_hold_everyone_and_their_times(result: RunResult) -> None:
    d1, d2 = (result.districts.iloc[row] for row in (0, 1))
    assert (d1["persons"], d2["persons"]) == (131, 54)
    assert bool(d1["persons_assumed"])
    assert not bool(d2["persons_assumed"])
    assert (d2["stayed"], d2["prevented"], d2["at_home"], d2["stranded"]) == (7, 8, 4, 13)
    # d1: 4, 6, 55 out by 1250 s; 70 by 1850 s is more than half of 131; the last 60 at 2460 s.
    assert d1["out_median_s"] == 1850.0
    assert d1["out_p95_s"] == 2460.0
    # Journeys of d2: 500 s (10), 450 s (10), 760 s (2): half of 22 is 11 people.
    assert d2["journey_median_s"] == 500.0
    assert d2["out_p95_local"] == "2016-11-04T15:51:00+02:00"


def test_a_district_without_people_keeps_its_row() -> None:
    record = hand_record()
    record.population.persons[:] = 0
    table = build_result(record).districts
    assert table["persons"].tolist() == [0, 0]
    assert table["out_median_s"].isna().all()


def test_series_sum_to_everyone_at_every_instant(result: RunResult) -> None:
    counts = result.series.drop(columns=["time_s", "time_local"])
    assert (counts.sum(axis=1) == 185).all()


def test_links_count_both_directions_of_a_street(result: RunResult) -> None:
    assert result.links is not None
    assert result.links["entered_both_ways"].tolist() == [141, 141, 13, 0, 13, 22, 22, 0]
    assert result.links["peak_s"].isna().tolist() == [
        peak == 0 for peak in (0.0, 0.5, 0.0, 0.0, 0.1, 0.2, 0.0, 0.0)
    ]


def test_people_know_their_corridor_and_fate(result: RunResult) -> None:
    assert result.people is not None
    assert result.people["persons"].sum() == 185
    assert result.people["corridor"].isna().sum() == 3
    assert result.people["status"].tolist()[5:8] == ["out", "stranded", "stranded"]
    assert result.people["home_node"].tolist()[:1] == [20]


def test_intervals_cover_the_run_and_the_last_is_shorter() -> None:
    assert interval_edges(2700.0, 900.0).tolist() == [0.0, 900.0, 1800.0, 2700.0]
    assert interval_edges(2000.0, 900.0).tolist() == [0.0, 900.0, 1800.0, 2000.0]
    assert interval_edges(0.0, 900.0).tolist() == [0.0, 0.0]
    edges = interval_edges(2000.0, 900.0)
    assert interval_of(np.asarray([0.0, 899.9, 900.0, 2000.0]), edges).tolist() == [0, 0, 1, 2]


def test_touching_windows_are_one() -> None:
    spans = np.asarray([[10.0, 20.0], [0.0, 10.0], [30.0, 40.0], [35.0, 36.0], [50.0, 50.0]])
    assert merged(spans).tolist() == [[0.0, 20.0], [30.0, 40.0]]
    assert open_before(merged(spans), np.asarray([5.0, 25.0, 100.0])).tolist() == [5.0, 20.0, 30.0]


services = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 40)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=20,
)


@given(services, st.lists(st.integers(0, 150), min_size=2, max_size=6, unique=True))
def test_busy_time_equals_a_count_second_by_second(
    spans: list[tuple[int, int]], edges: list[int]
) -> None:
    edges = sorted(edges)
    begin = np.asarray([s[0] for s in spans], float)
    end = np.asarray([s[1] for s in spans], float)
    windows = np.asarray([[20.0, 60.0], [80.0, 90.0]])
    busy = busy_inside(begin, end, windows, np.asarray(edges, float))
    counted = [
        sum(
            begin_s <= second < end_s
            for second in range(low, high)
            if 20 <= second < 60 or 80 <= second < 90
            for begin_s, end_s in spans
        )
        for low, high in itertools.pairwise(edges)
    ]
    assert busy.tolist() == pytest.approx(counted)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 4)), max_size=30),
    st.sampled_from([0.25, 0.5, 0.9, 0.95, 1.0]),
)
def test_quantiles_over_people_equal_quantiles_of_people_one_by_one(
    rows: list[tuple[int, int, int]], share: float
) -> None:
    value = np.asarray([row[0] for row in rows], float)
    group = np.asarray([row[1] for row in rows], np.int64)
    weight = np.asarray([row[2] for row in rows], np.int64)
    found = grouped_quantile(group, value, weight, share, 4)
    for g in range(4):
        people = np.sort(np.repeat(value[group == g], weight[group == g]))
        if len(people):
            assert found[g] == np.quantile(people, share, method="inverted_cdf")
        else:
            assert np.isnan(found[g])


def test_mean_and_quantile_of_nobody_are_none() -> None:
    nobody = np.zeros(0)
    assert mean(nobody, np.zeros(0, np.int64)) is None
    assert quantile(nobody, np.zeros(0, np.int64), 0.5) is None
    assert mean(np.asarray([10.0, 40.0]), np.asarray([1, 2])) == 30.0
