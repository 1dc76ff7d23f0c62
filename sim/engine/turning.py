"""Turning round, and taking another way: parties taken out of the middle of things.

Nobody moves here, except on to the other side of the street where they stand; links, entrances and
gates whose first party changed are looked at anew, now.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import (
    World,
    approach_at,
    gate_at,
    line_at,
    link_at,
    party_at,
    rare_at,
    slot_at,
)
from sim.engine.compiled import helper
from sim.engine.doors import before_in_list, come_to_door, leave_aside, leave_door
from sim.engine.events import plan_gate
from sim.engine.gates import approaches_of, line_of
from sim.engine.junctions import set_want, stop_waiting, tell_waiters
from sim.engine.links import has_queue, insert, plan_apart, queue_lead
from sim.engine.midway import insert_between, join_midway, leave_midway, take_out
from sim.engine.position import place_in_ring, position
from sim.engine.state import DOOR, FORECOURT, GATE, LIMITED, NOBODY, WAITING


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
        person.route = route
        release_head(world, link)
        at = back_in_ring(world, link, party)
        if onto >= 0:
            _turn_round(world, link, at, onto, route, target, share, still_s)
        else:
            slot = slot_at(world, place_in_ring(world, link, at))
            slot.route = route if route >= 0 else route + 1
            slot.target = target
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
def back_in_ring(world: World, link: int, party: int) -> int:
    """Return a party's place in the order of its link; who stood apart is put back into it."""
    record = link_at(world, link)
    at = position(world, link, party)
    if at >= 0:
        return at
    person = party_at(world, party)
    if person.next < NOBODY:  # stood where no way led on
        world.lost -= 1
        person.next = NOBODY
    else:
        for gate in range(world.gate_count):
            if gate_at(world, gate).node == record.to:
                for approach in approaches_of(world, gate):
                    if approach_at(world, approach).link == link:
                        leave_aside(world, gate, approach, party)
    insert(
        world,
        link,
        person.since,
        0.0,
        person.speed,
        person.space,
        party,
        0,
        NOBODY,
        person.persons,
        person.line,
    )
    return position(world, link, party)


@helper
def _leave_forecourt(world: World, party: int, time: float) -> None:
    """Let a party walk out of a forecourt, to the street's end before it."""
    person = party_at(world, party)
    gate = person.gate
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
    person.home = record.node
    person.gate = NOBODY
    person.gate_arrival = np.nan
    person.next = NOBODY
    plan_gate(world, gate, time)


@helper
def _turn_round(
    world: World,
    link: int,
    at: int,
    onto: int,
    route: int,
    target: int,
    share: float,
    still_s: float,
) -> None:
    """Move a party from where it stands on a link to the same place of the link the other way."""
    time = world.now
    slot = slot_at(world, place_in_ring(world, link, at))
    party = slot.party
    speed = slot.speed
    space = slot.space
    persons = slot.persons
    line = slot.line
    waited = persons * max(time - slot.ready, 0.0)
    take_out(world, link, at)
    record = link_at(world, link)
    record.space -= space
    record.left += persons
    record.waited += waited
    leave_midway(world, link, share, space)
    tell_waiters(world, link, time)
    other = link_at(world, onto)
    limited = min(speed, rare_at(world, onto).limit) if other.flags & LIMITED else speed
    walk = still_s + share * other.length / limited
    lead = 0.0
    if has_queue(world, onto, time):
        lead = min(walk, queue_lead(world, onto, time, walk))
    other.space += space
    join_midway(world, onto, 1.0 - share, space)
    following = route if route >= 0 else route + 1
    at = insert_between(world, onto, time + walk - lead)
    slot = slot_at(world, place_in_ring(world, onto, at))
    slot.ready = time + walk
    slot.lead = lead
    slot.speed = speed
    slot.space = space
    slot.party = party
    slot.route = following
    slot.target = target
    slot.persons = persons
    slot.line = line
    if at == 0:
        plan_apart(world, onto, time)
    tell_waiters(world, onto, time)
