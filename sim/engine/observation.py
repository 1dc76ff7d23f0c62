"""What the engine lets others see."""

from __future__ import annotations

import enum
from dataclasses import dataclass

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
class Observation:
    """The engine's state at one instant, read-only, and valid until it moves on.

    `place`, `link`, `ready_s` and what is counted of links are of that instant, even if people are
    then told to go elsewhere; the others are views of what is now.

    Parameters
    ----------
    now_s
        The instant.
    place
        (P,) `Place` codes.
    link
        (P,) current link, -1 if on none.
    gate
        (P,) gate that the party arrived at, -1 before.
    ready_s
        (P,) on a link: when the party has walked to its end.
    set_out_s, gate_arrival_s, service_begin_s, out_s, safe_s
        (P,) times of the party's life, NaN before they happen: entered the first street (or the
        forecourt, for who lives at the gate); walked up to the gate; began service (passed);
        whole party's service complete; reached the reception. Who turns away from a gate has not
        arrived there.
    arrived_s
        (P,) since when a party is where its route ended; NaN elsewhere, and once it is told to set
        out again.
    out_persons
        People whose service is complete, by `out_s`.
    held_s
        (P,) since when a party is held after screening; NaN where it is not.
    link_persons, link_waiting
        (E,) people on each link now; those of them who have walked to its end and wait there.
    link_still_until_s
        (E,) until when people who walk on each link stand still there (`Engine.stand_still`); a
        time that is over, or -inf, where they walk.
    link_space
        (E,) space taken on each link now.
    link_entered, link_left
        (E,) people who entered and left each link so far.
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
    link: IntArray
    gate: NDArray[np.int16]
    ready_s: FloatArray
    set_out_s: FloatArray
    gate_arrival_s: FloatArray
    service_begin_s: FloatArray
    out_s: FloatArray
    safe_s: FloatArray
    arrived_s: FloatArray
    out_persons: int
    held_s: FloatArray
    link_persons: NDArray[np.int64]
    link_waiting: NDArray[np.int64]
    link_still_until_s: FloatArray
    link_space: FloatArray
    link_entered: NDArray[np.int64]
    link_left: NDArray[np.int64]
    link_delay_s: FloatArray
    gate_waiting: NDArray[np.int64]
    gate_lanes_busy: IntArray
    gate_busy_s: FloatArray
