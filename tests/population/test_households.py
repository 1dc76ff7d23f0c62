"""Sizes of households and groups, and who their members are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population import build_population
from sim.population.households import group_sizes, household_sizes
from sim.population.streams import stream
from tests.population.small_scenarios import make, streets_of


def sizes(persons, **changes):
    people = make(**changes).population
    return household_sizes(people, persons, stream(1, 0, "household size", "a"))


@given(
    persons=st.integers(0, 5000),
    household=st.floats(1, 50),
    rule=st.sampled_from(["poisson", "fixed"]),
)
def test_households_hold_exactly_the_persons_there_are(persons, household, rule):
    shared = sizes(persons, population__household=household, population__household_sizes=rule)
    assert shared.sum() == persons
    assert (shared >= 1).all()


@given(persons=st.integers(0, 5000), size=st.integers(1, 1000))
def test_groups_are_full_but_for_the_last(persons, size):
    groups = group_sizes(persons, size)
    assert groups.sum() == persons
    assert (groups[:-1] == size).all()
    assert (groups > 0).all()


@given(
    counts=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 40), st.integers(0, 20)),
        min_size=1,
        max_size=6,
    )
)
def test_every_district_has_exactly_its_people_by_class(counts):
    districts = {
        f"d{index}": {
            "centre": {"x_m": 100 * index, "y_m": 500},
            "area_km2": 0.1,
            "persons": civilians + fighters + wounded,
            "fighters": fighters,
            "wounded": wounded,
        }
        for index, (civilians, fighters, wounded) in enumerate(counts)
    }
    scenario = make(population__districts=districts)
    people = build_population(scenario, GRID)
    for index, expected in enumerate(counts):
        here = people.district == index
        by_class = [people.persons[here & (people.line == code)].sum() for code in (0, 2, 1)]
        assert tuple(by_class) == expected
        assert people.number[here].tolist() == list(range(here.sum()))
        assert people.fighters[here].sum() == expected[1]
        assert people.wounded[here].sum() == expected[2]


def test_poisson_households_have_the_stated_mean_and_variance():
    shared = sizes(200_000, population__household=5.0)
    # One plus Poisson(4): mean 5, variance 4.
    assert shared.mean() == pytest.approx(5.0, abs=0.04)
    assert shared.var() == pytest.approx(4.0, abs=0.12)
    assert (shared == 1).mean() == pytest.approx(np.exp(-4.0), abs=0.003)


def test_fixed_households_are_alike_and_the_last_takes_the_rest():
    fixed = {"population__household_sizes": "fixed"}
    assert sizes(23, population__household=5.0, **fixed).tolist() == [5, 5, 5, 5, 3]
    assert sizes(22, population__household=5.5, **fixed).tolist() == [5, 6, 5, 6]


def test_with_household_1_every_party_is_a_person():
    assert sizes(1000, population__household=1.0).tolist() == [1] * 1000


def test_ages_and_impairment_have_their_shares_and_no_household_is_of_children_alone():
    scenario = make(
        population__districts={
            "a": {"centre": {"x_m": 500, "y_m": 500}, "area_km2": 0.5, "persons": 100_000}
        },
        population__ages={"child": 0.40, "elderly": 0.04},
    )
    people = build_population(scenario, GRID)
    assert people.children.sum() / 100_000 == pytest.approx(0.40, abs=0.006)
    assert people.elderly.sum() / 100_000 == pytest.approx(0.04, abs=0.003)
    assert people.impaired.sum() / 100_000 == pytest.approx(0.10, abs=0.004)
    assert (people.children < people.persons).all()
    assert (people.children + people.elderly <= people.persons).all()


def test_single_persons_have_the_plain_shares_of_ages():
    scenario = make(
        population__districts={
            "a": {"centre": {"x_m": 500, "y_m": 500}, "area_km2": 0.5, "persons": 50_000}
        },
        population__household=1.0,
    )
    people = build_population(scenario, GRID)
    assert people.children.mean() == pytest.approx(0.40, abs=0.01)
    assert people.elderly.mean() == pytest.approx(0.04, abs=0.005)


def test_fighters_are_adults_and_the_wounded_are_wounded_not_impaired():
    people = build_population(make(population__impaired_share=1.0), GRID)
    fighters, wounded = people.line == 2, people.line == 1
    assert people.children[fighters].sum() == people.elderly[fighters].sum() == 0
    assert people.impaired[fighters].sum() == people.impaired[wounded].sum() == 0
    assert np.array_equal(people.impaired[people.line == 0], people.persons[people.line == 0])


def test_the_wounded_take_the_space_of_a_stretcher_and_all_others_their_own():
    people = build_population(make(population__wounded_space=4.0), GRID)
    assert (people.space[people.line == 1] == 4.0).all()
    others = people.line != 1
    assert np.array_equal(people.space[others], people.persons[others])


GRID = streets_of(make())
