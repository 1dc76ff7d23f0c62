"""Gridlock: links whose heads wait for each other in a circle, none with room to come.

Where a street's two directions share its room, a departure of either would do: such a circle
counts only if the other direction is stuck as well, and whatever that waits for.

A circle can only close where somebody begins to wait for a full link, or where somebody enters a
link, fills it, and others wait on. Such links are suspects; every ten seconds of the engine's own
clock the chains of who waits for whom are followed from them, and from nowhere else.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, knot_at, knot_link_at, link_at, party_at, rare_at, suspect_at
from sim.engine.blocks import SMALLEST
from sim.engine.compiled import helper, inlined
from sim.engine.junctions import (
    move_on_apart,
    next_place,
    next_tick,
    plan_next_apart,
    stop_waiting,
    tell_waiters,
)
from sim.engine.links import enter_apart, leave_apart, pop_head
from sim.engine.room import is_full, own_part
from sim.engine.state import (
    DONE,
    GROW_HEAPS,
    GROW_KNOTS,
    GROW_LOGS,
    LOGS_AT_ONCE,
    NOBODY,
    OPPOSED,
    RESERVE,
    SUSPECT,
    WAITING,
)


@helper
def search_for_knots(world: World, time: float) -> None:
    """Look for new knots, turn those that are due, and say when to search next."""
    new_links = world.knot_links_used + world.link_count
    new_knots = world.knot_count + world.suspect_count
    if new_links > world.knot_links_room or new_knots > world.knots_room:
        world.short |= GROW_KNOTS
        return
    world.tick = np.inf
    _search(world, time)
    if not _have_room(world, time):
        world.tick = time  # again when the pools have been given room; then nobody is suspect
        return
    for number in range(world.knot_count):
        if knot_at(world, number).turns:
            _turn_if_due(world, number, time)


@helper
def _search(world: World, time: float) -> None:
    """Follow who waits for whom from every suspect."""
    first_stamp = world.stamp
    suspects = world.suspect_count
    world.suspect_count = 0
    for i in range(suspects):
        link = suspect_at(world, i).value
        link_at(world, link).flags &= ~SUSPECT
        world.stamp += 1
        while link >= 0 and rare_at(world, link).mark <= first_stamp:
            rare_at(world, link).mark = world.stamp
            link = _stuck_on(world, link)
        if link >= 0 and rare_at(world, link).mark == world.stamp and _holds(world, link):
            _found(world, link, time)


@helper
def _stuck_on(world: World, link: int) -> int:
    """Return the link that must let somebody go before the head of `link` may; else NOBODY."""
    record = link_at(world, link)
    if record.flags & WAITING and record.target >= 0 and is_full(world, record.target):
        return int(record.target)
    return NOBODY


@helper
def _holds(world: World, link: int) -> bool:
    """Whether nobody outside could let go those on whom the head of `link` waits."""
    if world.least_share == 0.0:
        return True
    world.check += 1
    first = world.knot_links_used  # from there on room to remember whom to look at
    knot_link_at(world, first).value = link
    rare_at(world, link).checked = world.check
    found = 1
    looked_at = 0
    while looked_at < found:
        target = _stuck_on(world, knot_link_at(world, first + looked_at).value)
        looked_at += 1
        if target < 0:
            return False
        found = _remember(world, target, first, found)
        if link_at(world, target).space < link_at(world, target).storage:
            found = _remember(world, rare_at(world, target).opposite, first, found)
    return True


@helper
def _remember(world: World, link: int, first: int, found: int) -> int:
    """Have a link looked at, once; return how many are known."""
    if rare_at(world, link).checked == world.check:
        return found
    rare_at(world, link).checked = world.check
    knot_link_at(world, first + found).value = link
    return found + 1


@helper
def _found(world: World, member: int, time: float) -> None:
    """Record the knot that `member` belongs to and, if knots are squeezed, have it turned."""
    first = member
    length = 1
    persons = 0
    link = _stuck_on(world, member)
    while link != member:
        first = min(first, link)
        length += 1
        link = _stuck_on(world, link)
    at = world.knot_links_used
    link = first
    for i in range(length):
        knot_link_at(world, at + i).value = link
        persons += _people_on(world, link)
        link = _stuck_on(world, link)
    number = _known(world, at, length)
    if number < 0:
        number = world.knot_count
        world.knot_count += 1
        world.knot_links_used += length
        knot = knot_at(world, number)
        knot.time = time
        knot.first = at
        knot.length = length
        knot.persons = persons
        knot.turned = 0
        knot.next_turn = time
    knot_at(world, number).turns = world.squeeze


@helper
def _turn_if_due(world: World, number: int, time: float) -> None:
    """Turn a knot that is due, and have it looked at again as long as it stands."""
    knot = knot_at(world, number)
    first = knot_link_at(world, knot.first).value
    stands = _stands(world, number) and _holds(world, first)
    if not stands or not _may_turn(world, first):
        knot.turns = 0
        return
    if time >= knot.next_turn:
        _turn(world, first, time)
        knot.turned += knot.length
        knot.next_turn = time + knot.length / world.squeeze_per_s
    world.tick = next_tick(time)


@helper
def _have_room(world: World, time: float) -> bool:
    """Whether the pools hold what all turns that are due may use; if not, have them grow.

    A log grows if it is full.
    """
    events = 0
    logs = 0
    for number in range(world.knot_count):
        knot = knot_at(world, number)
        if not knot.turns or time < knot.next_turn:
            continue
        events += 3 * knot.length
        for i in range(knot.length):
            link = knot_link_at(world, knot.first + i).value
            logs += _log_growth(world, link)
            if world.paces > 0:
                logs += _log_growth(world, world.link_count + link)
    margin = 2 * LOGS_AT_ONCE * world.logs_largest + RESERVE
    if world.logs_top + margin + logs > world.logs_room:
        world.logs_wanted = logs
        world.short |= GROW_LOGS
    pending = world.crowd_events + world.far_events + world.bucketed
    if pending + events + RESERVE > world.heaps_room:
        world.heaps_wanted = events
        world.short |= GROW_HEAPS
    return bool(world.short == DONE)


@inlined
def _log_growth(world: World, log: int) -> int:
    record = rare_at(world, log)
    full = record.log_count > record.log_mask
    return int(max(2 * (record.log_mask + 1), 1 << SMALLEST)) if full else 0


@helper
def _stands(world: World, number: int) -> bool:
    """Whether the links of a knot still wait for each other."""
    knot = knot_at(world, number)
    for i in range(knot.length):
        following = knot.first + (i + 1) % knot.length
        link = knot_link_at(world, knot.first + i).value
        if _stuck_on(world, link) != knot_link_at(world, following).value:
            return False
    return True


@helper
def _people_on(world: World, link: int) -> int:
    persons = 0
    party = link_at(world, link).head
    while party >= 0:
        persons += party_at(world, party).persons
        party = party_at(world, party).next
    return persons


@helper
def _known(world: World, at: int, length: int) -> int:
    """Return the number of a knot found before with the same links, NOBODY if it is new."""
    for number in range(world.knot_count):
        knot = knot_at(world, number)
        if knot.length != length:
            continue
        same = True
        for i in range(length):
            if knot_link_at(world, knot.first + i).value != knot_link_at(world, at + i).value:
                same = False
                break
        if same:
            return number
    return NOBODY


@helper
def _head_space(world: World, link: int) -> float:
    return float(party_at(world, link_at(world, link).head).space)


@helper
def _may_turn(world: World, first: int) -> bool:
    """Whether a turn leaves no link over its storage by more than a party, nor further over it."""
    largest = world.largest
    link = first
    while True:
        target = link_at(world, link).target
        record = link_at(world, target)
        after = record.space + _head_space(world, link) - _head_space(world, target)
        if after > record.storage + largest and after > record.space:
            return False
        if record.flags & OPPOSED:
            both = after + link_at(world, rare_at(world, target).opposite).space
            if both > record.storage / own_part(world) + largest:
                return False
        link = target
        if link == first:
            return True


@helper
def _turn(world: World, first: int, time: float) -> None:
    """Move the head of every link of a knot into the next, all at once."""
    second = link_at(world, first).target
    party = link_at(world, first).head
    stop_waiting(world, first)
    pop_head(world, first)
    leave_apart(world, first, time, party)
    link = first  # from the last link of the circle back to the second
    while link != second:
        before = second
        while link_at(world, before).target != link:
            before = link_at(world, before).target
        stop_waiting(world, before)
        move_on_apart(world, before, link, time)
        link = before
    enter_apart(world, second, time, party, next_place(world, party))
    plan_next_apart(world, first, time)
    tell_waiters(world, first, time)
    tell_waiters(world, second, time)
