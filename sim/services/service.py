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
    vehicles, seats
        How many vehicles, all at the assembly point at 0 s; seats of each.
    bays
        How many can load at the same time.
    board_fixed_s, board_s
        Loading takes ``board_fixed_s + board_s`` n for n people, one party after the other.
    drive_s, return_s
        From the assembly point to where people alight; from there back, empty.
    alight_s
        Seconds a person to alight, in the order of boarding.
    to_corridor_s
        The part of `drive_s` after which a vehicle passes the corridor.
    windows
        When vehicles may pass the corridor with people aboard, [open, close), sorted, disjoint.
    convoy
        How many leave together.
    start_s
        None leaves before this.
    wait_s
        A vehicle with free seats, or a convoy that is not complete, leaves once nobody has
        boarded for this long.
    load_ahead_s
        Nobody boards earlier than this before the first departure that a window allows.
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
    bays: int = 1
    board_fixed_s: float = 10.0
    board_s: float = 3.0
    alight_s: float = 2.0
    to_corridor_s: float = 0.0
    windows: tuple[Window, ...] = ALWAYS
    convoy: int = 1
    start_s: float = 0.0
    wait_s: float = 0.0
    load_ahead_s: float = math.inf
    classes: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        counts = ("vehicles", "seats", "bays", "convoy")
        faults = [f"{name} is below 1" for name in counts if getattr(self, name) < 1]
        seconds = (
            "board_fixed_s", "board_s", "alight_s", "drive_s", "return_s", "to_corridor_s",
            "start_s", "wait_s",
        )  # fmt: skip
        for name in seconds:
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                faults.append(f"{name} is not a number of seconds from 0 up")
        if not self.load_ahead_s >= 0.0:
            faults.append("load_ahead_s is not a number of seconds from 0 up")
        if self.convoy > self.vehicles:
            faults.append("convoy is larger than the fleet")
        if self.to_corridor_s > self.drive_s:
            faults.append("to_corridor_s is longer than drive_s")
        ends = [time_s for window in self.windows for time_s in window]
        if any(not early < late for early, late in pairwise(ends)):
            faults.append("windows are not sorted, disjoint and longer than 0")
        if faults:
            raise ValueError("; ".join(faults))


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
    """

    time_s: FloatArray
    persons: IntArray
    line: NDArray[np.uint8]


class Refusal(StrEnum):
    """Why a party did not board."""

    TOO_LARGE = "party larger than a vehicle"
    CLASS = "class not carried"
    SHUT = "came after the last departure"
    NO_SEAT = "no seat before the close"


@dataclass(frozen=True)
class Trip:
    """One journey of one vehicle with people aboard; convoys are numbered from 0."""

    vehicle: int
    convoy: int
    persons: int
    parties: tuple[int, ...]
    loading_s: float
    left_s: float
    passed_s: float
    arrived_s: float
    emptied_s: float
    back_s: float


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
