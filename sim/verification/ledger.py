"""The ledger: at every interval of every case, people in each place must sum to everyone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Observation, Parties, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class Ledger:
    """Counts the intervals looked at and writes down every imbalance.

    Parameters
    ----------
    intervals
        Observations checked so far.
    faults
        One sentence an imbalance; empty when everybody is accounted for.
    """

    intervals: int = 0
    faults: list[str] = field(default_factory=list)

    def check(self, name: str, parties: Parties, seen: Observation) -> None:
        """Compare the engine's counters of people with where each party says that it is.

        Links, lines before checkpoints and lanes are counted twice: by the engine's running
        totals, and here party by party. Nobody may be in two places or in none.
        """
        self.intervals += 1
        persons = parties.persons.astype(np.int64)
        place = seen.place
        on_link = place == Place.LINK
        links = len(seen.link_persons)
        by_link = _sum(persons[on_link], seen.link[on_link], links)
        space = np.zeros(links)
        np.add.at(space, seen.link[on_link], parties.space[on_link])
        waiting = np.zeros_like(seen.gate_waiting)
        in_line = place == Place.FORECOURT
        np.add.at(waiting, (seen.gate[in_line], parties.line[in_line]), persons[in_line])
        moved = seen.link_entered - seen.link_left
        known = np.isin(place, [int(p) for p in Place])
        balance = {
            "people on links": np.array_equal(by_link, seen.link_persons),
            "people entered less left": np.array_equal(moved, seen.link_persons),
            "space on links": np.allclose(space, seen.link_space, rtol=1e-9, atol=1e-6),
            "people in lines": np.array_equal(waiting, seen.gate_waiting),
            "a place for everybody": bool(known.all()),
            "counters never negative": bool(
                (seen.link_persons >= 0).all() and (seen.gate_waiting >= 0).all()
            ),
        }
        at = f"{name} at {seen.now_s:.3f} s"
        self.faults += [
            f"{at}: {what} do not balance" for what, good in balance.items() if not good
        ]

    def check_total(self, name: str, by_status: NDArray[np.int64], persons: int) -> None:
        """Check that every row of a run's series of statuses sums to `persons`."""
        self.intervals += len(by_status)
        wrong = np.flatnonzero(by_status.sum(axis=1) != persons)
        self.faults += [f"{name}, interval {row}: statuses do not sum to all" for row in wrong]


def _sum(weight: NDArray[np.int64], index: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    total = np.zeros(size, np.int64)
    np.add.at(total, index, weight)
    return total
