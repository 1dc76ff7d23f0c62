"""Everyone is there, in the order of ids, with the numbers that the scenario states."""

import numpy as np

from sim.population import build_population


def test_everyone_is_in_a_party_of_the_own_district_and_class(make, grid):
    people = build_population(make(), grid)
    assert people.district_ids == ("north", "south")
    north, south = people.district == 0, people.district == 1
    assert people.persons[north].sum() == 1000
    assert people.persons[south].sum() == 800
    assert people.fighters.sum() == people.persons[people.line == 2].sum() == 45
    assert people.wounded.sum() == people.persons[people.line == 1].sum() == 7
    assert people.persons[people.line == 2].tolist() == [10, 10, 10, 10, 5]
    assert np.all(people.space[people.line == 1] == 3.0)
    assert np.array_equal(people.number[north], np.arange(north.sum()))
