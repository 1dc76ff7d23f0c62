"""What every party believes of every corridor, and of when that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.street_network import BoolArray, IntArray

UNKNOWN, PLANNED, SHUT, OPEN = range(4)
"""Beliefs: does not know of it; opens and shuts as planned; is shut; is open again, as planned."""
USABLE = np.array([said in (PLANNED, OPEN) for said in range(4)])
"""Whether each belief makes a corridor a way out."""


class Memory:
    """Beliefs that only newer news displaces, so that nobody runs in circles between old rumours.

    Five bytes a party and corridor.

    Parameters
    ----------
    informed
        (P,) who knows the plan from the start.
    gate_count
        Number of corridors G.

    Attributes
    ----------
    said : array
        (P, G) what each party believes of each corridor.
    since_s : array
        (P, G) of when that is, in seconds from the start; -1 is the plan, -2 nothing.
    newest_s : array
        (G,) of when the newest is that anybody believes.
    behind : array
        (P,) who may know older things of some corridor than others do.
    """

    def __init__(self, informed: BoolArray, gate_count: int) -> None:
        shape = (len(informed), gate_count)
        self.said: NDArray[np.uint8] = np.zeros(shape, np.uint8)
        self.said[informed] = PLANNED
        self.since_s: NDArray[np.float32] = np.full(shape, -2.0, np.float32)
        self.since_s[informed] = -1.0
        self.newest_s = self.since_s.max(axis=0, initial=-2.0)
        self.behind: BoolArray = (self.since_s < self.newest_s).any(axis=1)

    def hear(self, party: IntArray, gate: int, said: int, since_s: float) -> IntArray:
        """Tell (n,) parties something of a corridor; return those for whom it is newer."""
        older = self.since_s[party, gate] < np.float32(since_s)
        news: IntArray = party[older]
        self.said[news, gate] = said
        self.since_s[news, gate] = since_s
        if len(news):
            if self.newest_s[gate] < np.float32(since_s):
                self.newest_s[gate] = since_s
                self.behind[:] = True
            self.behind[news] = (self.since_s[news] < self.newest_s).any(axis=1)
        return news

    def usable(self, party: IntArray) -> BoolArray:
        """Return (n, G): what each believes to be a way out."""
        return np.asarray(USABLE[self.said[party]], np.bool_)
