"""Who has heard of what, when and by which way, and who still walked to a gate that was shut."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.behaviour.memory import Memory
from sim.network.street_network import BoolArray, IntArray

WAYS: Final = ("start", "gate", "queue", "announcement", "street", "neighbours")
"""By which way news is heard.

Known from the start; seen at the gate; from there along the queue; announced; from those on the
same street; at home, from neighbours.
"""


class Piece:
    """One piece of news: what is said of a gate, as of when, and who has heard it.

    Attributes
    ----------
    gate, said, since_s
        Which gate; a belief of ``sim.behaviour.memory``; of when that is, -1 for the plan.
    by_way
        People who heard it, by `WAYS`; each hears it once.
    times_s, persons
        When people heard it during the run, and how many then.
    unaware, unaware_person_s
        People who walked to the gate while it was shut and did not know, as seen at interval
        begins; and the time that they walked so.
    """

    def __init__(self, gate: int, said: int, since_s: float) -> None:
        self.gate, self.said, self.since_s = gate, said, since_s
        self.by_way = dict.fromkeys(WAYS, 0)
        self.times_s: list[float] = []
        self.persons: list[int] = []
        self.unaware = 0
        self.unaware_person_s = 0.0

    def note(self, persons: int, *, way: str, now_s: float) -> None:
        """Count people to whom it was news."""
        if not persons:
            return
        self.by_way[way] += persons
        if not self.times_s or self.times_s[-1] != now_s:
            self.times_s.append(now_s)
            self.persons.append(0)
        self.persons[-1] += persons


class Heard:
    """The count of all the news of a run.

    Parameters
    ----------
    persons
        (P,) people of each party.
    """

    def __init__(self, persons: IntArray) -> None:
        self._persons = persons
        self._pieces: dict[tuple[int, np.float32], Piece] = {}
        self._unaware: dict[int, tuple[float, BoolArray]] = {}

    @property
    def pieces(self) -> list[Piece]:
        """Every piece of news that anybody could hear, by gate and time."""
        return [self._pieces[key] for key in sorted(self._pieces)]

    def piece(self, gate: int, said: int, since_s: float) -> Piece:
        """Return the piece of news that is so old; a new one if there is none."""
        key = (gate, np.float32(since_s))  # as it is remembered
        if key not in self._pieces:
            self._pieces[key] = Piece(gate, said, since_s)
        return self._pieces[key]

    def begin(self, memory: Memory, said: int) -> None:
        """Count who knows the plan from the start."""
        for gate in range(memory.said.shape[1]):
            piece = self.piece(gate, said, -1.0)
            piece.by_way["start"] = int(self._persons[memory.said[:, gate] == said].sum())

    def walk_unaware(
        self, party: IntArray, gate: int, said: int, since_s: float, span_s: float
    ) -> None:
        """Count (n,) parties that walk to a gate for `span_s` and do not know that it is shut."""
        if not len(party):
            return
        piece = self.piece(gate, said, since_s)
        if self._unaware.get(gate, (None,))[0] != since_s:
            self._unaware[gate] = (since_s, np.zeros(len(self._persons), np.bool_))
        before = self._unaware[gate][1]
        piece.unaware += int(self._persons[party[~before[party]]].sum())
        piece.unaware_person_s += float(self._persons[party].sum()) * span_s
        before[party] = True
