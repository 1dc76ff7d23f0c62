"""The wounded who are carried, and speeds by a named source."""

from __future__ import annotations

import numpy as np
import pytest

from sim.population import build_population
from sim.scenario import CLASSES, Scenario
from sim.scenario.speeds import NormalSpeed, Speeds
from tests.population.small_scenarios import describe, make, streets_of

GRID = streets_of(make())
WOUNDED = CLASSES.index("wounded")


def build(share: float, **more: float):
    stretchers = {"share": share, **more}
    return build_population(make(population__stretchers=stretchers), GRID)


def test_without_stretchers_nothing_changes() -> None:
    none, plain = build(0.0), build_population(make(), GRID)
    assert none.persons.tolist() == plain.persons.tolist()
    assert none.speed_m_s.tolist() == plain.speed_m_s.tolist()


def test_bearers_come_from_the_district_and_go_with_the_wounded() -> None:
    everyone = build(1.0)
    carried = everyone.line == WOUNDED
    assert carried.sum() == 7
    assert everyone.persons[carried].tolist() == [3] * 7
    assert everyone.wounded[carried].tolist() == [1] * 7
    assert everyone.person_count == 1800  # nobody more than without
    assert everyone.wounded.sum() == 7
    assert everyone.children[carried].max() <= 1  # the wounded may be a child, bearers never
    # Bearers and stretcher together take what a wounded person takes.
    assert everyone.space[carried].tolist() == [3.0] * 7


def test_rests_are_part_of_the_mean_speed() -> None:
    still = {"mean_m_s": 1.0, "sd_m_s": 0.0, "distribution": "normal", "high_m_s": 1.33}
    carried = build(1.0, speed=still, carry_s=120.0, rest_s=40.0)  # type: ignore[arg-type]
    assert carried.speed_m_s[carried.line == WOUNDED].tolist() == [0.75] * 7
    some, more = build(0.3), build(0.8)
    few, many = (people.persons[people.line == WOUNDED] > 1 for people in (some, more))
    assert few.sum() < many.sum()
    assert (many | ~few).all()  # who is carried at a share is so at every larger one


def test_a_preset_fills_what_is_not_given() -> None:
    boyce = Speeds.model_validate({"preset": "boyce"})
    assert isinstance(boyce.adult, NormalSpeed)
    assert (boyce.adult.mean_m_s, boyce.adult.sd_m_s) == (1.25, 0.32)
    assert boyce.elderly == Speeds().elderly  # which it does not name
    own = {"distribution": "uniform", "low_m_s": 1.0, "high_m_s": 1.0}
    mixed = Speeds.model_validate({"preset": "imo", "adult": own})
    assert mixed.adult.low_m_s == 1.0
    assert (mixed.elderly.low_m_s, mixed.elderly.high_m_s) == (0.56, 1.40)
    assert Speeds.model_validate({}) == Speeds()


def test_all_speeds_of_a_preset_lie_in_its_range() -> None:
    data = describe(population__speeds={"preset": "imo"}, population__impaired_share=0.0)
    people = build_population(Scenario.model_validate(data), GRID)
    of_civilians = people.speed_m_s[people.line == CLASSES.index("civilian")]
    assert of_civilians.min() == pytest.approx(0.56, abs=0.1)
    assert np.all(of_civilians >= 0.56)
