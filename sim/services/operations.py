"""All services of a scenario at once, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.services.checkpoint import Checkpoint
from sim.services.fleet import Fleet
from sim.services.service import Arrivals, Book, Service, ServiceRun


class Part(Protocol):
    """Something in which things happen at instants of its own."""

    @property
    def next_s(self) -> float:
        """When something happens next; inf: nothing."""

    def happen(self, now_s: float) -> None:
        """Let it happen; `now_s` is that time."""


def advance(parts: Sequence[Part], until_s: float) -> None:
    """Let everything before `until_s` happen, in time; what is due at `until_s` waits.

    At the same instant an earlier part comes first.
    """
    while True:
        times_s = [part.next_s for part in parts]
        now_s = min(times_s, default=until_s)
        if not now_s < until_s:
            return
        parts[times_s.index(now_s)].happen(now_s)


def run_service(service: Service, arrivals: Arrivals) -> ServiceRun:
    """Carry everyone who can be carried.

    Parameters
    ----------
    service
        The fleet; its corridor lets no other vehicles pass.
    arrivals
        P parties.

    Returns
    -------
    ServiceRun
        The same for the same input, to the bit.

    Raises
    ------
    ValueError
        If the arrays do not fit together, or a party has nobody.
    """
    count = len(arrivals.time_s)
    lying = np.zeros(count, np.int32) if arrivals.lying is None else arrivals.lying
    if {arrivals.time_s.shape, arrivals.persons.shape, arrivals.line.shape, lying.shape} != {
        (count,)
    }:
        raise ValueError("time_s, persons, line and lying are not of one length")
    if np.isnan(arrivals.time_s).any() or (arrivals.time_s < 0.0).any():
        raise ValueError("a time of arrival is below 0 or not a number")
    if (arrivals.persons < 1).any() or (lying < 0).any() or (lying > arrivals.persons).any():
        raise ValueError("a party has nobody, or more lying than people")
    checkpoint, book = Checkpoint(), Book(count)
    fleet = Fleet(service, checkpoint, book)
    for row in np.flatnonzero(arrivals.time_s < np.inf).tolist():
        lies = int(lying[row])
        load = (int(arrivals.persons[row]) - lies, lies)
        fleet.arrive(float(arrivals.time_s[row]), row, load, int(arrivals.line[row]))
    advance([fleet, checkpoint], np.inf)
    fleet.give_up(np.inf)
    trip = np.full(count, -1, np.int32)
    for number, one in enumerate(fleet.trips):
        trip[list(one.parties)] = number
    refusals = {party: reason for party, (reason, _) in sorted(fleet.refused.items())}
    return ServiceRun(tuple(fleet.trips), trip, book.boarded_s, book.left_s, book.out_s, refusals)
