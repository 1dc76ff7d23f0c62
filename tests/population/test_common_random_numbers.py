"""Two scenarios are compared on the same people: what changes elsewhere leaves them alone."""

import numpy as np
import pytest

from sim.population import build_population
from sim.scenario import Scenario
from tests.population.small_scenarios import describe, make, streets_of

GRID = streets_of(make())
COLUMNS = (
    "number", "line", "persons", "children", "elderly", "impaired", "wounded", "fighters",
    "space", "speed_m_s", "home", "willing", "prevented", "departure_s", "service_units",
)  # fmt: skip


def rows(people, district_id, *columns):
    here = people.district == people.district_ids.index(district_id)
    return {name: getattr(people, name)[here] for name in columns or COLUMNS}


def assert_alike(one, other):
    for name, values in one.items():
        assert np.array_equal(values, other[name]), name


@pytest.fixture(scope="module")
def base():
    return build_population(make(population__leaving=LEAVING), GRID)


LEAVING = {line: {"willing": 0.6, "prevented": 0.2} for line in ("civilian", "wounded", "fighter")}


def changed(**changes):
    return build_population(make(**{"population__leaving": LEAVING, **changes}), GRID)


def test_the_same_scenario_gives_the_same_bits(base):
    again = changed()
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id), rows(again, district_id))


def test_another_seed_and_another_replication_give_other_people(base):
    scenario = make(population__leaving=LEAVING)
    for other in (changed(seed=2), build_population(scenario, GRID, replication=1)):
        for name in ("persons", "home", "speed_m_s", "departure_s"):
            length = min(base.party_count, other.party_count)
            assert not np.array_equal(getattr(base, name)[:length], getattr(other, name)[:length])


def test_a_corridor_s_capacity_lanes_and_service_leave_everyone_as_they_are(base):
    corridors = describe()["corridors"]
    corridors["1"] |= {"lanes": 30, "capacity_persons": 5, "service": {"per_minute": 10}}
    other = changed(corridors=corridors)
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id), rows(other, district_id))


def test_another_corridor_leaves_everyone_as_they_are(base):
    corridors = describe()["corridors"]
    corridors["0"] = corridors["1"] | {"gate": {"x_m": 900, "y_m": 0}}
    other = changed(corridors=corridors)
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id), rows(other, district_id))


def test_another_district_leaves_the_people_of_the_others_as_they_are(base):
    districts = describe()["population"]["districts"]
    districts = {"middle": {"nodes": [60], "persons": 333, "fighters": 3}} | districts
    other = changed(population__districts=districts)
    assert other.district_ids == ("middle", "north", "south")
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id), rows(other, district_id))


def test_the_order_of_districts_in_the_file_means_nothing(base):
    districts = dict(reversed(describe()["population"]["districts"].items()))
    other = changed(population__districts=districts)
    for name in COLUMNS:
        assert np.array_equal(getattr(base, name), getattr(other, name)), name


def test_who_is_willing_leaves_homes_speeds_and_departures_as_they_are(base):
    other = changed(population__leaving={line: {"willing": 0.9} for line in LEAVING})
    same = tuple(name for name in COLUMNS if name not in ("willing", "prevented"))
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id, *same), rows(other, district_id, *same))
    # Who was willing at 60 % is among the willing at 90 %.
    assert not (base.willing & ~other.willing).any()


def test_departure_curves_leave_homes_and_speeds_as_they_are(base):
    wave = {"curve": "uniform", "begin": "2016-11-04T10:00", "high_s": 60}
    other = changed(population__departure=[wave])
    same = tuple(name for name in COLUMNS if name != "departure_s")
    for district_id in base.district_ids:
        assert_alike(rows(base, district_id, *same), rows(other, district_id, *same))


def test_more_wounded_and_fighters_leave_the_first_households_as_they_are(base):
    districts = describe()["population"]["districts"]
    districts["north"] |= {"fighters": 145, "wounded": 57}
    other = changed(population__districts=districts)
    one, two = rows(base, "north"), rows(other, "north")
    # 1000 - 145 - 57 = 798 civilians remain; all their households but the last are as before.
    households = int((two["line"] == 0).sum()) - 1
    assert households > 100
    for name in COLUMNS:
        assert np.array_equal(one[name][:households], two[name][:households]), name


def test_slower_elderly_leave_everyone_else_s_speed_as_it_is(base):
    slow = {"distribution": "uniform", "low_m_s": 0.3, "high_m_s": 0.4}
    other = changed(population__speeds={"elderly": slow})
    without = base.elderly == 0
    assert np.array_equal(base.speed_m_s[without], other.speed_m_s[without])
    assert not np.array_equal(base.speed_m_s, other.speed_m_s)


def test_the_scenario_s_numbers_are_these_on_every_machine():
    people = build_population(Scenario.model_validate(describe()), GRID)
    assert people.party_count == 352
    assert people.persons[:8].tolist() == [2, 3, 11, 2, 6, 4, 1, 6]
    assert people.home[:8].tolist() == [82, 116, 102, 106, 82, 91, 105, 117]
