"""Divided households that mean to stay together: both parts set out at once, for one corridor."""

from __future__ import annotations

import numpy as np

from sim.behaviour.situation import GateArray, Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray


class Together:
    """What ``willingness.reunite: wait`` means at home, where both parts are to leave.

    Parameters
    ----------
    family
        (P,) row of the household's other part, -1 if it has none.
    """

    def __init__(self, family: IntArray) -> None:
        self._family = family

    def wait(
        self, situation: Situation, going: BoolArray, due: IntArray, planned_s: FloatArray
    ) -> IntArray:
        """Return who of (n,) `due` sets out now; who waits for its other part goes with it.

        Parameters
        ----------
        going
            (P,) who is to leave.
        planned_s
            (P,) when each means to set out; written to.
        """
        other = self._family[due]
        comes = (other >= 0) & going[other] & (situation.observation.place[other] == Place.HOME)
        later = comes & np.isfinite(planned_s[other]) & (planned_s[other] >= situation.until_s)
        planned_s[due[later]] = planned_s[other[later]]
        leaves = np.zeros(len(self._family), np.bool_)
        leaves[due] = True
        both = np.flatnonzero(comes & ~later & leaves[other])
        last_s = np.maximum(planned_s[due[both]], planned_s[other[both]])
        planned_s[due[both]] = last_s
        rest: IntArray = due[~later]
        return rest

    def one_corridor(self, party: IntArray, gate: GateArray) -> None:
        """Let the part with the higher row take the corridor of the other; `gate` is (n,)."""
        position = np.full(int(self._family.shape[0]), -1, np.int64)
        position[party] = np.arange(len(party))
        other = self._family[party]
        follows = np.flatnonzero((other >= 0) & (other < party))
        follows = follows[position[other[follows]] >= 0]
        gate[follows] = gate[position[other[follows]]]
