"""How long each party was in places that were unsafe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine import Observation, Place
from sim.hazards.board import Unsafe
from sim.network.street_network import FloatArray

BEFORE_THE_GATE = (Place.FORECOURT, Place.LANE)


class Exposure:
    """Keeps the time that each of P parties spent in unsafe places.

    Who is there at the begin of a span counts for all of it; spans are cut wherever a place becomes
    unsafe or safe. At home and at the door the home's node counts, on a street the link, at a
    checkpoint its corridor, at an assembly point its node. Who has passed, rides, or has arrived at
    a place of rest, is not counted.

    Parameters
    ----------
    home
        (P,) home nodes.

    Attributes
    ----------
    home_s, away_s
        (P,) seconds at home, and on the way (doors, streets, checkpoints).
    """

    def __init__(self, home: NDArray[np.int32]) -> None:
        self._home = home
        self.home_s: FloatArray = np.zeros(len(home))
        self.away_s: FloatArray = np.zeros(len(home))

    def enter(
        self,
        observation: Observation,
        unsafe: Unsafe | None,
        duration_s: float,
        where: NDArray[np.int32],
    ) -> None:
        """Write down a span of `duration_s` that begins as `observation` says.

        `where` is the (P,) node that each party sets out from.
        """
        if unsafe is None:
            return
        place = observation.place
        in_zone = unsafe.nodes[self._home]
        self.home_s[in_zone & (place == Place.HOME)] += duration_s
        away = in_zone & (place == Place.DOOR)
        walking = np.flatnonzero(place == Place.LINK)
        away[walking] = unsafe.links[observation.link[walking]]
        waiting = np.flatnonzero(np.isin(place, BEFORE_THE_GATE))
        away[waiting] = unsafe.gates[observation.gate[waiting]]
        assembled = np.flatnonzero(place == Place.ASSEMBLED)
        away[assembled] = unsafe.nodes[where[assembled]]
        self.away_s[away] += duration_s
