"""Does anyone want to leave."""

from __future__ import annotations

from collections.abc import Iterator

from sim.population.population import Population
from sim.scenario import Fault


def people_warnings(population: Population) -> Iterator[Fault]:
    """Warn of a population in which nobody sets out."""
    if not (population.willing & ~population.prevented).any():
        yield Fault(
            ("population", "leaving"),
            "nobody sets out: no one is willing, or everyone willing is prevented",
            "Raise `willing`, or lower `prevented`, for at least one class.",
            severity="warning",
        )
