"""People who stand still where they are for a while."""

from __future__ import annotations

from sim.engine.access import World, link_at, party_at
from sim.engine.compiled import entry
from sim.engine.state import FloatArray, IntArray


@entry
def stand_still(world: World, links: IntArray, seconds: FloatArray) -> None:
    """Let whoever walks on the links reach their ends so many seconds later.

    Who has walked to the end already waits there as before. All who walk are put off alike, so
    nobody changes places.
    """
    for i in range(len(links)):
        party = link_at(world, links[i]).head
        while party >= 0:
            person = party_at(world, party)
            if person.ready > world.now:
                person.ready += seconds[i]
            party = person.next
