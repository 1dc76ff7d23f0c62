"""What every source of streets hands over before a scenario forbids any of them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.network.projection import Plane
from sim.network.streets import Streets


@dataclass(frozen=True)
class Source:
    """Streets and what is to be said of them.

    Parameters
    ----------
    streets
        Nodes and streets with their shapes.
    plane
        Where metres and degrees meet; None where the network lies nowhere on earth.
    name, schematic, attribution, report
        As in `StreetNetwork`.
    """

    streets: Streets
    plane: Plane | None
    name: str
    schematic: bool
    attribution: str
    report: tuple[str, ...]
