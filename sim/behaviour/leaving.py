"""Who leaves: the stated shares, drawn with the population, become parties that set out."""

from __future__ import annotations

import numpy as np

from sim.engine.engine import Observation, Place
from sim.network.street_network import BoolArray
from sim.population.population import Population


def sets_out(population: Population, observation: Observation) -> BoolArray:
    """Return the (P,) parties that set out: at home, willing, and not kept from leaving."""
    at_home = observation.place == Place.HOME
    return np.asarray(at_home & population.willing & ~population.prevented, np.bool_)
