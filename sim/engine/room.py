"""Room: when a link can be entered, by Newell's kinematic waves.

A departure makes room at the entrance only after the wave has travelled the link's length, so
departures are logged until then. Two directions that share a street also share its room; a curved
diagram has several waves, and the room is the least that any of them leaves.
"""

from __future__ import annotations

import numpy as np

from sim.engine.access import World, link_at, log_at, piece_at, rare_at
from sim.engine.blocks import free_log, grow_log
from sim.engine.compiled import helper, inlined
from sim.engine.state import CURVED, LOGGED, NOBODY, OPPOSED, UNANNOUNCED


@inlined
def has_room(world: World, link: int, time: float) -> bool:
    """Whether the space taken, with room that still travels back, is below the storage."""
    record = link_at(world, link)
    if record.flags & (LOGGED | OPPOSED):
        return _has_room_by_log(world, link, time)
    return bool(record.space < record.storage)


@helper
def _has_room_by_log(world: World, link: int, time: float) -> bool:
    record = link_at(world, link)
    if record.space >= record.storage:
        return False
    if record.flags & (OPPOSED | CURVED):
        return _has_room_by_pieces(world, link, time)
    if record.space + rare_at(world, link).logged < record.storage:
        return True
    expire_log(world, link, time)
    return bool(record.space + rare_at(world, link).logged < record.storage)


@helper
def _has_room_by_pieces(world: World, link: int, time: float) -> bool:
    """Whether there is room by every piece of the diagram, and in the street that is shared."""
    expire_log(world, link, time)
    other = opposite(world, link, time)
    for piece in range(room_pieces(world, link)):
        limit = room_limit(world, link, piece)
        taken = counted(world, link, piece)
        if taken >= limit:
            return False
        if other >= 0 and taken + counted(world, other, piece) >= limit / own_part(world):
            return False
    return True


@inlined
def own_part(world: World) -> float:
    """Return the part of a shared street that a direction may fill at most."""
    return float(1.0 - world.least_share)


@inlined
def room_pieces(world: World, link: int) -> int:
    """Return how many pieces of the diagram rule the room."""
    return int(world.waves if link_at(world, link).flags & CURVED else 1)


@inlined
def piece_number(world: World, link: int, piece: int) -> int:
    """Return where a link's piece stands among all."""
    return int(link * (world.waves + world.paces) + piece)


@inlined
def room_limit(world: World, link: int, piece: int) -> float:
    """Return the space that may be taken at most by a piece."""
    if link_at(world, link).flags & CURVED:
        return float(piece_at(world, piece_number(world, link, piece)).limit)
    return float(link_at(world, link).storage)


@inlined
def counted(world: World, link: int, piece: int) -> float:
    """Return the space taken, with the room that still travels back on the piece's wave."""
    record = link_at(world, link)
    if not record.flags & LOGGED:
        return float(record.space)
    if record.flags & CURVED:
        return float(record.space + piece_at(world, piece_number(world, link, piece)).sum)
    return float(record.space + rare_at(world, link).logged)


@helper
def opposite(world: World, link: int, time: float) -> int:
    """Return the other direction of a shared street, NOBODY if it is empty by now."""
    if not link_at(world, link).flags & OPPOSED:
        return NOBODY
    other = rare_at(world, link).opposite
    if link_at(world, other).flags & LOGGED:
        expire_log(world, other, time)
    record = link_at(world, other)
    if record.space > 0.0 or record.flags & LOGGED:
        return int(other)
    record.flags |= UNANNOUNCED
    link_at(world, link).flags &= ~OPPOSED
    return NOBODY


@helper
def announce(world: World, link: int) -> None:
    """Tell the other direction of a shared street that somebody enters this one."""
    link_at(world, link).flags &= ~UNANNOUNCED
    link_at(world, rare_at(world, link).opposite).flags |= OPPOSED


@helper
def is_full(world: World, link: int) -> bool:
    """Whether somebody must leave a link, or its street, before anybody may enter."""
    record = link_at(world, link)
    if record.space >= record.storage:
        return True
    if not record.flags & OPPOSED:
        return False
    both = record.space + link_at(world, rare_at(world, link).opposite).space
    return bool(both >= record.storage / own_part(world))


@helper
def room_time(world: World, link: int, time: float) -> float:
    """When room arrives if nobody enters before; inf if a departure is needed first."""
    if has_room(world, link, time):
        return time
    if is_full(world, link):
        return float(np.inf)
    other = opposite(world, link, time)
    due = time
    for piece in range(room_pieces(world, link)):
        limit = room_limit(world, link, piece)
        due = max(due, _piece_time(world, link, NOBODY, piece, limit))
        if other >= 0:
            due = max(due, _piece_time(world, link, other, piece, limit / own_part(world)))
    return float(due)


@helper
def _piece_time(world: World, link: int, other: int, piece: int, limit: float) -> float:
    """When a piece's wave brings room to a link, or to the street that it shares with `other`."""
    taken = counted(world, link, piece)
    mine = first_counted(world, link, piece)
    theirs = 0
    if other >= 0:
        taken += counted(world, other, piece)
        theirs = first_counted(world, other, piece)
    due = -np.inf
    while taken >= limit:
        own = _logged_time(world, link, mine)
        if other >= 0 and _logged_time(world, other, theirs) < own:
            due = _logged_time(world, other, theirs)
            taken -= logged_at(world, other, theirs).space
            theirs += 1
        elif own < np.inf:
            due = own
            taken -= logged_at(world, link, mine).space
            mine += 1
        else:
            return float(np.inf)
    return float(due + piece_delay(world, link, piece))


@inlined
def first_counted(world: World, link: int, piece: int) -> int:
    """Return the first place in a link's log that a piece still counts."""
    if link_at(world, link).flags & CURVED:
        return int(piece_at(world, piece_number(world, link, piece)).at)
    return 0


@inlined
def logged_at(world: World, link: int, at: int) -> World:
    """Return a record of a link's log."""
    record = rare_at(world, link)
    return log_at(world, record.log_start + ((record.log_head + at) & record.log_mask))


@inlined
def _logged_time(world: World, link: int, at: int) -> float:
    """Return the time of a place in a link's log; inf beyond its end."""
    if at < rare_at(world, link).log_count:
        return float(logged_at(world, link, at).time)
    return float(np.inf)


@inlined
def piece_delay(world: World, link: int, piece: int) -> float:
    """Return how long the wave of a piece takes along a link."""
    if link_at(world, link).flags & CURVED:
        return float(piece_at(world, piece_number(world, link, piece)).delay)
    return float(rare_at(world, link).delay)


@helper
def expire_log(world: World, link: int, time: float) -> None:
    """Forget the departures whose room has arrived."""
    record = rare_at(world, link)
    if link_at(world, link).flags & CURVED:
        _expire_pieces(world, link, time)
    else:
        while record.log_count > 0:
            entry = log_at(world, record.log_start + record.log_head)
            if entry.time + record.delay > time:
                return
            record.logged -= entry.space
            record.log_head = (record.log_head + 1) & record.log_mask
            record.log_count -= 1
    if record.log_count == 0:
        link_at(world, link).flags &= ~LOGGED


@helper
def _expire_pieces(world: World, link: int, time: float) -> None:
    """Move every piece on to the departures that it still counts; drop what none does."""
    record = rare_at(world, link)
    for number in range(world.waves):
        piece = piece_at(world, piece_number(world, link, number))
        while piece.at < record.log_count:
            entry = logged_at(world, link, piece.at)
            if entry.time + piece.delay > time:
                break
            piece.sum -= entry.space
            piece.at += 1
    done = piece_at(world, piece_number(world, link, 0)).at  # the slowest wave needs most
    record.log_head = (record.log_head + done) & record.log_mask
    record.log_count -= done
    for number in range(world.waves):
        piece_at(world, piece_number(world, link, number)).at -= done


@inlined
def log_departure(world: World, link: int, time: float, space: float) -> None:
    """Remember a departure until its room arrives at the entrance.

    Below its critical space a link needs no log: entries and exits keep the headways of the
    capacity q, so while the space now is below storage - q * delay - 2 largest parties, the space
    counted at any time up to a delay from now is at most space + q * delay + 2 largest parties,
    which is below the storage, whatever left before. And after that it no longer counts.

    While both directions of a shared street are in use all departures count.
    """
    record = link_at(world, link)
    if record.space >= record.critical or record.flags & OPPOSED:
        append_to_log(world, link, time, space)
    elif record.flags & LOGGED:
        _forget(world, link)


@helper
def _forget(world: World, link: int) -> None:
    """Give up a link's log."""
    free_log(world, link)
    link_at(world, link).flags &= ~LOGGED
    if link_at(world, link).flags & CURVED:
        for number in range(world.waves):
            piece = piece_at(world, piece_number(world, link, number))
            piece.sum = 0.0
            piece.at = 0


@helper
def append_to_log(world: World, link: int, time: float, space: float) -> None:
    """Enter a departure into a link's log."""
    if rare_at(world, link).log_count > rare_at(world, link).log_mask:
        expire_log(world, link, time)
    add_record(world, link, time, space)
    link_at(world, link).flags |= LOGGED
    if link_at(world, link).flags & CURVED:
        for number in range(world.waves):
            piece_at(world, piece_number(world, link, number)).sum += space
    else:
        rare_at(world, link).logged += space


@helper
def add_record(world: World, log: int, time: float, space: float) -> None:
    """Write a record at the end of a log."""
    record = rare_at(world, log)
    if record.log_count > record.log_mask:
        grow_log(world, log)
    entry = logged_at(world, log, record.log_count)
    entry.time = time
    entry.space = space
    record.log_count += 1


@helper
def log_entry(world: World, link: int, time: float, space: float) -> None:
    """Remember who entered a link with a curved diagram, for those who leave after them."""
    if world.paces > 0:
        add_record(world, world.link_count + link, time, space)


@helper
def pace_time(world: World, link: int, space: float) -> float:
    """Count a departure of `space`; return when the next may follow by the diagram's slope.

    By a forward wave of speed s all that has left may exceed what had entered L / s before by the
    piece's limit m. So once D has left, the next may leave L / s after the entry that brought what
    entered above D - m.
    """
    log = world.link_count + link
    count = rare_at(world, log).log_count
    least = count
    due = -np.inf
    for number in range(world.waves, world.waves + world.paces):
        piece = piece_at(world, piece_number(world, link, number))
        piece.sum -= space
        while piece.sum <= -piece.limit and piece.at < count:
            entry = logged_at(world, log, piece.at)
            piece.sum += entry.space
            piece.at += 1
            due = max(due, entry.time + piece.delay)
        least = min(least, piece.at)
    record = rare_at(world, log)
    if least > 0:
        record.log_head = (record.log_head + least) & record.log_mask
        record.log_count -= least
        for number in range(world.waves, world.waves + world.paces):
            piece_at(world, piece_number(world, link, number)).at -= least
    return float(due)
