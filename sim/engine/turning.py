"""Turning round, and taking another way: parties taken out of the middle of things.

Nobody moves here, except on to the other side of the street where they stand; links, entrances and
gates whose first party changed are looked at anew, now.
"""

from __future__ import annotations

from sim.engine.access import (
    World,
    approach_at,
    gate_at,
    line_at,
    link_at,
    party_at,
    rare_at,
    stay_at,
)
from sim.engine.compiled import helper
from sim.engine.doors import before_in_list, come_to_door, leave_aside, leave_door
from sim.engine.events import plan_gate
from sim.engine.gates import approaches_of, line_of
from sim.engine.junctions import set_want, stop_waiting, tell_waiters
from sim.engine.links import has_queue, insert, plan_apart, queue_lead, take_out
from sim.engine.midway import insert_as_it_is, join_midway, leave_midway
from sim.engine.state import APART, DOOR, FORECOURT, GATE, LIMITED, LOST, NOBODY, WAITING


@helper
def steer(
    world: World,
    party: int,
    link: int,
    onto: int,
    route: int,
    target: int,
    share: float,
    still_s: float,
) -> None:
    """Give a party another route: from its door, out of a forecourt, or from its link.

    `route` is as at a door, the next link of an explicit one its first. Who is on `link` goes on to
    `target` at its end; or turns round on to the link `onto`, at `share` of the street from its
    beginning, sets out there in `still_s` seconds, and goes on to `target` at that one's end.
    """
    time = world.now
    person = party_at(world, party)
    if person.place == DOOR:
        leave_door(world, party)
        person.route = route
        come_to_door(world, time, party)
    elif person.place == FORECOURT:
        _leave_forecourt(world, party, time)
        person.route = route
        come_to_door(world, time, party)
    else:
        release_head(world, link)
        if person.before == APART:
            _back_in_order(world, link, party)
        person.route = route if route >= 0 else route + 1
        person.target = target
        if onto >= 0:
            _turn_round(world, link, party, onto, share, still_s)
        plan_apart(world, link, time)


@helper
def release_head(world: World, link: int) -> None:
    """Let the head of a link want nothing; the link is to be planned anew."""
    record = link_at(world, link)
    if not record.flags & WAITING:
        return
    if record.target >= 0:
        stop_waiting(world, link)
    else:
        gate_at(world, GATE - record.target).waiting -= 1
        set_want(world, link, NOBODY)


@helper
def _back_in_order(world: World, link: int, party: int) -> None:
    """Put a party that stands apart at the end of its link back into the order."""
    person = party_at(world, party)
    if person.next != LOST:  # it stands aside before a gate
        for gate in range(world.gate_count):
            if gate_at(world, gate).node == link_at(world, link).to:
                for approach in approaches_of(world, gate):
                    if approach_at(world, approach).link == link:
                        leave_aside(world, gate, approach, party)
    insert(world, link, party, person.since, 0.0, person.route, NOBODY)


@helper
def _leave_forecourt(world: World, party: int, time: float) -> None:
    """Let a party walk out of a forecourt, to the street's end before it."""
    person = party_at(world, party)
    stay = stay_at(world, party)
    gate = stay.gate
    record = gate_at(world, gate)
    line = line_at(world, line_of(world, gate, party))
    before = before_in_list(world, line.head, party)
    if before == NOBODY:
        line.head = person.next
    elif before >= 0:
        party_at(world, before).next = person.next
        if line.tail == party:
            line.tail = before
    line.persons -= person.persons
    record.forecourt_space -= person.space
    stay.home = record.node
    stay.gate = NOBODY
    person.next = NOBODY
    plan_gate(world, gate, time)


@helper
def _turn_round(
    world: World, link: int, party: int, onto: int, share: float, still_s: float
) -> None:
    """Move a party from where it stands on a link to the same place of the link the other way."""
    time = world.now
    person = party_at(world, party)
    space = person.space
    record = link_at(world, link)
    take_out(world, link, party)
    record.space -= space
    record.left += person.persons
    record.waited += person.persons * max(time - person.ready, 0.0)
    leave_midway(world, link, share, space)
    tell_waiters(world, link, time)
    other = link_at(world, onto)
    speed = person.speed
    if other.flags & LIMITED:
        speed = min(speed, rare_at(world, onto).limit)
    walk = still_s + share * other.length / speed
    lead = 0.0
    if has_queue(world, onto, time):
        lead = min(walk, queue_lead(world, onto, time, walk))
    other.space += space
    join_midway(world, onto, 1.0 - share, space)
    person.ready = time + walk
    person.lead = lead
    person.link = onto
    if insert_as_it_is(world, onto, party, time + walk - lead):
        plan_apart(world, onto, time)
    tell_waiters(world, onto, time)
