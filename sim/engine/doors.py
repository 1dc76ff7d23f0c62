"""Doors: where a party begins to walk, and where a route ends that leads to no gate."""

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
    rare_at,
    sequence_at,
    stay_at,
    table_at,
)
from sim.engine.compiled import helper
from sim.engine.gates import gate_from_door, line_of
from sim.engine.junctions import at_door
from sim.engine.state import ARRIVAL, ARRIVED, DOOR, GATE, NOBODY

NOT_IN_LIST: Final = -2


@helper
def door_target(world: World, party: int) -> int:
    """Return where a party goes from its door: a link, a gate, `ARRIVAL`, or no way."""
    route = party_at(world, party).route
    if route >= 0:
        return int(table_at(world, stay_at(world, party).home * world.tables + route).value)
    return int(sequence_at(world, -1 - route).value)


@helper
def come_to_door(world: World, time: float, party: int) -> None:
    """Let a party that is on no link begin its route at its door."""
    target = door_target(world, party)
    person = party_at(world, party)
    person.next = NOBODY
    if target >= 0:
        at_door(world, target, time, party)
    elif target <= GATE:
        gate_from_door(world, GATE - target, time, party)
    elif target == ARRIVAL:
        if np.isnan(person.set_out):
            person.set_out = time
        arrive(world, time, party, stay_at(world, party).home)
    else:
        person.place = DOOR  # no way leads on from its home


@helper
def arrive(world: World, time: float, party: int, node: int) -> None:
    """Put a party to rest where its route ended."""
    person = party_at(world, party)
    person.place = ARRIVED
    person.since = time
    person.next = NOBODY
    stay_at(world, party).home = node


@helper
def leave_door(world: World, party: int) -> None:
    """Take a party out of those who wait at doors; whoever waits behind it moves up."""
    target = door_target(world, party)
    if target >= 0:
        link = link_at(world, target)
        before = before_in_list(world, link.door_head, party)
        if before == NOBODY:
            link.door_head = party_at(world, party).next
        elif before >= 0:
            party_at(world, before).next = party_at(world, party).next
            if rare_at(world, target).door_tail == party:
                rare_at(world, target).door_tail = before
    elif target <= GATE:
        gate = GATE - target
        leave_aside(world, gate, approach_start_at(world, gate + 1).value - 1, party)
    party_at(world, party).next = NOBODY


@helper
def leave_aside(world: World, gate: int, approach: int, party: int) -> bool:
    """Take a party out of those who stand aside at an approach of a gate; whether it was there."""
    line = aside_at(world, approach * world.line_count + party_at(world, party).line)
    before = before_in_list(world, line.head, party)
    if before == NOT_IN_LIST:
        return False
    if before == NOBODY:
        line.head = party_at(world, party).next
    else:
        party_at(world, before).next = party_at(world, party).next
        if line.tail == party:
            line.tail = before
    approach_at(world, approach).asides -= 1
    line_at(world, line_of(world, gate, party)).aside -= 1
    gate_at(world, gate).waiting -= 1
    party_at(world, party).next = NOBODY
    return True


@helper
def before_in_list(world: World, head: int, party: int) -> int:
    """Return who stands before a party; NOBODY if it is the first, `NOT_IN_LIST` if it is not."""
    if head == party:
        return NOBODY
    before = head
    while before >= 0 and party_at(world, before).next != party:
        before = party_at(world, before).next
    return int(before) if before >= 0 else NOT_IN_LIST
