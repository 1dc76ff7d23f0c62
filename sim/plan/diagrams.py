"""Fundamental diagrams of people on foot: flow over density, by name.

The engine takes concave piecewise-linear diagrams. The triangular one is such by itself; the curves
of the literature are replaced by six pieces each, whose largest error `largest_error` computes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from sim.scenario.streets import Movement


@dataclass(frozen=True)
class SfpeDiagram:
    """Speed falls linearly with density, v = k (1 - a D), above 0.54 /m2 (SFPE Handbook).

    Parameters
    ----------
    factor
        a, in m2 a person.
    speed_m_s
        k, the speed to which the line leads at density 0.
    free_density_per_m2
        Density up to which people do not slow each other.
    """

    factor: float = 0.266
    speed_m_s: float = 1.40
    free_density_per_m2: float = 0.54

    def flow_per_m_s(self, density_per_m2: float) -> float:
        """Specific flow S = k D (1 - a D)."""
        return self.speed_m_s * density_per_m2 * (1.0 - self.factor * density_per_m2)

    def speed(self, density_per_m2: float) -> float:
        """Return the walking speed in m/s at a density; the free speed at low ones."""
        slowing = max(density_per_m2, self.free_density_per_m2)
        return self.speed_m_s * (1.0 - self.factor * slowing)

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
        """Speed at low density."""
        return self.speed(0.0)


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

    @property
    def peak_density_per_m2(self) -> float:
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

    @property
    def peak_flow_per_m_s(self) -> float:
        """Largest specific flow."""
        return self.flow_per_m_s(self.peak_density_per_m2)


class Curve(Protocol):
    """A diagram as a formula."""

    @property
    def free_speed_m_s(self) -> float:
        """Speed of whoever walks alone."""

    @property
    def jam_density_per_m2(self) -> float:
        """Density at which nobody moves."""

    @property
    def peak_flow_per_m_s(self) -> float:
        """Largest specific flow."""

    def speed(self, density_per_m2: float) -> float:
        """Return the walking speed in m/s at a density."""


@dataclass(frozen=True)
class Diagram:
    """A concave piecewise-linear diagram: the least of its pieces.

    Free walking at `free_speed_m_s` (each walker's own in the engine), at most
    `specific_flow_per_m_s`, and lines between.

    Parameters
    ----------
    specific_flow_per_m_s, jam_density_per_m2, free_speed_m_s
        Largest flow, density at which nobody moves, speed of whoever walks alone.
    paces
        (speed s in m/s, flow c in 1/(m s)) of lines q = c + s k: walkers slow each other before the
        largest flow is reached.
    waves
        (speed b in m/s, density k_0 in 1/m2) of lines q = b (k_0 - k), from the slowest to the
        fastest, on which room travels back; the last leads to the jam density.
    """

    specific_flow_per_m_s: float
    jam_density_per_m2: float
    free_speed_m_s: float
    waves: tuple[tuple[float, float], ...]
    paces: tuple[tuple[float, float], ...] = ()

    def flow_per_m_s(self, density_per_m2: float) -> float:
        """Specific flow at a density."""
        forward = [flow + speed * density_per_m2 for speed, flow in self.paces]
        backward = [
            speed * (density - density_per_m2) if speed < math.inf else math.inf
            for speed, density in self.waves
        ]
        free = self.free_speed_m_s * density_per_m2
        return min(free, self.specific_flow_per_m_s, *forward, *backward)

    def speed(self, density_per_m2: float) -> float:
        """Return the walking speed in m/s at a density above 0."""
        return self.flow_per_m_s(density_per_m2) / density_per_m2

    @property
    def wave_speed_m_s(self) -> float:
        """Speed at which room travels back from a standing queue."""
        return self.waves[-1][0]


SFPE = SfpeDiagram()
WEIDMANN = WeidmannDiagram()
CURVES: dict[str, Curve] = {"weidmann": WEIDMANN, "sfpe": SFPE}

# The pieces have the curve's free speed, largest flow and jam density; the other numbers make the
# largest error of the flow as small as it gets (differential evolution, rounded).
_WEIDMANN_PIECES = Diagram(
    specific_flow_per_m_s=WEIDMANN.peak_flow_per_m_s,
    jam_density_per_m2=WEIDMANN.jam_density_per_m2,
    free_speed_m_s=WEIDMANN.free_speed_m_s,
    paces=((0.581, 0.439),),
    waves=((0.210, 11.832), (0.230, 7.331), (0.434, WEIDMANN.jam_density_per_m2)),
)
_SFPE_PIECES = Diagram(
    specific_flow_per_m_s=SFPE.peak_flow_per_m_s,
    jam_density_per_m2=SFPE.jam_density_per_m2,
    free_speed_m_s=SFPE.free_speed_m_s,
    paces=((0.562, 0.435),),
    waves=((0.497, 4.820), (0.848, 4.025), (1.191, SFPE.jam_density_per_m2)),
)
PIECES: dict[str, Diagram] = {"weidmann": _WEIDMANN_PIECES, "sfpe": _SFPE_PIECES}


def backward_wave_m_s(movement: Movement) -> float:
    """Return the speed b = J / (k_j - J / v_ref) at which room travels back (Newell 1993).

    Infinite where the diagram leaves no congested side (J / v_ref at or above k_j).
    """
    room = movement.jam_density_per_m2 - (
        movement.specific_flow_per_m_s / movement.reference_speed_m_s
    )
    return movement.specific_flow_per_m_s / room if room > 0 else math.inf


def diagram_of(movement: Movement) -> Diagram:
    """Return the diagram that a scenario names; the triangular one has its own three numbers."""
    if movement.diagram != "triangular":
        return PIECES[movement.diagram]
    return Diagram(
        specific_flow_per_m_s=movement.specific_flow_per_m_s,
        jam_density_per_m2=movement.jam_density_per_m2,
        free_speed_m_s=movement.reference_speed_m_s,
        waves=((backward_wave_m_s(movement), movement.jam_density_per_m2),),
    )


def largest_error(name: str) -> float:
    """Return the largest difference in flow, 1/(m s), of a curve's pieces, over all densities."""
    curve, pieces = CURVES[name], PIECES[name]
    densities = [curve.jam_density_per_m2 * step / 5400 for step in range(1, 5401)]
    return max(abs(pieces.flow_per_m_s(k) - k * curve.speed(k)) for k in densities)
