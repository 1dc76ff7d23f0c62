"""Turning round, and taking another way: parties taken out of the middle of things.

Nobody moves here, except on to the other side of the street where they stand; links, entrances and
gates whose first party changed are looked at anew, now.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import (
    World,
    approach_at,
    approach_start_at,
    aside_at,
    copy_log,
    copy_slot,
    gate_at,
    line_at,
    link_at,
    log_at,
    party_at,
    rare_at,
    slot_at,
)
from sim.engine.blocks import grow_ring
from sim.engine.compiled import helper
from sim.engine.doors import before_in_list, come_to_door, leave_aside, leave_door
from sim.engine.events import plan_gate
from sim.engine.gates import approaches_of, line_of
from sim.engine.junctions import set_want, stop_waiting, tell_waiters
from sim.engine.links import (
    has_queue,
    insert,
    plan_apart,
    pop_head,
    queue_lead,
)
from sim.engine.room import append_to_log
from sim.engine.state import DOOR, FORECOURT, GATE, LIMITED, NOBODY, WAITING


@helper
def steer(
    world: World, party: int, link: int, onto: int, route: int, target: int, share: float
) -> None:
    """Give a party another route: from its door, out of a forecourt, or from its link.

    `route` is as at a door, the next link of an explicit one its first. Who is on `link` goes on to
    `target` at its end; or turns round on to the link `onto`, at `share` of the street from its
    beginning, and goes on to `target` at that one's end.
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
            _turn_round(world, link, at, onto, route, target, share)
        else:
            slot = slot_at(world, _place_of(world, link, at))
            slot.route = route if route >= 0 else route + 1
            slot.target = target
        plan_apart(world, link, time)


@helper
def _place_of(world: World, link: int, at: int) -> int:
    record = link_at(world, link)
    return int(record.start + ((record.head + at) & record.mask))


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
    at = _position(world, link, party)
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
    return _position(world, link, party)


@helper
def _position(world: World, link: int, party: int) -> int:
    for at in range(link_at(world, link).count):
        if slot_at(world, _place_of(world, link, at)).party == party:
            return at
    return NOBODY


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
def standing(world: World, link: int, party: int) -> float:
    """Return how far from a link's beginning a party is, as a share of the link.

    Newell: it is where its walk has brought it, or, if that is further back, where the space ahead
    of it ends at jam density. What left ahead of it counts until its room has come back to where
    the party stands, and from then on the party walks up.
    """
    record = link_at(world, link)
    rare = rare_at(world, link)
    place = _position(world, link, party)
    speed = party_at(world, party).speed
    if record.flags & LIMITED:
        speed = min(speed, rare.limit)
    pace = speed / record.length if record.length > 0.0 else np.inf
    walk = 0.0
    if place >= 0:
        ready = slot_at(world, _place_of(world, link, place)).ready
        walk = (ready - world.now) * pace if ready > world.now else 0.0
        ahead = record.space
        for at in range(place, record.count):
            ahead -= slot_at(world, _place_of(world, link, at)).space
    else:
        ahead = _aside_ahead(world, link, party)
    if record.storage == np.inf or record.storage == 0.0:
        return float(1.0 - min(walk, 1.0))
    ahead += rare.logged
    for i in range(rare.log_count):
        entry = log_at(world, rare.log_start + ((rare.log_head + i) & rare.log_mask))
        queue = min(ahead / record.storage, 1.0)
        free_s = world.now - entry.time - rare.delay * queue
        if free_s < 0.0:
            break
        if free_s * pace < queue:
            walk = max(walk, queue - free_s * pace)
        ahead -= entry.space
    return float(1.0 - min(max(walk, ahead / record.storage), 1.0))


@helper
def _aside_ahead(world: World, link: int, party: int) -> float:
    """Return the space of those who stand aside at the end of a link and came before a party."""
    since = party_at(world, party).since
    ahead = 0.0
    for approach in range(approach_start_at(world, world.gate_count).value):
        if approach_at(world, approach).link != link:
            continue
        for line in range(world.line_count):
            other = aside_at(world, approach * world.line_count + line).head
            while other >= 0:
                person = party_at(world, other)
                if person.since < since or (person.since == since and other < party):
                    ahead += person.space
                other = person.next
    return ahead


@helper
def _turn_round(
    world: World, link: int, at: int, onto: int, route: int, target: int, share: float
) -> None:
    """Move a party from where it stands on a link to the same place of the link the other way."""
    time = world.now
    slot = slot_at(world, _place_of(world, link, at))
    party = slot.party
    speed = slot.speed
    space = slot.space
    persons = slot.persons
    line = slot.line
    waited = persons * max(time - slot.ready, 0.0)
    _take_out(world, link, at)
    record = link_at(world, link)
    record.space -= space
    record.left += persons
    record.waited += waited
    _keep_log(world, link)
    _keep_log(world, onto)
    if record.critical < np.inf:
        _log_vacancy(world, link, time - rare_at(world, link).delay * (1.0 - share), space)
    tell_waiters(world, link, time)
    other = link_at(world, onto)
    limited = min(speed, rare_at(world, onto).limit) if other.flags & LIMITED else speed
    walk = share * other.length / limited
    lead = 0.0
    if has_queue(world, onto, time):
        lead = min(walk, queue_lead(world, onto, time, walk))
    other.space += space
    following = route if route >= 0 else route + 1
    at = _insert_between(world, onto, time + walk - lead)
    slot = slot_at(world, _place_of(world, onto, at))
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


@helper
def _insert_between(world: World, link: int, key: float) -> int:
    """Make a place in the order for who will be at the back of the queue at `key`; return it.

    It has overtaken nobody: whoever comes there later is behind it on the street already.
    """
    record = link_at(world, link)
    if record.count > record.mask:
        grow_ring(world, link)
    at = record.count
    while at > 0:
        before = slot_at(world, _place_of(world, link, at - 1))
        if before.ready - before.lead <= key:
            break
        copy_slot(slot_at(world, _place_of(world, link, at)), before)
        at -= 1
    record.count += 1
    return int(at)


@helper
def _take_out(world: World, link: int, at: int) -> None:
    """Take a party out of the order of a link."""
    record = link_at(world, link)
    if at == 0:
        pop_head(world, link)
        return
    for i in range(at, record.count - 1):
        copy_slot(
            slot_at(world, _place_of(world, link, i)),
            slot_at(world, _place_of(world, link, i + 1)),
        )
    record.count -= 1


@helper
def _keep_log(world: World, link: int) -> None:
    """Have a link log every departure: one where people turned has seen no steady headways."""
    record = link_at(world, link)
    if record.critical < np.inf:
        record.critical = -np.inf


@helper
def _log_vacancy(world: World, link: int, time: float, space: float) -> None:
    """Enter the room of who left from the middle, as if it had come from the end before."""
    append_to_log(world, link, world.now, space)
    record = rare_at(world, link)
    at = record.log_count - 1
    while at > 0:
        entry = log_at(world, record.log_start + ((record.log_head + at) & record.log_mask))
        before = log_at(world, record.log_start + ((record.log_head + at - 1) & record.log_mask))
        if before.time <= time:
            break
        copy_log(entry, before)
        at -= 1
    entry = log_at(world, record.log_start + ((record.log_head + at) & record.log_mask))
    entry.time = time
    entry.space = space
