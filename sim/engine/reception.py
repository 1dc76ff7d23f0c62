"""Reception places: the ends of the ways to safety, and the buses that take people on from there.

Nothing happens in a reception place between two arrivals but buses at stated times, so they are
counted up when the next party comes, exactly as if each had been an event.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, awaited_at, gate_at, link_at, party_at, stay_at
from sim.engine.compiled import helper
from sim.engine.events import plan_end
from sim.engine.junctions import tell_waiters
from sim.engine.links import leave_apart, plan_apart, pop_head
from sim.engine.state import SAFE


@helper
def reception_at_end(world: World, link: int, time: float) -> None:
    """Let the head of a way to safety into the reception place, if that takes it now."""
    gate = link - world.streets
    record = gate_at(world, gate)
    party = link_at(world, link).head
    person = party_at(world, party)
    persons = person.persons
    if record.bus_due <= time:
        _send_buses(world, gate, time)
    if persons > record.beds:
        # Never, where no bus frees as many beds: whoever is on the way stays there.
        plan_end(world, link, _room_due(world, gate, persons))
        return
    if record.reception_free > time:
        plan_end(world, link, record.reception_free)
        return
    record.beds -= persons
    record.reception_free = time + persons * record.reception_gap
    pop_head(world, link)
    leave_apart(world, link, time, party)
    tell_waiters(world, link, time)
    person.done = time
    person.place = SAFE
    if not world.families or not _waits(world, party, time):
        record.boarding += persons
    plan_apart(world, link, time)


@helper
def _send_buses(world: World, gate: int, time: float) -> None:
    """Let every bus go that is due by `time`, with whom there is to board."""
    record = gate_at(world, gate)
    while record.bus_due <= time:
        if record.boarding <= 0.0:
            behind = np.floor((time - record.bus_due) / record.bus_every)
            record.buses += int(behind)
        taken = min(record.bus_seats, record.boarding)
        record.boarding -= taken
        record.beds += taken
        record.buses += 1
        record.bus_due = record.bus_first + record.buses * record.bus_every


@helper
def _room_due(world: World, gate: int, persons: int) -> float:
    """When buses will have freed enough beds for so many, nobody else coming; inf: never."""
    record = gate_at(world, gate)
    missing = persons - record.beds
    if missing > record.boarding or record.bus_seats <= 0.0:
        return float(np.inf)
    ahead = np.ceil(missing / record.bus_seats) - 1.0
    return float(record.bus_first + (record.buses + ahead) * record.bus_every)


@helper
def _waits(world: World, party: int, time: float) -> bool:
    """Whether a party waits for its other part; one that waited for it may go on now."""
    other = awaited_at(world, party).value
    if other < 0:
        return False
    if party_at(world, other).place != SAFE:
        return True
    gate = stay_at(world, other).gate
    there = gate_at(world, gate)
    if there.bus_due <= time:
        _send_buses(world, gate, time)
    there.boarding += party_at(world, other).persons
    if there.bus_due < np.inf:
        plan_apart(world, world.streets + gate, time)
    return False
