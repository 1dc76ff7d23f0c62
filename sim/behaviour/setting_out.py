"""When a party sets out: its drawn time, and what it takes to get everyone together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.network.street_network import FloatArray
from sim.population.population import Population


class Readiness(Protocol):
    """A way to tell when parties are ready."""

    def ready_s(self, population: Population) -> FloatArray:
        """Return the (P,) times at which parties would set out."""


@dataclass(frozen=True)
class Assembled:
    """The drawn time of departure, then time to assemble, and help for who has wounded.

    Parameters
    ----------
    assembly_s_per_member
        For each member beyond the first.
    help_s
        Once, where somebody is wounded.
    """

    assembly_s_per_member: float = 0.0
    help_s: float = 0.0

    def ready_s(self, population: Population) -> FloatArray:
        """Return the (P,) times at which parties would set out."""
        assembly_s = self.assembly_s_per_member * (population.persons - 1)
        help_s = self.help_s * (population.wounded > 0)
        return np.asarray(population.departure_s + assembly_s + help_s, np.float64)
