"""When people set out: the curves' own numbers (V5 to V8)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population import build_population
from sim.population.departures import delay_quantile, departure_times
from tests.population.small_scenarios import START, make, streets_of

GRID = streets_of(make())


def departures(count, *waves, **changes):
    scenario = make(
        population__household=1,
        population__departure=[{"begin": START, **wave} for wave in waves],
        population__districts={"a": {"nodes": [0], "persons": count}},
        **changes,
    )
    return build_population(scenario, GRID).departure_s


def delays(wave, uniform):
    (model,) = make(population__departure=[{"begin": START, **wave}]).population.departure
    return delay_quantile(model, np.asarray(uniform, float))


def test_v5_ten_people_each_set_out_at_their_own_time_between_10_and_100_s():
    times = departures(10, {"curve": "uniform", "low_s": 10, "high_s": 100})
    assert len(np.unique(times)) == 10
    assert times.min() >= 10
    assert times.max() <= 100


def test_v6_rayleigh_departures():
    times = departures(10_000, {"curve": "rayleigh", "sigma_s": 1800})
    assert np.median(times) == pytest.approx(2119.3, rel=0.02)
    assert times.mean() == pytest.approx(2256.0, rel=0.02)
    assert np.quantile(times, 0.90) == pytest.approx(3862.7, rel=0.02)
    assert np.quantile(times, 0.95) == pytest.approx(4405.9, rel=0.02)


def test_v7_logistic_departures():
    rate, half = 0.002, 7200.0
    wave = {"curve": "logistic", "rate_per_s": rate, "half_time_s": half}
    ten, fifty, ninety = delays(wave, [0.1, 0.5, 0.9])
    assert fifty == pytest.approx(half)
    assert ninety - ten == pytest.approx(4.3944 / rate, rel=2e-5)
    times = departures(100_000, wave)
    assert np.median(times) == pytest.approx(half, rel=0.01)


def test_the_part_of_a_logistic_curve_before_its_begin_sets_out_at_once():
    # F(0) = 1 / (1 + exp(0.001 * 1000)) = 0.2689.
    times = departures(50_000, {"curve": "logistic", "rate_per_s": 0.001, "half_time_s": 1000})
    assert (times == 0.0).mean() == pytest.approx(0.2689, abs=0.006)


def test_v8_lognormal_departures():
    times = departures(100_000, {"curve": "lognormal", "median_s": 1800, "sigma_log": 0.8})
    assert times.mean() == pytest.approx(2478.8, rel=0.03)
    assert np.quantile(times, 0.90) == pytest.approx(5018.0, rel=0.03)
    assert np.quantile(times, 0.95) == pytest.approx(6710.5, rel=0.03)


def test_a_table_is_read_between_its_rows():
    wave = {"curve": "table", "times_s": [0, 600, 1800], "shares": [0, 0.25, 1]}
    assert delays(wave, [0.0, 0.125, 0.25, 0.625]).tolist() == [0.0, 300.0, 600.0, 1200.0]


def test_two_waves_take_their_shares_each_from_its_own_begin():
    times = departures(
        20_000,
        {"curve": "uniform", "high_s": 600, "share": 0.3},
        {"curve": "uniform", "high_s": 600, "share": 0.7, "begin": "2016-11-04T12:00"},
    )
    early = times < 600
    assert early.mean() == pytest.approx(0.3, abs=0.01)
    assert times[~early].min() >= 4 * 3600
    assert times[~early].max() <= 4 * 3600 + 600


def test_a_class_can_have_its_own_waves():
    late = [{"curve": "uniform", "high_s": 1, "begin": "2016-11-04T10:00"}]
    people = build_population(make(population__departure_by_class={"fighter": late}), GRID)
    fighters = people.line == 2
    assert (people.departure_s[fighters] >= 7200).all()
    assert (people.departure_s[fighters] <= 7201).all()
    assert people.departure_s[~fighters].min() < 600


def test_who_was_due_before_the_run_sets_out_at_its_start():
    times = departures(1000, {"curve": "uniform", "high_s": 7200, "begin": "2016-11-04T07:00"})
    assert times.min() == 0.0
    assert (times == 0.0).mean() == pytest.approx(0.5, abs=0.05)
    assert times.max() <= 3600


def test_a_departure_counts_real_seconds_over_the_night_when_clocks_go_back():
    # Damascus clocks went back from 01:00 to 00:00 on 28 October 2016: that night has 25 hours.
    scenario = make(
        clock={
            "start": "2016-10-27T12:00", "end": "2016-10-29T12:00", "zone": "Asia/Damascus",
        },
        population__departure=[{"curve": "uniform", "high_s": 0, "begin": "2016-10-28T12:00"}],
    )  # fmt: skip
    times = departure_times(
        scenario.population.departure, scenario.clock, np.array([0.5]), np.array([0.5])
    )
    assert times.tolist() == [25 * 3600.0]


@given(
    wave=st.sampled_from(
        [
            {"curve": "rayleigh", "sigma_s": 900},
            {"curve": "logistic", "rate_per_s": 0.001, "half_time_s": 3600},
            {"curve": "lognormal", "median_s": 1800, "sigma_log": 0.8},
            {"curve": "uniform", "low_s": 10, "high_s": 100},
            {"curve": "table", "times_s": [0, 5, 5, 90], "shares": [0, 0.2, 0.6, 1]},
        ]
    ),
    uniform=st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=50).map(sorted),
)
def test_later_draws_never_set_out_earlier(wave, uniform):
    times = delays(wave, uniform)
    assert np.isfinite(times).all()
    assert (times >= 0).all()
    assert (np.diff(times) >= 0).all()
