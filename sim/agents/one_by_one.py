"""Decisions one party at a time, in plain Python: slow, and right.

>>> class Nearest(OneByOne):
...     def decide(self, agent, sees):
...         return min(sees.walk_s, key=sees.walk_s.get, default=None)
>>> model = EvacuationModel(loaded, choice=Nearest())  # doctest: +SKIP

`EvacuationModel` calls its decisions for everyone at once. Here is what stands between: it asks
one party after the other and puts the answers together.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.agents.parties import PartySet
from sim.agents.party import Party
from sim.agents.sees import Look, Sees
from sim.behaviour.at_shut_gate import HOME as TO_HOME
from sim.behaviour.at_shut_gate import Turned, ahead_from_here, bound_for_a_gate
from sim.behaviour.choice import Prospect, prospect
from sim.behaviour.dice import Dice
from sim.behaviour.hours import open_now
from sim.behaviour.memory import SHUT
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.population import Population

if TYPE_CHECKING:
    from sim.model import EvacuationModel


class OneByOne(ABC):
    """A decision of your own: derive from it, write `decide`, pass an object of it to the model.

    The keyword by which it is passed says what is decided:

    ==============  ===========================================  ================================
    keyword         who is asked, and when                       what `decide` returns
    ==============  ===========================================  ================================
    leaving         who is at home, whenever decisions are made  True: sets out when it is ready
    readiness       everyone, once, before the first step        seconds from the start; inf: never
    choice          who is ready and has no corridor             a corridor's id, or None
    at_shut_gate    who is bound for a corridor that is shut     None: waits; a corridor's id;
                    as it knows, whenever decisions are made     ``HOME``; ``Shelter(id)``
    look_again      everyone else on the way to a gate           the same; None: goes on
    ==============  ===========================================  ================================

    Decisions are made at the end of every control interval and at timed events. Who is ready and
    gets None for a corridor stays where it is and does not ask again. ``HOME`` and ``Shelter`` are
    of ``sim.agents``.
    """

    @abstractmethod
    def decide(self, agent: Party, sees: Sees) -> Any:
        """Return what this party does.

        It may be asked more than once at an instant, so the answer is the same for the same
        `agent` and `sees`.

        Parameters
        ----------
        agent
            The party, with everything that ``model.agents`` has.
        sees
            What it knows: ways, waits, news, danger, neighbours; and `draw`, for chance.
        """


class Home:
    """Where who gives up may go: the way back that it came."""

    def __repr__(self) -> str:
        return "HOME"


HOME: Final = Home()


@dataclass(frozen=True)
class Shelter:
    """Where who gives up may go: one of the scenario's ``places``.

    Parameters
    ----------
    id
        Which.
    """

    id: str


class Face:
    """What stands between a model and a `OneByOne`: asks, and says what is wrong with an answer."""

    returns = ""

    def __init__(self, model: EvacuationModel, decision: OneByOne, keyword: str) -> None:
        self._model, self._decision, self._keyword = model, decision, keyword
        self._dice: dict[str, Dice] = {}
        self._gate = {name: gate for gate, name in enumerate(model.corridor_ids)}

    def _ask(
        self, situation: Situation, party: IntArray, ahead: Callable[[], Prospect]
    ) -> Iterator[tuple[int, Party, Sees, Any]]:
        """Yield (position, party, what it sees, its answer), one party after the other."""
        look = Look(self._model, situation, party, ahead, self._dice)
        for index, agent in enumerate(PartySet(self._model, party)):
            sees = Sees(look, index)
            try:
                answer = self._decision.decide(agent, sees)
            except Exception as error:
                error.add_note(f"while {self._name} decided for {agent!r}, {sees.now_s:.0f} s")
                raise
            yield index, agent, sees, answer

    def _wrong(self, agent: Party, answer: object) -> TypeError:
        hint = " (is a `return` missing?)" if answer is None else ""
        return TypeError(
            f"{self._name} returned {answer!r} for {agent!r}{hint}. "
            f"As `{self._keyword}` it returns {self.returns}."
        )

    def _gate_of(self, agent: Party, sees: Sees, answer: str) -> int:
        """Return the number of a corridor that the party can use."""
        if answer not in self._gate:
            ids = ", ".join(self._gate)
            home = " To go home is HOME, of sim.agents." if answer.lower() == "home" else ""
            raise ValueError(
                f"{self._name} returned {answer!r} for {agent!r}: no corridor has that id. "
                f"There are {ids}.{home}"
            )
        usable = sees.walk_s
        if answer not in usable:
            raise ValueError(
                f"{self._name} returned {answer!r} for {agent!r}, which cannot use it. Return one "
                f"of sees.walk_s ({', '.join(usable) or 'none here: return None'})."
            )
        return self._gate[answer]

    @property
    def _name(self) -> str:
        return f"{type(self._decision).__name__}.decide"


class LeavingFace(Face):
    """Asks who is at home whether it sets out."""

    returns = "True or False"

    def sets_out(self, situation: Situation) -> BoolArray:
        """Return the (P,) parties at home that are to set out when their time comes."""
        going = np.zeros(situation.population.party_count, np.bool_)
        party = np.flatnonzero(situation.at_home).astype(np.int32)
        for _, agent, _, answer in self._ask(situation, party, lambda: prospect(situation, party)):
            if not isinstance(answer, bool | np.bool_):
                raise self._wrong(agent, answer)
            going[agent.row] = answer
        return going


class ReadinessFace(Face):
    """Asks everyone when it is ready."""

    returns = "seconds from the scenario's start, inf for never"

    def ready_s(self, population: Population) -> FloatArray:
        """Return the (P,) times at which parties would set out."""
        situation = self._model.situation(self._model.now_s)
        party = np.arange(population.party_count, dtype=np.int32)
        ready_s = np.empty(len(party))
        for index, agent, _, answer in self._ask(
            situation, party, lambda: prospect(situation, party)
        ):
            if isinstance(answer, bool) or not isinstance(answer, Real) or math.isnan(answer):
                raise self._wrong(agent, answer)
            ready_s[index] = answer
        return ready_s


class ChoiceFace(Face):
    """Asks who is ready for a corridor."""

    returns = "the id of a corridor in sees.walk_s, or None"

    def choose(self, ahead: Prospect) -> GateArray:
        """Return (n,) gate indices, `NONE` for who has nowhere to go."""
        gate = np.full(len(ahead.party), NONE, np.int16)
        situation = self._model.situation(self._model.now_s)
        for index, agent, sees, answer in self._ask(situation, ahead.party, lambda: ahead):
            if answer is None:
                continue
            if not isinstance(answer, str):
                raise self._wrong(agent, answer)
            gate[index] = self._gate_of(agent, sees, answer)
        return gate


class OnTheWayFace(Face):
    """Asks who is on the way where it goes."""

    returns = "None, the id of a corridor in sees.walk_s, HOME or Shelter(id)"

    def _turned(self, situation: Situation, party: IntArray) -> Turned:
        shelters = {name: n for n, name in enumerate(sorted(self._model.loaded.scenario.places))}
        rows: list[tuple[int, int, int]] = []
        for _, agent, sees, answer in self._ask(
            situation, party, lambda: ahead_from_here(situation, party)
        ):
            match answer:
                case None:
                    pass
                case str():
                    if answer != agent.corridor:
                        rows.append((agent.row, self._gate_of(agent, sees, answer), TO_HOME))
                case Home():
                    rows.append((agent.row, NONE, TO_HOME))
                case Shelter() if answer.id in shelters:
                    rows.append((agent.row, NONE, shelters[answer.id]))
                case Shelter():
                    raise ValueError(
                        f"{self._name} returned {answer!r} for {agent!r}: no shelter has that id. "
                        f"`places` of the scenario has {', '.join(shelters) or 'none'}."
                    )
                case _:
                    raise self._wrong(agent, answer)
        who = np.array(rows, np.int32).reshape(len(rows), 3)
        return Turned(who[:, 0].copy(), who[:, 1].astype(np.int16), who[:, 2].copy())


class AtShutGateFace(OnTheWayFace):
    """Asks those whose corridor is shut."""

    def decide(self, situation: Situation) -> Turned:
        """Return who goes elsewhere, of those whose corridor is shut as they know.

        Who stands before the gate sees it; the others go by its windows and by what they heard.
        """
        party = bound_for_a_gate(situation)
        gate, line = situation.chosen[party], situation.population.line[party]
        there = situation.observation.place[party] == Place.FORECOURT
        planned = open_now(situation.planned, situation.now_s)[gate, line]
        seen = open_now(situation.gates, situation.now_s)[gate, line]
        shut = ~np.where(there, seen, planned)
        if situation.memory is not None:
            shut |= situation.memory.said[party, gate] == SHUT
        return self._turned(situation, party[shut])


class LookAgainFace(OnTheWayFace):
    """Asks the others on the way."""

    def decide(self, situation: Situation, but: IntArray) -> Turned:
        """Return who goes elsewhere, of all `but` those who have just decided."""
        party = bound_for_a_gate(situation)
        return self._turned(situation, party[~np.isin(party, but)])
