"""Small compiled functions for what the model changes between two advances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.access import World, link_at, party_at, rare_at, stay_at, table_at
from sim.engine.compiled import entry
from sim.engine.doors import come_to_door, leave_door
from sim.engine.events import plan_gate
from sim.engine.heap import heap_push
from sim.engine.junctions import ensure_entrance, is_contested
from sim.engine.links import insert, plan_apart
from sim.engine.position import standing
from sim.engine.room import announce
from sim.engine.state import (
    ARRIVED,
    DONE,
    FORECOURT,
    HELD,
    HOME,
    LINK,
    NOBODY,
    SAFE,
    UNANNOUNCED,
    WAITING,
    WAY,
    FloatArray,
    IntArray,
)
from sim.engine.steady import fill_logs
from sim.engine.turning import release_head, steer


@entry
def push_departures(world: World, parties: IntArray, times: FloatArray) -> None:
    """Enter departures that were decided during the run; the heap is known to have room."""
    for i in range(len(parties)):
        world.late_count = heap_push(world.at_late, world.late_count, times[i], parties[i])
        world.other = min(world.other, times[i])


@entry
def look_at_gate(world: World, gate: int) -> None:
    """See to it that a gate is looked at now, since something about it changed."""
    plan_gate(world, gate, world.now)


@entry
def look_at_link(world: World, link: int) -> None:
    """Plan a link's end and entrance anew, since its capacity changed."""
    now = world.now
    record = link_at(world, link)
    if record.flags & WAITING and record.target >= 0:
        ensure_entrance(world, record.target, now)
    else:
        plan_apart(world, link, now)
    if is_contested(world, link):
        ensure_entrance(world, link, now)


@entry
def place(world: World, party: int, link: int, position_m: float, route: int, target: int) -> None:
    """Put a party on a link, `position_m` from its start."""
    person = party_at(world, party)
    record = link_at(world, link)
    walk = (record.length - position_m) / min(person.speed, rare_at(world, link).limit)
    record.space += person.space
    if record.flags & UNANNOUNCED:
        announce(world, link)
    person.place = LINK
    person.set_out = world.now
    insert(world, link, party, world.now + walk, 0.0, route, target)


@entry
def settle(world: World, link: int) -> None:
    """Plan the head of a link that parties were put on, and fill its logs as if it were steady."""
    plan_apart(world, link, world.now)
    fill_logs(world, link, world.now)


@entry
def go_home(world: World, parties: IntArray) -> None:
    """Let parties that wait at their doors go in again."""
    for party in parties:
        leave_door(world, party)
        party_at(world, party).place = HOME
        party_at(world, party).since = np.inf


@entry
def leave_doors(world: World, parties: IntArray) -> None:
    """Take parties out of those who wait at doors."""
    for party in parties:
        leave_door(world, party)


@entry
def come_to_doors(world: World, parties: IntArray, first: int) -> int:
    """Let parties begin their routes at their doors; return how far it came for want of room."""
    for i in range(first, len(parties)):
        if world.short != DONE:
            return i
        come_to_door(world, world.now, parties[i])
    return len(parties)


@entry
def stand(
    world: World, parties: IntArray, link: IntArray, still_s: FloatArray, share: FloatArray
) -> None:
    """Write how far from the beginning of its link each party is, as a share of the link."""
    for i in range(len(parties)):
        share[i] = standing(world, link[i], parties[i], still_s[i])


@entry
def steer_parties(
    world: World,
    parties: IntArray,
    link: IntArray,
    onto: IntArray,
    route: IntArray,
    target: IntArray,
    share: FloatArray,
    still_s: FloatArray,
    first: int,
) -> int:
    """Give parties other routes; return how far it came for want of room."""
    for i in range(first, len(parties)):
        if world.short != DONE:
            return i
        steer(world, parties[i], link[i], onto[i], route[i], target[i], share[i], still_s[i])
    return len(parties)


@entry
def point_anew(world: World, table: int, changed: NDArray[np.bool_]) -> None:
    """Point those on links that end where a table changed to what it holds now."""
    for link in range(world.streets):
        record = link_at(world, link)
        if not changed[record.to]:
            continue
        target = table_at(world, record.to * world.tables + table).value
        party = record.head
        while party >= 0:
            person = party_at(world, party)
            if person.route == table:
                if party == record.head:
                    release_head(world, link)
                person.target = target
            party = person.next
        plan_apart(world, link, world.now)


@entry
def locate(
    world: World,
    link: IntArray,
    ready_s: FloatArray,
    persons: NDArray[np.int64],
    waiting: NDArray[np.int64],
    left: NDArray[np.int64],
) -> None:
    """Write where everybody on a street is: its link, when it has walked to the end; and count.

    `persons` are all on a link, `waiting` those who have walked to its end, `left` those who have
    left it so far.
    """
    persons[:] = 0
    waiting[:] = 0
    for number in range(world.streets):
        left[number] = link_at(world, number).left
    for party in range(world.party_count):
        person = party_at(world, party)
        if person.place != LINK:
            link[party] = NOBODY
            ready_s[party] = np.nan
            continue
        link[party] = person.link
        ready_s[party] = person.ready
        persons[person.link] += person.persons
        if person.ready <= world.now:
            waiting[person.link] += person.persons


@entry
def find_places(world: World, place: NDArray[np.uint8], counts: NDArray[np.int64]) -> None:
    """Write everybody's place, and two counts.

    These are the parties that have arrived, or are to set out again, and the people whose service
    is complete.
    """
    counts[:] = 0
    for party in range(world.party_count):
        person = party_at(world, party)
        place[party] = person.place
        counts[0] += person.place == ARRIVED
        if person.place == WAY or person.place == SAFE:
            counts[1] += person.persons


@entry
def look_at_gates(
    world: World, gate_arrival_s: FloatArray, safe_s: FloatArray, held_s: FloatArray
) -> None:
    """Write since when everybody is, or was, at a gate, is safe, and is held."""
    for party in range(world.party_count):
        person = party_at(world, party)
        at_gate = FORECOURT <= person.place <= SAFE or person.place == HELD
        arrived = at_gate and stay_at(world, party).gate >= 0
        gate_arrival_s[party] = person.since if arrived else np.nan
        safe_s[party] = person.done if person.place == SAFE else np.nan
        held_s[party] = person.done if person.place == HELD else np.nan
