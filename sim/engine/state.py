"""The engine's state: a few arrays of packed records, laid out for the processor's cache.

A link's walkers are a list through the parties' own records, sorted by when each reaches the back
of the queue: moving on takes a party from the head of one list and puts it near the tail of
another. What a move needs of a party is one cache line. All space is kept in float32 steps and
summed in float64, so sums are exact and a link that empties holds exactly nothing.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Targets: where a party goes at the end of its link. A link is its own number.
NO_WAY: Final = -1
EXIT: Final = -3
RECEPTION: Final = -4
ARRIVAL: Final = -5
GATE: Final = -16
"""Gate g as a target is ``GATE - g``."""

NOBODY: Final = -1
"""The end of a list of parties or of links; nothing waited for."""
APART: Final = -2
"""The `before` of a party that is in no link's order."""
LOST: Final = -2
"""The `next` of a party that stands at a link's end from which no way leads on."""

# Places, as `sim.engine.engine.Place`.
HOME: Final = 0
DOOR: Final = 1
LINK: Final = 2
FORECOURT: Final = 3
LANE: Final = 4
WAY: Final = 5
SAFE: Final = 6
ARRIVED: Final = 7
HELD: Final = 8

# Why the kernel came back: what is running out, any of these at once.
DONE: Final = 0
GROW_LOGS: Final = 1
GROW_HEAPS: Final = 2
GROW_CALLS: Final = 4
GROW_KNOTS: Final = 8

LINE_BYTES: Final = 64
"""Bytes of a cache line."""

CHAINED_NOT: Final = -2
"""The `..._next` of an actor that stands in no chain of the calendar."""

RESERVE: Final = 512
"""Records of each pool that are free before an event is handled, beside room for logs to grow."""

LOGS_AT_ONCE: Final = 4
"""Logs that one event makes grow at most: two moves in a shared street, each with two logs."""


def with_alias(
    fields: list[tuple[str, str]], *, align: bool = True, **alias: tuple[str, str]
) -> np.dtype[Any]:
    """Return a record in which further names, of other kinds, stand for the place of a field."""
    plain = np.dtype(fields, align=align)
    offsets = {name: field[1] for name, field in (plain.fields or {}).items()}
    more = {name: (kind, offsets[place]) for name, (place, kind) in alias.items()}
    whole = {name: (kind, offsets[name]) for name, kind in fields} | more
    names, (formats, places) = list(whole), zip(*whole.values(), strict=True)
    return np.dtype(
        {"names": names, "formats": formats, "offsets": places, "itemsize": plain.itemsize}
    )


LINK_T = np.dtype(
    [
        # the end of the link: one cache line
        ("end_free", "f8"),  # s, when the next party may leave
        ("space", "f8"),  # taken now
        ("gap", "f8"),  # s per space: 1 / capacity
        ("end_event", "f8"),  # s, when the head is to be looked at; inf never
        ("head", "i4"),  # first party
        ("tail", "i4"),  # last party
        ("count", "i4"),  # parties
        ("end_next", "i4"),  # in the calendar's chain
        ("target", "i4"),  # of the head
        ("flags", "i4"),
        ("waiters", "i4"),  # first link whose head waits to enter
        ("door_head", "i4"),  # first party at a door that waits to enter
        # its entrance, and what is kept at a discharge: another line
        ("entrance_free", "f8"),
        ("storage", "f8"),
        ("length", "f8"),
        ("waited", "f8"),  # person-seconds at the end
        ("last_out", "f8"),  # s, of the last discharge
        ("left", "i8"),  # persons
        ("interval", "f4"),  # s per space between the last two discharges
        ("critical", "f4"),  # space under which departures need no log
        ("to", "i4"),
    ],
    align=True,
)
"""A directed link; the ways to safety are the last ones."""

LOGGED: Final = 1
"""Flag: departures are logged, room may still travel back."""
OWING: Final = 2
"""Flag: somebody had a turn that others have not had yet."""
LIMITED: Final = 4
"""Flag: the link has a speed limit."""
WAITING: Final = 8
"""Flag: the head is in the waiting set of its target."""
SUSPECT: Final = 16
"""Flag: the next search for knots begins here."""
OPPOSED: Final = 32
"""Flag: the link shares its street with the other direction, and that is in use."""
UNANNOUNCED: Final = 64
"""Flag: the other direction is to be told when somebody enters."""
ASKED: Final = 128
"""Flag: somebody waits to enter the other direction of the same street."""
CURVED: Final = 256
"""Flag: the link's diagram has more pieces than a triangle."""

RARE_T = np.dtype(
    [
        ("entrance_event", "f8"),  # s, when those who wait to enter are looked at; inf never
        ("logged", "f8"),  # space that left less than `delay` ago
        ("delay", "f8"),  # s that room takes to travel back
        ("limit", "f8"),  # m/s
        ("log_start", "i4"),
        ("log_mask", "i4"),
        ("log_head", "i4"),
        ("log_count", "i4"),
        ("entrance_next", "i4"),  # in the calendar's chain
        ("door_tail", "i4"),
        ("next_waiter", "i4"),  # of the entrance that the head waits for
        ("mark", "i4"),  # stamp of the search for knots
        ("virtual", "f8"),  # start tag of the turn taken last
        ("door_tag", "f8"),  # finish tag of the doors
        ("debt", "f8"),  # latest finish tag of a contested turn
        ("first_tag", "i4"),  # of the link's turns in `tags`
        ("rank", "i4"),  # among the links that leave its node
        ("opposite", "i4"),  # the other direction if both share the street; else NOBODY
        ("checked", "i4"),  # stamp of the check whether a knot holds
    ],
    align=True,
)
"""What is needed of a link only where there is a queue or competition."""

LOG_T = with_alias([("time", "f8"), ("space", "f4")], align=False, chain=("space", "i4"))
"""A departure whose room still travels back; or an entry that still holds others back.

The first record of a block that is free has the next such block in the place of its space.
"""

PIECE_T = np.dtype(
    [
        ("limit", "f8"),  # space
        ("delay", "f8"),  # s
        ("sum", "f8"),  # space of what the piece counts in the log
        ("at", "i4"),  # first record of the log, after its head, that is not done with
    ],
    align=True,
)
"""A piece of a curved diagram on one link."""

PARTY_T = with_alias(
    [
        ("ready", "f8"),  # s, has walked to the end of its link
        ("speed", "f8"),  # m/s
        ("lead", "f4"),  # s before `ready` that it reaches the back of the queue
        ("target", "i4"),  # at the end of its link
        ("next", "i4"),  # in the list that it stands in
        ("before", "i4"),  # in its link's order; `APART`: in none
        ("space", "f4"),
        ("persons", "u2"),
        ("line", "u1"),
        ("place", "u1"),
        ("route", "i4"),  # table; or -1 - place in `sequence`, of the link that it is on
        ("link", "i4"),  # on which it is, or was last
        ("since", "f8"),  # s: departure to come; else since when it waits, or is, where it is
        ("set_out", "f8"),  # s; NaN before
    ],
    done=("speed", "f8"),  # s since when it is safe, or held: nobody walks after that
)
"""A party: a cache line.

`since` is when it came to its gate from there on to the end.
"""

STAY_T = np.dtype(
    [
        ("service_begin", "f8"),  # s; NaN before it happens
        ("out", "f8"),
        ("home", "i4"),  # node at which it comes to a door
        ("gate", "i2"),
    ],
    align=True,
)
"""What is kept of a party where it walks on no link."""


GATE_T = np.dtype(
    [
        ("event", "f8"),
        ("event_next", "i4"),  # in the calendar's chain
        ("left_to_pass", "f8"),  # persons
        ("forecourt", "f8"),  # space it holds
        ("forecourt_space", "f8"),  # taken now
        ("busy_s", "f8"),
        ("busy_at", "f8"),  # up to when `busy_s` is counted
        ("reception_gap", "f8"),  # s a person
        ("reception_free", "f8"),
        ("beds", "f8"),  # left
        ("boarding", "f8"),  # persons in the reception who may go on by bus
        ("bus_due", "f8"),  # s, of the next bus that takes people on from there; inf never
        ("bus_first", "f8"),
        ("bus_every", "f8"),
        ("bus_seats", "f8"),
        ("buses", "i8"),  # that are gone
        ("virtual", "f8"),
        ("lanes", "i4"),
        ("occupied", "i4"),
        ("in_service", "i4"),
        ("waiting", "i4"),  # parties standing aside and link heads that want in
        ("node", "i4"),
        ("finish", "u1"),
        ("free_way", "u1"),  # out is safe: nothing limits or lengthens the way
        ("full", "u1"),  # the next party does not fit into what may pass: over for good
        ("holds", "u1"),  # some may be held after screening
    ],
    align=True,
)

LINE_T = np.dtype(
    [
        ("mean_s", "f8"),
        ("held", "f8"),  # share that is held after screening
        ("persons", "i8"),
        ("head", "i4"),
        ("tail", "i4"),
        ("window", "i4"),  # current or next
        ("window_end", "i4"),
        ("profile", "i4"),
        ("aside", "i4"),  # parties of the class standing aside
    ],
    align=True,
)
"""A class's line in a forecourt."""

APPROACH_T = np.dtype([("tag", "f8"), ("gap", "f8"), ("link", "i4"), ("asides", "i4")], align=True)
"""A link that ends at a gate's node, or the homes there (link -1)."""

LIST_T = np.dtype([("head", "i4"), ("tail", "i4")], align=True)

KNOT_T = np.dtype(
    [
        ("time", "f8"),
        ("next_turn", "f8"),
        ("first", "i4"),  # in `knot_links`
        ("length", "i4"),
        ("persons", "i4"),
        ("turned", "i4"),
        ("turns", "i4"),  # whether it is to be looked at in every search
    ],
    align=True,
)

WINDOW_T = np.dtype([("open", "f8"), ("close", "f8")], align=True)

HEAP_T = np.dtype([("time", "f8"), ("actor", "i4")], align=True)

INT_T = np.dtype([("value", "i4")])
REAL_T = np.dtype([("value", "f8")])

ARRAYS: Final = {
    "links": LINK_T,  # (M,)
    "rare": RARE_T,  # (M,); with a curved diagram M more, for the logs of entries
    "suspects": INT_T,  # (M,) links from which to search for knots
    "tags": REAL_T,  # finish tag of every turn from a link into a link
    "table": INT_T,  # (N * T,) target at a node by route table
    "sequence": INT_T,  # a blank, then explicit routes one after another, each with its end
    "logs": LOG_T,
    "pieces": PIECE_T,  # (E * pieces,) first those of the room, the slowest wave first
    "free_logs": INT_T,  # (32,) first free block by log2 of its length
    "buckets": INT_T,  # of the calendar: first actor in each
    "opened": HEAP_T,  # events of the open buckets, first to last
    "crowd": HEAP_T,  # heap of the open events that the row does not hold
    "far": HEAP_T,  # heap of what lies beyond the calendar
    "calls": HEAP_T,  # heap of (time, party): service ends
    "late": HEAP_T,  # heap of (time, party): departures set during the run
    "door_order": INT_T,  # parties by departure
    "parties": PARTY_T,  # (P,)
    "stays": STAY_T,  # (P,)
    "service_units": REAL_T,  # (P * S,)
    "screening": REAL_T,  # (P,) draw below a held share: held; empty where nobody may be
    "awaited": INT_T,  # (P,) whom each waits for beyond the gate; empty where nobody waits
    "gates": GATE_T,  # (G,)
    "lines": LINE_T,  # (G * C,)
    "windows": WINDOW_T,
    "approach_start": INT_T,  # (G + 1,)
    "approaches": APPROACH_T,  # (K,)
    "asides": LIST_T,  # (K * C,)
    "knots": KNOT_T,
    "knot_links": INT_T,
}
"""Every array that the kernel works on (M links: E streets and a way a gate)."""

WORLD_T = np.dtype(
    [
        ("now", "f8"),
        ("other", "f8"),  # time of the next thing that is not in the calendar
        ("door_time", "f8"),  # of the next in `door_order`; inf none
        ("bucket_per_s", "f8"),
        ("tick", "f8"),  # next search for knots; inf none
        ("squeeze_per_s", "f8"),
        ("largest", "f8"),  # space of the largest party
        ("least_share", "f8"),  # of a shared street, for either direction
        ("bucket", "i8"),  # open one
        ("events", "i8"),  # handled
        ("buckets_opened", "i8"),  # buckets since the width was last judged
        ("gathered", "i8"),  # events in them
        ("link_count", "i4"),  # with the ways
        ("streets", "i4"),  # without
        ("gate_count", "i4"),
        ("line_count", "i4"),  # a gate
        ("doors_done", "i4"),
        ("call_count", "i4"),  # parties in `calls`
        ("late_count", "i4"),  # parties in `late`
        ("opened_first", "i4"),  # of `opened`
        ("opened_end", "i4"),
        ("crowd_events", "i4"),  # in `crowd`
        ("far_events", "i4"),  # in `far`
        ("bucketed", "i4"),  # in the buckets
        ("logs_top", "i4"),
        ("logs_largest", "i4"),
        ("knot_count", "i4"),
        ("knot_links_used", "i4"),
        ("stamp", "i4"),
        ("check", "i4"),
        ("waves", "i4"),  # pieces of a curved diagram that rule the room
        ("paces", "i4"),  # pieces that rule how soon who entered may leave
        ("suspect_count", "i4"),
        ("squeeze", "u1"),
        ("families", "u1"),  # some wait for others beyond the gate
        ("short", "u1"),  # what is running out, `GROW_` codes together
        ("logs_wanted", "i4"),  # free in the pools, beside what every event needs
        ("heaps_wanted", "i4"),
        ("tables", "i4"),
        ("profiles", "i4"),
        ("party_count", "i4"),
        ("doors", "i4"),  # parties in `door_order`
        ("logs_room", "i4"),  # lengths of the pools
        ("heaps_room", "i4"),  # of `crowd` and `far`
        ("calls_room", "i4"),
        ("knots_room", "i4"),
        (
            "knot_links_room",
            "i4",
        ),  # of `knot_links`, less a record a link to remember whom to look at
        *[("at_" + name, "i8") for name in ARRAYS],
    ],
    align=True,
)
"""The clock, the counts, and where the arrays are."""

Records = NDArray[Any]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
