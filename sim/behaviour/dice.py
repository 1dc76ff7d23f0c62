"""Draws during the run: by the party and the ordinal of the decision, never by row or call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import helper
from sim.network.street_network import FloatArray, IntArray
from sim.population.population import Population
from sim.population.streams import stream
from sim.scenario import CLASSES


class Dice:
    """One uniform number in [0, 1) for each party and ordinal of one named decision.

    Each party has a key from the stream of its district and class; a draw mixes it with the
    ordinal (splitmix64; Steele, Lea and Flood 2014).

    Parameters
    ----------
    population, seed, replication, name
        As for ``sim.population.streams.stream``.

    Attributes
    ----------
    key : array
        (P,) unsigned 64-bit keys.
    """

    def __init__(self, population: Population, seed: int, replication: int, name: str) -> None:
        self.key = np.zeros(population.party_count, np.uint64)
        block = population.district.astype(np.int64) * len(CLASSES) + population.line
        order = np.lexsort((population.number, block))
        edges = np.flatnonzero(np.diff(block[order], prepend=-1))
        for rows in np.split(order, edges[1:]):
            if len(rows):
                district = population.district_ids[int(population.district[rows[0]])]
                line = CLASSES[int(population.line[rows[0]])]
                draws = stream(seed, replication, f"{name}/{line}", district).random(len(rows))
                self.key[rows] = (draws * 2.0**53).astype(np.uint64)

    def roll(self, party: IntArray, ordinal: int) -> FloatArray:
        """Return (n,) numbers for `party`."""
        step = np.uint64((0x9E3779B97F4A7C15 * (ordinal + 1)) % 2**64)
        return _mixed(_mixed(self.key[party]) + step).astype(np.float64) / 2.0**64


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@helper
def drawn(key: np.uint64, ordinal: int) -> float:
    """Return what `Dice.roll` draws for a party of that key: for decisions that are compiled."""
    step = np.uint64(0x9E3779B97F4A7C15) * np.uint64(ordinal + 1)
    return _mixed_one(_mixed_one(key) + step) / 2.0**64


@helper
def _mixed_one(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
