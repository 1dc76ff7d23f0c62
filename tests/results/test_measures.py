"""Measures worked out by hand from the hand-made record."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.results import build_result, headline_measures
from sim.results.bottlenecks import _origins
from sim.results.density import ALARMS_PER_M2, imo_congested, link_density
from sim.results.groups import gini
from sim.results.link_series import LEVELS, density_per_m2, level_codes
from sim.results.measures import MEASURES, measure_of
from sim.results.record import LinkSeries
from tests.hand_record import hand_record, link_series, street_network


def _crowd(density: float, begin_s: int, end_s: int) -> LinkSeries:
    """100 m2 over 1000 s, a sample every 10 s, dense from begin to end, everybody walking."""
    time_s = np.arange(0.0, 1001.0, 10.0)
    dense = (time_s > begin_s) & (time_s <= end_s)
    rows = np.arange(len(time_s), dtype=np.int32)
    return LinkSeries(
        time_s=time_s,
        sample=rows,
        link=np.zeros(len(rows), np.int32),
        persons=np.where(dense, int(density * 100), 10).astype(np.int32),
        waiting=np.zeros(len(rows), np.int32),
        left=np.ones(len(rows), np.int32),
        length_m=np.asarray([50.0]),
        area_m2=np.asarray([100.0]),
    )


@pytest.mark.parametrize(("seconds", "flagged"), [(120, True), (90, False)])
def test_imo_flags_four_people_a_square_metre_for_over_a_tenth_of_the_time(
    seconds: int, flagged: bool
) -> None:
    measured = link_density(_crowd(4.0, 300, 300 + seconds))
    assert measured.above_s[ALARMS_PER_M2.index(4.0)].tolist() == [seconds]
    assert measured.above_s[ALARMS_PER_M2.index(5.0)].tolist() == [0]
    assert imo_congested(measured.above_s[2], 1000.0).tolist() == [flagged]
    assert measured.dense_person_s == 400 * seconds


def test_a_standing_queue_raises_no_alarm() -> None:
    series = replace(_crowd(5.0, 0, 1000), waiting=np.full(101, 400, np.int32))
    # One of 500 people leaves in 10 s: 50 m / (500 * 10) = 0.01 m/s, they stand.
    measured = link_density(series)
    assert measured.above_s.max() == 0.0
    # At second 0 there is no time to count, but ten people of whom 400 wait do not exist there.
    assert measured.standing_s.tolist() == [1000.0]


def test_levels_of_service_by_area_a_person() -> None:
    # 4 m2 a person is A, 2 m2 C, 1 m2 D, 0.25 m2 F on a walkway; D and E in queues below.
    density = np.asarray([0.25, 0.5, 1.0, 4.0, 2.0, 4.0])
    moves = np.asarray([True, True, True, True, False, False])
    assert [LEVELS[code] for code in level_codes(density, moves)] == ["A", "C", "D", "F", "D", "E"]


def test_gini_of_two_halves_and_of_equals() -> None:
    # One half has everything: mean difference 1/2, twice the mean 1, Gini 1/2.
    assert gini(np.asarray([0.0, 1.0]), np.asarray([50.0, 50.0])) == pytest.approx(0.5)
    assert gini(np.asarray([0.3, 0.3]), np.asarray([10.0, 90.0])) == pytest.approx(0.0)
    assert gini(np.asarray([0.0]), np.asarray([1.0])) is None


def test_queues_are_laid_to_the_link_at_whose_end_they_begin() -> None:
    # Links 6: 40->30, 4: 30->20, 1: 20->10 in a row; 6 and 4 wait, 1 does not: it begins at 4.
    waiting = np.zeros(8, np.int64)
    waiting[[6, 4]] = 5, 9
    origin = _origins(street_network(), np.asarray([4, 6]), waiting)
    assert origin.tolist() == [4, 4]
    waiting[1] = 2
    assert _origins(street_network(), np.asarray([1, 4, 6]), waiting).tolist() == [1, 1, 1]


def test_bottlenecks_add_up_to_the_time_that_was_waited() -> None:
    # Link 1 ends at gate a: 90 people for 300 s and 60 for 300 s, and the forecourts at 300, 600
    # and 900 s: a 0, 65, 5 people; b 0, 10, 2.
    record = hand_record()
    table = build_result(record).bottlenecks
    assert table is not None
    courts = record.series.forecourt.sum(axis=2)[1:4].sum(axis=0)
    assert table["corridor"].tolist()[0] == "a"
    assert table["delay_person_s"].tolist()[0] == 300 * (90 + 60 + courts[0])
    assert table["share"].sum() == pytest.approx(1.0)
    assert link_series().waiting.sum() == 150


def test_groups_add_up_and_shares_are_of_the_willing() -> None:
    table = build_result(hand_record()).groups
    assert table is not None
    everyone = table[(table["kind"] == "all") & (table["district"] == "")].iloc[0]
    # 185 people, 7 stay; 153 of 178 willing are out.
    assert (everyone["persons"], everyone["willing"], everyone["out"]) == (185, 178, 153)
    assert everyone["share_out"] == pytest.approx(153 / 178)
    children = table[(table["group"] == "children") & (table["district"] == "")].iloc[0]
    assert (children["persons"], children["out"], children["stayed"]) == (70, 56, 3)
    classes = table[(table["kind"] == "class") & (table["district"] == "")]
    assert classes["persons"].sum() == 185


def test_leave_home_by_is_before_the_first_who_was_too_late() -> None:
    districts = build_result(hand_record()).districts.set_index("district")
    # Of d1 everyone passed; the last set out at 1000 s. Of d2 the party of ten that set out at
    # 1500 s did not pass; the last before it set out at 500 s.
    assert districts["leave_home_by_s"].tolist() == [1000.0, 500.0]
    assert districts["people_beyond"].tolist() == [0, 13]


def test_headline_measures_are_those_of_the_table_and_of_the_summary() -> None:
    result = build_result(hand_record())
    values = headline_measures(result)
    assert {measure_of(name).name for name in values} == {m.name for m in MEASURES}
    assert values["out"] == 153
    assert values["waiting_at_close"] == 13
    assert values["children_waiting_at_close"] == 5
    assert values["corridors.a.out"] == 131
    assert values["districts.d2.stranded"] == 13
    assert math.isnan(values["clearance_time_s"])
    assert values["equity.share_out_worst"] == pytest.approx(22 / 47)
    # Gate a held 131 people on average w s, b 22: both from corridors.csv's own column.
    waits = {c["id"]: (c["passed"], c["wait_mean_s"]) for c in result.summary["corridors"]}
    (a, wait_a), (b, wait_b) = waits["a"], waits["b"]
    assert values["wait_mean_s"] == pytest.approx((a * wait_a + b * wait_b) / (a + b))


def test_lanes_are_used_blocked_or_starved() -> None:
    for corridor in build_result(hand_record()).summary["corridors"]:
        if corridor["utilisation"] is not None:
            shares = [corridor[name] for name in ("utilisation", "blocked", "starved")]
            assert sum(shares) == pytest.approx(1.0)


def test_an_unknown_measure_names_near_ones() -> None:
    with pytest.raises(KeyError, match=r"corridors\.\*\.out"):
        measure_of("corridors.3.outt")


def test_time_in_unsafe_places_is_counted_by_home_and_class_and_district() -> None:
    # 19 people of d2 at home for 600 s, 10 of it on the way for 300 s, all civilians
    result = build_result(hand_record())
    found = result.summary["exposure"]
    assert found["unsafe_home_person_s"] == 11_400.0
    assert found["unsafe_person_s"] == 14_400.0
    assert found["unsafe_by_class"] == {"civilian": 14_400.0, "wounded": 0.0, "fighter": 0.0}
    assert result.districts["unsafe_person_s"].tolist() == [0.0, 14_400.0]


def test_the_density_of_a_shared_street_counts_the_people_of_both_directions() -> None:
    # links 0 and 1 share 100 m2, link 2 has 100 m2 of its own; at the second sample 1 is empty
    series = LinkSeries(
        time_s=np.asarray([0.0, 60.0]),
        sample=np.asarray([0, 0, 0, 1], np.int32),
        link=np.asarray([0, 1, 2, 0], np.int32),
        persons=np.asarray([300, 100, 50, 200], np.int32),
        waiting=np.zeros(4, np.int32),
        left=np.zeros(4, np.int32),
        length_m=np.full(3, 50.0),
        area_m2=np.full(3, 100.0),
        opposite=np.asarray([1, 0, -1], np.int32),
    )
    assert density_per_m2(series).tolist() == [4.0, 4.0, 0.5, 2.0]
