"""Which corridor a party walks to.

A rule is any object with ``choose(prospect)``; pass your own to ``EvacuationModel(choice=...)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.behaviour.situation import NONE, GateArray, Situation
from sim.engine.engine import Observation
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.population.population import Population
from sim.scenario import CLASSES, Scenario


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
    """

    population: Population
    party: IntArray
    walk_s: FloatArray
    observation: Observation


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


def choice_rule(scenario: Scenario, corridor_ids: Sequence[str]) -> Choice:
    """Return the rule that a scenario states; `corridor_ids` are in the engine's order."""
    if scenario.choice.rule == "nearest":
        return Nearest()
    code = {corridor: gate for gate, corridor in enumerate(corridor_ids)}
    districts = [district for _, district in sorted(scenario.population.districts.items())]
    gate = [
        [
            NONE if name is None else code[name]
            for name in (district.corridor, district.fighters_corridor)
        ]
        for district in districts
    ]
    return Assigned(np.array(gate, np.int32).reshape(len(districts), 2))


def admits_party(population: Population, admits: BoolArray) -> BoolArray:
    """Return (P, G): whether a corridor admits every member of a party.

    Parameters
    ----------
    population
        P parties.
    admits
        (G, C) whether a corridor admits a class, classes by their code.
    """
    members = {
        "civilian": population.persons - population.wounded - population.fighters,
        "wounded": population.wounded,
        "fighter": population.fighters,
    }
    allowed = np.ones((population.party_count, len(admits)), np.bool_)
    for code, name in enumerate(CLASSES):
        allowed &= (members[name] == 0)[:, None] | admits[:, code][None, :]
    return allowed


def prospect(situation: Situation, party: IntArray) -> Prospect:
    """Put together what `party`, (n,) rows of those who choose, can weigh."""
    population, admits = situation.population, situation.gates.admits
    distance_m = situation.trees.cost
    walk_s = distance_m[:, population.home[party]].T / population.speed_m_s[party, None]
    walk_s[~admits_party(population, admits)[party]] = np.inf
    return Prospect(population, party, walk_s, situation.observation)
