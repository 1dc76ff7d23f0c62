"""No number is more precise than its ranges: all are rounded to two digits of their half-width.

That is the rule of the GUM (JCGM 100:2008, 7.2.6): two significant digits of an uncertainty, and
the value to the same place. Of several ranges the widest decides about the value.
"""

from __future__ import annotations

import math

Range = tuple[float, float]

DIGITS = 2


def place_of(half_width: float, digits: int = DIGITS) -> int:
    """Return the power of ten that the last digit kept stands for.

    Raises
    ------
    ValueError
        The width is not positive and finite.
    """
    if not (half_width > 0.0 and math.isfinite(half_width)):
        raise ValueError(f"{half_width} is no width to round to")
    return math.floor(math.log10(half_width)) + 1 - digits


def round_to(value: float, place: int) -> float:
    """Round to a multiple of 10 ** `place`."""
    return float(round(value, -place))


def rounded_to_wider(value: float, *ranges: Range) -> float:
    """Round a value to the place that the widest of its ranges allows.

    Ranges without width say nothing; where all are so, the value stays as it is.
    """
    half = max(((high - low) / 2.0 for low, high in ranges), default=0.0)
    return round_to(value, place_of(half)) if half > 0.0 else float(value)


def rounded_range(low: float, high: float) -> Range:
    """Round a range to two digits of its own half-width."""
    if high <= low:
        return low, high
    place = place_of((high - low) / 2.0)
    return round_to(low, place), round_to(high, place)
