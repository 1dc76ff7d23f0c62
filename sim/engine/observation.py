"""What the engine lets others see."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engine.inputs import FloatArray, IntArray


class Place(enum.IntEnum):
    """Where a party is; the model turns places into the statuses that people read."""

    HOME = 0
    """At home; not come to its door."""
    DOOR = 1
    """Wants to enter the street and cannot yet."""
    LINK = 2
    """On a link: walking until `ready_s`, waiting at its end after that."""
    FORECOURT = 3
    """In its line before the checkpoint."""
    LANE = 4
    """Being served."""
    WAY = 5
    """Service complete, on the way to safety (or held in the lane while the way is full)."""
    SAFE = 6
    """At the reception place, or left the network at an open street end."""
    ARRIVED = 7
    """Where a route ends that leads to no gate: a shelter, an assembly point, home again."""
    HELD = 8
    """Held after screening: service complete, and not let go."""
    ASSEMBLED = 9
    """At an assembly point, waiting for a vehicle (the model's word: `ARRIVED` to the engine)."""
    ABOARD = 10
    """In a vehicle (the model's word)."""


@dataclass(frozen=True)
class Knot:
    """A gridlock: links that wait for each other in a circle.

    Parameters
    ----------
    time_s
        When it was found.
    links
        The links of the cycle, in the order in which each waits for the next.
    persons
        People on them.
    turned
        Parties that were squeezed through it so far.
    """

    time_s: float
    links: tuple[int, ...]
    persons: int
    turned: int


@dataclass(frozen=True)
class OnStreets:
    """Who is on which link at one instant.

    Parameters
    ----------
    link
        (P,) current link, -1 if on none.
    ready_s
        (P,) on a link: when the party has walked to its end.
    persons, waiting
        (E,) people on each link; those of them who have walked to its end and wait there.
    entered, left
        (E,) people who entered and left each link so far.
    """

    link: IntArray
    ready_s: FloatArray
    persons: NDArray[np.int64]
    waiting: NDArray[np.int64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]


@dataclass(frozen=True)
class GateTimes:
    """Times of parties' lives that the engine looks up when they are asked for; NaN: not so.

    Parameters
    ----------
    gate_arrival_s
        (P,) when each walked up to its gate; who turns away from it has not arrived there.
    safe_s
        (P,) when each reached the reception place.
    held_s
        (P,) since when each is held after screening.
    """

    gate_arrival_s: FloatArray
    safe_s: FloatArray
    held_s: FloatArray


@dataclass(frozen=True)
class Observation:
    """The engine's state at one instant, read-only, and valid until it moves on.

    `place`, `link`, `ready_s` and what is counted of links are of that instant, even if people are
    then told to go elsewhere; the others are of now. What is looked up when it is first asked for
    (`streets`, `gate_times`) can no longer be once the engine has moved on.

    Parameters
    ----------
    now_s
        The instant.
    place
        (P,) `Place` codes.
    look_at_streets
        Returns who is on which link, the same at every call; also read as `link`, `ready_s`,
        `link_persons` and so on.
    look_at_gates
        Returns times that are not at hand; also read as `gate_arrival_s`, `safe_s` and `held_s`.
    gate
        (P,) gate that the party arrived at, -1 before.
    set_out_s, service_begin_s, out_s
        (P,) times of the party's life, NaN before they happen: entered the first street (or the
        forecourt, for who lives at the gate); began service (passed); whole party's service
        complete.
    arrived_s
        (P,) since when a party is where its route ended; NaN elsewhere, and once it is told to set
        out again.
    out_persons
        People whose service is complete, by `out_s`.
    link_still_until_s
        (E,) until when people who walk on each link stand still there (`Engine.stand_still`); a
        time that is over, or -inf, where they walk.
    link_space
        (E,) space taken on each link now.
    link_delay_s
        (E,) person-seconds spent waiting at each link's end so far, by those who left it.
    gate_waiting
        (G, C) people in each line of the forecourts now.
    gate_lanes_busy
        (G,) lanes occupied now.
    gate_busy_s
        (G,) lane-seconds of service so far.
    """

    now_s: float
    place: NDArray[np.uint8]
    look_at_streets: Callable[[], OnStreets]
    look_at_gates: Callable[[], GateTimes]
    gate: NDArray[np.int16]
    set_out_s: FloatArray
    service_begin_s: FloatArray
    out_s: FloatArray
    arrived_s: FloatArray
    out_persons: int
    link_still_until_s: FloatArray
    link_space: FloatArray
    link_delay_s: FloatArray
    gate_waiting: NDArray[np.int64]
    gate_lanes_busy: IntArray
    gate_busy_s: FloatArray

    @cached_property
    def streets(self) -> OnStreets:
        """Who is on which link."""
        return self.look_at_streets()

    @property
    def gate_times(self) -> GateTimes:
        """Since when parties are at gates, safe and held, as things are now."""
        return self.look_at_gates()

    @property
    def gate_arrival_s(self) -> FloatArray:
        """(P,) when each party walked up to its gate; NaN: it has not, or has turned away."""
        return self.gate_times.gate_arrival_s

    @property
    def safe_s(self) -> FloatArray:
        """(P,) when each party reached the reception place; NaN: not yet."""
        return self.gate_times.safe_s

    @property
    def held_s(self) -> FloatArray:
        """(P,) since when each party is held after screening; NaN where it is not."""
        return self.gate_times.held_s

    @property
    def link(self) -> IntArray:
        """(P,) current link, -1 if on none."""
        return self.streets.link

    @property
    def ready_s(self) -> FloatArray:
        """(P,) on a link: when the party has walked to its end."""
        return self.streets.ready_s

    @property
    def link_persons(self) -> NDArray[np.int64]:
        """(E,) people on each link."""
        return self.streets.persons

    @property
    def link_waiting(self) -> NDArray[np.int64]:
        """(E,) people who have walked to the end of each link and wait there."""
        return self.streets.waiting

    @property
    def link_entered(self) -> NDArray[np.int64]:
        """(E,) people who entered each link so far."""
        return self.streets.entered

    @property
    def link_left(self) -> NDArray[np.int64]:
        """(E,) people who left each link so far."""
        return self.streets.left
