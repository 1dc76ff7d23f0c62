"""Choice by chance: the multinomial logit (McFadden 1974), with one taste a party and corridor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import Prospect
from sim.behaviour.situation import NONE, GateArray
from sim.behaviour.weighing import Weighing
from sim.population.population import Population
from sim.population.streams import stream
from sim.scenario import CLASSES


@dataclass(frozen=True)
class Logit:
    """The corridor of the greatest utility -theta cost + taste.

    With tastes of the standard Gumbel distribution a corridor's share is exp(-theta cost) over the
    sum of these.

    Parameters
    ----------
    theta_per_s
        How much a second of cost counts.
    weighing
        What it costs: walk, wait, risk and distrust.
    taste
        (P, G) each party's own liking of each corridor: the same however often it chooses.
    """

    theta_per_s: float
    weighing: Weighing
    taste: NDArray[np.float32]

    def choose(self, prospect: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go."""
        cost_s = self.weighing.cost_s(prospect)
        possible = np.isfinite(cost_s)
        utility = np.where(
            possible,
            self.taste[prospect.party] - self.theta_per_s * np.where(possible, cost_s, 0.0),
            -np.inf,
        )
        return np.where(possible.any(axis=1), utility.argmax(axis=1), NONE).astype(np.int16)


def taste(
    population: Population, corridor_ids: Sequence[str], seed: int, replication: int
) -> NDArray[np.float32]:
    """Draw (P, G) standard Gumbel tastes: one stream a corridor's id, district and class.

    So another corridor, or another district, leaves everyone's tastes as they are.
    """
    drawn = np.zeros((population.party_count, len(corridor_ids)), np.float32)
    block = population.district.astype(np.int64) * len(CLASSES) + population.line
    order = np.lexsort((population.number, block))
    edges = np.flatnonzero(np.diff(block[order], prepend=-1))
    for rows in np.split(order, edges[1:]):
        if not len(rows):
            continue
        district = population.district_ids[int(population.district[rows[0]])]
        line = CLASSES[int(population.line[rows[0]])]
        for gate, corridor in enumerate(corridor_ids):
            uniform = stream(seed, replication, f"taste {corridor}/{line}", district)
            # the middle of each of 2^53 equal parts, so that no logarithm is of 0
            drawn[rows, gate] = -np.log(-np.log(uniform.random(len(rows)) + 2.0**-54))
    return drawn
