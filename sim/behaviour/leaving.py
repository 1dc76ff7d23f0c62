"""Leave or stay: who at home is to set out, as things are now.

A rule is any object with ``sets_out(situation)``; pass your own to
``EvacuationModel(leaving=...)``.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.behaviour.situation import Situation
from sim.network.street_network import BoolArray


class Leaving(Protocol):
    """A way to decide who leaves."""

    def sets_out(self, situation: Situation) -> BoolArray:
        """Return the (P,) parties at home that are to set out when their time comes."""


class StatedShares:
    """The stated shares, drawn with the population: willing, and not kept from leaving."""

    def sets_out(self, situation: Situation) -> BoolArray:
        """Return the (P,) parties at home that are to set out when their time comes."""
        people = situation.population
        return np.asarray(situation.at_home & people.willing & ~people.prevented, np.bool_)
