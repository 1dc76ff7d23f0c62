"""The kernel: everything that happens before an instant, in exact order of time.

At one instant, first the ends and entrances of links by number, then doors and ends of service by
party, then gates: so whoever arrives when a gate looks has arrived.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import (
    World,
    call_at,
    door_order_at,
    gate_at,
    late_at,
    link_at,
    opened_at,
    party_at,
    prefetch,
    rare_at,
    stay_at,
)
from sim.engine.compiled import entry, helper, inlined
from sim.engine.doors import arrive, come_to_door
from sim.engine.events import fetch_ahead, look_ahead, open_next
from sim.engine.gates import (
    end_service,
    free_lane,
    gate_at_end,
    gate_event,
)
from sim.engine.gridlock import search_for_knots
from sim.engine.heap import heap_pop
from sim.engine.junctions import (
    entrance_event,
    head_at_end,
    plan_next_apart,
    tell_waiters,
)
from sim.engine.links import leave_apart, plan_apart, pop_head
from sim.engine.opened import pop_opened
from sim.engine.reception import reception_at_end
from sim.engine.state import (
    ARRIVAL,
    ARRIVED,
    DONE,
    EXIT,
    GATE,
    HOME,
    LOST,
    RECEPTION,
    SAFE,
)


@entry
def run(world: World, until: float) -> int:
    """Let everything before `until` happen; return why the kernel came back."""
    world.other = _next_other(world)
    while world.short == DONE:
        other = world.other
        time = np.inf
        actor = 0
        if world.opened_end > 0 or open_next(world, min(other, until)):
            first = opened_at(world, world.opened_first)
            time = first.time
            actor = first.actor
        if time < other or (time == other and actor < 2 * world.link_count):
            if time >= until:
                break
            pop_opened(world)
            world.now = time
            look_ahead(world, time)
            fetch_ahead(world)
            _handle(world, time, actor)
        else:
            if other >= until or other == np.inf:
                break
            world.now = other
            _handle_other(world, other)
            world.other = _next_other(world)
        world.events += 1
    if world.short != DONE:
        return int(world.short)
    if until < np.inf:
        world.now = until
    return DONE


@helper
def _next_other(world: World) -> float:
    """Return the time of the next thing that is not in the calendar."""
    due = min(world.door_time, world.tick)
    if world.late_count > 0:
        due = min(due, late_at(world, 0).time)
    if world.call_count > 0:
        due = min(due, call_at(world, 0).time)
    return float(due)


@inlined
def _handle(world: World, time: float, actor: int) -> None:
    """Let an event of the calendar happen, if it is still valid."""
    if actor < world.link_count:
        record = link_at(world, actor)
        if record.end_event == time:
            record.end_event = np.inf
            _end_event(world, actor, time)
    else:
        _handle_rarer(world, time, actor)


@helper
def _handle_rarer(world: World, time: float, actor: int) -> None:
    """Let an event of an entrance or a gate happen, if it is still valid."""
    if actor < 2 * world.link_count:
        link = actor - world.link_count
        record = rare_at(world, link)
        if record.entrance_event == time:
            record.entrance_event = np.inf
            came = entrance_event(world, link, time)
            if came >= 0 and link >= world.streets:
                free_lane(world, link - world.streets, time)
    else:
        gate = actor - 2 * world.link_count
        if gate_at(world, gate).event == time:
            gate_at(world, gate).event = np.inf
            gate_event(world, gate, time)


@inlined
def _end_event(world: World, link: int, time: float) -> None:
    """Let the head of a link go on that has walked to its end, if that is still free."""
    record = link_at(world, link)
    if record.end_free > time:
        plan_apart(world, link, time)
        return
    target = record.target
    if target >= 0:
        head_at_end(world, link, target, time)
    elif target <= GATE:
        gate_at_end(world, link, GATE - target, time)
    elif target == RECEPTION:
        reception_at_end(world, link, time)
    else:
        _end_of_route(world, link, time)


@helper
def _end_of_route(world: World, link: int, time: float) -> None:
    """Let the head of a link out of the network, come to rest, or stand where no way leads on."""
    party = link_at(world, link).head
    person = party_at(world, party)
    pop_head(world, link)
    if person.target in (EXIT, ARRIVAL):
        leave_apart(world, link, time, party)
        if person.target == EXIT:
            stay_at(world, party).out = time
            person.done = time
            person.place = SAFE
        else:
            arrive(world, time, party, link_at(world, link).to)
        tell_waiters(world, link, time)
    else:
        person.since = person.ready
        person.next = LOST
    plan_next_apart(world, link, time)


@helper
def _handle_other(world: World, time: float) -> None:
    """Let what is not in the calendar happen: a door, an end of service, a search for knots."""
    if world.door_time == time:
        party = door_order_at(world, world.doors_done).value
        world.doors_done += 1
        world.door_time = np.inf
        if world.doors_done < world.doors:
            world.door_time = party_at(world, door_order_at(world, world.doors_done).value).since
            _fetch_at_door(world)
        _depart(world, time, party)
    elif world.late_count > 0 and late_at(world, 0).time == time:
        party = late_at(world, 0).actor
        world.late_count = heap_pop(world.at_late, world.late_count)
        _depart(world, time, party)
    elif world.call_count > 0 and call_at(world, 0).time == time:
        party = call_at(world, 0).actor
        world.call_count = heap_pop(world.at_calls, world.call_count)
        end_service(world, stay_at(world, party).gate, time, party)
    else:
        search_for_knots(world, time)


@inlined
def _fetch_at_door(world: World) -> None:
    """Have the records fetched of who comes to a door two departures from now."""
    ahead = world.doors_done + 2
    if ahead < world.doors:
        party = door_order_at(world, ahead).value
        prefetch(party_at(world, party), 0)
        prefetch(stay_at(world, party), 0)


@helper
def _depart(world: World, time: float, party: int) -> None:
    """Let a party come to its door, if it is still at rest and this is still its time."""
    person = party_at(world, party)
    if (person.place == HOME or person.place == ARRIVED) and person.since == time:
        come_to_door(world, time, party)
