"""Quantile functions against their distribution functions."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from sim.population import quantiles

UNIFORM = (np.arange(1000) + 0.5) / 1000


def test_normal_quantile_agrees_with_scipy_to_1e_14_far_into_the_tails():
    tails = 10.0 ** -np.arange(1.0, 17.0)
    shares = np.concatenate([UNIFORM, tails, 1.0 - tails[:-1]])
    assert quantiles.normal(shares) == pytest.approx(ndtri(shares), rel=1e-14, abs=1e-14)


def test_a_draw_of_exactly_zero_gives_a_finite_value():
    zero = np.zeros(1)
    for value in (
        quantiles.normal(zero),
        quantiles.logistic(zero, 0.01, 100.0),
        quantiles.rayleigh(zero, 1.0),
        quantiles.exponential(zero),
    ):
        assert np.isfinite(value).all()


def test_truncated_normal_is_the_normal_of_those_within_the_limits():
    expected = stats.truncnorm(-2.0, 3.0, loc=1.0, scale=0.2).ppf(UNIFORM)
    value = quantiles.truncated_normal(UNIFORM, 1.0, 0.2, 0.6, 1.6)
    assert value == pytest.approx(expected, abs=1e-12)


def test_truncated_normal_without_spread_is_its_mean():
    assert quantiles.truncated_normal(UNIFORM, 1.2, 0.0, 0.4, 1.8).tolist() == [1.2] * 1000


def test_quantiles_undo_the_distribution_functions():
    assert stats.expon.cdf(quantiles.exponential(UNIFORM)) == pytest.approx(UNIFORM)
    assert stats.rayleigh(scale=30.0).cdf(quantiles.rayleigh(UNIFORM, 30.0)) == pytest.approx(
        UNIFORM
    )
    lognormal = quantiles.lognormal(UNIFORM, 1800.0, 0.8)
    assert stats.lognorm(0.8, scale=1800.0).cdf(lognormal) == pytest.approx(UNIFORM)
    logistic = quantiles.logistic(UNIFORM, 0.002, 3600.0)
    assert 1 / (1 + np.exp(-0.002 * (logistic - 3600.0))) == pytest.approx(UNIFORM)
