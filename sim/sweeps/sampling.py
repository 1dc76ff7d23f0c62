"""From a design to its points: the same file gives the same points, on any machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.population.streams import stream
from sim.sweeps.designs import (
    AnyDesign,
    Grid,
    LatinHypercube,
    Listed,
    Morris,
    OneAtATime,
    Saltelli,
    Sobol,
)
from sim.sweeps.factors import Factor


@dataclass(frozen=True)
class Point:
    """One setting of the factors.

    Parameters
    ----------
    number
        Which one, from 0.
    values
        Value of each factor that the point changes; the others stay as in the scenario.
    quantiles
        Where the values lie in their distributions, (D,) in the order of the factors; empty where
        the design does not draw.
    """

    number: int
    values: dict[str, Any]
    quantiles: tuple[float, ...] = ()


def points_of(design: AnyDesign, factors: Sequence[Factor], seed: int) -> tuple[Point, ...]:
    """Return a design's points in their order.

    Parameters
    ----------
    design
        The design; checked before.
    factors
        The factors in their order.
    seed
        Seed of what is drawn.
    """
    if isinstance(design, Grid | Listed | OneAtATime):
        return tuple(
            Point(number, values) for number, values in enumerate(_written(design, factors))
        )
    sample = _drawn(design, [factor.name for factor in factors], seed)
    return tuple(
        Point(
            number,
            {factor.name: factor.at(float(q)) for factor, q in zip(factors, row, strict=True)},
            tuple(float(q) for q in row),
        )
        for number, row in enumerate(sample)
    )


def _written(
    design: Grid | Listed | OneAtATime, factors: Sequence[Factor]
) -> Iterator[dict[str, Any]]:
    match design:
        case Grid():
            names = [factor.name for factor in factors]
            for values in product(*(factor.levels for factor in factors)):
                yield dict(zip(names, values, strict=True))
        case Listed():
            yield from (dict(values) for values in design.points)
        case OneAtATime():
            yield {}
            for factor in factors:
                yield from ({factor.name: value} for value in factor.ends)


def _drawn(
    design: LatinHypercube | Sobol | Saltelli | Morris, names: list[str], seed: int
) -> NDArray[np.float64]:
    """Return (N, D) quantiles."""
    # The samplers make generators of their own and take a number to make them from.
    number = int(stream(seed, 0, f"sweep/{design.kind}", "").integers(2**32))
    match design:
        case LatinHypercube():
            from scipy.stats import qmc

            return np.asarray(qmc.LatinHypercube(len(names), rng=number).random(design.points))
        case Sobol():
            from scipy.stats import qmc

            return np.asarray(qmc.Sobol(len(names), rng=number).random(design.points))
        case Saltelli():
            from SALib.sample import sobol

            return np.asarray(
                sobol.sample(
                    unit_problem(names),
                    design.base,
                    calc_second_order=design.second_order,
                    seed=number,
                )
            )
        case Morris():
            from SALib.sample import morris

            return np.asarray(
                morris.sample(
                    unit_problem(names), design.trajectories, num_levels=design.levels, seed=number
                )
            )


def unit_problem(names: Sequence[str]) -> dict[str, Any]:
    """Return what SALib asks for: factors as quantiles, each in [0, 1]."""
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[0.0, 1.0] for _ in names],
    }
