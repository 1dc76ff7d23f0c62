"""Step 3 of the model: everyone whose turn it is decides, and is told to go."""

from __future__ import annotations

import numpy as np

from sim.behaviour import AtShutGate, Choice, Equilibrium, Leaving, LookAgain, prospect
from sim.behaviour.again import GoAgain
from sim.behaviour.reconsider import Reconsider
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.services.dispatch import Dispatch
from sim.travel import Travel


class Decisions:
    """The decisions of a run, in their order.

    Parameters
    ----------
    leaving, reconsider, choice, at_shut_gate, look_again, go_again
        The rules; none to reconsider by where nothing moves those at home.
    planned_s
        (P,) when each party means to set out, inf if it does not or has; kept up to date here.
    services
        Buses and ambulances, None if there are none; and the number of their first assembly point
        among the places that `Travel` knows.
    """

    def __init__(
        self,
        *,
        leaving: Leaving,
        reconsider: Reconsider | None,
        choice: Choice,
        at_shut_gate: AtShutGate,
        look_again: LookAgain,
        go_again: GoAgain,
        planned_s: FloatArray,
        services: tuple[Dispatch, int] | None = None,
    ) -> None:
        self._leaving, self._reconsider, self._choice = leaving, reconsider, choice
        self._at_shut_gate, self._look_again = at_shut_gate, look_again
        self._go_again = go_again
        self._planned_s = planned_s
        self._services = services

    def begin(self, situation: Situation, given: GateArray, getting_ready_s: FloatArray) -> None:
        """Prepare for a run that ends at `until_s`.

        Parameters
        ----------
        situation
            As it begins.
        given
            (P,) corridors given by hand.
        getting_ready_s
            (P,) what each party needs from its decision to its door.
        """
        self._given, self._getting_ready_s = given, getting_ready_s
        if isinstance(self._choice, Equilibrium):
            party = self._due(situation)
            if self._services is not None:
                party = party[~self._services[0].takes(party, self._planned_s[party])]
            self._choice.prepare(prospect(situation, party, self._planned_s[party]))

    def decide(self, situation: Situation, travel: Travel) -> None:
        """Let who is at home reconsider, who is on the way turn, and who is to leave set out."""
        if self._reconsider is not None:
            self._reconsider.decide(situation, self._planned_s, self._getting_ready_s)
        turned = self._at_shut_gate.decide(situation)
        travel.turn(turned, situation.observation)
        again = self._look_again.decide(situation, turned.party)
        travel.turn(again, situation.observation)
        self._go_again.plan(situation, self._planned_s)
        self._set_out(situation, travel)

    def nobody_is_to_come(self, situation: Situation) -> bool:
        """Whether nobody means to set out before `until_s`, nor may come to it."""
        if self._reconsider is not None and self._reconsider.may_move_somebody(situation):
            return False
        return not len(self._due(situation))

    def _set_out(self, situation: Situation, travel: Travel) -> None:
        """Let who means to set out now choose a corridor, and go."""
        due = self._due(situation)
        if not len(due):
            return
        time_s = np.maximum(self._planned_s[due], situation.now_s)
        self._planned_s[due] = np.inf
        if self._services is not None:
            due, time_s = self._ride(*self._services, due, time_s, travel)
        gate = self._given[due]
        undecided = gate == NONE
        gate[undecided] = self._choice.choose(
            prospect(situation, due[undecided], time_s[undecided])
        )
        found = gate != NONE
        travel.set_out(due[found], gate[found], time_s[found])

    def _ride(
        self, services: Dispatch, first: int, due: IntArray, time_s: FloatArray, travel: Travel
    ) -> tuple[IntArray, FloatArray]:
        """Let those go to an assembly point, or ask, whom a service takes; return the others."""
        takes = services.takes(due, time_s)
        party, when = due[takes], time_s[takes]
        walks = services.ask(party, when)
        place = (first + services.served[party[walks]]).astype(np.int32)
        travel.set_out_to_place(party[walks], place, when[walks])
        return due[~takes], time_s[~takes]

    def _due(self, situation: Situation) -> IntArray:
        """Return who is to leave, or rests, and means to set out before `until_s`."""
        due: BoolArray = self._planned_s < situation.until_s
        if not due.any():
            return np.zeros(0, np.int32)
        going = self._leaving.sets_out(situation)
        going = going | (situation.observation.place == Place.ARRIVED)
        return np.flatnonzero(due & going).astype(np.int32)
