"""Going again: who came back means to be at a gate when it next opens."""

from __future__ import annotations

import numpy as np

from sim.behaviour.at_shut_gate import next_opening_s
from sim.behaviour.choice import admits_party
from sim.behaviour.situation import Situation
from sim.network.street_network import FloatArray, IntArray


def next_start_s(situation: Situation, party: IntArray) -> FloatArray:
    """Return (n,) when parties at rest set out, to be at a gate as it opens next; inf: never.

    Of the openings to come that they can still make, the one for which they set out first.
    """
    population = situation.population
    walk_s = situation.trees.cost[:, situation.where[party]].T / population.speed_m_s[party, None]
    opening_s = next_opening_s(situation.planned, situation.now_s)[:, population.line[party]].T
    with np.errstate(invalid="ignore"):
        start_s = np.maximum(opening_s - walk_s, situation.now_s)
    possible = admits_party(population, situation.planned.admits, party) & np.isfinite(walk_s)
    if situation.memory is not None:
        possible &= situation.memory.usable(party)
    return np.asarray(np.where(possible, start_s, np.inf).min(axis=1), np.float64)
