"""All cases in order, and how they are run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from sim.verification import (
    bottlenecks,
    bounds,
    buses,
    checkpoints,
    choice,
    diagram,
    movement,
    population,
    rules,
    statistics,
    waves,
    windows,
)
from sim.verification.case import Case, CaseResult, Check
from sim.verification.conservation import conservation_case
from sim.verification.ledger import Ledger

_SECTIONS = (
    movement, population, bottlenecks, diagram, windows, checkpoints, waves, bounds, choice,
    statistics, rules, buses,
)  # fmt: skip

Progress = Callable[[Case | None, int, int], None]
"""Called before each case, and with None after the last: how many are done, how many there are."""


def all_cases() -> tuple[Case, ...]:
    """Return V1 to V60, in order."""
    cases = [case for section in _SECTIONS for case in section.CASES]
    cases.append(conservation_case(tuple(cases)))
    return tuple(sorted(cases, key=lambda case: case.number))


def run_case(case: Case, ledger: Ledger) -> CaseResult:
    """Run one case and compare."""
    if case.measure is None:
        return CaseResult(case)
    begin = time.perf_counter()
    try:
        measured = case.measure(ledger)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        seconds = time.perf_counter() - begin
        return CaseResult(case, seconds=seconds, error=f"{type(error).__name__}: {error}")
    checks = tuple(Check(one, float(measured[one.quantity])) for one in case.expected)
    return CaseResult(case, checks, time.perf_counter() - begin)


def run_cases(
    cases: Iterable[Case] | None = None, *, progress: Progress | None = None
) -> tuple[CaseResult, ...]:
    """Run cases and return their results in the order given; conservation is run last.

    Parameters
    ----------
    cases
        Default all.
    progress
        Told of each case before it runs.
    """
    chosen = tuple(all_cases() if cases is None else cases)
    ledger = Ledger()
    results: dict[str, CaseResult] = {}
    # V9 looks at the books of all the others.
    for done, case in enumerate(sorted(chosen, key=lambda case: case.id == "V9")):
        if progress is not None:
            progress(case, done, len(chosen))
        results[case.id] = run_case(case, ledger)
    if progress is not None:
        progress(None, len(chosen), len(chosen))
    return tuple(results[case.id] for case in chosen)
