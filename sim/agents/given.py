"""The decisions that a model was given: one party at a time, or for all at once and looked at."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.one_by_one import (
    AtShutGateFace,
    ChoiceFace,
    Face,
    LeavingFace,
    LookAgainFace,
    OneByOne,
    ReadinessFace,
)
from sim.behaviour.at_shut_gate import Turned
from sim.behaviour.choice import Prospect
from sim.behaviour.situation import Situation
from sim.network.street_network import BoolArray, FloatArray
from sim.population import Population

if TYPE_CHECKING:
    from sim.model import EvacuationModel


class _Checked:
    """A decision for all at once, written by somebody: what it returns is looked at.

    An array of the wrong kind would be taken for something else: a nan would become corridor 0.
    """

    def __init__(self, model: EvacuationModel, decision: Any, keyword: str) -> None:
        self._decision, self._keyword = decision, keyword
        self._corridors = len(model.corridor_ids)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._decision, name)

    def _array(self, method: str, answer: object, count: int, kinds: str, words: str) -> Any:
        """Return an answer as an array.

        Raises
        ------
        TypeError, ValueError
            It is of another kind or shape.
        """
        given = np.asarray(answer)
        if given.shape != (count,) or given.dtype.kind not in kinds:
            raise TypeError(
                f"{type(self._decision).__name__}.{method} returned {_words(answer)}. "
                f"As `{self._keyword}` it returns {words}, {count:,} here."
            )
        return given


class _CheckedLeaving(_Checked):
    def sets_out(self, situation: Situation) -> BoolArray:
        answer: BoolArray = self._array(
            "sets_out",
            self._decision.sets_out(situation),
            situation.population.party_count,
            "b",
            "True or False for each party",
        )
        return answer


class _CheckedReadiness(_Checked):
    def ready_s(self, population: Population) -> FloatArray:
        words = "seconds from the scenario's start for each party (inf: never)"
        ready_s: FloatArray = self._array(
            "ready_s", self._decision.ready_s(population), population.party_count, "iuf", words
        ).astype(float)
        if np.isnan(ready_s).any():
            raise ValueError(
                f"{type(self._decision).__name__}.ready_s returned nan for "
                f"{np.isnan(ready_s).sum():,} parties. As `readiness` it returns {words}."
            )
        return ready_s


class _CheckedChoice(_Checked):
    def choose(self, ahead: Prospect) -> Any:
        words = f"a corridor's index (0 to {self._corridors - 1}), or -1, for each in ahead.party"
        if not len(ahead.party):
            return np.zeros(0, np.int16)
        gate = self._array("choose", self._decision.choose(ahead), len(ahead.party), "iu", words)
        if gate.min() < -1 or gate.max() >= self._corridors:
            raise ValueError(
                f"{type(self._decision).__name__}.choose returned {gate.min()} to {gate.max()}. "
                f"As `choice` it returns {words}."
            )
        return gate


class _CheckedTurning(_Checked):
    def decide(self, *args: Any) -> Turned:
        answer = self._decision.decide(*args)
        if not isinstance(answer, Turned):
            raise TypeError(
                f"{type(self._decision).__name__}.decide returned {_words(answer)}. As "
                f"`{self._keyword}` it returns a Turned, of sim.behaviour.at_shut_gate."
            )
        return answer


_KINDS: dict[str, tuple[str, type[Face], type[_Checked]]] = {
    "leaving": ("sets_out(situation)", LeavingFace, _CheckedLeaving),
    "readiness": ("ready_s(population)", ReadinessFace, _CheckedReadiness),
    "choice": ("choose(prospect)", ChoiceFace, _CheckedChoice),
    "at_shut_gate": ("decide(situation)", AtShutGateFace, _CheckedTurning),
    "look_again": ("decide(situation, but)", LookAgainFace, _CheckedTurning),
}
"""By keyword: the method that decides for all at once, what asks one at a time, what looks."""


def for_all(model: EvacuationModel, **given: object) -> Any:
    """Return a decision, given by its keyword, as the model calls it: for all at once.

    Raises
    ------
    TypeError
        It is no decision.
    """
    ((keyword, decision),) = given.items()
    method, face, checked = _KINDS[keyword]
    if decision is None:
        return None
    if isinstance(decision, OneByOne):
        _takes_agent_and_sees(decision)
        return face(model, decision, keyword)
    if isinstance(decision, type):
        raise TypeError(f"{keyword} is the class {decision.__name__}; pass {decision.__name__}()")
    if not callable(getattr(decision, method.split("(")[0], None)):
        raise TypeError(
            f"{keyword} is {decision!r}, which decides nothing: derive its class from "
            f"sim.OneByOne, with decide(self, agent, sees), or give it {method} for all at once"
        )
    if type(decision).__module__.startswith("sim."):
        return decision
    return checked(model, decision, keyword)


def _takes_agent_and_sees(decision: OneByOne) -> None:
    signature = inspect.signature(decision.decide)
    try:
        signature.bind(None, None)
    except TypeError:
        raise TypeError(
            f"{type(decision).__name__}.decide takes {signature}; it is asked with an agent and "
            "what that sees: write decide(self, agent, sees)"
        ) from None


def _words(answer: object) -> str:
    """Return what an answer is, shortly."""
    if isinstance(answer, np.ndarray):
        return f"an array of {answer.dtype} with shape {answer.shape}"
    return "None (is a `return` missing?)" if answer is None else f"a {type(answer).__name__}"
