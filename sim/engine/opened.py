"""The events of the open buckets, first to last.

Buckets are narrow, so these are a handful: a sorted row, to whose end most newcomers are added and
from whose front events are taken. Should thousands fall on one instant, the row holds the first of
them and a binary heap the rest.
"""

from __future__ import annotations

from typing import Final

from sim.engine.access import World, crowd_at, opened_at
from sim.engine.compiled import helper, inlined
from sim.engine.heap import heap_pop, heap_push
from sim.engine.state import GROW_HEAPS, RESERVE

ROW: Final = 64
"""Events that the row can hold."""


@inlined
def insert_opened(world: World, time: float, actor: int) -> None:
    """Put an event among the open ones."""
    crowded = world.crowd_events > 0 or world.opened_end == ROW
    if crowded and not _make_place(world, time, actor):
        return
    at = world.opened_end
    while at > world.opened_first:
        before = opened_at(world, at - 1)
        if before.time < time or (before.time == time and before.actor <= actor):
            break
        opened_at(world, at).time = before.time
        opened_at(world, at).actor = before.actor
        at -= 1
    opened_at(world, at).time = time
    opened_at(world, at).actor = actor
    world.opened_end += 1


@inlined
def pop_opened(world: World) -> None:
    """Take out the first of the open events."""
    world.opened_first += 1
    if world.opened_first == world.opened_end:
        world.opened_first = 0
        world.opened_end = 0
        if world.crowd_events > 0:
            _refill(world)


@helper
def _make_place(world: World, time: float, actor: int) -> bool:
    """Make room for an event in the row, or put it into the crowd; whether the row takes it."""
    if world.crowd_events > 0 and _is_later(time, actor, crowd_at(world, 0)):
        push_crowd(world, time, actor)
        return False
    if world.opened_end < ROW:
        return True
    if world.opened_first > 0:
        for at in range(world.opened_first, world.opened_end):
            opened_at(world, at - world.opened_first).time = opened_at(world, at).time
            opened_at(world, at - world.opened_first).actor = opened_at(world, at).actor
        world.opened_end -= world.opened_first
        world.opened_first = 0
        return True
    last = opened_at(world, ROW - 1)
    if _is_later(time, actor, last):
        push_crowd(world, time, actor)
        return False
    push_crowd(world, last.time, last.actor)
    world.opened_end -= 1
    return True


@inlined
def _is_later(time: float, actor: int, other: World) -> bool:
    return bool(time > other.time or (time == other.time and actor > other.actor))


@helper
def push_crowd(world: World, time: float, actor: int) -> None:
    """Put an event into the crowd."""
    world.crowd_events = heap_push(world.at_crowd, world.crowd_events, time, actor)
    watch_heaps(world)


@helper
def _refill(world: World) -> None:
    """Fill the empty row from the crowd."""
    while world.crowd_events > 0 and world.opened_end < ROW // 2:
        entry = opened_at(world, world.opened_end)
        entry.time = crowd_at(world, 0).time
        entry.actor = crowd_at(world, 0).actor
        world.opened_end += 1
        world.crowd_events = heap_pop(world.at_crowd, world.crowd_events)


@inlined
def watch_heaps(world: World) -> None:
    """Ask for longer heaps before they could overflow."""
    if world.crowd_events + world.far_events + world.bucketed + RESERVE > world.heaps_room:
        world.short |= GROW_HEAPS
