"""Sobol' and Morris indices of designs that were made for them, by SALib."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments.statistics import LEVEL
from sim.sweeps.sampling import unit_problem

if TYPE_CHECKING:
    from sim.sweeps.result import SweepResult

RESAMPLES = 200
"""Bootstrap samples of the intervals."""

SEED = 1
"""Of the bootstrap: the same sweep gives the same intervals."""

LEAST_SUM = 0.5
"""Total indices add up to 1 or more (Homma and Saltelli 1996); estimates far below it are none."""

MEANING = {
    "S1": "first order: share of the variance that the factor explains alone",
    "ST": "total: the same with all that it does together with others",
    "S2": "second order: share that two factors explain together, beyond what each does alone",
    "mu_star": "Morris: mean size of the change when the factor alone takes a step",
    "sigma": "Morris: how much that change differs from place to place: curves or interactions",
}


@dataclass(frozen=True)
class Index:
    """One index of one factor, or of a pair.

    Parameters
    ----------
    measure
        Of which measure.
    kind
        ``S1``, ``ST``, ``S2``, ``mu_star``, ``sigma``.
    factor, other
        Whose; `other` for pairs.
    value
        Share of 1; for Morris in the measure's unit.
    low, high
        95 % interval by bootstrap; None for ``sigma``, which has none.
    """

    measure: str
    kind: str
    factor: str
    value: float
    low: float | None
    high: float | None
    other: str = ""


def indices(result: SweepResult) -> tuple[list[Index], list[str]]:
    """Return the indices of every measure, and why some measures have none."""
    found: list[Index] = []
    notes: list[str] = []
    if result.about["design"]["kind"] not in ("saltelli", "morris"):
        return found, notes
    for measure in result.measures:
        values, reason = usable(result, measure)
        if reason:
            notes.append(f"No indices of {measure}: {reason}.")
        else:
            mine = list(indices_of(result, measure, values))
            found += mine
            notes += _too_few(mine)
    return found, notes


def _too_few(indices: list[Index]) -> Iterator[str]:
    """Yield that the base samples were too few, where they were."""
    totals = [index for index in indices if index.kind == "ST"]
    wide = [i for i in totals if i.low is not None and i.high is not None and i.high - i.low > 1.0]
    if totals and sum(index.value for index in totals) < LEAST_SUM:
        yield (
            f"Of {totals[0].measure} the total indices add up to less than {LEAST_SUM:g}, and they "
            "should to 1 or more: what it varies by was hardly met. A larger `base` is needed."
        )
    elif wide:
        yield (
            f"Of {wide[0].measure} the intervals of {len(wide)} of {len(totals)} total indices are "
            "wider than the whole variance: factors cannot be told apart before `base` is larger."
        )


def usable(result: SweepResult, measure: str) -> tuple[NDArray[np.float64], str]:
    """Return a measure's mean at every point, or why indices cannot be had from it."""
    means = result.points[measure].reindex(range(len(result.about["points"])))
    values = means.to_numpy(np.float64)
    missing = int((~np.isfinite(values)).sum())
    if missing:
        return values, f"{missing:,} of {len(values):,} points do not have it"
    if np.ptp(values) == 0.0:
        return values, "it is the same at every point"
    return values, ""


def indices_of(
    result: SweepResult, measure: str, values: NDArray[np.float64], *, used: int | None = None
) -> Iterator[Index]:
    """Yield the indices of one measure.

    Parameters
    ----------
    result
        The sweep.
    measure
        The measure.
    values
        (P,) its mean at each point.
    used
        Base samples or trajectories to take, the first ones; all if None.
    """
    design = result.about["design"]
    blocks = block_count(result)
    points = len(values) // blocks * (used or blocks)
    if design["kind"] == "saltelli":
        return _sobol(result, measure, values[:points])
    return _morris(result, measure, values[:points])


def block_count(result: SweepResult) -> int:
    """Return how many base samples or trajectories the design has."""
    design = result.about["design"]
    return int(design["base"] if design["kind"] == "saltelli" else design["trajectories"])


def _sobol(result: SweepResult, measure: str, values: NDArray[np.float64]) -> Iterator[Index]:
    from SALib.analyze import sobol

    names, pairs = result.factors, result.about["design"]["second_order"]
    with warnings.catch_warnings():
        # A bootstrap sample in which nothing varies: its intervals are wide, and that is said.
        warnings.filterwarnings("ignore", "Constant values encountered")
        # Centred: the estimators lose digits where a mean is large beside the spread.
        found = sobol.analyze(
            unit_problem(names),
            (values - values.mean()) / values.std(),
            calc_second_order=pairs,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=SEED,
        )
    for kind in ("S1", "ST"):
        for k, name in enumerate(names):
            yield _index(measure, kind, name, found[kind][k], found[f"{kind}_conf"][k])
    for k, name in enumerate(names if pairs else ()):
        for j in range(k + 1, len(names)):
            yield _index(
                measure, "S2", name, found["S2"][k, j], found["S2_conf"][k, j], other=names[j]
            )


def _morris(result: SweepResult, measure: str, values: NDArray[np.float64]) -> Iterator[Index]:
    from SALib.analyze import morris

    names, design = result.factors, result.about["design"]
    quantiles = [point["quantiles"] for point in result.about["points"][: len(values)]]
    found = morris.analyze(
        unit_problem(names),
        np.asarray(quantiles, np.float64),
        values,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        num_levels=design["levels"],
        seed=SEED,
    )
    for k, name in enumerate(names):
        yield _index(measure, "mu_star", name, found["mu_star"][k], found["mu_star_conf"][k])
    for k, name in enumerate(names):
        yield Index(measure, "sigma", name, float(found["sigma"][k]), None, None)


def _index(
    measure: str, kind: str, factor: str, value: Any, half: Any, *, other: str = ""
) -> Index:
    return Index(
        measure, kind, factor, float(value), float(value - half), float(value + half), other
    )
