"""What a factor may be: values to take, or a distribution to draw from.

Every design asks in the same way: which value lies at this quantile, and which are the levels.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Number, Positive

NORMAL_SPAN = 3.0
"""A normal distribution without bounds is cut off at so many standard deviations."""

MOST_LEVELS = 1_000

Levels = Annotated[int, Field(ge=2, le=MOST_LEVELS, strict=True)]


class Distribution(Frozen):
    """What all kinds of factors have in common.

    Parameters
    ----------
    label
        What people call the factor; its path, if not given.
    cost_per_unit
        What one more unit of the value costs, in the sweep's `cost_unit`.
    """

    label: str = ""
    cost_per_unit: Number | None = None

    @abstractmethod
    def at(self, quantile: float) -> Any:
        """Return the value at a quantile in [0, 1]."""

    @abstractmethod
    def levels_given(self) -> tuple[Any, ...]:
        """Return the levels that a grid takes; nothing where none are stated."""

    @abstractmethod
    def ends(self) -> tuple[Any, ...]:
        """Return the levels that one-at-a-time takes where none are stated."""


class Choice(Distribution):
    """One of some values: a list of them is the short form.

    Parameters
    ----------
    distribution
        ``choice``.
    values
        The values; anything that may stand at the path.
    weights
        How likely each value is where values are drawn; all alike if not given.
    costs
        What each value costs, where costs are not in proportion to it.
    """

    distribution: Literal["choice"] = "choice"
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MOST_LEVELS)]
    weights: tuple[Positive, ...] = ()
    costs: tuple[Number, ...] = ()

    def at(self, quantile: float) -> Any:
        """Return the value whose part of [0, 1] holds the quantile."""
        weights = self.weights or (1.0,) * len(self.values)
        left = quantile * math.fsum(weights)
        for value, weight in zip(self.values, weights, strict=True):
            if left < weight:
                return value
            left -= weight
        return self.values[-1]

    def levels_given(self) -> tuple[Any, ...]:
        """Return the values."""
        return self.values

    def ends(self) -> tuple[Any, ...]:
        """Return the values."""
        return self.values


class Range(Distribution):
    """A distribution between two bounds.

    Parameters
    ----------
    levels
        How many equally likely steps a grid or one-at-a-time takes, the ends included.
    """

    levels: Levels | None = None

    def levels_given(self) -> tuple[float, ...]:
        """Return so many values at equal steps of probability, the ends included."""
        if self.levels is None:
            return ()
        return tuple(self.at(step / (self.levels - 1)) for step in range(self.levels))

    def ends(self) -> tuple[float, ...]:
        """Return the levels if they are stated, else the ends."""
        return self.levels_given() or (self.at(0.0), self.at(1.0))


class Uniform(Range):
    """Every value between two is as likely; `{from, to}` is the short form.

    Parameters
    ----------
    distribution
        ``uniform``.
    from, to
        The least and the largest value.
    """

    distribution: Literal["uniform"] = "uniform"
    low: Annotated[Number, Field(alias="from")]
    high: Annotated[Number, Field(alias="to")]

    def at(self, quantile: float) -> float:
        """Return the value at a quantile."""
        return self.low + (self.high - self.low) * quantile


class LogUniform(Range):
    """Uniform in the logarithm: twice as much is as likely as half.

    Parameters
    ----------
    distribution
        ``loguniform``.
    from, to
        The least and the largest value, above 0.
    """

    distribution: Literal["loguniform"]
    low: Annotated[Positive, Field(alias="from")]
    high: Annotated[Positive, Field(alias="to")]

    def at(self, quantile: float) -> float:
        """Return the value at a quantile; the ends are the bounds to the bit."""
        if quantile in (0.0, 1.0):
            return self.high if quantile else self.low
        return float(self.low * (self.high / self.low) ** quantile)


class Normal(Range):
    """A bell, cut off at the bounds.

    Parameters
    ----------
    distribution
        ``normal``.
    mean, sd
        Mean and standard deviation of the whole bell.
    from, to
        Where it is cut off; three standard deviations from the mean if not given.
    """

    distribution: Literal["normal"]
    mean: Number
    sd: Positive
    low: Annotated[Number | None, Field(alias="from")] = None
    high: Annotated[Number | None, Field(alias="to")] = None

    def at(self, quantile: float) -> float:
        """Return the value at a quantile of the truncated distribution."""
        from scipy.stats import truncnorm

        low, high = self._bounds()
        a, b = (low - self.mean) / self.sd, (high - self.mean) / self.sd
        value = float(truncnorm.ppf(quantile, a, b, loc=self.mean, scale=self.sd))
        return float(min(max(value, low), high))

    def _bounds(self) -> tuple[float, float]:
        low = self.mean - NORMAL_SPAN * self.sd if self.low is None else self.low
        high = self.mean + NORMAL_SPAN * self.sd if self.high is None else self.high
        return low, high


class Triangular(Range):
    """A triangle: likeliest at `mode`, 0 at both ends.

    Parameters
    ----------
    distribution
        ``triangular``.
    from, mode, to
        The least, the likeliest and the largest value.
    """

    distribution: Literal["triangular"]
    low: Annotated[Number, Field(alias="from")]
    mode: Number
    high: Annotated[Number, Field(alias="to")]

    def at(self, quantile: float) -> float:
        """Return the value at a quantile (inverse of the cumulative distribution)."""
        width, rise = self.high - self.low, self.mode - self.low
        if quantile * width < rise:
            return self.low + math.sqrt(quantile * width * rise)
        return self.high - math.sqrt((1.0 - quantile) * width * (self.high - self.mode))


AnyDistribution = Annotated[
    Choice | Uniform | LogUniform | Normal | Triangular, Field(discriminator="distribution")
]
