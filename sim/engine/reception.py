"""Reception places: the ends of the ways to safety."""

from __future__ import annotations

from sim.engine.access import World, gate_at, link_at, party_at, slot_at
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
    street = link_at(world, link)
    slot = slot_at(world, street.start + street.head)
    party = slot.party
    persons = slot.persons
    if persons > record.beds:
        return  # full for good: whoever is on the way stays there
    if record.reception_free > time:
        plan_end(world, link, record.reception_free)
        return
    record.beds -= persons
    record.reception_free = time + persons * record.reception_gap
    space = slot.space
    ready = slot.ready
    pop_head(world, link)
    leave_apart(world, link, time, space, persons, ready)
    tell_waiters(world, link, time)
    party_at(world, party).safe = time
    party_at(world, party).place = SAFE
    plan_apart(world, link, time)
