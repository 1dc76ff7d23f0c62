"""A fleet at work, event by event, in exact time.

Parties wait in one line, in the order of arrival. At a bay the first in line for whom there are
seats, and time before the close, boards next; so a large family lets smaller ones take the seats
that it cannot use, and is the first to board the next vehicle. A vehicle is complete when nobody
in line fits it any more. Nobody knows who is still to come.

Not modelled: breakdowns, traffic between the vehicles of a service and others, corridors that
shut without warning, and windows for empty vehicles on their way back.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from sim.services.service import Arrivals, Refusal, Service, ServiceRun, Trip, Window

_ARRIVAL, _BACK, _BOARDED, _LOOK = range(4)


def run_service(service: Service, arrivals: Arrivals) -> ServiceRun:
    """Carry everyone who can be carried.

    Parameters
    ----------
    service
        The fleet.
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
    shape = arrivals.time_s.shape
    if not shape == arrivals.persons.shape == arrivals.line.shape == (len(arrivals.time_s),):
        raise ValueError("time_s, persons and line are not of one length")
    if np.isnan(arrivals.time_s).any() or (arrivals.time_s < 0.0).any():
        raise ValueError("a time of arrival is below 0 or not a number")
    if (arrivals.persons < 1).any():
        raise ValueError("a party has nobody")
    return _Fleet(service, arrivals).run()


@dataclass
class _Vehicle:
    number: int
    free: int
    parties: list[int] = field(default_factory=list)
    loading_s: float = math.nan
    boarded_s: float = math.nan
    boarding: bool = False


class _Line:
    """Who waits, by size: the first who fits is found without asking everybody."""

    def __init__(self) -> None:
        self._by_size: dict[int, deque[tuple[int, int]]] = {}
        self._number = 0

    def join(self, row: int, persons: int) -> None:
        self._by_size.setdefault(persons, deque()).append((self._number, row))
        self._number += 1

    def take(self, most: int) -> int | None:
        """Remove and return the first party of at most `most` people."""
        sizes = [size for size, line in self._by_size.items() if line and size <= most]
        if not sizes:
            return None
        size = min(sizes, key=lambda size: self._by_size[size][0])
        return self._by_size[size].popleft()[1]

    def sizes(self) -> list[int]:
        return [size for size, line in self._by_size.items() if line]

    def rows(self) -> list[int]:
        return sorted(row for line in self._by_size.values() for _, row in line)


class _Fleet:
    def __init__(self, service: Service, arrivals: Arrivals) -> None:
        self.service = service
        self.time_s = arrivals.time_s.tolist()
        self.persons = arrivals.persons.tolist()
        self.line_of = arrivals.line.tolist()
        self.windows = [(opened, _last(service, shut)) for opened, shut in service.windows]
        self.events: list[tuple[float, int, int, int]] = []
        self.line = _Line()
        self.idle = deque(_Vehicle(k, service.seats) for k in range(service.vehicles))
        self.at_bay: list[_Vehicle] = []
        self.complete: list[_Vehicle] = []
        self.on_the_way: dict[int, _Vehicle] = {}
        self.trips: list[Trip] = []
        self.convoys = 0
        count = len(self.time_s)
        self.trip = np.full(count, -1, np.int32)
        self.boarded_s, self.left_s, self.out_s = (np.full(count, math.nan) for _ in range(3))
        self.refusals: dict[int, Refusal] = {}

    def run(self) -> ServiceRun:
        for row, time_s in enumerate(self.time_s):
            if time_s < math.inf:
                self._at(time_s, _ARRIVAL, row)
        while self.events:
            now_s = self.events[0][0]
            while self.events and self.events[0][0] == now_s:
                self._happen(*heapq.heappop(self.events))
            self._settle(now_s)
        for row in self.line.rows():
            self.refusals[row] = Refusal.NO_SEAT
        return ServiceRun(
            tuple(self.trips), self.trip, self.boarded_s, self.left_s, self.out_s,
            dict(sorted(self.refusals.items())),
        )  # fmt: skip

    def _at(self, time_s: float, kind: int, row: int, vehicle: int = -1) -> None:
        heapq.heappush(self.events, (time_s, kind, row, vehicle))

    def _happen(self, now_s: float, kind: int, row: int, number: int) -> None:
        if kind == _ARRIVAL:
            self._arrive(now_s, row)
        elif kind == _BACK:
            self.idle.append(self.on_the_way.pop(number))
        elif kind == _BOARDED:
            vehicle = next(one for one in self.at_bay if one.number == number)
            vehicle.boarding = False
            vehicle.boarded_s = self.boarded_s[row] = now_s

    def _arrive(self, now_s: float, row: int) -> None:
        service = self.service
        if service.classes is not None and self.line_of[row] not in service.classes:
            self.refusals[row] = Refusal.CLASS
        elif self.persons[row] > service.seats:
            self.refusals[row] = Refusal.TOO_LARGE
        elif self._window(now_s) is None:
            self.refusals[row] = Refusal.SHUT
        else:
            self.line.join(row, self.persons[row])

    def _window(self, now_s: float) -> Window | None:
        """Return the first and last instant to leave for the window that vehicles load for."""
        earliest_s = max(now_s, self.service.start_s)
        for opened_s, last_s in self.windows:
            first_s = max(opened_s - self.service.to_corridor_s, self.service.start_s)
            if earliest_s <= last_s and first_s <= last_s:
                return first_s, last_s
        return None

    def _settle(self, now_s: float) -> None:
        """Let everything begin that can begin now."""
        window = self._window(now_s)
        if window is None:
            return
        first_s, last_s = window
        begin_s = first_s - self.service.load_ahead_s
        if now_s < begin_s:
            self._at(begin_s, _LOOK, -1)
            return
        while self._board(now_s, last_s):
            self._leave_complete(now_s, first_s)
        self._leave_waiting(now_s, first_s, last_s)
        if self.line.sizes() and last_s < math.inf and now_s <= last_s:
            self._look_later(now_s, last_s)

    def _look_later(self, now_s: float, last_s: float) -> None:
        """Who waits for another window is looked at once this one is over."""
        after_s = math.nextafter(last_s, math.inf)
        following = self._window(after_s)
        if following is not None and after_s > now_s:
            self._at(after_s, _LOOK, -1)

    def _board(self, now_s: float, last_s: float) -> bool:
        """Let parties board at every bay; return whether a bay became free."""
        for vehicle in self.at_bay:
            if not vehicle.boarding:
                self._next_party(vehicle, now_s, last_s)
        while self.idle and len(self.at_bay) < self.service.bays:
            vehicle = self.idle[0]
            if not self._next_party(vehicle, now_s, last_s):
                break
            self.at_bay.append(self.idle.popleft())
            vehicle.loading_s = now_s
        sizes = self.line.sizes()
        done = [one for one in self.at_bay if not one.boarding and (sizes or one.free == 0)]
        for vehicle in done:  # nobody in line fits, or there is no time for them
            self.at_bay.remove(vehicle)
            self.complete.append(vehicle)
        return bool(done)

    def _next_party(self, vehicle: _Vehicle, now_s: float, last_s: float) -> bool:
        """Let the first in line who fits begin to board."""
        fixed_s = 0.0 if vehicle.parties else self.service.board_fixed_s

        def ends_s(persons: int) -> float:
            return now_s + fixed_s + self.service.board_s * persons

        in_time = (size for size in self.line.sizes() if ends_s(size) <= last_s)
        most = max((size for size in in_time if size <= vehicle.free), default=0)
        row = self.line.take(most)
        if row is None:
            return False
        vehicle.boarding = True
        vehicle.parties.append(row)
        vehicle.free -= self.persons[row]
        self._at(ends_s(self.persons[row]), _BOARDED, row, vehicle.number)
        return True

    def _leave_complete(self, now_s: float, first_s: float) -> None:
        size = self.service.convoy
        while len(self.complete) >= size:
            convoy, self.complete = self.complete[:size], self.complete[size:]
            self._leave(convoy, max(now_s, first_s))

    def _leave_waiting(self, now_s: float, first_s: float, last_s: float) -> None:
        """Let those leave that have waited long enough for more people."""
        size = self.service.convoy
        standing = [one for one in self.at_bay if not one.boarding]
        if size == 1:
            groups = [[one] for one in standing]
        elif len(standing) < len(self.at_bay):
            groups = []  # somebody is boarding
        else:
            groups = [(self.complete + standing)[:size]]
        for group in filter(None, groups):
            waited_s = max(one.boarded_s for one in group) + self.service.wait_s
            leave_s = min(last_s, max(waited_s, first_s))
            if leave_s > now_s:
                self._at(leave_s, _LOOK, -1)
                continue
            self.at_bay = [one for one in self.at_bay if one not in group]
            self.complete = [one for one in self.complete if one not in group]
            self._leave(group, now_s)
            self._at(now_s, _LOOK, -1)  # its bay is free

    def _leave(self, convoy: list[_Vehicle], left_s: float) -> None:
        service = self.service
        for vehicle in convoy:
            people = np.cumsum([self.persons[row] for row in vehicle.parties])
            arrived_s = left_s + service.drive_s
            out_s = arrived_s + service.alight_s * people
            emptied_s = float(out_s[-1])
            back_s = emptied_s + service.return_s
            self.trip[vehicle.parties] = len(self.trips)
            self.left_s[vehicle.parties] = left_s
            self.out_s[vehicle.parties] = out_s
            self.trips.append(
                Trip(
                    vehicle.number, self.convoys, int(people[-1]), tuple(vehicle.parties),
                    vehicle.loading_s, left_s, left_s + service.to_corridor_s, arrived_s,
                    emptied_s, back_s,
                )
            )  # fmt: skip
            self.on_the_way[vehicle.number] = _Vehicle(vehicle.number, service.seats)
            self._at(back_s, _BACK, -1, vehicle.number)
        self.convoys += 1


def _last(service: Service, shut_s: float) -> float:
    """Return the last instant to leave at and still pass before the corridor shuts."""
    last_s = shut_s - service.to_corridor_s
    while last_s + service.to_corridor_s >= shut_s and last_s < math.inf:
        last_s = math.nextafter(last_s, -math.inf)
    return last_s
