"""Who leaves: the stated shares, drawn with the population, become parties that set out."""

from __future__ import annotations

import numpy as np

from sim.behaviour.situation import Situation
from sim.network.street_network import BoolArray


def sets_out(situation: Situation) -> BoolArray:
    """Return the (P,) parties that set out: at home, willing, and not kept from leaving."""
    people = situation.population
    return np.asarray(situation.at_home & people.willing & ~people.prevented, np.bool_)
