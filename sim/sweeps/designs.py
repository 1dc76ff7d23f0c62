"""Designs: which points of the factors' space are run."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Truth

MOST_POINTS = 1_000_000

Points = Annotated[int, Field(ge=1, le=MOST_POINTS, strict=True)]


class Grid(Frozen):
    """Every combination of the factors' levels.

    Parameters
    ----------
    kind
        ``grid``; a ``{from, to}`` factor states its `levels` then.
    """

    kind: Literal["grid"]


class Listed(Frozen):
    """The points that are written down, no others.

    Parameters
    ----------
    kind
        ``list``.
    points
        What each point changes, by path; what it leaves out stays as in the scenario.
    """

    kind: Literal["list"]
    points: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MOST_POINTS)]


class OneAtATime(Frozen):
    """The scenario as it is, and each factor at each of its levels, all others as they are.

    Parameters
    ----------
    kind
        ``one-at-a-time``; a ``{from, to}`` factor without `levels` takes both ends.
    """

    kind: Literal["one-at-a-time"]


class LatinHypercube(Frozen):
    """Random points, each factor's range cut into as many equally likely parts as there are.

    McKay, Beckman and Conover (1979).

    Parameters
    ----------
    kind
        ``latin-hypercube``.
    points
        How many.
    """

    kind: Literal["latin-hypercube"]
    points: Points


class Sobol(Frozen):
    """Points of a scrambled Sobol' sequence: they fill the space more evenly than chance.

    Sobol' (1967), scrambled after Owen.

    Parameters
    ----------
    kind
        ``sobol``.
    points
        How many; a power of 2.
    """

    kind: Literal["sobol"]
    points: Points


class Saltelli(Frozen):
    """The points that Sobol' indices are estimated from.

    Saltelli (2002), Saltelli et al. (2010). With d factors (2 d + 2) `base` points, or (d + 2)
    `base` without the second order.

    Parameters
    ----------
    kind
        ``saltelli``.
    base
        Size of the two independent samples; a power of 2.
    second_order
        Whether the indices of pairs are estimated as well.
    """

    kind: Literal["saltelli"]
    base: Points
    second_order: Truth = True


class Morris(Frozen):
    """Trajectories that change one factor at a step: which factors matter, for few runs.

    Morris (1991), Campolongo et al. (2007). With d factors (d + 1) `trajectories` points.

    Parameters
    ----------
    kind
        ``morris``.
    trajectories
        How many ways through the space.
    levels
        Steps of each factor; even.
    """

    kind: Literal["morris"]
    trajectories: Annotated[int, Field(ge=2, le=MOST_POINTS, strict=True)]
    levels: Annotated[int, Field(ge=2, le=100, multiple_of=2, strict=True)] = 4


AnyDesign = Annotated[
    Grid | Listed | OneAtATime | LatinHypercube | Sobol | Saltelli | Morris,
    Field(discriminator="kind"),
]

DRAWN = (LatinHypercube, Sobol, Saltelli, Morris)
"""Designs that draw their points: each needs something to draw from."""


def point_count(design: AnyDesign, levels: list[int]) -> int:
    """Return how many points a design has, without making them.

    Parameters
    ----------
    design
        The design.
    levels
        Levels of each factor, those that the design takes.
    """
    factors = len(levels)
    match design:
        case Grid():
            return math.prod(levels)
        case Listed():
            return len(design.points)
        case OneAtATime():
            return 1 + sum(levels)
        case LatinHypercube() | Sobol():
            return design.points
        case Saltelli():
            return design.base * (2 * factors + 2 if design.second_order else factors + 2)
        case Morris():
            return design.trajectories * (factors + 1)
