"""Intervals, percentiles and roundings that a reader can redo by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.rounding import place_of, rounded_range, rounded_to_wider
from sim.experiments.statistics import holm, imo_value, paired_p_value, spread


def test_the_interval_of_five_runs_is_students() -> None:
    found = spread([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found.runs, found.mean, found.p5, found.p50, found.p95) == (5, 3.0, 1.2, 3.0, 4.8)
    assert found.sd == pytest.approx(2.5**0.5)
    # t(0.975, 4) = 2.776445; 2.776445 * sqrt(2.5 / 5) = 1.963243
    assert found.half_width == pytest.approx(1.963243, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((1.036757, 4.963243), abs=1e-6)


def test_one_run_has_no_interval_and_none_has_nothing() -> None:
    assert spread([7.0]).half_width is None
    with pytest.raises(ValueError, match="no run"):
        spread([])


def test_the_imo_counts_the_48th_of_50_runs_and_nothing_of_49() -> None:
    assert imo_value([float(run) for run in range(1, 51)]) == 48.0
    assert imo_value([float(run) for run in range(1, 50)]) is None


def test_pairs_without_spread_are_certain() -> None:
    assert paired_p_value([0.0, 0.0, 0.0]) == 1.0
    assert paired_p_value([3.0, 3.0, 3.0]) == 0.0
    assert paired_p_value([3.0]) == 1.0
    # mean 2, sd 1, n 3: t = 2 sqrt(3) = 3.4641, two-sided p with 2 degrees of freedom 0.074180
    assert paired_p_value([1.0, 2.0, 3.0]) == pytest.approx(0.074180, abs=1e-6)


def test_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_value_is_rounded_to_two_digits_of_the_wider_range() -> None:
    chance, inputs = (37_512.0, 38_466.0), (12_345.0, 70_987.0)
    assert rounded_to_wider(37_989.0, chance, inputs) == 38_000.0
    assert rounded_to_wider(37_989.0, chance) == 37_990.0
    assert rounded_to_wider(37_989.0, (5.0, 5.0)) == 37_989.0
    assert rounded_range(*inputs) == (12_000.0, 71_000.0)
    assert rounded_range(0.1234, 0.4321) == (0.12, 0.43)
    assert place_of(950.0) == 1
    with pytest.raises(ValueError, match="no width"):
        place_of(0.0)


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_rounding_moves_a_value_by_at_most_a_twentieth_of_the_half_width(
    value: float, half: float
) -> None:
    moved = abs(rounded_to_wider(value, (-half, half)) - value)
    assert moved <= half / 20.0 * (1.0 + 1e-6) + 1e-7
