"""Junctions: who enters a link when several want to.

The heads of links and the doors that want one entrance and cannot have it now wait in its set; an
event of the entrance stands at the exact time at which it can be had. Whose turn it is follows
start-time fair queueing (Goyal, Vin and Cheng 1997): shares in proportion to the capacities of
those who wait, counted in space; nobody earns credit by not being ready.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.access import World, link_at, party_at, rare_at, suspect_at, tag_at
from sim.engine.compiled import apart, helper, inlined
from sim.engine.events import plan_entrance
from sim.engine.links import enter, enter_from_door, leave, plan, pop_head
from sim.engine.room import has_room, is_full, room_time
from sim.engine.state import (
    ASKED,
    DOOR,
    LOGGED,
    NOBODY,
    OPPOSED,
    OWING,
    SUSPECT,
    WAITING,
)

TICK_S: Final = 10.0
"""Seconds between two searches for knots while somebody finds a link full."""
_LEAST_GAP: Final = 1e-9
"""s per space: what a turn counts for a link without limit of capacity."""
_DOORS: Final = -2


@inlined
def is_contested(world: World, link: int) -> bool:
    """Whether anybody waits to enter a link."""
    record = link_at(world, link)
    return bool(record.waiters >= 0 or record.door_head >= 0)


@inlined
def may_enter(world: World, link: int, time: float) -> bool:
    """Whether a link's entrance is free and it has room."""
    return bool(link_at(world, link).entrance_free <= time and has_room(world, link, time))


@helper
def next_tick(time: float) -> float:
    """When the next search for knots takes place, on the engine's own world."""
    return float((np.floor(time / TICK_S) + 1.0) * TICK_S)


@helper
def _suspect(world: World, link: int, time: float) -> None:
    """Have the next search for knots begin at a full link that others wait for."""
    record = link_at(world, link)
    if record.flags & SUSPECT or link >= world.streets:
        return
    record.flags |= SUSPECT
    suspect_at(world, world.suspect_count).value = link
    world.suspect_count += 1
    if world.tick == np.inf:
        world.tick = next_tick(time)
        world.other = min(world.other, world.tick)


@helper
def ensure_entrance(world: World, link: int, time: float) -> None:
    """See to it that those who wait are looked at when the link can first be entered."""
    record = link_at(world, link)
    if world.least_share > 0.0 and rare_at(world, link).opposite >= 0:
        link_at(world, rare_at(world, link).opposite).flags |= ASKED
    if is_full(world, link):
        _suspect(world, link, time)
        return
    due = max(record.entrance_free, room_time(world, link, time))
    if record.door_head < 0:
        ready = np.inf
        waiter = record.waiters
        while waiter >= 0:
            ready = min(ready, link_at(world, waiter).end_free)
            waiter = rare_at(world, waiter).next_waiter
        due = max(due, ready)
    plan_entrance(world, link, due)


@inlined
def tell_waiters(world: World, link: int, time: float) -> None:
    """Somebody left `link`: those who wait to enter it may have room to come."""
    if is_contested(world, link):
        ensure_entrance(world, link, time)
    if link_at(world, link).flags & ASKED:
        _tell_opposite(world, link, time)


@helper
def _tell_opposite(world: World, link: int, time: float) -> None:
    """Somebody left `link`: the other direction of its street may have room to come, too."""
    other = rare_at(world, link).opposite
    if is_contested(world, other):
        ensure_entrance(world, other, time)
    else:
        link_at(world, link).flags &= ~ASKED


@inlined
def set_want(world: World, link: int, target: int) -> None:
    """Write down what the head of a link waits for; NOBODY: nothing."""
    record = link_at(world, link)
    if target == NOBODY:
        record.flags &= ~WAITING
    else:
        record.flags |= WAITING


@helper
def wait_for(world: World, link: int, target: int, time: float) -> None:
    """Let the head of `link` wait to enter `target`."""
    set_want(world, link, target)
    rare_at(world, link).next_waiter = link_at(world, target).waiters
    link_at(world, target).waiters = link
    ensure_entrance(world, target, time)


@helper
def stop_waiting(world: World, link: int) -> None:
    """Take a link out of the set of those who wait for its head's target."""
    target = link_at(world, link).target
    set_want(world, link, NOBODY)
    waiter = link_at(world, target).waiters
    if waiter == link:
        link_at(world, target).waiters = rare_at(world, link).next_waiter
        return
    while rare_at(world, waiter).next_waiter != link:
        waiter = rare_at(world, waiter).next_waiter
    rare_at(world, waiter).next_waiter = rare_at(world, link).next_waiter


@inlined
def plan_next(world: World, link: int, time: float) -> None:
    """Plan a link's next head; straight into the waiting set if it cannot move before then."""
    record = link_at(world, link)
    if record.head >= 0:
        person = party_at(world, record.head)
        target = person.target
        if target >= 0 and _is_busy(world, target):
            stands = person.ready - person.lead <= time and person.ready <= record.end_free
            entrance_free = link_at(world, target).entrance_free
            if stands and (entrance_free > record.end_free or not has_room(world, target, time)):
                record.target = target
                wait_for(world, link, target, time)
                return
    plan(world, link, time)


plan_next_apart = apart(plan_next)


@inlined
def _is_busy(world: World, link: int) -> bool:
    """Whether it is likely that a link cannot be entered at once."""
    record = link_at(world, link)
    queued = record.waiters >= 0 or record.door_head >= 0
    return bool(queued or record.flags & (LOGGED | OPPOSED))


@inlined
def move_on(world: World, link: int, target: int, time: float) -> None:
    """Move the head of `link` into `target`, which may be entered."""
    party = link_at(world, link).head
    pop_head(world, link)
    leave(world, link, time, party)
    tell_waiters(world, link, time)
    enter(world, target, time, party, next_place(world, party))
    plan_next(world, link, time)


move_on_apart = apart(move_on)


@inlined
def next_place(world: World, party: int) -> int:
    """Return a party's route as it is on the next link."""
    route = party_at(world, party).route
    return int(route if route >= 0 else route - 1)


@inlined
def turn_gap(gap: float) -> float:
    """Return what one space counts in turns: its share of a second of the capacity."""
    return max(gap, _LEAST_GAP)


@helper
def take_turn(world: World, link: int, target: int, space: float, contested: bool) -> None:
    """Count a turn of `link`, or of the doors (`_DOORS`), into `target`.

    Turns that nobody else wanted need counting only while somebody's contested turn is not yet
    made good by the others, which the virtual time tells.
    """
    turn = rare_at(world, target)
    if link == _DOORS:
        start = max(turn.virtual, turn.door_tag)
        finish = start + space * turn_gap(link_at(world, target).gap)
        turn.door_tag = finish
    else:
        tag = tag_at(world, rare_at(world, link).first_tag + turn.rank)
        start = max(turn.virtual, tag.value)
        finish = start + space * turn_gap(link_at(world, link).gap)
        tag.value = finish
    turn.virtual = start
    if contested:
        turn.debt = max(turn.debt, finish)
        link_at(world, target).flags |= OWING
    elif start >= turn.debt:
        link_at(world, target).flags &= ~OWING


@helper
def choose_turn(world: World, target: int, time: float) -> int:
    """Return the link whose head may enter `target` next, `_DOORS`, or NOBODY if none is ready."""
    wanted = link_at(world, target)
    turn = rare_at(world, target)
    best = NOBODY
    best_tag = np.inf
    waiter = wanted.waiters
    while waiter >= 0:
        if link_at(world, waiter).end_free <= time:
            tag = max(
                turn.virtual, tag_at(world, rare_at(world, waiter).first_tag + turn.rank).value
            )
            if tag < best_tag or (tag == best_tag and waiter < best):
                best = waiter
                best_tag = tag
        waiter = rare_at(world, waiter).next_waiter
    if wanted.door_head >= 0 and max(turn.virtual, turn.door_tag) < best_tag:
        return _DOORS
    return best


@helper
def entrance_event(world: World, target: int, time: float) -> int:
    """Let the next of those who wait enter; return the party if it came from a door.

    Room in a shared street that both directions wait for goes to the one that holds less.
    """
    if link_at(world, target).flags & ASKED:
        other = rare_at(world, target).opposite
        if is_contested(world, other) and _holds_less(world, other, target):
            _admit(world, other, time)
            tell_waiters(world, other, time)
    came = _admit(world, target, time)
    tell_waiters(world, target, time)
    return came


@inlined
def _holds_less(world: World, one: int, other: int) -> bool:
    difference = link_at(world, one).space - link_at(world, other).space
    return bool(difference < 0.0 or (difference == 0.0 and one < other))


@helper
def _admit(world: World, target: int, time: float) -> int:
    """Let the next of those who wait enter, if one may; return the party if it came from a door."""
    came = NOBODY
    wanted = link_at(world, target)
    if is_contested(world, target) and may_enter(world, target, time):
        first = wanted.waiters
        alone = wanted.door_head < 0 and rare_at(world, first).next_waiter < 0
        if not alone:
            link = choose_turn(world, target, time)
        elif link_at(world, first).end_free <= time:
            link = first
        else:
            link = NOBODY
        if link == _DOORS:
            came = wanted.door_head
            wanted.door_head = party_at(world, came).next
            if wanted.flags & OWING or first >= 0:
                space = party_at(world, came).space
                take_turn(world, link, target, space, first >= 0)
            enter_from_door(world, target, time, came)
        elif link >= 0:
            if wanted.flags & OWING or not alone:
                space = party_at(world, link_at(world, link).head).space
                take_turn(world, link, target, space, not alone)
            stop_waiting(world, link)
            move_on_apart(world, link, target, time)
    return came


@inlined
def head_at_end(world: World, link: int, target: int, time: float) -> None:
    """Let the head of a link, come to its end, enter `target` or wait for it."""
    if not is_contested(world, target) and may_enter(world, target, time):
        if link_at(world, target).flags & OWING:
            space = party_at(world, link_at(world, link).head).space
            take_turn(world, link, target, space, False)
        move_on(world, link, target, time)
    else:
        wait_for(world, link, target, time)


@helper
def at_door(world: World, link: int, time: float, party: int) -> bool:
    """Let a party enter `link` from its door, or from its lane, or wait there; whether it did."""
    record = link_at(world, link)
    if not is_contested(world, link) and may_enter(world, link, time):
        if record.flags & OWING:
            take_turn(world, _DOORS, link, party_at(world, party).space, False)
        enter_from_door(world, link, time, party)
        return True
    person = party_at(world, party)
    person.next = NOBODY
    if link < world.streets:
        person.place = DOOR
    if record.door_head < 0:
        record.door_head = party
    else:
        party_at(world, rare_at(world, link).door_tail).next = party
    rare_at(world, link).door_tail = party
    ensure_entrance(world, link, time)
    return False
