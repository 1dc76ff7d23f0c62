"""The tables of docs/willingness.md: presets of 4 November and what their drivers do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from benchmarks import willingness as page


@pytest.fixture(scope="module")
def leave() -> dict[str, int]:
    """Who may leave in the first replication of each preset."""
    found = {}
    for name in page.PRESETS:
        (population,) = page.populations(sim.load(name), 1)
        assert page.by_reason(population).sum() == 275_000
        found[name] = page.leaving(population)
    return found


def test_with_full_compliance_everyone_may_leave(leave: dict[str, int]) -> None:
    assert leave[page.PRESETS[0]] == 275_000


def test_distrust_lets_few_leave_and_what_happened_fewer_than_one_in_a_thousand(
    leave: dict[str, int],
) -> None:
    # The formula for distrust: ln(1/19) + ln 0.2 + 1 - exp(-110/30) = -3.58: 2.7 % of 275,000.
    assert leave[page.PRESETS[1]] == pytest.approx(275_000 * 0.0271, rel=0.05)
    assert leave[page.PRESETS[2]] < 275


def test_the_drivers_of_a_preset_that_are_not_neutral_are_set_neutral_in_turn() -> None:
    assert page.neutral_drivers(sim.load(page.PRESETS[1])) == {
        "trust_offer": 0.5, "trust_guarantor": 1.0, "siege_days": 0.0,
    }  # fmt: skip


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.integers(1, 20))
def test_rounded_means_still_add_up_to_everyone(parts: list[int], replications: int) -> None:
    values = np.array(parts) / replications
    rounded = page.whole(values)
    assert sum(rounded) == round(float(values.sum()))
    assert all(abs(a - b) < 1.0 + 1e-6 for a, b in zip(rounded, values, strict=True))


def test_the_page_has_its_marks_and_a_page_without_is_refused() -> None:
    text = page.PAGE.read_text("utf-8")
    assert "| a |" in page.written(text, "| a |")
    with pytest.raises(ValueError, match="no <!-- computed"):
        page.written("nothing", "| a |")
