"""What every decision sees: the world at one instant, and the span that it decides for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.memory import Memory
from sim.behaviour.walks import write_whereabouts
from sim.engine.engine import Observation, Place
from sim.engine.inputs import Gates
from sim.hazards.board import Board, Danger
from sim.network.paths import Trees
from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork
from sim.population.population import Population

GateArray = NDArray[np.int16]

NONE = -1
"""No corridor."""


def before_gate(place: NDArray[np.uint8]) -> BoolArray:
    """Return who is at a door, on a street or in a forecourt, by (n,) places."""
    # Those three codes follow each other, so that one comparison will do: 0 - 1 is 255 here.
    return np.asarray(place - np.uint8(Place.DOOR) <= Place.FORECOURT - Place.DOOR, np.bool_)


def all_but(party: IntArray, but: Sequence[int] | IntArray, population: Population) -> IntArray:
    """Return those of (n,) `party` that are not among `but`; `np.isin` would sort the many."""
    others = np.ones(population.party_count, np.bool_)
    others[np.asarray(but, np.int32)] = False
    return party[others[party]]


def whereabouts(
    seen: Observation,
    party: IntArray,
    where: IntArray,
    speed_m_s: FloatArray,
    network: StreetNetwork,
    gate_node: IntArray,
) -> tuple[IntArray, FloatArray]:
    """Return (n,) nodes that parties are at or come to next, and metres that they walk to there.

    Who queues on a street has none to walk on it; who shelters there is no further away for the
    time that it stands.

    Parameters
    ----------
    seen
        Who is where.
    party
        (n,) rows.
    where, speed_m_s
        (P,) node that each party sets out from, and its free speed.
    network, gate_node
        The streets, and the (G,) nodes of the gates.
    """
    node, rest_m = np.empty(len(party), np.int32), np.empty(len(party))
    write_whereabouts(
        party,
        seen.place,
        seen.gate,
        seen.link,
        where,
        seen.ready_s,
        seen.link_still_until_s,
        speed_m_s,
        network.link_to,
        network.link_length_m,
        gate_node,
        float(seen.now_s),
        node,
        rest_m,
    )
    return node, rest_m


@dataclass(frozen=True)
class Situation:
    """The world as decisions see it; none of it is a copy, and none of it is written to here.

    Parameters
    ----------
    now_s, until_s
        The instant, and the end of the span that is decided for: what is decided takes effect at an
        exact time in [now, until).
    network, trees
        The streets, and the shortest ways to each gate.
    gates, planned
        The corridors as they are now; as they were planned, which is what people know.
    population
        P parties. Of these `willing` and `prevented` change while the run goes on.
    chosen
        (P,) gate that each party walks to, -1 if none.
    where
        (P,) node that each party sets out from: home, or the shelter that it is in.
    memory
        What each party believes of each corridor; None: everyone knows the plan.
    observation
        The engine's state.
    board
        Where it is unsafe, and since when.
    barred
        (P, G) whom stewards have turned away from which gate; None: nobody.
    """

    now_s: float
    until_s: float
    network: StreetNetwork
    trees: Trees
    gates: Gates
    planned: Gates
    population: Population
    chosen: GateArray
    where: IntArray
    memory: Memory | None
    observation: Observation
    board: Board
    barred: BoolArray | None = None

    def from_here(self, party: IntArray) -> tuple[IntArray, FloatArray]:
        """Return (n,) nodes that parties are at or come to next, and metres to there."""
        people, nodes = self.population, self.gates.node
        seen, where = self.observation, self.where
        return whereabouts(seen, party, where, people.speed_m_s, self.network, nodes)

    @cached_property
    def on_way(self) -> IntArray:
        """(W,) rows of those at a door, on a street or in a forecourt, rising."""
        return np.flatnonzero(before_gate(self.observation.place)).astype(np.int32)

    @cached_property
    def whence(self) -> tuple[IntArray, FloatArray]:
        """(W,) nodes that those `on_way` are at or come to next, and metres to there.

        As the span began: who turns in it is still where it was.
        """
        return self.from_here(self.on_way)

    @property
    def danger(self) -> Danger:
        """The danger that people see now, at every node."""
        return self.board.danger(self.now_s)

    @property
    def at_home(self) -> BoolArray:
        """(P,) who has not come to its door."""
        return np.asarray(self.observation.place == Place.HOME, np.bool_)
