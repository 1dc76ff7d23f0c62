"""People who stand still where they are for a while."""

from __future__ import annotations

from sim.engine.access import World, link_at, slot_at
from sim.engine.compiled import entry
from sim.engine.state import FloatArray, IntArray


@entry
def stand_still(world: World, links: IntArray, seconds: FloatArray) -> None:
    """Let whoever walks on the links reach their ends so many seconds later.

    Who has walked to the end already waits there as before. All who walk are put off alike, so
    nobody changes places.
    """
    for i in range(len(links)):
        record = link_at(world, links[i])
        for at in range(record.count):
            slot = slot_at(world, record.start + ((record.head + at) & record.mask))
            if slot.ready > world.now:
                slot.ready += seconds[i]
