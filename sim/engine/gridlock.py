"""Gridlock: links whose heads wait for each other in a circle, none with room to come."""

from __future__ import annotations

from typing import Final

from sim.engine.access import World, knot_at, knot_link_at, link_at, rare_at, slot_at, want_at
from sim.engine.compiled import helper
from sim.engine.junctions import move_on_apart, plan_next_apart, stop_waiting, tell_waiters
from sim.engine.links import enter_apart, leave_apart, pop_head
from sim.engine.state import NOBODY


@helper
def _stuck_on(world: World, link: int) -> int:
    """Return the link that must let somebody go before the head of `link` may; else NOBODY."""
    target = want_at(world, link).value
    if target >= 0 and link_at(world, target).space >= link_at(world, target).storage:
        return int(target)
    return NOBODY


NOBODY_WAITS: Final = 0
SOME_WAIT: Final = 1
KNOT_TURNS: Final = 2


@helper
def find_knots(world: World, time: float) -> int:
    """Search for circles of full links, record them, turn those that are due; say what is found."""
    first_stamp = world.stamp
    found = NOBODY_WAITS
    for start in range(world.streets):
        if want_at(world, start).value < 0:
            continue
        found = max(found, SOME_WAIT)
        world.stamp += 1
        link = start
        while link >= 0 and rare_at(world, link).mark <= first_stamp:
            rare_at(world, link).mark = world.stamp
            link = _stuck_on(world, link)
        circle = link >= 0 and rare_at(world, link).mark == world.stamp
        if circle and _found(world, link, time):
            found = KNOT_TURNS
    return found


@helper
def _found(world: World, member: int, time: float) -> bool:
    """Record the knot that `member` belongs to and turn it when due; whether it ever turns."""
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
    knot = knot_at(world, number)
    if world.squeeze == 0 or not _may_turn(world, first):
        return False
    if time >= knot.next_turn:
        _turn(world, first, time)
        knot.turned += length
        knot.next_turn = time + length / world.squeeze_per_s
    return True


@helper
def _people_on(world: World, link: int) -> int:
    record = link_at(world, link)
    persons = 0
    for i in range(record.count):
        persons += slot_at(world, record.start + ((record.head + i) & record.mask)).persons
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
    record = link_at(world, link)
    return float(slot_at(world, record.start + record.head).space)


@helper
def _may_turn(world: World, first: int) -> bool:
    """Whether every link of the knot stays within its storage and one party after a turn."""
    largest = world.largest
    link = first
    while True:
        target = want_at(world, link).value
        record = link_at(world, target)
        after = record.space + _head_space(world, link) - _head_space(world, target)
        if after > record.storage + largest:
            return False
        link = target
        if link == first:
            return True


@helper
def _turn(world: World, first: int, time: float) -> None:
    """Move the head of every link of a knot into the next, all at once."""
    second = want_at(world, first).value
    record = link_at(world, first)
    slot = slot_at(world, record.start + record.head)
    party = slot.party
    route = slot.route
    space = slot.space
    speed = slot.speed
    persons = slot.persons
    line = slot.line
    ready = slot.ready
    stop_waiting(world, first)
    pop_head(world, first)
    leave_apart(world, first, time, space, persons, ready)
    link = first  # from the last link of the circle back to the second
    while link != second:
        before = second
        while want_at(world, before).value != link:
            before = want_at(world, before).value
        stop_waiting(world, before)
        move_on_apart(world, before, link, time)
        link = before
    following = route if route >= 0 else route - 1
    enter_apart(world, second, time, party, following, space, speed, persons, line)
    plan_next_apart(world, first, time)
    tell_waiters(world, first, time)
    tell_waiters(world, second, time)
