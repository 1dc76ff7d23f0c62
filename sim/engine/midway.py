"""Leaving a link, and coming on to one, between its ends: who turns round where it stands."""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, copy_log, link_at, party_at, piece_at, rare_at
from sim.engine.compiled import helper
from sim.engine.links import put_between
from sim.engine.room import (
    add_record,
    announce,
    append_to_log,
    logged_at,
    pace_time,
    piece_delay,
    piece_number,
    room_pieces,
)
from sim.engine.state import CURVED, NOBODY, UNANNOUNCED


@helper
def insert_as_it_is(world: World, link: int, party: int, key: float) -> bool:
    """Put a party into the order by when it is at the back of the queue; whether it is the first.

    It has overtaken nobody: whoever comes there later is behind it on the street already.
    """
    before = link_at(world, link).tail
    after = NOBODY
    while before >= 0:
        other = party_at(world, before)
        if other.ready - other.lead <= key:
            break
        after = before
        before = other.before
    put_between(world, link, party, before, after)
    return bool(before < 0)


@helper
def leave_midway(world: World, link: int, share: float, space: float) -> None:
    """Let the room of who left at `share` of a link travel back from there.

    It is logged as a departure at the end that the link's fastest wave would have brought to that
    place by now. What a curved diagram's slope counts of the departure, it counts at once.
    """
    _keep_log(world, link)
    if link_at(world, link).critical < np.inf:
        fastest = piece_delay(world, link, room_pieces(world, link) - 1)
        append_to_log(world, link, world.now, space)
        at = _date_back(world, link, world.now - fastest * (1.0 - share))
        if link_at(world, link).flags & CURVED:
            for number in range(world.waves):
                piece = piece_at(world, piece_number(world, link, number))
                if at < piece.at:  # its wave has come and gone
                    piece.at += 1
                    piece.sum -= space
    if link_at(world, link).flags & CURVED and world.paces > 0:
        due = pace_time(world, link, space)
        link_at(world, link).end_free = max(link_at(world, link).end_free, due)


@helper
def join_midway(world: World, link: int, share: float, space: float) -> None:
    """Let who came on to a link at `share` of it be known there, and to the other direction.

    By a curved diagram's slope it counts as if it had entered when the fastest wave that is here
    now did.
    """
    _keep_log(world, link)
    if link_at(world, link).flags & UNANNOUNCED:
        announce(world, link)
    if not link_at(world, link).flags & CURVED or world.paces == 0:
        return
    log = world.link_count + link
    fastest = np.inf
    for number in range(world.waves, world.waves + world.paces):
        fastest = min(fastest, piece_at(world, piece_number(world, link, number)).delay)
    add_record(world, log, world.now, space)
    at = _date_back(world, log, world.now - fastest * share)
    for number in range(world.waves, world.waves + world.paces):
        piece = piece_at(world, piece_number(world, link, number))
        if at < piece.at:
            piece.at += 1
            piece.sum += space


@helper
def _keep_log(world: World, link: int) -> None:
    """Have a link log every departure: one where people turned has seen no steady headways."""
    record = link_at(world, link)
    if record.critical < np.inf:
        record.critical = -np.inf


@helper
def _date_back(world: World, log: int, time: float) -> int:
    """Give the last record of a log an earlier time, and the place that goes with it; return it."""
    at = rare_at(world, log).log_count - 1
    space = logged_at(world, log, at).space
    while at > 0 and logged_at(world, log, at - 1).time > time:
        copy_log(logged_at(world, log, at), logged_at(world, log, at - 1))
        at -= 1
    entry = logged_at(world, log, at)
    entry.time = time
    entry.space = space
    return int(at)
