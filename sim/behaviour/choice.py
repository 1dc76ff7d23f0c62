"""Which corridor a party walks to.

A rule is any object with ``choose(prospect)``; pass your own to ``EvacuationModel(choice=...)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from sim.behaviour.hours import last_close_s
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.behaviour.walks import write_admits, write_walks
from sim.engine.engine import Observation
from sim.engine.inputs import Gates
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.population.population import Population
from sim.scenario import CLASSES


@dataclass(frozen=True)
class Prospect:
    """What the parties that choose have before them.

    Parameters
    ----------
    population
        Everyone, P parties.
    party
        (n,) rows of the parties that choose now.
    walk_s
        (n, G) walking time from home to each corridor's gate at the party's own free speed; inf
        where the corridor does not admit every member or cannot be reached.
    observation
        The world as it is now.
    gates
        The corridors as they are now; None: they hold nobody up.
    chosen
        (P,) gate that each party walks to or has passed, -1 if none.
    start_s
        (n,) when each would set out; now, if None.
    on_the_way
        The world of parties on their way: who would be at a gate before one if nothing held it up
        is ahead of it. If None, everyone bound for a gate is ahead.
    risk_ahead
        Returns (n, G) the greatest risk seen on the way to each gate, for who asks; None: none.
    """

    population: Population
    party: IntArray
    walk_s: FloatArray
    observation: Observation
    gates: Gates | None = None
    chosen: GateArray | None = None
    start_s: FloatArray | None = None
    on_the_way: Situation | None = None
    risk_ahead: Callable[[], FloatArray] | None = None

    @property
    def arrival_s(self) -> FloatArray:
        """(n, G) when each would be at each gate; inf where it cannot be."""
        now_s = np.full(len(self.party), self.observation.now_s)
        start_s = now_s if self.start_s is None else self.start_s
        return np.asarray(start_s[:, None] + self.walk_s, np.float64)

    @property
    def way_risk(self) -> FloatArray:
        """(n, G) greatest risk, in [0, 1], seen on the way to each gate, both ends included."""
        return np.zeros_like(self.walk_s) if self.risk_ahead is None else self.risk_ahead()


class Choice(Protocol):
    """A way to choose a corridor."""

    def choose(self, prospect: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go."""


class Nearest:
    """The corridor with the shortest walk of those that admit the whole party.

    Equal walks go to the corridor whose id comes first.
    """

    def choose(self, prospect: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go."""
        walk_s = prospect.walk_s
        nearest = walk_s.argmin(axis=1)
        reachable = np.isfinite(walk_s[np.arange(len(nearest)), nearest])
        return np.where(reachable, nearest, NONE).astype(np.int16)


@dataclass(frozen=True)
class Assigned:
    """The corridor that the party's district names; the nearest for who cannot use that one.

    Parameters
    ----------
    gate
        (D, 2) gate assigned to a district's civilians and to its fighters, `NONE` where the
        district names none.
    """

    gate: IntArray

    def choose(self, prospect: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go."""
        chosen = Nearest().choose(prospect)
        named = self.named(prospect)
        rows = np.flatnonzero(named != NONE)
        usable = rows[np.isfinite(prospect.walk_s[rows, named[rows]])]
        chosen[usable] = named[usable]
        return chosen

    def named(self, prospect: Prospect) -> GateArray:
        """Return the (n,) gates that the parties' districts name, `NONE` where they name none."""
        population, party = prospect.population, prospect.party
        fighter = population.line[party] == CLASSES.index("fighter")
        named = self.gate[population.district[party], fighter.astype(np.intp)]
        return np.asarray(named, np.int16)


def admits_party(
    population: Population, admits: BoolArray, party: IntArray | None = None
) -> BoolArray:
    """Return (n, G): whether a corridor admits every member of a party, of all or of (n,) `party`.

    Parameters
    ----------
    population
        P parties.
    admits
        (G, C) whether a corridor admits a class, classes by their code.
    party
        (n,) rows; all, if None.
    """
    rows = np.arange(population.party_count, dtype=np.int32) if party is None else party
    admitted = np.empty((len(rows), len(admits)), np.bool_)
    write_admits(
        rows, population.persons, population.wounded, population.fighters, admits, admitted
    )
    return admitted


def prospect(situation: Situation, party: IntArray, start_s: FloatArray | None = None) -> Prospect:
    """Put together what `party`, (n,) rows of those who choose, can weigh.

    A corridor that a party would reach only after its class's last close, setting out at (n,)
    `start_s` (default now), is none for it.
    """
    population, gates = situation.population, situation.planned
    node = situation.where[party]
    start_s = np.full(len(party), situation.now_s) if start_s is None else start_s
    here_m = np.zeros(len(party))
    walk_s = walks_s(situation, party, gates.admits, node, here_m, start_s)
    return Prospect(
        population,
        party,
        walk_s,
        situation.observation,
        gates,
        situation.chosen,
        start_s,
        risk_ahead=risk_on_ways(situation, node),
    )


def walks_s(
    situation: Situation,
    party: IntArray,
    admits: BoolArray,
    node: IntArray,
    rest_m: FloatArray,
    start_s: FloatArray,
    barred: BoolArray | None = None,
) -> FloatArray:
    """Return (n, G) how long parties walk to each gate; inf where it is no way out for them.

    Parameters
    ----------
    situation
        The world.
    party
        (n,) rows.
    admits
        (G, C) whether a gate lets a class pass.
    node, rest_m, start_s
        (n,) from which node each walks on, how far it is to there, and when it begins.
    barred
        (P, G) who was turned away from which gate; None: nobody.
    """
    people, memory = situation.population, situation.memory
    walk_s = np.empty((len(party), len(admits)))
    write_walks(
        party,
        node,
        rest_m,
        start_s,
        situation.trees.cost,
        people.speed_m_s,
        people.line,
        people.persons,
        people.wounded,
        people.fighters,
        admits,
        last_close_s(situation.planned),
        np.empty((0, 0), np.uint8) if memory is None else memory.said,
        np.empty((0, 0), np.bool_) if barred is None else barred,
        walk_s,
    )
    return walk_s


def risk_on_ways(situation: Situation, node: IntArray) -> Callable[[], FloatArray] | None:
    """Return what finds the risk seen from (n,) nodes to each gate; None while there is none."""
    sight = situation.board.sight
    if not sight.anything_yet(situation.now_s):
        return None
    return partial(sight.on_ways, situation.now_s, situation.trees, node)
