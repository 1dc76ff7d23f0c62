"""Why people stayed adds up to everyone; divided families and lone children are counted apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.report.headline import headline
from sim.results import RunRecord, RunResult, build_result
from sim.results.status import STATUS_CODE
from sim.scenario.reasons import REASON_CODE
from tests.hand_record import PARTIES, hand_record

STAYED, PREVENTED = 11, 12
"""Rows of `PARTIES`: 7 people who stay and 8 who are kept from leaving."""


def result(record: RunRecord, **population: Any) -> RunResult:
    return build_result(replace(record, population=replace(record.population, **population)))


def coded(**changed: str) -> np.ndarray:
    reason = hand_record().population.reason.copy()
    for row, name in changed.items():
        reason[int(row.removeprefix("row"))] = REASON_CODE[name]
    return reason


def test_the_table_of_the_run_made_by_hand() -> None:
    reason = coded(row11="trust_offer", row12="fear")
    civilian, wounded, fighter = result(hand_record(), reason=reason).summary["reasons"]
    # Civilians: 4 + 6 + 55 + 5 + 60 out, 10 + 3 stranded; 7 stay, 8 are kept, 4 not set out yet.
    assert civilian == {
        "person_class": "civilian", "persons": 162, "set_out": 143, "at_home": 4,
        "stayed": {"trust_offer": 7}, "prevented": {"fear": 8},
    }  # fmt: skip
    assert (wounded["persons"], wounded["set_out"], wounded["stayed"]) == (3, 3, {})
    assert (fighter["persons"], fighter["set_out"]) == (20, 20)


def test_shares_that_are_stated_give_no_reason() -> None:
    civilian = build_result(hand_record()).summary["reasons"][0]
    assert (civilian["stayed"], civilian["prevented"]) == ({"stated": 7}, {"stated": 8})
    assert "Why people did not leave" not in headline(build_result(hand_record()))


@settings(max_examples=20, deadline=None)
@given(
    status=st.lists(st.sampled_from(["stayed", "prevented", "at_home", "stranded"]),
                    min_size=14, max_size=14),
    reason=st.lists(st.integers(0, len(REASON_CODE) - 1), min_size=14, max_size=14),
)  # fmt: skip
def test_every_table_adds_up_to_everyone(status: list[str], reason: list[int]) -> None:
    record = hand_record()
    record.status[:] = [STATUS_CODE[name] for name in status]
    rows = result(record, reason=np.array(reason, np.uint8)).summary["reasons"]
    for row in rows:
        why = sum(row["stayed"].values()) + sum(row["prevented"].values())
        assert row["persons"] == row["set_out"] + row["at_home"] + why
    assert sum(row["persons"] for row in rows) == 185


def test_a_divided_household_is_counted_with_both_its_parts() -> None:
    # Row 0 (4 people, 2 children) set out; its other part is row 12 (8 people), kept at home.
    family = np.full(len(PARTIES), -1, np.int32)
    family[0], family[PREVENTED] = PREVENTED, 0
    found = result(hand_record(), family=family)
    assert {key: n for key, n in found.summary["protection"].items() if n} == {
        "divided_households": 1, "divided_persons": 12, "divided_left": 4,
        "divided_left_children": 2,
    }  # fmt: skip
    first = headline(found).split("\n\n")[1]
    assert first.startswith("Families divided: 1, with 12 people; 4 of them left")


def test_a_household_of_which_nobody_leaves_or_all_do_is_not_divided() -> None:
    family = np.full(len(PARTIES), -1, np.int32)
    family[0], family[1] = 1, 0
    family[STAYED], family[PREVENTED] = PREVENTED, STAYED
    protection = result(hand_record(), family=family).summary["protection"]
    assert protection["divided_households"] == 0
    assert "Families divided" not in headline(result(hand_record(), family=family))


@pytest.mark.parametrize(("row", "alone"), [(0, 4), (STAYED, 0)], ids=["left", "stayed"])
def test_children_who_left_without_a_grown_up_are_said_first(row: int, alone: int) -> None:
    children = hand_record().population.children.copy()
    children[row] = hand_record().population.persons[row]
    found = result(hand_record(), children=children)
    assert found.summary["protection"]["children_alone"] == alone
    said = headline(found).split("\n\n")[1].startswith("Children who left without any grown-up: 4")
    assert said == bool(alone)


def test_families_apart_and_held_at_the_end_are_said_first() -> None:
    # Row 0 (4 people, 2 children) is out; its other part, row 1 (6 people), is held.
    record = hand_record()
    family = np.full(len(PARTIES), -1, np.int32)
    family[0], family[1] = 1, 0
    together = result(record, family=family).summary["protection"]
    assert (together["reunited_households"], together["apart_households"]) == (1, 0)
    record.status[1] = STATUS_CODE["held"]
    found = result(record, family=family)
    protection, children = found.summary["protection"], record.population.children
    assert (protection["reunited_households"], protection["apart_households"]) == (0, 1)
    assert (protection["apart_persons"], protection["apart_children"]) == (10, children[:2].sum())
    assert (protection["held_persons"], protection["held_awaited"]) == (6, 6)
    assert headline(found).split("\n\n")[1].startswith("Held after screening, and not out: 6")
