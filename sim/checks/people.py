"""Does anyone want to leave; and if not, what holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.checks.text import people
from sim.population.population import Population
from sim.scenario import Fault, Scenario
from sim.scenario.reasons import REASONS

_DRIVERS: Final = {
    "own": ("coefficients", "constant", "their own will holds", "Raise it"),
    "trust_offer": ("drivers", "trust_offer", "distrust of the offer holds", "Raise it"),
    "trust_guarantor": (
        "drivers",
        "trust_guarantor",
        "distrust of the guarantor holds",
        "Raise it",
    ),
    "risk_way": ("drivers", "risk_way", "danger on the way holds", "Lower it"),
    "apart": ("coefficients", "apart", "having to leave a member behind holds", "Lower it"),
    "orders": ("drivers", "orders", "orders hold", "Lower it, or state `defection`"),
    "kept": ("drivers", "kept", "others keep", "Lower it"),
    "fear": ("drivers", "fear", "fear of the checkpoint holds", "Lower it, or allow `split`"),
}
"""By the reason that holds most people: what of `willingness` it is, in words, and the remedy."""


def people_warnings(scenario: Scenario, population: Population) -> Iterator[Fault]:
    """Warn of a population in which nobody sets out."""
    goes = population.willing & ~population.prevented
    if scenario.willingness is None:
        if not goes.any():
            yield Fault(
                ("population", "leaving"),
                "nobody sets out: no one is willing, or everyone willing is prevented",
                "Raise `willing`, or lower `prevented`, for at least one class.",
                severity="warning",
            )
        return
    if not goes.any():
        yield _nobody(population)


def _nobody(population: Population) -> Fault:
    """Return the warning that nobody sets out, and what holds most people."""
    counts = np.bincount(population.reason, population.persons, minlength=len(REASONS))
    part, name, words, remedy = _DRIVERS[REASONS[int(counts.argmax())]]
    most, everyone = int(counts.max()), int(counts.sum())
    return Fault(
        ("willingness", part, name),
        f"nobody sets out: {words} {'all' if most == everyone else f'{most:,}'} of "
        f"{people(everyone)}",
        f"{remedy}, if that is not meant.",
        severity="warning",
    )
