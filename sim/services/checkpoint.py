"""Where convoys pass a corridor: one after the other, each as a whole, while it is open to them."""

from __future__ import annotations

import heapq
import math
from typing import Protocol

from sim.services.service import Window


class Passing(Protocol):
    """A convoy before the checkpoint."""

    @property
    def check_s(self) -> float:
        """How long its check takes."""

    def windows(self) -> tuple[Window, ...]:
        """When it may begin to pass, as things are now: [open, close), sorted, disjoint."""

    def reach(self, now_s: float) -> None:
        """Note that it has come to the corridor."""

    def go_on(self, begin_s: float, end_s: float) -> None:
        """Note that it was checked between these times, and goes on."""


class Checkpoint:
    """The lane of a corridor's checkpoint that is for vehicles.

    Convoys are checked in the order in which they came. One that may not pass now lets pass who
    may: another class, say.

    Parameters
    ----------
    finish
        A check that has begun is finished after the close; else none begins that would not be
        done by then.
    """

    def __init__(self, *, finish: bool = True) -> None:
        self._finish = finish
        self._coming: list[tuple[float, int, Passing]] = []
        self._waiting: list[Passing] = []
        self._number = 0
        self._now_s, self._free_s = 0.0, 0.0

    def expect(self, time_s: float, convoy: Passing) -> None:
        """Let a convoy come to the corridor at `time_s`."""
        heapq.heappush(self._coming, (time_s, self._number, convoy))
        self._number += 1

    @property
    def next_s(self) -> float:
        """When something happens next; inf: nothing."""
        after_s = max(self._free_s, self._now_s)
        begins = (self._begins_s(convoy, after_s) for convoy in self._waiting)
        return min([self._coming[0][0] if self._coming else math.inf, *begins])

    def happen(self, now_s: float) -> None:
        """Let come who comes now, and begin the check that can begin now."""
        self._now_s = now_s
        while self._coming and self._coming[0][0] <= now_s:
            convoy = heapq.heappop(self._coming)[2]
            convoy.reach(now_s)
            self._waiting.append(convoy)
        while self._free_s <= now_s:
            ready = [one for one in self._waiting if self._begins_s(one, now_s) == now_s]
            if not ready:
                return
            self._waiting.remove(ready[0])
            self._free_s = now_s + ready[0].check_s
            ready[0].go_on(now_s, self._free_s)

    def look(self, now_s: float) -> None:
        """Have windows that changed looked at now."""
        self._now_s = max(self._now_s, now_s)

    def _begins_s(self, convoy: Passing, after_s: float) -> float:
        """Return when a convoy's check can begin, not before `after_s`; inf: never."""
        for opened_s, shut_s in convoy.windows():
            begin_s = max(opened_s, after_s)
            in_time = self._finish or begin_s + convoy.check_s <= shut_s
            if begin_s < shut_s and in_time:
                return begin_s
        return math.inf
