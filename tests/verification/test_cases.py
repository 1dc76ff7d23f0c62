"""Every verification case as a test of its own, named after what it shows."""

from __future__ import annotations

import re

import pytest

from sim.verification import Case, Ledger, all_cases, run_case

CASES = all_cases()


def _name(case: Case) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", case.title.lower()).strip("_")
    return f"{case.id}_{words}"


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """One ledger for all cases, so that V9 sees every interval of the others."""
    return Ledger()


# V9 reads the books of all the others, so it comes last.
IN_ORDER = sorted((case for case in CASES if case.measure), key=lambda case: case.id == "V9")


@pytest.mark.parametrize("case", IN_ORDER, ids=_name)
def test_case(case: Case, ledger: Ledger) -> None:
    result = run_case(case, ledger)
    assert not result.error, result.error
    wrong = [
        f"{check.expected.quantity}: expected {check.expected.show_expected()}, "
        f"measured {check.measured!r}"
        for check in result.checks
        if not check.passed
    ]
    assert not wrong, "; ".join(wrong)
    assert result.checks
