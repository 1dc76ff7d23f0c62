"""What a service is, who comes to it, and what becomes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
Window = tuple[float, float]

ALWAYS: tuple[Window, ...] = ((0.0, math.inf),)


@dataclass(frozen=True)
class Service:
    """A fleet that carries people from one assembly point through one corridor, and comes back.

    Parameters
    ----------
    vehicles, seats, stretchers
        How many vehicles, all at the assembly point at 0 s; seats and stretcher places of each.
    bays
        How many can load at the same time.
    board_fixed_s, board_s
        Loading takes ``board_fixed_s + board_s`` n for n people, one party after the other.
    drive_s, return_s
        From the assembly point to where people alight, the checkpoint left out; from there back,
        empty.
    returns
        Whether vehicles come back for others; escorts always do.
    alight_s
        Seconds a person to alight, in the order of boarding.
    to_corridor_s
        The part of `drive_s` after which a vehicle is at the corridor.
    check_vehicle_s, check_convoy_s
        A convoy of n vehicles stands at the checkpoint for ``check_convoy_s + check_vehicle_s`` n,
        and goes on as a whole.
    windows
        When vehicles may pass the corridor with people aboard, as planned: [open, close), sorted,
        disjoint. To pass is to begin the check.
    convoy
        How many leave together.
    start_s, last_s
        None leaves before or after this.
    departures_s
        A timetable, sorted: at each of these times, and at no other, a convoy of at most `convoy`
        vehicles leaves with who is aboard. Empty: a convoy leaves when it is complete, or has
        waited.
    wait_s
        A vehicle with free places, or a convoy that is not complete, leaves once nobody has
        boarded for this long.
    load_ahead_s
        Nobody boards earlier than this before the first departure that a window allows.
    escorts, escorts_each
        Escorts that there are, and that go with each convoy to where people alight and back at
        once.
    classes
        Class codes that are carried; None: everyone.

    Raises
    ------
    ValueError
        Naming every number that cannot be.
    """

    vehicles: int
    seats: int
    drive_s: float
    return_s: float
    stretchers: int = 0
    returns: bool = True
    bays: int = 1
    board_fixed_s: float = 10.0
    board_s: float = 3.0
    alight_s: float = 2.0
    to_corridor_s: float = 0.0
    check_vehicle_s: float = 0.0
    check_convoy_s: float = 0.0
    windows: tuple[Window, ...] = ALWAYS
    convoy: int = 1
    start_s: float = 0.0
    last_s: float = math.inf
    departures_s: tuple[float, ...] = ()
    wait_s: float = 0.0
    load_ahead_s: float = math.inf
    escorts: int = 0
    escorts_each: int = 0
    classes: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        counts = ("vehicles", "bays", "convoy")
        faults = [f"{name} is below 1" for name in counts if getattr(self, name) < 1]
        if min(self.seats, self.stretchers) < 0 or self.seats + self.stretchers < 1:
            faults.append("seats and stretchers are below 1")
        seconds = (
            "board_fixed_s", "board_s", "alight_s", "drive_s", "to_corridor_s", "start_s", "wait_s",
            "return_s", "check_vehicle_s", "check_convoy_s",
        )  # fmt: skip
        for name in seconds:
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                faults.append(f"{name} is not a number of seconds from 0 up")
        faults += [
            f"{name} is not a number of seconds from 0 up"
            for name in ("load_ahead_s", "last_s")
            if not getattr(self, name) >= 0.0
        ]
        if self.convoy > self.vehicles:
            faults.append("convoy is larger than the fleet")
        if self.escorts_each > self.escorts:
            faults.append("escorts_each is more than there are escorts")
        if self.to_corridor_s > self.drive_s:
            faults.append("to_corridor_s is longer than drive_s")
        if any(not early < late for early, late in pairwise(self.departures_s)):
            faults.append("departures_s are not sorted")
        ends = [time_s for window in self.windows for time_s in window]
        if any(not early < late for early, late in pairwise(ends)):
            faults.append("windows are not sorted, disjoint and longer than 0")
        if faults:
            raise ValueError("; ".join(faults))

    def check_s(self, vehicles: int) -> float:
        """Return how long a convoy stands at the checkpoint."""
        return self.check_convoy_s + self.check_vehicle_s * vehicles


@dataclass(frozen=True)
class Arrivals:
    """The parties that come to the assembly point, in any order.

    Parameters
    ----------
    time_s
        (P,) when each arrives; inf: never. Ties are settled by row.
    persons
        (P,) people; a party boards whole.
    line
        (P,) class codes.
    lying
        (P,) how many of them need a stretcher place; nobody, if not given.
    """

    time_s: FloatArray
    persons: IntArray
    line: NDArray[np.uint8]
    lying: IntArray | None = None


class Refusal(StrEnum):
    """Why a party did not board, or had to get off again."""

    TOO_LARGE = "party larger than a vehicle"
    NO_STRETCHER = "no stretcher place"
    CLASS = "class not carried"
    LATE = "came after the last departure"
    NO_SEAT = "no seat until the last departure"
    NO_ROAD = "no street wide enough leads to the home"
    NOT_LEFT = "the vehicle did not leave"


@dataclass
class Trip:
    """One journey of one vehicle with people aboard; NaN: not yet.

    Parameters
    ----------
    vehicle, convoy
        Numbers within the service, from 0.
    persons, lying, parties
        Who is aboard.
    loading_s, loaded_s, left_s
        When the first began to board; when the last was aboard; when the convoy left.
    reached_s, passed_s
        When the convoy came to the corridor; when its check began.
    arrived_s, emptied_s, back_s
        When people began to alight; when the last had; when the vehicle was back (inf: it does
        not come back).
    """

    vehicle: int
    convoy: int
    persons: int
    lying: int
    parties: tuple[int, ...]
    loading_s: float
    loaded_s: float
    left_s: float
    reached_s: float = math.nan
    passed_s: float = math.nan
    arrived_s: float = math.nan
    emptied_s: float = math.nan
    back_s: float = math.nan


class Book:
    """What becomes of the parties of all services, (P,) each.

    Attributes
    ----------
    boarding_s, boarded_s, left_s, out_s
        When a party began to board; was in its seats; drove off; had alighted in safety. NaN:
        not, or not yet; `out_s` is known, and may lie ahead, once the corridor is passed.
    """

    def __init__(self, count: int) -> None:
        never = np.full(count, math.nan)
        self.boarding_s, self.boarded_s, self.left_s, self.out_s = (never.copy() for _ in range(4))


@dataclass(frozen=True)
class ServiceRun:
    """What became of the parties, and every trip.

    Parameters
    ----------
    trips
        In order of departure.
    trip
        (P,) the trip of each party, -1 if none.
    boarded_s, left_s, out_s
        (P,) when all of a party are in their seats, are driven off, have alighted in safety; NaN
        if they never are.
    refusals
        Why, by row, of every party that came and was not carried.
    """

    trips: tuple[Trip, ...]
    trip: IntArray
    boarded_s: FloatArray
    left_s: FloatArray
    out_s: FloatArray
    refusals: dict[int, Refusal]
