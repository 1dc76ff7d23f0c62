"""What danger and damage do to the engine's streets: only what has changed is said to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Engine
from sim.hazards.board import Board

if TYPE_CHECKING:
    from sim.model import EvacuationModel


class Effects:
    """Keeps an engine's links as the board says; holds what was said last.

    Parameters
    ----------
    board
        Danger and damage at any instant.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._capacity = np.ones(0)
        self._stopped_until_s = np.zeros(0)
        self._speed = np.ones(0)
        self._dark = 1.0

    def apply(self, engine: Engine, now_s: float) -> None:
        """Let people stop and go, and streets close and reopen, as they do now.

        Who walks in a zone stands still where they are until it is over, as long as that is known
        to last (spans that touch or overlap are one).
        """
        board = self._board
        capacity = board.capacity_factor(now_s)
        until_s = board.stopped_until_s(now_s)
        if len(self._capacity) == 0:
            self._capacity = np.ones_like(capacity)
            self._stopped_until_s = np.full_like(until_s, -np.inf)
            self._speed = np.ones_like(capacity)
        longer = np.flatnonzero((until_s > now_s) & (until_s > self._stopped_until_s))
        if len(longer):
            rest_s = until_s[longer] - np.maximum(now_s, self._stopped_until_s[longer])
            engine.stand_still(longer.astype(np.int32), rest_s)
            self._stopped_until_s[longer] = until_s[longer]
        changed = np.flatnonzero(capacity != self._capacity)
        if len(changed):
            engine.set_capacity_factor(changed.astype(np.int32), capacity[changed])
        self._capacity = capacity
        self._slow(engine, now_s)

    def _slow(self, engine: Engine, now_s: float) -> None:
        speed, dark = self._board.speed_factor(now_s), self._board.dark_factor(now_s)
        changed = np.flatnonzero(speed != self._speed)
        if len(changed):
            engine.set_link_speed_factor(changed.astype(np.int32), speed[changed])
        if dark != self._dark:
            engine.set_speed_factor(dark)
        self._speed, self._dark = speed, dark


@dataclass(frozen=True)
class StreetChange:
    """At `time_s` streets stop, go, slow down, close or reopen."""

    time_s: float

    def happen(self, model: EvacuationModel) -> None:
        """Bring the engine's streets up to date."""
        model.moving.look_at_streets(model.effects)
        model.find_ways_anew()
