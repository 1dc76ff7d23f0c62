"""Walking speeds: the stated distributions, and the slowest member's for a household (V4, V47)."""

import numpy as np
import pytest
from scipy import stats

from sim.population import build_population
from sim.population.households import Members
from sim.population.speeds import member_speeds
from sim.scenario.speeds import Stretchers
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make())
STILL = {"distribution": "normal", "mean_m_s": 1.0, "sd_m_s": 0.0, "low_m_s": 0.1, "high_m_s": 2.0}


def singles(persons, seed, **changes):
    return make(
        seed=seed,
        population__household=1,
        population__districts={"a": {"nodes": [0], "persons": persons}},
        **changes,
    )


def test_v4_speeds_of_100_people_follow_the_stated_normal_distribution():
    normal = {
        "distribution": "normal",
        "mean_m_s": 1.2,
        "sd_m_s": 0.2,
        "low_m_s": 0.01,
        "high_m_s": 3.0,
    }
    p_values = []
    for seed in (1, 2, 3):
        scenario = singles(
            100,
            seed,
            population__speeds={"adult": normal, "child": normal},
            population__ages={"elderly": 0.0},
            population__impaired_share=0.0,
        )
        speed = build_population(scenario, GRID).speed_m_s
        assert speed.mean() == pytest.approx(1.2, abs=0.05)
        assert speed.std(ddof=1) == pytest.approx(0.2, abs=0.05)
        p_values.append(stats.kstest(speed, stats.norm(1.2, 0.2).cdf).pvalue)
    assert np.median(p_values) > 0.05


def test_every_speed_lies_within_its_limits():
    speed = build_population(singles(20_000, 1), GRID).speed_m_s
    assert speed.min() >= 0.4
    assert speed.max() <= 1.8


def test_a_person_has_the_speed_of_the_first_group_that_fits():
    still = {
        name: {**STILL, "mean_m_s": value}
        for name, value in {
            "adult": 1.0, "child": 1.1, "elderly": 0.9, "impaired": 0.8, "wounded": 0.6,
            "fighter": 1.3,
        }.items()
    }  # fmt: skip
    speeds = make(population__speeds=still).population.speeds

    def flags(*which):
        return np.isin(np.arange(7), which)

    # 0 adult, 1 child, 2 elderly, 3 impaired child, 4 impaired elderly, 5 wounded child, 6 fighter.
    members = Members(
        child=flags(1, 3, 5),
        elderly=flags(2, 4),
        impaired=flags(3, 4),
        wheelchair=flags(),
        wounded=flags(5),
        fighter=flags(6),
        carried=flags(),
        bearer=flags(),
    )
    speed = member_speeds(speeds, Stretchers(), members, np.full(7, 0.5))
    assert speed.tolist() == [1.0, 1.1, 0.9, 0.8, 0.8, 0.6, 1.3]


def test_uniform_speeds_are_uniform():
    elderly = {"distribution": "uniform", "low_m_s": 0.56, "high_m_s": 0.94}
    p_values = []
    for seed in (1, 2, 3):
        scenario = singles(
            20_000,
            seed,
            population__speeds={"elderly": elderly},
            population__ages={"child": 0.0, "elderly": 1.0},
            population__impaired_share=0.0,
        )
        speed = build_population(scenario, GRID).speed_m_s
        assert speed.mean() == pytest.approx(0.75, abs=0.003)
        p_values.append(stats.kstest(speed, stats.uniform(0.56, 0.38).cdf).pvalue)
    assert np.median(p_values) > 0.05


def test_a_household_walks_at_its_slowest_member_s_speed():
    fast = {"distribution": "uniform", "low_m_s": 1.0, "high_m_s": 2.0}
    scenario = make(
        population__household=4,
        population__household_sizes="fixed",
        population__ages={"child": 0.0, "elderly": 0.0},
        population__impaired_share=0.0,
        population__speeds={"adult": fast},
        population__districts={"a": {"nodes": [0], "persons": 40_000}},
    )
    speed = build_population(scenario, GRID).speed_m_s
    # The least of four uniform numbers in [1, 2] has the mean 1 + 1/5.
    assert speed.mean() == pytest.approx(1.2, abs=0.005)


def test_half_of_the_impaired_go_by_wheelchair_at_its_speed():
    def fixed(speed_m_s):
        return {"distribution": "uniform", "low_m_s": speed_m_s, "high_m_s": speed_m_s}

    def speeds(share):
        scenario = singles(
            20_000,
            5,
            population__ages={"child": 0.0, "elderly": 0.0},
            population__impaired_share=0.4,
            population__wheelchair_share=share,
            population__speeds={
                "adult": fixed(1.1), "impaired": fixed(0.8), "wheelchair": fixed(0.7),
            },
        )  # fmt: skip
        return build_population(scenario, GRID).speed_m_s

    half = speeds(0.5)
    # 40 % impaired, half of them 20 %: a standard error of 0.3 %
    assert np.mean(half == 0.7) == pytest.approx(0.2, abs=0.01)
    assert np.mean(half == 0.8) == pytest.approx(0.2, abs=0.01)
    # The extremes are exact, and nobody else changes.
    impaired = speeds(0.0) == 0.8
    assert ((speeds(1.0) == 0.7) == impaired).all()
    assert ((half == 1.1) == ~impaired).all()
