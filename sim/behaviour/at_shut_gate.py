"""On learning that one's corridor is shut, and at its close: wait, another, home or a shelter.

A rule is any object with ``decide(situation)``; pass your own to
``EvacuationModel(at_shut_gate=...)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.behaviour.choice import Prospect, risk_on_ways, walks_s
from sim.behaviour.hours import next_opening_s, open_now
from sim.behaviour.memory import Memory
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.behaviour.telling import find_told
from sim.behaviour.weighing import weighing
from sim.network.street_network import IntArray
from sim.scenario import CLASSES, PersonClass, Scenario
from sim.scenario.news import GatePolicy

HOME = -1
"""Where who gives up goes: home, or the shelter of that number."""

GO_HOME = GatePolicy(then="home")


@dataclass(frozen=True)
class Turned:
    """What was decided.

    Parameters
    ----------
    party
        (n,) who goes elsewhere from now on.
    gate
        (n,) the corridor that each goes to; `NONE` for who gives up for now.
    place
        (n,) where who gives up goes: `HOME`, or the number of a shelter.
    """

    party: IntArray
    gate: GateArray
    place: IntArray


def nobody_turns() -> Turned:
    """Return the decision of nobody to go elsewhere."""
    return Turned(np.zeros(0, np.int32), np.zeros(0, np.int16), np.zeros(0, np.int32))


class AtShutGate(Protocol):
    """A way to decide at gates that let nobody pass."""

    def decide(self, situation: Situation) -> Turned:
        """Return who goes elsewhere."""


class Policies:
    """What a scenario says, class by class.

    Parameters
    ----------
    scenario, place_ids
        Its policies, and its shelters in the order of their numbers.
    memory
        What everyone believes.
    """

    def __init__(self, scenario: Scenario, place_ids: Sequence[str], memory: Memory) -> None:
        self._found, self._close = scenario.shut.found_shut, scenario.shut.at_close
        self._cut_off = scenario.shut.cut_off
        self._place = {name: number for number, name in enumerate(place_ids)}
        self._patience_s = scenario.shut.patience_s
        self._weighing = weighing(scenario)
        self._memory = memory
        self._decided_s = np.full(len(memory.said), -2.0, np.float32)
        self._was_open: np.ndarray | None = None

    def decide(self, situation: Situation) -> Turned:
        """Return who goes elsewhere."""
        if not self._found and not self._close:
            return nobody_turns()
        found = self._follow(situation, self._found, self._told(situation))
        closed = self._follow(situation, self._close, self._closed_on(situation))
        if not len(closed.party):
            return found
        fresh = ~np.isin(closed.party, found.party)
        return Turned(
            np.concatenate((found.party, closed.party[fresh])),
            np.concatenate((found.gate, closed.gate[fresh])),
            np.concatenate((found.place, closed.place[fresh])),
        )

    def after_cut_off(self, situation: Situation, party: IntArray) -> Turned:
        """Return where parties go that stewards turn away: home, unless it is said."""
        stated = {name: self._cut_off.get(name, GO_HOME) for name in CLASSES}
        return self._follow(situation, stated, party)

    def _told(self, situation: Situation) -> IntArray:
        """Return who believes its corridor shut and has not acted on that news."""
        if not self._found:
            return np.zeros(0, np.int32)
        told = np.empty(len(situation.on_way), np.int32)
        count = find_told(
            situation.on_way,
            situation.chosen,
            self._memory.said,
            self._memory.since_s,
            self._decided_s,
            told,
        )
        return told[:count]

    def _closed_on(self, situation: Situation) -> IntArray:
        """Return who is bound for a gate that closed by now, for longer than they wait."""
        if not self._close:
            return np.zeros(0, np.int32)
        opened = open_now(situation.planned, situation.now_s)
        before, self._was_open = self._was_open, opened
        if before is None or not (before & ~opened).any():
            return np.zeros(0, np.int32)
        next_s = next_opening_s(situation.planned, situation.now_s)
        closed = before & ~opened & (next_s - situation.now_s > self._patience_s)
        party = bound_for_a_gate(situation)
        there: IntArray = party[closed[situation.chosen[party], situation.population.line[party]]]
        return there

    def _follow(
        self, situation: Situation, policies: Mapping[PersonClass, GatePolicy], party: IntArray
    ) -> Turned:
        if not len(party):
            return nobody_turns()
        tries, leaves = np.zeros(len(CLASSES), np.bool_), np.zeros(len(CLASSES), np.bool_)
        goes = np.full(len(CLASSES), HOME, np.int32)
        for name, policy in policies.items():
            code = CLASSES.index(name)
            tries[code], leaves[code] = policy.try_another, policy.then != "wait"
            if policy.then == "shelter" and policy.place is not None:
                goes[code] = self._place[policy.place]
        line = situation.population.line[party]
        gate = np.full(len(party), NONE, np.int16)
        who = np.flatnonzero(tries[line])
        if len(who):
            gate[who] = self._another(situation, party[who])
        moves = (gate != NONE) | leaves[line]
        return Turned(party[moves], gate[moves], goes[line[moves]])

    def _another(self, situation: Situation, party: IntArray) -> GateArray:
        """Return the corridor of the least cost from here; `NONE` if none will do."""
        cost_s = self._weighing.cost_s(ahead_from_here(situation, party))
        cost_s[~self._memory.usable(party)] = np.inf
        cost_s[np.arange(len(party)), situation.chosen[party]] = np.inf
        best = cost_s.argmin(axis=1)
        found = np.isfinite(cost_s[np.arange(len(party)), best])
        return np.where(found, best, NONE).astype(np.int16)


def ahead_from_here(situation: Situation, party: IntArray) -> Prospect:
    """Return what (n,) parties on the way have before them, from where they are."""
    node, rest_m = situation.from_here(party)
    now_s, admits = np.full(len(party), situation.now_s), situation.gates.admits
    return Prospect(
        situation.population,
        party,
        walks_s(situation, party, admits, node, rest_m, now_s, situation.barred),
        situation.observation,
        situation.planned,
        situation.chosen,
        on_the_way=situation,
        risk_ahead=risk_on_ways(situation, node),
    )


def bound_for_a_gate(situation: Situation) -> IntArray:
    """Return who is on the way to a gate: at a door, on a street or in a forecourt."""
    bound: IntArray = situation.on_way[situation.chosen[situation.on_way] >= 0]
    return bound
