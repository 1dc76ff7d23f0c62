"""Everyone is there, in the order of ids, with the numbers that the scenario states."""

import time

import numpy as np

from sim.population import build_population
from tests.population.small_scenarios import make, streets_of


def test_everyone_is_in_a_party_of_the_own_district_and_class():
    scenario = make()
    people = build_population(scenario, streets_of(scenario))
    assert people.district_ids == people.district_names == ("north", "south")
    north, south = people.district == 0, people.district == 1
    assert people.persons[north].sum() == 1000
    assert people.persons[south].sum() == 800
    assert people.fighters.sum() == people.persons[people.line == 2].sum() == 45
    assert people.wounded.sum() == people.persons[people.line == 1].sum() == 7
    assert people.persons[people.line == 2].tolist() == [10, 10, 10, 10, 5]
    assert np.array_equal(people.number[north], np.arange(north.sum()))


def test_a_population_of_nobody_has_no_parties_and_all_its_columns():
    scenario = make(population__districts={"empty": {"nodes": [0], "persons": 0}})
    people = build_population(scenario, streets_of(scenario))
    assert people.party_count == people.person_count == 0
    assert people.service_units.shape == (0, 1)


def test_willing_and_prevented_have_their_stated_shares():
    scenario = make(
        population__household=1,
        population__leaving={
            "civilian": {"willing": 0.6, "prevented": 0.25},
            "fighter": {"willing": 0.0},
        },
        population__districts={
            "a": {"nodes": [0], "persons": 20_000, "fighters": 100},
            "b": {"nodes": [0], "persons": 20_000, "leaving": {"civilian": {"willing": 0.1}}},
        },
    )
    people = build_population(scenario, streets_of(scenario))
    in_a, in_b = (people.line == 0) & (people.district == 0), people.district == 1
    # Three standard errors of 20,000 draws: 3 sqrt(0.6 0.4 / 20,000) = 0.0104.
    assert abs(people.willing[in_a].mean() - 0.6) < 0.0104
    assert abs(people.prevented[in_a].mean() - 0.6 * 0.25) < 0.0076
    assert abs(people.willing[in_b].mean() - 0.1) < 0.0064
    assert not people.prevented[in_b].any()
    assert not people.willing[people.line == 2].any()
    assert not (people.prevented & ~people.willing).any()


def test_a_class_that_no_share_names_stays():
    scenario = make(population__leaving={"civilian": {"willing": 1.0}})
    people = build_population(scenario, streets_of(scenario))
    assert people.willing[people.line == 0].all()
    assert not people.willing[people.line != 0].any()


def test_a_city_of_275_000_is_built_in_less_than_a_second():
    districts = {
        f"d{index:02}": {
            "centre": {"x_m": 500, "y_m": 500},
            "area_km2": 0.5,
            "persons": 4044,
            "fighters": 118,
            "wounded": 6,
        }
        for index in range(68)
    }
    scenario = make(population__districts=districts)
    grid = streets_of(scenario)
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        people = build_population(scenario, grid)
        seconds.append(time.process_time() - begin)
    assert people.person_count == 274_992
    assert min(seconds) < 1.0
