"""Links on which people are put: their logs are filled as if their density had stood for long."""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, link_at, piece_at, rare_at
from sim.engine.compiled import helper
from sim.engine.links import width_share
from sim.engine.room import append_to_log, log_entry, own_part, piece_number
from sim.engine.state import CURVED, OPPOSED


@helper
def fill_logs(world: World, link: int, now: float) -> None:
    """Fill the logs of a link that parties were put on, if it is dense."""
    if link_at(world, link).flags & CURVED:
        _fill_curved(world, link, now)
    else:
        _fill_triangular(world, link, now)


@helper
def _fill_triangular(world: World, link: int, now: float) -> None:
    """Let the room of a dense link travel back along it, evenly spaced.

    A link of uniform density k above the critical one lets b (k_j - k) enter. If its street is
    shared, each direction has its part of the room that is left.
    """
    record = link_at(world, link)
    delay = rare_at(world, link).delay
    room, gap = record.storage - record.space, record.gap
    if record.flags & OPPOSED:
        both = record.space + link_at(world, rare_at(world, link).opposite).space
        share = width_share(world, link)
        room = min(room, (record.storage / own_part(world) - both) * share)
        gap *= own_part(world) / share
    if delay == 0.0 or room > delay / gap:
        return
    steps = int(np.ceil(room))
    for i in range(steps):
        time = now - delay + (i + 1) * delay / steps
        append_to_log(world, link, time, room / steps)


@helper
def _fill_curved(world: World, link: int, now: float) -> None:
    """Log the flow that the diagram gives the link's density, in and out, for as long as counts."""
    record = link_at(world, link)
    flow = 1.0 / record.gap
    before = 0.0
    for number in range(world.waves + world.paces):
        piece = piece_at(world, piece_number(world, link, number))
        if piece.delay > 0.0 and number < world.waves:
            flow = min(flow, (piece.limit - record.space) / piece.delay)
        elif number >= world.waves:
            flow = min(flow, (piece.limit + record.space) / piece.delay)
            before = max(before, piece.limit)
    longest = piece_at(world, piece_number(world, link, 0)).delay
    if not 0.0 < flow < np.inf:
        return
    steps = int(np.ceil(flow * longest))
    for i in range(steps):
        append_to_log(
            world, link, now - longest + (i + 1) * longest / steps, flow * longest / steps
        )
    entered = record.space + before
    steps = int(np.ceil(entered))
    for i in range(steps):
        log_entry(world, link, now - (entered - (i + 1) * entered / steps) / flow, entered / steps)
    for number in range(world.waves, world.waves + world.paces):
        piece_at(world, piece_number(world, link, number)).sum = -before
