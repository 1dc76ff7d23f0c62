"""Leave or stay by drivers: each moves people one way, and at its extremes exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.population import build_population
from sim.population.leaving import may_want_to_leave
from sim.population.population import Population
from sim.scenario.reasons import REASONS
from sim.scenario.willingness import Coefficients
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make())
CIVILIAN, WOUNDED, FIGHTER = range(3)

PULLS = ("trust_offer", "trust_guarantor", "risk_home", "siege_days", "neighbours_seen")
"""More of it never loses anyone who wants to leave."""

SOME = {
    "trust_offer": 0.4, "trust_guarantor": 0.6, "risk_way": 0.3, "risk_home": 0.5,
    "siege_days": 20.0, "neighbours_seen": 0.5, "orders": 0.6, "defection": 0.3, "fear": 0.3,
    "kept": 0.3,
}  # fmt: skip
"""Drivers none of which is neutral or at an extreme."""


def people(split: str = "never", **drivers: float) -> Population:
    """The small scenario's people with `SOME` drivers and others changed."""
    return build_population(
        make(
            population__leaving={},
            willingness={"drivers": SOME | drivers, "split": split},
        ),
        GRID,
    )


def goes(population: Population) -> np.ndarray:
    return population.willing & ~population.prevented


def named(population: Population) -> np.ndarray:
    return np.array(REASONS)[population.reason]


def test_the_log_odds_are_those_of_the_formula() -> None:
    # 0 + ln(0.4/0.6) + ln 0.6 + 2 ln 0.7 + 0.5 + (1 - exp(-20/30)) = -0.6431: 34.46 % of all.
    expected = (
        math.log(0.4 / 0.6) + math.log(0.6) + 2 * math.log(0.7) + 0.5 + 1 - math.exp(-20 / 30)
    )
    share = 1 / (1 + math.exp(-expected))
    assert share == pytest.approx(0.3446, abs=0.0001)
    big = {"a": {"nodes": [0], "persons": 20_000}}
    scenario = make(
        population__leaving={}, population__household=1, population__districts=big,
        willingness={"drivers": SOME},
    )  # fmt: skip
    willing = build_population(scenario, GRID).willing.mean()
    # 20,000 draws: three standard deviations are 1.0 %.
    assert willing == pytest.approx(share, abs=0.0102)


@settings(max_examples=25, deadline=None)
@given(driver=st.sampled_from([*PULLS, "risk_way"]), pair=st.tuples(*[st.floats(0, 1)] * 2))
def test_more_of_a_driver_moves_people_one_way(driver: str, pair: tuple[float, float]) -> None:
    scale = 100.0 if driver == "siege_days" else 1.0
    less, more = (people(**{driver: scale * value}).willing for value in sorted(pair))
    if driver == "risk_way":
        less, more = more, less
    assert not (less & ~more).any()


@settings(max_examples=25, deadline=None)
@given(
    driver=st.sampled_from(["orders", "defection", "fear", "kept"]),
    pair=st.tuples(*[st.floats(0, 1)] * 2),
)
def test_more_of_what_keeps_people_never_lets_more_of_them_go(
    driver: str, pair: tuple[float, float]
) -> None:
    less, more = (goes(people(**{driver: value})) for value in sorted(pair))
    if driver == "defection":
        less, more = more, less
    assert not (more & ~less).any()


@pytest.mark.parametrize(
    "driver", ["trust_offer", "trust_guarantor"], ids=lambda name: f"no {name}"
)
def test_without_any_trust_nobody_wants_to_leave(driver: str) -> None:
    found = people(**{driver: 0.0})
    assert not found.willing.any()
    assert driver in named(found)


def test_a_way_of_certain_danger_holds_everyone_even_those_who_trust_fully() -> None:
    found = people(risk_way=1.0, trust_offer=1.0)
    assert not found.willing.any()
    assert set(named(found)) == {"risk_way"}


def test_full_trust_makes_everyone_want_to_leave() -> None:
    assert people(trust_offer=1.0).willing.all()
    free = people(trust_offer=1.0, orders=0.0, fear=0.0, kept=0.0)
    assert goes(free).all()
    assert set(named(free)) == {"none"}


def test_no_fighter_leaves_whom_orders_hold_and_all_do_who_defect() -> None:
    held = people(trust_offer=1.0, orders=1.0, defection=0.0, kept=0.0)
    fighters = held.line == FIGHTER
    assert set(named(held)[fighters]) == {"orders"}
    assert "orders" not in named(held)[~fighters]
    assert goes(people(trust_offer=1.0, orders=1.0, defection=1.0, kept=0.0))[fighters].all()


def test_who_is_kept_and_who_is_not_at_the_extremes() -> None:
    everyone = people(trust_offer=1.0, kept=1.0, orders=0.0)
    assert set(named(everyone)) == {"kept"}
    assert "kept" not in named(people(kept=0.0))


def test_fear_holds_every_household_with_a_man_of_fighting_age_and_no_other() -> None:
    found = people(trust_offer=1.0, fear=1.0, kept=0.0, orders=0.0)
    assert found.mind is not None
    assert ((named(found) == "fear") == (found.mind.men > 0)).all()
    assert 0 < (found.mind.men == 0).sum() < found.party_count
    assert not (found.mind.men[found.fighters > 0]).any()
    assert "fear" not in named(people(fear=0.0))


@pytest.mark.parametrize(
    ("driver", "neutral"),
    [("risk_home", 0.0), ("siege_days", 0.0), ("trust_guarantor", 1.0), ("trust_offer", 0.5)],
)
def test_a_neutral_driver_is_the_same_as_one_that_weighs_nothing(
    driver: str, neutral: float
) -> None:
    weight = "hardship" if driver == "siege_days" else driver
    off = make(
        population__leaving={},
        willingness={"drivers": SOME, "coefficients": {weight: 0.0}},
    )
    without = build_population(off, GRID)
    assert (people(**{driver: neutral}).willing == without.willing).all()


def test_a_siege_without_end_adds_its_coefficient_exactly() -> None:
    endless = people(siege_days=1e9, risk_home=0.0)
    assert (endless.willing == people(siege_days=0.0, risk_home=1.0).willing).all()
    assert Coefficients().hardship == Coefficients().risk_home


def test_everyone_has_one_reason_and_it_fits_what_they_do() -> None:
    found = people()
    reason = named(found)
    own = np.isin(reason, ["own", "trust_offer", "trust_guarantor", "risk_way", "apart"])
    assert (own == ~found.willing).all()
    assert (np.isin(reason, ["orders", "kept", "fear"]) == found.prevented).all()
    assert ((reason == "none") == goes(found)).all()


def test_the_reason_is_the_first_driver_without_which_one_would_leave() -> None:
    # Households of one ask for log-odds a. Thresholds: own 0.9866; less 0.4055 for the offer;
    # less 0.5108 for the guarantor; less 0.7133 for the way.
    found = people()
    assert found.mind is not None
    asked = found.mind.asked
    edges = np.cumsum(
        [0.5 + 1 - math.exp(-2 / 3), math.log(2 / 3), math.log(0.6), 2 * math.log(0.7)]
    )
    order = np.array(["own", "trust_offer", "trust_guarantor", "risk_way", "goes"])
    expected = order[(asked[:, None] < edges).sum(axis=1)]
    assert (expected[~found.willing] == named(found)[~found.willing]).all()
    assert (found.willing == (expected == "goes")).all()


def test_a_class_and_a_district_have_drivers_of_their_own() -> None:
    scenario = make(
        population__leaving={},
        willingness={
            "drivers": {"trust_offer": 1.0},
            "by_class": {"wounded": {"trust_offer": 0.0}},
            "by_district": {"south": {"civilian": {"trust_offer": 0.0}}},
        },
    )
    found = build_population(scenario, GRID)
    south = found.district == 1
    stays = (found.line == WOUNDED) | (south & (found.line == CIVILIAN))
    assert (found.willing == ~stays).all()
    assert may_want_to_leave(scenario, "north", "civilian")
    assert not may_want_to_leave(scenario, "south", "civilian")


def test_a_faction_refuses_for_its_own_groups_alone() -> None:
    def fighters_who_go(**factions: Any) -> int:
        scenario = make(
            population__leaving={},
            population__fighter_group=1,
            population__districts={"a": {"nodes": [0], "persons": 2000, "fighters": 2000}},
            willingness={"drivers": {"trust_offer": 1.0}, "factions": factions},
        )
        found = build_population(scenario, GRID)
        return int(found.persons[goes(found)].sum())

    assert fighters_who_go() == 2000
    assert fighters_who_go(all={"share": 1.0, "orders": 1.0}) == 0
    half = fighters_who_go(one={"share": 0.5, "orders": 1.0}, two={"share": 0.5})
    assert half == pytest.approx(1000, abs=67)  # three standard deviations of 2,000 draws
    defected = fighters_who_go(one={"share": 1.0, "orders": 1.0, "defection": 0.1})
    assert defected == pytest.approx(200, abs=41)


class TestHouseholdsThatMayDivide:
    def test_nobody_is_lost_and_no_other_party_changes_its_number_or_its_people(self) -> None:
        whole, divided = people(fear=0.5), people("allowed", fear=0.5)
        assert divided.person_count == whole.person_count
        assert divided.children.sum() == whole.children.sum()
        assert divided.mind is not None
        assert whole.mind is not None
        assert divided.mind.men.sum() == whole.mind.men.sum()
        parts = divided.family[divided.family >= 0]
        assert len(parts) > 50
        for district in range(2):
            here, there = divided.district == district, whole.district == district
            rows = there.sum()
            assert (divided.number[here] == np.arange(here.sum())).all()
            assert (divided.home[here][:rows] == whole.home[there]).all()
            assert (divided.departure_s[here][:rows] == whole.departure_s[there]).all()

    def test_the_parts_know_each_other_and_live_in_one_home(self) -> None:
        found = people("allowed", fear=0.5)
        part = np.flatnonzero(found.family >= 0)
        assert (found.family[found.family[part]] == part).all()
        assert (found.home[found.family[part]] == found.home[part]).all()

    def test_men_who_fear_stay_and_a_grown_up_goes_with_the_children(self) -> None:
        found = people("allowed", fear=1.0, trust_offer=1.0, kept=0.0, orders=0.0)
        assert found.mind is not None
        part = found.family >= 0
        behind = part & (found.mind.men > 0)
        assert (found.mind.men[behind] == found.persons[behind]).all()
        assert set(named(found)[behind]) == {"fear"}
        ahead = part & ~behind
        assert goes(found)[ahead].all()
        assert (found.children[ahead] < found.persons[ahead]).all()

    def test_a_household_of_a_man_and_children_is_not_divided(self) -> None:
        found = people("allowed", fear=1.0)
        assert found.mind is not None
        alone = (found.line == CIVILIAN) & (found.mind.men + found.children == found.persons)
        together = alone & (found.mind.men > 0) & (found.children > 0)
        assert together.any()
        assert (found.family[together] == -1).all()

    def test_where_division_is_allowed_more_people_leave(self) -> None:
        whole, divided = (people(split, fear=0.6) for split in ("never", "allowed"))
        assert divided.persons[goes(divided)].sum() > whole.persons[goes(whole)].sum()

    def test_without_fear_it_makes_no_difference(self) -> None:
        whole, divided = (people(split, fear=0.0) for split in ("never", "allowed"))
        assert (whole.willing == divided.willing).all()
        assert (whole.persons == divided.persons).all()


def test_the_drivers_of_one_class_leave_everyone_else_as_they_are() -> None:
    one, other = people(), people(fear=0.9, kept=0.1, trust_offer=0.8)
    for name in ("persons", "home", "speed_m_s", "departure_s", "children"):
        assert (getattr(one, name) == getattr(other, name)).all(), name
