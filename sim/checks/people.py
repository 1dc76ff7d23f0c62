"""Is there anyone, and does anyone want to leave."""

from __future__ import annotations

from collections.abc import Iterator

from sim.population.population import Population
from sim.scenario import Fault


def people_faults(population: Population) -> Iterator[Fault]:
    """Find an empty population, or one in which nobody sets out."""
    if population.person_count == 0:
        yield Fault(
            ("population", "districts"),
            "nobody lives in any district",
            "Give at least one district `persons` above 0.",
        )
    elif not (population.willing & ~population.prevented).any():
        yield Fault(
            ("population", "leaving"),
            "nobody sets out: no one is willing, or everyone willing is prevented",
            "Raise `willing`, or lower `prevented`, for at least one class.",
            severity="warning",
        )
