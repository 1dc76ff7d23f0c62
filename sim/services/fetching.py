"""Vehicles that fetch people at their homes: ambulances, mostly.

A free vehicle leaves its base for whoever asked first, of those for whom it has places; then for
the nearest of the others who fits, until it is full, nobody asks, or there is no time; then it
drives to the corridor, on to where people alight, and back to its base. Its tour is settled when it
leaves. Who asks later waits for another.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.services.checkpoint import Checkpoint
from sim.services.fleet import Convoy, Fleet, Vehicle
from sim.services.service import Book, Service, Trip

DriveTime = Callable[[int, int], float]
"""Driving time in seconds between the homes of two parties, or from or to `BASE` or `CORRIDOR`."""

BASE, CORRIDOR = -1, -2


class FetchingFleet(Fleet):
    """The vehicles of a service that fetches people.

    Parameters
    ----------
    service, checkpoint, book
        As `Fleet`; ``to_corridor_s`` is from the base.
    drive_s
        Driving times.
    """

    def __init__(
        self, service: Service, checkpoint: Checkpoint, book: Book, drive_s: DriveTime
    ) -> None:
        super().__init__(service, checkpoint, book)
        self._drive_s = drive_s

    def _settle(self, now_s: float) -> None:
        """Send out every vehicle that can do something."""
        window = self._window(now_s)
        if window is None:
            return
        first_s, last_s = window
        if now_s < first_s:
            self._at(first_s)
            return
        while self._idle and self._line and not self._held(now_s):
            vehicle = self._idle[0]
            trip = self._tour(vehicle, now_s, last_s + self.service.to_corridor_s)
            if trip is None:
                break
            self._idle.popleft()
            self.trips.append(trip)
            self._convoys += 1
            reached_s = trip.left_s + self._drive_s(trip.parties[-1], CORRIDOR)
            self.checkpoint.expect(reached_s, Convoy(self, [trip]))
        if self._line and now_s <= last_s:
            self._look_later(now_s, last_s)

    def _tour(self, vehicle: Vehicle, now_s: float, there_s: float) -> Trip | None:
        """Fill a vehicle from home to home, to be at the corridor by `there_s`; None: nobody."""
        service, book = self.service, self.book
        at, time_s = BASE, now_s
        while not vehicle.full:
            able = []
            for order, party in enumerate(self._line.parties()):
                load = self._load[party]
                drive_s = self._drive_s(at, party)
                boarded_s = time_s + drive_s + service.board_fixed_s + service.board_s * sum(load)
                in_time = boarded_s + self._drive_s(party, CORRIDOR) <= there_s
                if vehicle.takes(load) and in_time:
                    able.append((0.0 if at == BASE else drive_s, order, party, drive_s, boarded_s))
            if not able:
                break
            _, _, party, drive_s, boarded_s = min(able)
            self._line.remove(party)
            vehicle.parties.append(party)
            vehicle.seats -= self._load[party][0]
            vehicle.stretchers -= self._load[party][1]
            book.boarding_s[party], book.boarded_s[party] = time_s + drive_s, boarded_s
            at, time_s = party, boarded_s
        if not vehicle.parties:
            return None
        book.left_s[vehicle.parties] = time_s
        lying = sum(self._load[party][1] for party in vehicle.parties)
        persons = sum(sum(self._load[party]) for party in vehicle.parties)
        return Trip(
            vehicle.number, self._convoys, persons, lying, tuple(vehicle.parties),
            float(book.boarding_s[vehicle.parties[0]]), time_s, time_s,
        )  # fmt: skip
