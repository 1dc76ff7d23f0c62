"""What a verification case is: a setup, what theory expects of it, and how it is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.verification.ledger import Ledger

Status = Literal["pass", "fail", "not yet"]
Relation = Literal["=", "<=", ">=", "is"]
Measurements = Mapping[str, float]
"""Measured values by the name of the quantity, as `Expected.quantity` names it."""
Measure = Callable[[Ledger], Measurements]
"""Runs a case and returns what came out; every interval goes through the ledger."""


@dataclass(frozen=True)
class Expected:
    """One number that theory gives.

    Parameters
    ----------
    quantity
        What is measured.
    value
        What it must be; with relation ``is``, 1 for yes and 0 for no.
    unit
        Its unit, empty for pure numbers.
    tolerance
        Largest absolute difference that passes.
    relation
        ``=`` within the tolerance, ``<=`` or ``>=`` the value, ``is`` yes or no.
    decimals
        Decimals that tables show.
    """

    quantity: str
    value: float
    unit: str = ""
    tolerance: float = 0.0
    relation: Relation = "="
    decimals: int = 2

    def holds_for(self, measured: float) -> bool:
        """Whether a measured value passes; NaN never does."""
        if math.isnan(measured):
            return False
        if self.relation == "<=":
            return measured <= self.value + self.tolerance
        if self.relation == ">=":
            return measured >= self.value - self.tolerance
        return abs(measured - self.value) <= self.tolerance

    def show(self, number: float) -> str:
        """Write a number as tables show it."""
        if self.relation == "is":
            return {1.0: "yes", 0.0: "no"}.get(number, f"{number:g}")
        text = f"{number:,.{self.decimals}f}"
        if text.strip("-0.,") == "":
            text = text.lstrip("-")
        return f"{text} {self.unit}".rstrip()

    def show_expected(self) -> str:
        """Write what is expected, its relation and tolerance included."""
        sign = {"<=": "at most ", ">=": "at least "}.get(self.relation, "")
        slack = ""
        if self.tolerance > 0.6 * 10.0**-self.decimals:  # less is rounding of what is printed
            slack = f" ± {self.tolerance:,.{self.decimals}f}"
        return f"{sign}{self.show(self.value)}{slack}"


def equals(
    quantity: str,
    value: float,
    unit: str = "",
    *,
    within: float | None = None,
    share: float = 0.0,
    decimals: int = 2,
) -> Expected:
    """Expect a value within an absolute tolerance, or within a `share` of the value.

    Without either, the tolerance is half the last decimal shown: the number as printed.
    """
    tolerance = share * abs(value) if within is None else within
    if within is None and share == 0.0:
        tolerance = 0.5000001 * 10.0**-decimals
    return Expected(quantity, value, unit, tolerance, "=", decimals)


def at_most(quantity: str, value: float, unit: str = "", *, decimals: int = 2) -> Expected:
    """Expect no more than a value (floating-point rounding allowed for)."""
    return Expected(quantity, value, unit, 1e-9 * max(1.0, abs(value)), "<=", decimals)


def at_least(quantity: str, value: float, unit: str = "", *, decimals: int = 2) -> Expected:
    """Expect no less than a value (floating-point rounding allowed for)."""
    return Expected(quantity, value, unit, 1e-9 * max(1.0, abs(value)), ">=", decimals)


def count(quantity: str, value: int, unit: str = "", *, within: float = 0.0) -> Expected:
    """Expect a whole number."""
    return Expected(quantity, float(value), unit, within, "=", 0)


def yes(quantity: str) -> Expected:
    """Expect that something holds."""
    return Expected(quantity, 1.0, "", 0.0, "is", 0)


@dataclass(frozen=True)
class Case:
    """One verification case.

    Parameters
    ----------
    id
        ``V1`` to ``V60``.
    title
        What it shows.
    source
        The published test or paper; ``own`` is a closed form that anyone can redo.
    setup
        What is built, in words.
    expected
        What is compared now; `measure` returns one value for each.
    measure
        Runs it; None where nothing of it can run yet.
    waits_for
        What the case, or the rest of it, waits for; empty when it is complete.
    later
        What will be compared then.
    """

    id: str
    title: str
    source: str
    setup: str
    expected: tuple[Expected, ...] = ()
    measure: Measure | None = None
    waits_for: str = ""
    later: tuple[Expected, ...] = ()

    @property
    def number(self) -> int:
        """The case's place in the list."""
        return int(self.id[1:])


@dataclass(frozen=True)
class Check:
    """One expectation and what was measured."""

    expected: Expected
    measured: float

    @property
    def passed(self) -> bool:
        """Whether the measured value lies within the tolerance."""
        return self.expected.holds_for(self.measured)

    @property
    def shown(self) -> str:
        """The measured value as tables show it."""
        return self.expected.show(self.measured)


@dataclass(frozen=True)
class CaseResult:
    """What became of a case.

    Parameters
    ----------
    checks
        Every comparison that ran.
    seconds
        How long it took (compiling the engine included, where this case was the first).
    error
        Why it could not be measured; empty normally. A case with an error has failed.
    """

    case: Case
    checks: tuple[Check, ...] = ()
    seconds: float = 0.0
    error: str = field(default="")

    @property
    def status(self) -> Status:
        """``fail`` if anything that ran is wrong, else ``not yet`` or ``pass``."""
        if self.error or not all(check.passed for check in self.checks):
            return "fail"
        return "not yet" if self.case.waits_for else "pass"
