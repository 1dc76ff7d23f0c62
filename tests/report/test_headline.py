"""The headline: true, rounded, harmless, and no wider than a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.report.headline import headline
from sim.report.text import about, clock, corridor_label, percent, plain, rounded
from sim.results import RunResult, build_result
from sim.results.status import STATUS_CODE
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def result() -> RunResult:
    return build_result(hand_record())


def _sentences(text: str) -> str:
    return " ".join(text.split())


def test_says_first_what_a_planner_would(result: RunResult) -> None:
    text = _sentences(headline(result))
    assert "Of 185 people about 180 want to leave; 8 of them are kept from leaving" in text
    assert "4 had not set out by the end" in text
    assert "Safe by dark (16:00): 87. Safe by the last close (16:10): 93." in text
    assert "Not through at the last close: 13, children among them: 5." in text
    assert "10 stand in forecourts, 3 are still walking" in text
    assert "What binds: Checkpoint lanes bind." in text
    assert "Idle: c." in text
    assert "at least: 2 at corridor a (has 1)" in text
    assert "the scenario marks 2 values as assumed" in text
    assert "86 % of those out went through corridors whose place is assumed" in text
    assert "The streets are schematic: drawn by this project, not surveyed." in text
    assert "remains a civilian protected by international humanitarian law" in text


def test_table_has_a_row_a_corridor(result: RunResult) -> None:
    rows = {line.split()[0]: line.split() for line in headline(result).splitlines() if line}
    # id, name, out (131), busy, left, children, join by, what binds
    assert rows["a*"] == ["a*", "Bridge", "130", "100", "%", "13", "5", "16:00", "lanes"]
    assert rows["b"][3:] == ["22", "18", "%", "0", "0", "close", "had", "room"]
    assert rows["c"][2:] == ["0", "-", "0", "0", "close", "unused"]


def test_fits_eighty_columns_and_a_page(result: RunResult) -> None:
    lines = headline(result).splitlines()
    assert max(map(len, lines)) <= 79
    assert len(lines) <= 50


def test_no_more_want_to_leave_than_there_are(result: RunResult) -> None:
    def said(persons: int, willing: int) -> str:
        return _sentences(headline(_with(result, persons=persons, willing=willing)))

    assert "Of 275,000 people all want to leave" in said(275_000, 275_000)
    assert "Of 275,600 people nearly all want to leave" in said(275_600, 275_500)
    assert "Of 275,000 people about 180,000 want to leave" in said(275_000, 184_060)


def _with(result: RunResult, **changes: Any) -> RunResult:
    return replace(result, summary=result.summary | changes)


def test_long_names_and_ids_are_cut_not_wrapped(result: RunResult) -> None:
    corridors = [c | {"id": "x" * 60, "name": "A very long name " * 9} for c in
                 result.summary["corridors"]]  # fmt: skip
    text = headline(_with(result, corridors=corridors, title="T" * 300))
    assert max(map(len, text.splitlines())) <= 79


def test_a_title_cannot_steer_the_terminal(result: RunResult) -> None:
    text = headline(_with(result, title="a\x1b[2J\x07b\r\nc\u202ed"))
    assert text.splitlines()[0] == "a [2J b c d"


def test_days_are_said_where_there_are_several(result: RunResult) -> None:
    text = headline(_with(result, end_local="2016-11-05T10:00:00+02:00"))
    assert "Safe by dark (4 Nov 16:00)" in _sentences(text)


def test_an_empty_scenario_has_a_headline() -> None:
    record = hand_record()
    record.population.persons[:] = 0
    record.population.children[:] = 0
    record.series.by_status[:] = 0
    record.series.queued_for[:] = 0
    record.series.forecourt[:] = 0
    record.set_out_s[:] = np.nan
    record.status[:] = 1
    text = _sentences(headline(build_result(record)))
    assert "Of 0 people 0 want to leave." in text
    assert "Willingness binds: nobody set out." in text


def test_where_willingness_binds_it_says_how_many_stay() -> None:
    record = replace(hand_record(), services=None)
    record.status[record.status == STATUS_CODE["stranded"]] = STATUS_CODE["stayed"]
    record.set_out_s[np.isnan(record.out_s)] = np.nan
    text = _sentences(headline(build_result(record)))
    assert "Willingness binds: nearly everyone who set out is through" in text
    assert "By their own choice about 20 people stay." not in text
    assert "By their own choice 20 people stay." in text


def test_numbers_are_rounded_to_what_they_can_bear() -> None:
    assert [rounded(n) for n in (0, 7, 19, 94, 149, 151, 92_431, 275_499)] == [
        0, 7, 19, 94, 150, 150, 92_000, 280_000,
    ]  # fmt: skip
    assert rounded(275_499, 3) == 275_000
    assert about(92_431) == "about 92,000"
    assert about(92_000) == "92,000"
    assert percent(0.756) == "76 %"
    assert percent(None) == "-"


def test_times_to_join_by_are_rounded_down() -> None:
    assert clock("2016-11-04T12:49:59+02:00", day=False, down_to_min=10) == "12:40"
    assert clock("2016-11-04T12:49:59+02:00", day=True) == "4 Nov 12:49"
    assert clock(None, day=True) == "-"


def test_assumed_corridors_say_so_once() -> None:
    corridor = {"id": "3", "name": "North", "assumed": True}
    assert corridor_label(corridor) == "North (place assumed)"
    assert corridor_label(corridor | {"name": "North (assumed)"}) == "North (assumed)"
    assert corridor_label(corridor | {"assumed": False}) == "North"


def test_plain_cuts_with_an_ellipsis() -> None:
    assert plain("a  b\tc", 10) == "a b c"
    assert plain("abcdefghij", 8) == "abcde..."


def test_accounts_are_shown_with_their_sums_and_an_open_one_is_cried_out() -> None:
    result = build_result(hand_record())
    closed = "Accounts close: of 185 people 185 have one status at the end; of 153 out"
    assert closed in " ".join(result.headline().split())
    result.summary["conservation"]["out_all_corridors"] = 152
    told = " ".join(result.headline().split())
    assert "Accounts DO NOT CLOSE: do not use this run" in told
    assert "of 153 out 152 are in the corridors' sums." in told


def test_vehicles_who_was_left_by_them_and_crossings_are_said() -> None:
    text = _sentences(headline(build_result(hand_record())))
    assert "Out by bus 0 (one departure, 15:32), on foot about 150." in text
    assert "Waited for a vehicle and were not driven off: 4, children among them: 2." in text
    assert "at the same time for 10 min between 15:35 and 15:40, at 2 places;" in text
