"""Gates: forecourts with a line a class, checkpoints with lanes, windows to the second.

A party that may not enter the forecourt waits in the street. If its class is open it keeps its
place at the head of its link; else it steps aside there, still taking its space, and lets others
pass. When a forecourt is full a free lane takes parties of open classes straight from the street,
so those who wait for their window never keep out those who are inside theirs.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.access import (
    World,
    approach_at,
    approach_start_at,
    aside_at,
    gate_at,
    line_at,
    link_at,
    party_at,
    screening_at,
    stay_at,
    units_at,
    window_at,
)
from sim.engine.compiled import helper, inlined
from sim.engine.events import plan_gate
from sim.engine.heap import heap_push
from sim.engine.junctions import at_door, plan_next_apart, set_want, tell_waiters, turn_gap
from sim.engine.links import leave_apart, pop_head
from sim.engine.state import (
    DONE,
    DOOR,
    FORECOURT,
    GATE,
    GROW_CALLS,
    HELD,
    LANE,
    NOBODY,
    RESERVE,
    SAFE,
    WAITING,
    WAY,
)

_BATCH: Final = 32
"""Parties handled in one event; fewer when a pool runs short, so that none overflows."""


@inlined
def line_of(world: World, gate: int, party: int) -> int:
    """Index of the line that a party stands in at a gate."""
    return int(gate * world.line_count + party_at(world, party).line)


@inlined
def approaches_of(world: World, gate: int) -> range:
    """Return the numbers of a gate's approaches."""
    return range(approach_start_at(world, gate).value, approach_start_at(world, gate + 1).value)


@inlined
def is_open(world: World, line: int, time: float) -> bool:
    """Whether `time` lies in a window of the line: [open, close)."""
    record = line_at(world, line)
    while record.window < record.window_end and window_at(world, record.window).close <= time:
        record.window += 1
    return bool(record.window < record.window_end and window_at(world, record.window).open <= time)


@inlined
def service_s(world: World, line: int, party: int) -> float:
    """Service time of a whole party."""
    record = line_at(world, line)
    if record.mean_s == 0.0:
        return 0.0
    return float(record.mean_s * units_at(world, party * world.profiles + record.profile).value)


@helper
def may_begin(world: World, gate: int, line: int, party: int, time: float) -> bool:
    """Whether the windows let a party's service begin now."""
    if not is_open(world, line, time):
        return False
    if gate_at(world, gate).finish:
        return True
    close = window_at(world, line_at(world, line).window).close
    return bool(time + service_s(world, line, party) <= close)


@inlined
def has_lane(world: World, gate: int) -> bool:
    """Whether a lane is free and people may still be let through."""
    record = gate_at(world, gate)
    return bool((record.lanes < 0 or record.occupied < record.lanes) and not record.full)


@inlined
def count_service(world: World, gate: int, time: float) -> None:
    """Bring the gate's lane-seconds of service up to `time`."""
    record = gate_at(world, gate)
    record.busy_s += record.in_service * (time - record.busy_at)
    record.busy_at = time


@helper
def call_service(world: World, time: float, party: int) -> None:
    """Enter the end of a party's service."""
    world.call_count = heap_push(world.at_calls, world.call_count, time, party)
    world.other = min(world.other, time)
    if world.call_count + RESERVE > world.calls_room:
        world.short |= GROW_CALLS


@helper
def end_service(world: World, gate: int, time: float, party: int) -> None:
    """Let a party out whose service is done; it leaves its lane when the way has room.

    Who is held leaves the lane at once, and is not out.
    """
    record = gate_at(world, gate)
    count_service(world, gate, time)
    record.in_service -= 1
    person = party_at(world, party)
    if record.holds:
        held = line_at(world, line_of(world, gate, party)).held
        if screening_at(world, party).value < held:
            person.place = HELD
            person.done = time
            free_lane(world, gate, time)
            return
    stay_at(world, party).out = time
    if record.free_way:
        person.place = SAFE
        person.done = time
        free_lane(world, gate, time)
        return
    person.place = WAY
    if at_door(world, world.streets + gate, time, party):
        free_lane(world, gate, time)


@helper
def free_lane(world: World, gate: int, time: float) -> None:
    """Count a lane free that a party left; who waits may take it."""
    record = gate_at(world, gate)
    record.occupied -= 1
    if record.lanes >= 0:
        plan_gate(world, gate, time)


@helper
def _set_apart(world: World, line: int) -> None:
    """Ask whoever fits into no window to come to let the line pass; it stays in the forecourt."""
    record = line_at(world, line)
    while record.head >= 0:
        service = service_s(world, line, record.head)
        for window in range(record.window, record.window_end):
            if window_at(world, window).open + service <= window_at(world, window).close:
                return
        record.head = party_at(world, record.head).next


@helper
def _serve_next(world: World, gate: int, time: float) -> bool:
    """Let the first of the open lines begin service if there is a lane; whether one did."""
    if not has_lane(world, gate):
        return False
    record = gate_at(world, gate)
    first_line = gate * world.line_count
    best = NOBODY
    best_line = -1
    for line in range(first_line, first_line + world.line_count):
        if not record.finish:
            _set_apart(world, line)
        party = line_at(world, line).head
        if party < 0 or not may_begin(world, gate, line, party, time):
            continue
        if best >= 0:
            since = party_at(world, party).since
            other = party_at(world, best).since
            if since > other or (since == other and party > best):
                continue
        best = party
        best_line = line
    if best < 0:
        return False
    person = party_at(world, best)
    if person.persons > record.left_to_pass:
        record.full = 1
        return False
    line_record = line_at(world, best_line)
    line_record.head = person.next
    line_record.persons -= person.persons
    record.forecourt_space -= person.space
    record.left_to_pass -= person.persons
    record.occupied += 1
    count_service(world, gate, time)
    record.in_service += 1
    person.place = LANE
    stay_at(world, best).service_begin = time
    service = service_s(world, best_line, best)
    if service > 0.0:
        call_service(world, time + service, best)
    else:
        end_service(world, gate, time, best)
    return True


@inlined
def _join_line(world: World, gate: int, time: float, party: int) -> None:
    """Put a party that entered the forecourt at the end of its class's line."""
    record = line_at(world, line_of(world, gate, party))
    person = party_at(world, party)
    person.place = FORECOURT
    stay_at(world, party).gate = gate
    person.since = time
    person.next = NOBODY
    if record.head < 0:
        record.head = party
    else:
        party_at(world, record.tail).next = party
    record.tail = party
    record.persons += person.persons
    gate_at(world, gate).forecourt_space += person.space


@inlined
def _wants_in(world: World, gate: int, approach: int) -> bool:
    """Whether the head of the approach's link waits for this gate."""
    link = approach_at(world, approach).link
    if link < 0:
        return False
    record = link_at(world, link)
    return bool(record.flags & WAITING and record.target == GATE - gate)


@helper
def _candidate(world: World, gate: int, approach: int, room: bool, time: float) -> int:
    """Return who of an approach may be taken first, NOBODY if none.

    Anybody if the forecourt has room; else whom a free lane would take at once. The first is who
    reached the end of the street first.
    """
    record = approach_at(world, approach)
    lines = world.line_count
    best = NOBODY
    best_since = np.inf
    if record.asides > 0:
        for line in range(lines):
            party = aside_at(world, approach * lines + line).head
            if party < 0:
                continue
            since = party_at(world, party).since
            if since > best_since or (since == best_since and party > best):
                continue
            if room or may_begin(world, gate, gate * lines + line, party, time):
                best = party
                best_since = since
    if _wants_in(world, gate, approach):
        party = link_at(world, record.link).head
        ready = party_at(world, party).ready
        earlier = ready < best_since or (ready == best_since and party < best)
        if earlier and (room or may_begin(world, gate, line_of(world, gate, party), party, time)):
            best = party
    return best


@helper
def _take(world: World, gate: int, approach: int, party: int, time: float) -> None:
    """Let a candidate of an approach into the forecourt."""
    record = approach_at(world, approach)
    person = party_at(world, party)
    link = record.link
    gate_at(world, gate).waiting -= 1
    head = _wants_in(world, gate, approach) and link_at(world, link).head == party
    if head:
        pop_head(world, link)
        set_want(world, link, NOBODY)
    else:
        record.asides -= 1
        line = aside_at(world, approach * world.line_count + person.line)
        line.head = person.next
        line_at(world, line_of(world, gate, party)).aside -= 1
    if link >= 0:
        leave_apart(world, link, time, party)
        tell_waiters(world, link, time)
        if head:
            plan_next_apart(world, link, time)
    elif np.isnan(person.set_out):
        party_at(world, party).set_out = time
    _join_line(world, gate, time, party)


@helper
def _take_next(world: World, gate: int, time: float) -> bool:
    """Let the next party from the street into the forecourt, by turns; whether one came."""
    record = gate_at(world, gate)
    room = record.forecourt_space < record.forecourt
    if record.waiting == 0 or not (room or has_lane(world, gate)):
        return False
    best = NOBODY
    best_approach = -1
    best_tag = np.inf
    for approach in approaches_of(world, gate):
        way_in = approach_at(world, approach)
        if way_in.link >= 0 and link_at(world, way_in.link).end_free > time:
            continue
        party = _candidate(world, gate, approach, room, time)
        if party < 0:
            continue
        tag = max(way_in.tag, record.virtual)
        if tag < best_tag:
            best = party
            best_approach = approach
            best_tag = tag
    if best < 0:
        return False
    way_in = approach_at(world, best_approach)
    gap = way_in.gap if way_in.link < 0 else link_at(world, way_in.link).gap
    record.virtual = best_tag
    way_in.tag = best_tag + party_at(world, best).space * turn_gap(gap)
    _take(world, gate, best_approach, best, time)
    return True


@helper
def _step_aside(world: World, gate: int, time: float) -> None:
    """Heads of links whose class is not taken now stand aside and let others pass."""
    record = gate_at(world, gate)
    lines = world.line_count
    never = record.full or record.lanes == 0
    for approach in approaches_of(world, gate):
        if not _wants_in(world, gate, approach):
            continue
        way_in = approach_at(world, approach)
        party = link_at(world, way_in.link).head
        line = line_of(world, gate, party)
        if not never and may_begin(world, gate, line, party, time):
            continue
        person = party_at(world, party)
        person.since = person.ready
        pop_head(world, way_in.link)
        set_want(world, way_in.link, NOBODY)
        _append_aside(world, approach * lines + person.line, party)
        way_in.asides += 1
        line_at(world, line).aside += 1
        plan_next_apart(world, way_in.link, time)


@inlined
def _append_aside(world: World, at: int, party: int) -> None:
    line = aside_at(world, at)
    party_at(world, party).next = NOBODY
    if line.head < 0:
        line.head = party
    else:
        party_at(world, line.tail).next = party
    line.tail = party


@helper
def gate_event(world: World, gate: int, time: float) -> None:
    """Look at a gate: lanes take from the lines, the forecourt from the street."""
    record = gate_at(world, gate)
    handled = 0
    while _serve_next(world, gate, time) or _take_next(world, gate, time):
        handled += 1
        if handled == _BATCH or world.short != DONE:
            plan_gate(world, gate, time)
            return
    if record.forecourt_space >= record.forecourt:
        _step_aside(world, gate, time)
    due = _next_look(world, gate, time)
    if due < np.inf:
        plan_gate(world, gate, due)


@helper
def _next_look(world: World, gate: int, time: float) -> float:
    """When something changes at a gate by itself: a window, or an end of a street that is free."""
    record = gate_at(world, gate)
    lines = world.line_count
    due = np.inf
    for line in range(gate * lines, gate * lines + lines):
        waits = line_at(world, line).head >= 0 or line_at(world, line).aside > 0
        if waits and not record.full and record.lanes != 0:
            due = min(due, _next_opening(world, gate, line, time))
    for approach in approaches_of(world, gate):
        link = approach_at(world, approach).link
        wants_in = _wants_in(world, gate, approach)
        if wants_in:
            line = line_of(world, gate, link_at(world, link).head)
            if is_open(world, line, time):
                due = min(due, window_at(world, line_at(world, line).window).close)
        if link >= 0 and (wants_in or approach_at(world, approach).asides > 0):
            free = link_at(world, link).end_free
            if free > time:
                due = min(due, free)
    return float(due)


@inlined
def _next_opening(world: World, gate: int, line: int, time: float) -> float:
    """When a line can next begin service that it cannot begin now; inf if never."""
    record = line_at(world, line)
    following = record.window
    if is_open(world, line, time):
        if gate_at(world, gate).finish:
            return float(np.inf)
        following = record.window + 1
    if following < record.window_end:
        return float(window_at(world, following).open)
    return float(np.inf)


@helper
def gate_from_door(world: World, gate: int, time: float, party: int) -> None:
    """Put a party that lives at the gate, and comes to its door, among those aside."""
    approach = approach_start_at(world, gate + 1).value - 1
    person = party_at(world, party)
    person.place = DOOR
    person.since = time
    _append_aside(world, approach * world.line_count + person.line, party)
    approach_at(world, approach).asides += 1
    line_at(world, line_of(world, gate, party)).aside += 1
    gate_at(world, gate).waiting += 1
    plan_gate(world, gate, time)


@helper
def gate_at_end(world: World, link: int, gate: int, time: float) -> None:
    """Let the head of a link, come to its end, into a gate's forecourt, or want to."""
    record = gate_at(world, gate)
    party = link_at(world, link).head
    person = party_at(world, party)
    line = gate * world.line_count + person.line
    unlimited = record.lanes < 0 and record.finish and not record.full
    at_once = unlimited and line_at(world, line).head < 0 and is_open(world, line, time)
    if record.waiting > 0 or not (at_once or record.forecourt_space < record.forecourt):
        set_want(world, link, GATE - gate)
        record.waiting += 1
        plan_gate(world, gate, time)
        return
    pop_head(world, link)
    leave_apart(world, link, time, party)
    tell_waiters(world, link, time)
    plan_next_apart(world, link, time)
    nothing_takes_time = record.free_way and line_at(world, line).mean_s == 0.0
    nothing_takes_time = nothing_takes_time and not record.holds
    if at_once and nothing_takes_time and person.persons <= record.left_to_pass:
        _pass_through(world, gate, time, party)
        return
    _join_line(world, gate, time, party)
    if at_once:
        _serve_next(world, gate, time)
    elif not is_open(world, line, time):
        plan_gate(world, gate, _next_opening(world, gate, line, time))
    elif has_lane(world, gate):
        plan_gate(world, gate, time)


@inlined
def _pass_through(world: World, gate: int, time: float, party: int) -> None:
    """Let a party through a gate where nothing takes time."""
    person = party_at(world, party)
    gate_at(world, gate).left_to_pass -= person.persons
    person.place = SAFE
    person.since = time
    person.done = time
    stay = stay_at(world, party)
    stay.gate = gate
    stay.service_begin = time
    stay.out = time
