"""Links: who stands on them in which order, and when their ends are free.

The order is by when a party reaches the back of the queue: people overtake while walking, not
while queueing.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, link_at, party_at, rare_at, sequence_at, table_at
from sim.engine.compiled import apart, helper, inlined
from sim.engine.events import plan_end
from sim.engine.room import announce, log_departure, log_entry, own_part, pace_time
from sim.engine.state import (
    APART,
    CURVED,
    LIMITED,
    LINK,
    NOBODY,
    OPPOSED,
    RECEPTION,
    UNANNOUNCED,
    WAITING,
    WAY,
)


@inlined
def leave(world: World, link: int, time: float, party: int) -> None:
    """Take a party that left its place off a link's books: headway, space, log, counts."""
    record = link_at(world, link)
    person = party_at(world, party)
    space = person.space
    record.space -= space
    record.end_free = time + space * record.gap
    record.interval = (time - record.last_out) / space
    record.last_out = time
    record.left += person.persons
    record.waited += person.persons * (time - person.ready)
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
    world: World, link: int, party: int, ready: float, lead: float, route: int, target: int
) -> bool:
    """Put a party into its place in the order; whether it is the first.

    It overtakes whoever will reach the back of the queue later and is slower.
    """
    person = party_at(world, party)
    key = ready - lead
    speed = person.speed
    before = link_at(world, link).tail
    after = NOBODY
    while before >= 0:
        other = party_at(world, before)
        if other.ready - other.lead <= key:
            break
        if other.speed >= speed:
            key = other.ready - other.lead
            break
        after = before
        before = other.before
    person.ready = ready
    person.lead = ready - key
    person.route = route
    person.target = target
    person.link = link
    put_between(world, link, party, before, after)
    return bool(before < 0)


@inlined
def put_between(world: World, link: int, party: int, before: int, after: int) -> None:
    """Put a party between two neighbours in the order of a link; NOBODY: it is first, or last."""
    record = link_at(world, link)
    party_at(world, party).before = before
    party_at(world, party).next = after
    if before >= 0:
        party_at(world, before).next = party
    else:
        record.head = party
    if after >= 0:
        party_at(world, after).before = party
    else:
        record.tail = party
    record.count += 1


@inlined
def pop_head(world: World, link: int) -> None:
    """Take the first party out of the order."""
    record = link_at(world, link)
    person = party_at(world, record.head)
    person.before = APART
    record.head = person.next
    record.count -= 1
    if record.head >= 0:
        party_at(world, record.head).before = NOBODY
    else:
        record.tail = NOBODY


@helper
def take_out(world: World, link: int, party: int) -> None:
    """Take a party out of the order of a link."""
    person = party_at(world, party)
    if person.before < 0:
        pop_head(world, link)
        return
    party_at(world, person.before).next = person.next
    if person.next >= 0:
        party_at(world, person.next).before = person.before
    else:
        link_at(world, link).tail = person.before
    person.before = APART
    link_at(world, link).count -= 1


@helper
def rekey_head(world: World, link: int) -> None:
    """Move a head that has not walked to the end to the place where it will have."""
    party = link_at(world, link).head
    person = party_at(world, party)
    before = party
    after = person.next
    while after >= 0:
        other = party_at(world, after)
        if other.ready - other.lead > person.ready:
            break
        before = after
        after = other.next
    person.lead = 0.0
    if before != party:
        take_out(world, link, party)
        put_between(world, link, party, before, after)


@inlined
def plan(world: World, link: int, time: float) -> None:
    """Set the event at which the head of a link is looked at next."""
    record = link_at(world, link)
    if record.flags & WAITING:
        return
    while record.head >= 0:
        person = party_at(world, record.head)
        due = max(person.ready - person.lead, record.end_free, time)
        if person.ready <= due:
            record.target = person.target
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
    return bool(record.head >= 0 and record.end_event <= max(time, record.end_free))


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
def enter(world: World, link: int, time: float, party: int, route: int) -> None:
    """Let a party on to a link: entrance headway, walk, place in the order, next target."""
    record = link_at(world, link)
    person = party_at(world, party)
    space = person.space
    record.entrance_free = time + space * record.gap
    if record.flags & LIMITED:
        walk = record.length / min(person.speed, rare_at(world, link).limit)
    else:
        walk = record.length / person.speed
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
    if insert(world, link, party, time + walk, lead, route, target):
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
    if link < world.streets:
        person.place = LINK
        if np.isnan(person.set_out):  # else it was on its way before
            person.set_out = time
    else:
        person.place = WAY
    enter_apart(world, link, time, party, person.route)
