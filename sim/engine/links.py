"""Links: who stands on them in which order, and when their ends are free.

The order is by when a party reaches the back of the queue: people overtake while walking, not
while queueing.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import (
    World,
    copy_slot,
    link_at,
    party_at,
    rare_at,
    sequence_at,
    slot_at,
    table_at,
)
from sim.engine.blocks import free_ring, grow_ring
from sim.engine.compiled import apart, helper, inlined
from sim.engine.events import plan_end
from sim.engine.room import announce, log_departure, log_entry, own_part, pace_time
from sim.engine.state import CURVED, LIMITED, LINK, OPPOSED, RECEPTION, UNANNOUNCED, WAITING, WAY


@inlined
def leave(world: World, link: int, time: float, space: float, persons: int, ready: float) -> None:
    """Take a party that left its place off a link's books: headway, space, log, counts."""
    record = link_at(world, link)
    record.space -= space
    record.end_free = time + space * record.gap
    record.interval = (time - record.last_out) / space
    record.last_out = time
    record.left += persons
    record.waited += persons * (time - ready)
    if record.flags & (OPPOSED | CURVED):
        _hold_end(world, link, time, space)
    log_departure(world, link, time, space)


leave_apart = apart(leave)


@helper
def _hold_end(world: World, link: int, time: float, space: float) -> None:
    """Hold the next party back as the other direction, or a curved diagram, makes it wait."""
    record = link_at(world, link)
    if record.flags & OPPOSED:
        record.end_free = time + space * record.gap * own_part(world) / width_share(world, link)
    if record.flags & CURVED and world.paces > 0:
        record.end_free = max(record.end_free, pace_time(world, link, space))


@helper
def width_share(world: World, link: int) -> float:
    """Return the part of a shared street's width that a direction discharges through.

    By the space that each direction holds, but never less than the least share for either.
    """
    taken = link_at(world, link).space
    both = taken + link_at(world, rare_at(world, link).opposite).space
    share = taken / both if both > 0.0 else 1.0
    return float(min(max(share, world.least_share), own_part(world)))


@inlined
def insert(
    world: World,
    link: int,
    ready: float,
    lead: float,
    speed: float,
    space: float,
    party: int,
    route: int,
    target: int,
    persons: int,
    line: int,
) -> bool:
    """Put a party into its place in the order; whether it is the first.

    It overtakes whoever will reach the back of the queue later and is slower.
    """
    record = link_at(world, link)
    if record.count > record.mask:
        grow_ring(world, link)
    key = ready - lead
    at = record.count
    here = record.start + ((record.head + at) & record.mask)
    while at > 0:
        before = record.start + ((record.head + at - 1) & record.mask)
        other = slot_at(world, before)
        if other.ready - other.lead <= key:
            break
        if other.speed >= speed:
            key = other.ready - other.lead
            break
        copy_slot(slot_at(world, here), slot_at(world, before))
        here = before
        at -= 1
    slot = slot_at(world, here)
    slot.ready = ready
    slot.speed = speed
    slot.lead = ready - key
    slot.space = space
    slot.party = party
    slot.route = route
    slot.target = target
    slot.persons = persons
    slot.line = line
    record.count += 1
    return bool(at == 0)


@inlined
def pop_head(world: World, link: int) -> None:
    """Take the first party out of the order."""
    record = link_at(world, link)
    record.head = (record.head + 1) & record.mask
    record.count -= 1
    if record.count == 0 and record.mask >= 64:
        free_ring(world, link)


@helper
def rekey_head(world: World, link: int) -> None:
    """Move a head that has not walked to the end to the place where it will have."""
    record = link_at(world, link)
    first = record.start + record.head
    ready = slot_at(world, first).ready
    speed = slot_at(world, first).speed
    space = slot_at(world, first).space
    party = slot_at(world, first).party
    route = slot_at(world, first).route
    target = slot_at(world, first).target
    persons = slot_at(world, first).persons
    line = slot_at(world, first).line
    at = 0
    here = first
    while at + 1 < record.count:
        after = record.start + ((record.head + at + 1) & record.mask)
        if slot_at(world, after).ready - slot_at(world, after).lead > ready:
            break
        copy_slot(slot_at(world, here), slot_at(world, after))
        here = after
        at += 1
    slot = slot_at(world, here)
    slot.ready = ready
    slot.lead = 0.0
    slot.speed = speed
    slot.space = space
    slot.party = party
    slot.route = route
    slot.target = target
    slot.persons = persons
    slot.line = line


@inlined
def plan(world: World, link: int, time: float) -> None:
    """Set the event at which the head of a link is looked at next."""
    record = link_at(world, link)
    if record.flags & WAITING:
        return
    while record.count > 0:
        slot = slot_at(world, record.start + record.head)
        due = max(slot.ready - slot.lead, record.end_free, time)
        if slot.ready <= due:
            record.target = slot.target
            plan_end(world, link, due)
            return
        rekey_head(world, link)
    plan_end(world, link, np.inf)


plan_apart = apart(plan)


@inlined
def has_queue(world: World, link: int, time: float) -> bool:
    """Whether somebody waits at the end of a link."""
    record = link_at(world, link)
    if record.flags & WAITING:
        return True
    return bool(record.count > 0 and record.end_event <= max(time, record.end_free))


@helper
def queue_lead(world: World, link: int, time: float, walk: float) -> float:
    """Return how long before the end of its walk a party reaches the back of the queue, in s.

    With space n ahead now and a queue at jam density that discharges q, the back of the queue will
    stand y from the end when the party gets there, with k_j w y = n - q walk (1 - y / L). It sets
    only who is ahead of whom, never when anybody may leave.
    """
    record = link_at(world, link)
    if record.storage == np.inf:
        return 0.0
    size = record.space / max(record.count, 1)
    interval = max(record.interval * size, time - record.last_out)
    leaving = size * walk / interval if interval > 0.0 else np.inf
    if leaving >= record.space:
        return 0.0
    return float(walk * min(1.0, (record.space - leaving) / (record.storage - leaving)))


@inlined
def enter(
    world: World,
    link: int,
    time: float,
    party: int,
    route: int,
    space: float,
    speed: float,
    persons: int,
    line: int,
) -> None:
    """Let a party on to a link: entrance headway, walk, place in the order, next target."""
    record = link_at(world, link)
    record.entrance_free = time + space * record.gap
    if record.flags & LIMITED:
        walk = record.length / min(speed, rare_at(world, link).limit)
    else:
        walk = record.length / speed
    lead = queue_lead(world, link, time, walk) if has_queue(world, link, time) else 0.0
    record.space += space
    if record.flags & (UNANNOUNCED | CURVED):
        _note_entry(world, link, time, space)
    if record.to < 0:
        target = RECEPTION
    elif route >= 0:
        target = table_at(world, record.to * world.tables + route).value
    else:
        target = sequence_at(world, -route).value
    if insert(world, link, time + walk, lead, speed, space, party, route, target, persons, line):
        plan(world, link, time)


enter_apart = apart(enter)


@helper
def _note_entry(world: World, link: int, time: float, space: float) -> None:
    """Let the other direction, and a curved diagram, know that somebody entered."""
    if link_at(world, link).flags & UNANNOUNCED:
        announce(world, link)
    if link_at(world, link).flags & CURVED:
        log_entry(world, link, time, space)


@helper
def enter_from_door(world: World, link: int, time: float, party: int) -> None:
    """Let a party that is on no link enter one: from its home, or the way from its lane."""
    person = party_at(world, party)
    route = person.route
    if link < world.streets:
        person.place = LINK
        if np.isnan(person.set_out):  # else it was on its way before
            person.set_out = time
    else:
        person.place = WAY
    enter_apart(
        world, link, time, party, route, person.space, person.speed, person.persons, person.line
    )
