"""Where on its link a party is, by the kinematic waves that move it."""

from __future__ import annotations

import numpy as np

from sim.engine.access import (
    World,
    approach_at,
    approach_start_at,
    aside_at,
    link_at,
    party_at,
    rare_at,
    slot_at,
)
from sim.engine.compiled import helper, inlined
from sim.engine.links import width_share
from sim.engine.room import (
    counted,
    first_counted,
    logged_at,
    own_part,
    piece_delay,
    room_limit,
    room_pieces,
)
from sim.engine.state import LIMITED, NOBODY, OPPOSED


@inlined
def place_in_ring(world: World, link: int, at: int) -> int:
    """Return where the record of a place in a link's order is."""
    record = link_at(world, link)
    return int(record.start + ((record.head + at) & record.mask))


@helper
def position(world: World, link: int, party: int) -> int:
    """Return a party's place in the order of its link, NOBODY if it stands apart."""
    for at in range(link_at(world, link).count):
        if slot_at(world, place_in_ring(world, link, at)).party == party:
            return at
    return NOBODY


@helper
def standing(world: World, link: int, party: int, still_s: float) -> float:
    """Return how far from a link's beginning a party is, as a share of the link.

    Newell: it is where its walk has brought it, or, if that is further back, where the queue ahead
    of it ends, by any wave of the diagram. For `still_s` seconds more it does not walk.
    """
    record = link_at(world, link)
    place = position(world, link, party)
    speed = party_at(world, party).speed
    if record.flags & LIMITED:
        speed = min(speed, rare_at(world, link).limit)
    pace = speed / record.length if record.length > 0.0 else np.inf
    back = 0.0
    if place >= 0:
        walk_s = slot_at(world, place_in_ring(world, link, place)).ready - world.now - still_s
        back = walk_s * pace if walk_s > 0.0 else 0.0
        ahead = record.space
        for at in range(place, record.count):
            ahead -= slot_at(world, place_in_ring(world, link, at)).space
    else:
        ahead = _aside_ahead(world, link, party)
    if 0.0 < record.storage < np.inf:
        for piece in range(room_pieces(world, link)):
            back = max(back, _queue_back(world, link, piece, ahead, pace))
    return float(1.0 - min(back, 1.0))


@helper
def _queue_back(world: World, link: int, piece: int, ahead: float, pace: float) -> float:
    """Return how far from the link's end, as a share, a wave holds who has `ahead` before it.

    What left ahead of it counts until its room has come back to where it stands, and from then on
    it walks up. In a street that both directions use its queue has the width that it is given now.
    """
    record = link_at(world, link)
    limit = room_limit(world, link, piece)
    if record.flags & OPPOSED:
        limit *= width_share(world, link) / own_part(world)
    ahead += counted(world, link, piece) - record.space
    delay = piece_delay(world, link, piece)
    back = 0.0
    for at in range(first_counted(world, link, piece), rare_at(world, link).log_count):
        entry = logged_at(world, link, at)
        queue = min(ahead / limit, 1.0)
        free_s = world.now - entry.time - delay * queue
        if free_s < 0.0:
            break
        if free_s * pace < queue:
            back = max(back, queue - free_s * pace)
        ahead -= entry.space
    return float(max(back, ahead / limit))


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
