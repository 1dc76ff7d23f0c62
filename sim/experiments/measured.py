"""What the measures that people compare are called, counted in, and rounded like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.experiments.rounding import Range, rounded_range, rounded_to_wider

Kind = Literal["persons", "time", "share"]
Group = Literal["headline", "corridor", "district"]


@dataclass(frozen=True)
class Measured:
    """A measure of `sim.results.measures` that is told in words.

    Parameters
    ----------
    name
        Its dotted name; within a corridor or district the last part of it.
    label
        What people call it.
    kind
        ``persons``; ``time``, seconds from the scenario's start; ``share``, of 1.
    """

    name: str
    label: str
    kind: Kind

    def show(self, value: float, *ranges: Range) -> str:
        """Write a value, rounded as the widest of its ranges allows."""
        scaled = [(low * self._scale, high * self._scale) for low, high in ranges]
        return self._said(rounded_to_wider(value * self._scale, *scaled))

    def show_range(self, low: float, high: float) -> str:
        """Write a range, rounded to two digits of its half-width."""
        low, high = rounded_range(low * self._scale, high * self._scale)
        if low == high:
            return self._said(low)
        return f"{self._number(low)} to {self._said(high)}"

    def _said(self, value: float) -> str:
        return f"{self._number(value)}{self._unit}"

    def _number(self, value: float) -> str:
        """Write a number as it was rounded, with at most one decimal; people are whole."""
        text = f"{value:,.{0 if self.kind == 'persons' else 1}f}".removesuffix(".0")
        return "0" if text == "-0" else text

    @property
    def _scale(self) -> float:
        return {"persons": 1.0, "time": 1.0 / 60.0, "share": 100.0}[self.kind]

    @property
    def _unit(self) -> str:
        return {"persons": "", "time": " min", "share": " %"}[self.kind]


HEADLINES: tuple[Measured, ...] = (
    Measured("out_by_close", "out by the last close", "persons"),
    Measured("safe_by_dark", "safe by dark", "persons"),
    Measured("safe_by_close", "safe by the last close", "persons"),
    Measured("waiting_at_close", "not through at the last close", "persons"),
    Measured("children_waiting_at_close", "children among these", "persons"),
    Measured("t50_s", "half of those who set out are out", "time"),
    Measured("t90_s", "90 % of those who set out are out", "time"),
    Measured("clearance_time_s", "all who set out are out", "time"),
)

CORRIDORS: tuple[Measured, ...] = (
    Measured("out", "out", "persons"),
    Measured("people_beyond", "set out for it, not through", "persons"),
    Measured("peak_queue", "longest queue", "persons"),
    Measured("utilisation", "share of open lane time in use", "share"),
)

DISTRICTS: tuple[Measured, ...] = (
    Measured("out", "out", "persons"),
    Measured("stranded", "set out, not out", "persons"),
)
