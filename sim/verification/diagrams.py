"""Fundamental diagrams from the literature, as formulas to compare with."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class SfpeDiagram:
    """Speed falls linearly with density, v = k (1 - a D), above 0.54 /m2 (SFPE Handbook).

    Parameters
    ----------
    factor
        a, in m2 a person.
    speed_m_s
        k, the speed to which the line leads at density 0.
    """

    factor: float = 0.266
    speed_m_s: float = 1.40

    def flow_per_m_s(self, density_per_m2: float) -> float:
        """Specific flow S = k D (1 - a D)."""
        return self.speed_m_s * density_per_m2 * (1.0 - self.factor * density_per_m2)

    @property
    def jam_density_per_m2(self) -> float:
        """Density at which nobody moves, 1 / a."""
        return 1.0 / self.factor

    @property
    def peak_density_per_m2(self) -> float:
        """Density of the largest flow, 1 / (2 a)."""
        return 0.5 / self.factor

    @property
    def peak_flow_per_m_s(self) -> float:
        """Largest specific flow, k / (4 a)."""
        return self.speed_m_s / (4.0 * self.factor)

    @property
    def free_speed_m_s(self) -> float:
        """Speed at 0.54 /m2 and below (people no longer slow each other)."""
        return self.speed_m_s * (1.0 - self.factor * 0.54)


@dataclass(frozen=True)
class WeidmannDiagram:
    """v = v0 [1 - exp(-gamma (1 / rho - 1 / rho_max))] (Kladek 1966; Weidmann 1993)."""

    free_speed_m_s: float = 1.34
    gamma_per_m2: float = 1.913
    jam_density_per_m2: float = 5.4

    def speed(self, density_per_m2: float) -> float:
        """Return the walking speed in m/s at a density."""
        exponent = -self.gamma_per_m2 * (1.0 / density_per_m2 - 1.0 / self.jam_density_per_m2)
        return self.free_speed_m_s * (1.0 - math.exp(exponent))

    def flow_per_m_s(self, density_per_m2: float) -> float:
        """Specific flow at a density."""
        return density_per_m2 * self.speed(density_per_m2)

    def peak_density(self) -> float:
        """Density of the largest flow, by golden-section search."""
        low, high = 0.1, self.jam_density_per_m2
        ratio = (math.sqrt(5.0) - 1.0) / 2.0
        while high - low > 1e-9:
            left, right = high - ratio * (high - low), low + ratio * (high - low)
            if self.flow_per_m_s(left) < self.flow_per_m_s(right):
                low = left
            else:
                high = right
        return (low + high) / 2.0


SFPE = SfpeDiagram()
WEIDMANN = WeidmannDiagram()
