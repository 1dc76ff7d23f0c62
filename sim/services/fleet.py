"""A fleet at its assembly point, event by event, in exact time.

Parties wait in one line, in the order of arrival. At a bay the first in line for whom there are
places, and time before the close, boards next; so a large family lets smaller ones take the seats
that it cannot use, and is the first to board the next vehicle. A vehicle is complete when nobody
in line fits it any more. Nobody knows who is still to come. Who came in vain, or sits in a vehicle
that has not left when the last departure is over, is refused then.

Not modelled: breakdowns, traffic between vehicles and others, convoys that turn back, and
checkpoints for empty vehicles on their way back.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field

from sim.services.checkpoint import Checkpoint
from sim.services.line import Line, Load
from sim.services.service import Book, Refusal, Service, Trip, Window

_ARRIVAL, _BACK, _BOARDED, _LOOK = range(4)


@dataclass
class Vehicle:
    """A vehicle and who is aboard."""

    number: int
    seats: int
    stretchers: int
    parties: list[int] = field(default_factory=list)
    loading_s: float = math.nan
    boarded_s: float = math.nan
    boarding: bool = False

    def takes(self, load: Load) -> bool:
        """Whether there are places for a party."""
        return load[0] <= self.seats and load[1] <= self.stretchers

    @property
    def full(self) -> bool:
        """Whether there is no place left."""
        return self.seats == 0 and self.stretchers == 0


@dataclass
class Convoy:
    """Vehicles that left together, until they have passed the corridor."""

    fleet: Fleet
    trips: list[Trip]

    @property
    def check_s(self) -> float:
        """How long its check takes."""
        return self.fleet.service.check_s(len(self.trips))

    def windows(self) -> tuple[Window, ...]:
        """When it may begin to pass, as things are now."""
        return self.fleet.open_windows

    def reach(self, now_s: float) -> None:
        """Note that it has come to the corridor."""
        for trip in self.trips:
            trip.reached_s = now_s

    def go_on(self, begin_s: float, end_s: float) -> None:
        """Drive on from the checkpoint to where people alight, and back."""
        for trip in self.trips:
            trip.passed_s = begin_s
        self.fleet.drive_on(self.trips, end_s)


class Fleet:
    """The vehicles of one service.

    Parameters
    ----------
    service
        What they do.
    checkpoint
        That of their corridor.
    book
        What becomes of the parties is written here.

    Attributes
    ----------
    trips
        In order of departure.
    refused
        Why and when, by party, of everyone who came and was not carried.
    open_windows
        When the corridor lets them pass, as things are now.
    over_s
        The first instant after the last departure that the plan allows.
    """

    def __init__(self, service: Service, checkpoint: Checkpoint, book: Book) -> None:
        self.service, self.checkpoint, self.book = service, checkpoint, book
        self.open_windows = service.windows
        self.trips: list[Trip] = []
        self.refused: dict[int, tuple[Refusal, float]] = {}
        self._load: dict[int, Load] = {}
        self._class: dict[int, int] = {}
        self._windows = [(opened, _last(service, shut)) for opened, shut in service.windows]
        self._events: list[tuple[float, int, int, int]] = []
        self._line = Line()
        self._idle = deque(self._empty(number) for number in range(service.vehicles))
        self._at_bay: list[Vehicle] = []
        self._complete: list[Vehicle] = []
        self._convoys = 0
        self._timetable = deque(service.departures_s)
        self._due = not service.departures_s
        for time_s in service.departures_s:
            self._at(time_s)
        ends_s = max((last for _, last in self._windows), default=-math.inf)
        self.over_s = math.nextafter(ends_s, math.inf)
        if 0.0 <= self.over_s < math.inf:
            self._at(self.over_s)

    @property
    def next_s(self) -> float:
        """When something happens next; inf: nothing."""
        return self._events[0][0] if self._events else math.inf

    @property
    def waiting(self) -> bool:
        """Whether anybody waits or sits in a vehicle that stands."""
        standing = (*self._at_bay, *self._complete)
        return bool(self._line) or any(vehicle.parties for vehicle in standing)

    def arrive(self, time_s: float, party: int, load: Load, line: int) -> None:
        """Let a party of a class come to the assembly point."""
        self._load[party], self._class[party] = load, line
        self._at(time_s, _ARRIVAL, party)

    def hold(self, windows: tuple[Window, ...], now_s: float) -> None:
        """Take what the corridor's windows are now: while it is shut against the plan none leaves.

        Who is on the way waits at the corridor.
        """
        self.open_windows = windows
        for opened_s, _ in windows:
            self._at(max(opened_s, now_s))

    def happen(self, now_s: float) -> None:
        """Let happen what happens at `now_s`, the time of the next event."""
        while self._events and self._events[0][0] <= now_s:
            _, kind, party, number = heapq.heappop(self._events)
            if kind == _ARRIVAL:
                self._arrive(now_s, party)
            elif kind == _BACK:
                self._idle.append(self._empty(number))
            elif kind == _BOARDED:
                vehicle = next(one for one in self._at_bay if one.number == number)
                vehicle.boarding = False
                vehicle.boarded_s = self.book.boarded_s[party] = now_s
        while self._timetable and self._timetable[0] <= now_s:
            self._timetable.popleft()
            self._due = True
        self._settle(now_s)
        if now_s >= self.over_s or self._spent():
            self._refuse_the_rest(now_s)

    def give_up(self, now_s: float) -> None:
        """Refuse everyone who has not left: there is nothing more to come."""
        self._refuse_the_rest(now_s)

    def drive_on(self, trips: list[Trip], passed_s: float) -> None:
        """Drive on from the checkpoint at `passed_s`; let people alight; come back."""
        service, book = self.service, self.book
        arrived_s = passed_s + (service.drive_s - service.to_corridor_s)
        for trip in trips:
            trip.arrived_s, alighted = arrived_s, 0
            for party in trip.parties:
                alighted += sum(self._load[party])
                book.out_s[party] = arrived_s + service.alight_s * alighted
            trip.emptied_s = arrived_s + service.alight_s * alighted
            trip.back_s = math.inf
            if service.returns:
                trip.back_s = trip.emptied_s + service.return_s
                self._at(trip.back_s, _BACK, number=trip.vehicle)
        if service.escorts_each:
            self._at(arrived_s + service.return_s)

    def _empty(self, number: int) -> Vehicle:
        return Vehicle(number, self.service.seats, self.service.stretchers)

    def _at(self, time_s: float, kind: int = _LOOK, party: int = -1, number: int = -1) -> None:
        heapq.heappush(self._events, (time_s, kind, party, number))

    def _arrive(self, now_s: float, party: int) -> None:
        service, load = self.service, self._load[party]
        if service.classes is not None and self._class[party] not in service.classes:
            self.refused[party] = (Refusal.CLASS, now_s)
        elif load[1] > service.stretchers:
            self.refused[party] = (Refusal.NO_STRETCHER, now_s)
        elif load[0] > service.seats:
            self.refused[party] = (Refusal.TOO_LARGE, now_s)
        elif self._window(now_s) is None:
            self.refused[party] = (Refusal.LATE, now_s)
        else:
            self._line.join(party, load)

    def _window(self, now_s: float) -> Window | None:
        """Return the first and last instant to leave for the window that vehicles load for."""
        earliest_s = max(now_s, self.service.start_s)
        for opened_s, last_s in self._windows:
            first_s = max(opened_s - self.service.to_corridor_s, self.service.start_s)
            if earliest_s <= last_s and first_s <= last_s:
                return first_s, last_s
        return None

    def _held(self, now_s: float) -> bool:
        """Whether the corridor is shut now against the plan."""

        def is_open(windows: tuple[Window, ...]) -> bool:
            return any(opened <= now_s < shut for opened, shut in windows)

        return is_open(self.service.windows) and not is_open(self.open_windows)

    def _spent(self) -> bool:
        """Whether no vehicle is here or will come back."""
        return not self.service.returns and not (self._idle or self._at_bay or self._complete)

    def _refuse_the_rest(self, now_s: float) -> None:
        for party in self._line.leave():
            self.refused[party] = (Refusal.NO_SEAT, now_s)
        for vehicle in (*self._at_bay, *self._complete):
            for party in vehicle.parties:
                self.refused[party] = (Refusal.NOT_LEFT, now_s)
                self.book.boarding_s[party] = self.book.boarded_s[party] = math.nan
        self._at_bay, self._complete = [], []

    def _settle(self, now_s: float) -> None:
        """Let everything begin that can begin now."""
        window = self._window(now_s)
        if window is None:
            return
        first_s, last_s = window
        begin_s = first_s - self.service.load_ahead_s
        if now_s < begin_s:
            self._at(begin_s)
            return
        while self._board(now_s, last_s):
            pass
        self._leave(now_s, first_s, last_s)
        if self._line and now_s <= last_s < math.inf:
            self._look_later(now_s, last_s)

    def _look_later(self, now_s: float, last_s: float) -> None:
        """Who waits for another window is looked at once this one is over."""
        after_s = math.nextafter(last_s, math.inf)
        if self._window(after_s) is not None and after_s > now_s:
            self._at(after_s)

    def _board(self, now_s: float, last_s: float) -> bool:
        """Let parties board at every bay; return whether a bay became free."""
        for vehicle in self._at_bay:
            if not vehicle.boarding:
                self._next_party(vehicle, now_s, last_s)
        while self._idle and len(self._at_bay) < self.service.bays:
            if not self._next_party(self._idle[0], now_s, last_s):
                break
            vehicle = self._idle.popleft()
            vehicle.loading_s = now_s
            self._at_bay.append(vehicle)
        waiting = bool(self._line)
        done = [one for one in self._at_bay if not one.boarding and (waiting or one.full)]
        for vehicle in done:  # nobody in line fits, or there is no time for them
            self._at_bay.remove(vehicle)
            self._complete.append(vehicle)
        return bool(done)

    def _next_party(self, vehicle: Vehicle, now_s: float, last_s: float) -> bool:
        """Let the first in line who fits begin to board."""
        fixed_s = 0.0 if vehicle.parties else self.service.board_fixed_s

        def ends_s(load: Load) -> float:
            return now_s + fixed_s + self.service.board_s * sum(load)

        able = [
            load for load in self._line.loads() if vehicle.takes(load) and ends_s(load) <= last_s
        ]
        if not able:
            return False
        load = self._line.first(able)
        party = self._line.take(load)
        vehicle.boarding = True
        vehicle.parties.append(party)
        vehicle.seats -= load[0]
        vehicle.stretchers -= load[1]
        self.book.boarding_s[party] = now_s
        self._at(ends_s(load), _BOARDED, party, vehicle.number)
        return True

    def _leave(self, now_s: float, first_s: float, last_s: float) -> None:
        """Let convoys leave that are complete, are due, or have waited long enough."""
        while convoy := self._ready(now_s, last_s):
            if now_s < first_s:
                self._at(first_s)
                return
            if self._held(now_s) or not self._escorted(now_s):
                return
            self._due = not self.service.departures_s
            freed = any(vehicle in self._at_bay for vehicle in convoy)
            self._at_bay = [one for one in self._at_bay if one not in convoy]
            self._complete = [one for one in self._complete if one not in convoy]
            self._go(convoy, now_s)
            if freed:
                self._at(now_s)

    def _ready(self, now_s: float, last_s: float) -> list[Vehicle]:
        """Return the vehicles that would leave together now; none, if it is not time."""
        size, complete = self.service.convoy, self._complete
        standing = [one for one in self._at_bay if not one.boarding]
        if self.service.departures_s:
            due, self._due = self._due, self._due and bool(complete or standing)
            return (complete + standing)[:size] if due else []
        if len(complete) >= size:
            return complete[:size]
        if size == 1:
            groups = [[one] for one in standing]
        elif len(standing) < len(self._at_bay):
            groups = []  # somebody is boarding
        else:
            groups = [(complete + standing)[:size]]
        for group in filter(None, groups):
            waited_s = max(one.boarded_s for one in group) + self.service.wait_s
            leave_s = min(last_s, waited_s)
            if leave_s <= now_s:
                return group
            self._at(leave_s)
        return []

    def _escorted(self, now_s: float) -> bool:
        """Whether there are escorts for one more convoy; they come back when trips say."""
        service = self.service
        if not service.escorts_each:
            return True
        away = {
            trip.convoy
            for trip in self.trips
            if not trip.arrived_s + service.return_s <= now_s  # NaN: not yet passed
        }
        return service.escorts - service.escorts_each * len(away) >= service.escorts_each

    def _go(self, convoy: list[Vehicle], now_s: float) -> None:
        trips = []
        for vehicle in convoy:
            loads = [self._load[party] for party in vehicle.parties]
            lying = sum(load[1] for load in loads)
            persons = sum(load[0] for load in loads) + lying
            trip = Trip(
                vehicle.number, self._convoys, persons, lying, tuple(vehicle.parties),
                vehicle.loading_s, vehicle.boarded_s, now_s,
            )  # fmt: skip
            self.book.left_s[vehicle.parties] = now_s
            trips.append(trip)
        self.trips += trips
        self._convoys += 1
        self.checkpoint.expect(now_s + self.service.to_corridor_s, Convoy(self, trips))


def _last(service: Service, shut_s: float) -> float:
    """Return the last instant to leave at, and still be at the corridor before it shuts."""
    last_s = shut_s - service.to_corridor_s
    if last_s < math.inf:
        # What the sum resolves: next to 0 the numbers lie far closer than that.
        step_s = max(math.ulp(shut_s), math.ulp(last_s))
        while last_s + service.to_corridor_s >= shut_s:
            last_s -= step_s
    timetable_s = service.departures_s[-1] if service.departures_s else math.inf
    return min(last_s, service.last_s, timetable_s)
