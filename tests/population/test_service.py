"""Service at checkpoints: unit means, one column a profile, households the sum of their people."""

import numpy as np
import pytest

from sim.population import ServiceProfile, build_population, service_profiles
from sim.population.service import unit_service
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make())
UNIFORM = (np.arange(100_000) + 0.5) / 100_000


def with_services(*services, **changes):
    corridors = {
        str(number): {
            "gate": {"x_m": 0, "y_m": 0},
            "admits": ["civilian"],
            "lanes": 1,
            "service": service,
            "windows": [{"open": "2016-11-04T09:00", "close": "2016-11-04T19:00"}],
        }
        for number, service in enumerate(services)
    }
    return make(corridors=corridors, **changes)


@pytest.mark.parametrize(
    ("profile", "variance"),
    [
        (ServiceProfile("deterministic"), 0.0),
        (ServiceProfile("exponential"), 1.0),
        (ServiceProfile("lognormal", 0.6), 0.36),
        # V30: 80 % take 6 s, 20 % take 30 s; mean 10.8 s, variance 92.16 s2.
        (ServiceProfile("mixture", 0.0, (6 / 10.8, 30 / 10.8), (0.8, 0.2)), 92.16 / 10.8**2),
    ],
)
def test_unit_service_has_mean_1_and_the_profile_s_variance(profile, variance):
    units = unit_service(profile, UNIFORM)
    assert units.mean() == pytest.approx(1.0, rel=1e-3)
    assert units.var() == pytest.approx(variance, rel=0.01, abs=1e-9)


def test_profiles_are_distinct_and_their_order_names_no_corridor():
    services = [
        {"distribution": "lognormal", "cv": 0.6},
        {"distribution": "exponential"},
        {"distribution": "lognormal", "cv": 0.6, "per_minute": 2},
        {"distribution": "deterministic"},
        {"distribution": "lognormal", "cv": 0},
        {"per_minute": None},
        {"distribution": "mixture", "times_s": [6, 30], "shares": [0.8, 0.2]},
    ]
    profiles = service_profiles(with_services(*services))
    assert [profile.distribution for profile in profiles] == [
        "deterministic",
        "exponential",
        "lognormal",
        "mixture",
    ]
    assert profiles == service_profiles(with_services(*services[::-1]))


def test_a_household_s_service_is_the_sum_over_its_people():
    scenario = with_services({"distribution": "deterministic"}, {"distribution": "exponential"})
    people = build_population(scenario, GRID)
    assert np.array_equal(people.service_units[:, 0], people.persons)
    per_person = people.service_units[:, 1].sum() / people.person_count
    assert per_person == pytest.approx(1.0, abs=3 / np.sqrt(people.person_count))


def test_a_column_stays_as_it_is_when_another_corridor_serves_otherwise():
    lognormal = {"distribution": "lognormal", "cv": 0.6}
    alone = build_population(with_services(lognormal), GRID).service_units
    beside = build_population(with_services({"distribution": "exponential"}, lognormal), GRID)
    assert np.array_equal(alone[:, 0], beside.service_units[:, 1])


def test_who_is_slow_at_one_checkpoint_is_slow_at_the_other():
    one = build_population(with_services({"cv": 0.3}), GRID).service_units[:, 0]
    other = build_population(with_services({"cv": 0.9}), GRID).service_units[:, 0]
    singles = build_population(with_services({"cv": 0.3}), GRID).persons == 1
    assert np.array_equal(np.argsort(one[singles]), np.argsort(other[singles]))
