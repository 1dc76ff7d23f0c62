"""Step 3 of the model: everyone whose turn it is decides, and is told to go."""

from __future__ import annotations

import numpy as np

from sim.behaviour import AtShutGate, Choice, Equilibrium, Leaving, LookAgain, prospect
from sim.behaviour.again import GoAgain
from sim.behaviour.at_shut_gate import HOME, Turned
from sim.behaviour.reconsider import Reconsider
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.services.dispatch import Dispatch
from sim.step.closing import ClosingBook
from sim.step.travel import Travel


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
    closing
        Is told who gives a corridor up, and knows who turns people away at queues, how many beds
        shelters have, and which divided families wait for each other.
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
        closing: ClosingBook,
    ) -> None:
        self._leaving, self.reconsider, self._choice = leaving, reconsider, choice
        self._at_shut_gate, self._look_again = at_shut_gate, look_again
        self.go_again = go_again
        self._planned_s = planned_s
        self._services = services
        self._closing, self._stewards = closing, closing.stewards
        self._shelters, self._together = closing.shelters, closing.together

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
            party = self._due(situation, self._leaving.sets_out(situation))
            if self._services is not None:
                party = party[~self._services[0].takes(party, self._planned_s[party])]
            self._choice.prepare(prospect(situation, party, self._planned_s[party]))

    def decide(self, situation: Situation, travel: Travel) -> None:
        """Let who is at home reconsider, who is on the way turn, and who is to leave set out."""
        if self.reconsider is not None:
            self.reconsider.decide(situation, self._planned_s, self._getting_ready_s)
        turned = self._at_shut_gate.decide(situation)
        self._turn(situation, travel, turned)
        just_now = turned.party
        if self._stewards is not None:
            sent = self._stewards.decide(situation, just_now)
            self._turn(situation, travel, sent)
            just_now = np.concatenate((just_now, sent.party))
        self._turn(situation, travel, self._look_again.decide(situation, just_now))
        if self._shelters is not None:
            travel.move_on(self._shelters.decide(situation), situation.now_s)
        self.go_again.plan(situation, self._planned_s)
        self._set_out(situation, travel)

    def _turn(self, situation: Situation, travel: Travel, turned: Turned) -> None:
        """Let parties go elsewhere, and remember who gave up."""
        if not len(turned.party):
            return
        travel.turn(turned, situation.observation)
        self._closing.note(turned, situation.now_s)
        seen, home = situation.observation, (turned.gate == NONE) & (turned.place == HOME)
        gone_in = turned.party[home]
        gone_in = gone_in[(seen.place[gone_in] == Place.DOOR) & np.isnan(seen.set_out_s[gone_in])]
        if len(gone_in):
            self.go_again.back_in(gone_in)
        if self._shelters is not None:
            self._shelters.note(turned)

    def nobody_is_to_come(self, situation: Situation) -> bool:
        """Whether nobody means to set out before `until_s`, nor may come to it."""
        if self.reconsider is not None and self.reconsider.may_move_somebody(situation):
            return False
        if self._shelters is not None and self._shelters.undecided(situation):
            return False
        undecided = self.go_again.undecided(situation, self._planned_s)
        going = self._leaving.sets_out(situation)
        return not undecided and not len(self._due(situation, going))

    def _set_out(self, situation: Situation, travel: Travel) -> None:
        """Let who means to set out now choose a corridor, and go."""
        going = self._leaving.sets_out(situation)
        due = self._due(situation, going)
        if self._together is not None and len(due):
            due = self._together.wait(situation, going, due, self._planned_s)
        due = self._knowing(situation, due)
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
        if self._together is not None:
            self._together.one_corridor(due, gate)
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

    def _knowing(self, situation: Situation, due: IntArray) -> IntArray:
        """Return who of (n,) `due` knows of a way out; the others soon ask again."""
        if situation.memory is None or not len(due):
            return due
        knows = situation.memory.usable(due).any(axis=1) | (self._given[due] != NONE)
        self._planned_s[due[~knows]] = situation.until_s
        return np.asarray(due[knows], np.int32)

    def _due(self, situation: Situation, going: BoolArray) -> IntArray:
        """Return who is `going`, or rests, and means to set out before `until_s`."""
        ready = going | (situation.observation.place == Place.ARRIVED)
        due: BoolArray = ready & (self._planned_s < situation.until_s)
        return np.flatnonzero(due).astype(np.int32)
