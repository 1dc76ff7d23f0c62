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
)
from sim.engine.compiled import helper
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
from sim.engine.state import APART, LIMITED, OPPOSED


@helper
def standing(world: World, link: int, party: int, still_s: float) -> float:
    """Return how far from a link's beginning a party is, as a share of the link.

    Newell: it is where its walk has brought it, or, if that is further back, where the queue ahead
    of it ends, by any wave of the diagram. For `still_s` seconds more it does not walk.
    """
    record = link_at(world, link)
    person = party_at(world, party)
    speed = person.speed
    if record.flags & LIMITED:
        speed = min(speed, rare_at(world, link).limit)
    pace = speed / record.length if record.length > 0.0 else np.inf
    back = 0.0
    if person.before != APART:
        walk_s = person.ready - world.now - still_s
        back = walk_s * pace if walk_s > 0.0 else 0.0
        ahead = record.space
        other = party
        while other >= 0:
            ahead -= party_at(world, other).space
            other = party_at(world, other).next
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
