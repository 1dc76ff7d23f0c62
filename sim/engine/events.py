"""The calendar: every pending event, in exact order of time.

Time is cut into buckets. An event is thrown unsorted into its bucket; when the bucket's turn comes
its events go into a small binary heap, so that sorting happens in a handful of cache lines. What
lies beyond the calendar's round waits in a heap of its own. The buckets' width follows the number
of events; it changes no result, since order within a bucket is exact.

Actors: a link's end is its number, a link's entrance M + number, a gate 2 M + number. Each has at
most one valid event, whose time stands in its own record; entries that no longer agree with it are
dropped when they come up.
"""

from __future__ import annotations

from typing import Final

from sim.engine.access import World, bucket_at, event_at, far_at, opened_at
from sim.engine.compiled import helper, inlined
from sim.engine.heap import heap_pop, heap_push
from sim.engine.state import NOBODY

ROUND: Final = 8192
"""Buckets of the calendar; a power of two."""
_JUDGE_EVERY: Final = 4096
"""Buckets, or events, after which the width is judged."""


@inlined
def push_event(world: World, time: float, actor: int) -> None:
    """Enter an event; `time` is finite and not in the past."""
    bucket = int(time * world.bucket_per_s)
    if bucket <= world.bucket:
        world.opened_events = heap_push(world.at_opened, world.opened_events, time, actor)
        world.gathered += 1
    elif bucket - world.bucket < ROUND:
        number = world.free_event
        entry = event_at(world, number)
        world.free_event = entry.chain
        at = bucket & (ROUND - 1)
        entry.time = time
        entry.actor = actor
        entry.chain = bucket_at(world, at).value
        bucket_at(world, at).value = number
        world.bucketed += 1
    else:
        _push_far(world, time, actor)


@helper
def _push_far(world: World, time: float, actor: int) -> None:
    world.far_events = heap_push(world.at_far, world.far_events, time, actor)


@helper
def open_next(world: World, horizon: float) -> bool:
    """Open buckets until one holds an event or starts after `horizon`; whether one does."""
    while world.bucketed > 0 or world.far_events > 0:
        if world.bucketed == 0:
            first = int(far_at(world, 0).time * world.bucket_per_s)
            last = int(min(horizon, far_at(world, 0).time) * world.bucket_per_s)
            world.bucket = max(world.bucket, min(first, last) - 1)
        if (world.bucket + 1) / world.bucket_per_s > horizon:
            return False
        world.bucket += 1
        _refill_from_far(world)
        at = world.bucket & (ROUND - 1)
        number = bucket_at(world, at).value
        bucket_at(world, at).value = NOBODY
        while number >= 0:
            entry = event_at(world, number)
            world.opened_events = heap_push(
                world.at_opened, world.opened_events, entry.time, entry.actor
            )
            following = entry.chain
            entry.chain = world.free_event
            world.free_event = number
            world.bucketed -= 1
            world.gathered += 1
            number = following
        world.buckets_opened += 1
        if world.buckets_opened >= _JUDGE_EVERY or world.gathered >= _JUDGE_EVERY:
            _judge_width(world)
        if world.opened_events > 0:
            return True
    return False


@inlined
def _refill_from_far(world: World) -> None:
    """Move what the calendar's round now reaches into it."""
    end = (world.bucket + ROUND - 1) / world.bucket_per_s
    while world.far_events > 0 and far_at(world, 0).time < end:
        time = far_at(world, 0).time
        actor = far_at(world, 0).actor
        world.far_events = heap_pop(world.at_far, world.far_events)
        push_event(world, time, actor)


@helper
def _judge_width(world: World) -> None:
    """Narrow the buckets when they hold many events, widen them when most are empty."""
    mean = world.gathered / world.buckets_opened
    world.buckets_opened = 0
    world.gathered = 0
    per_s = world.bucket_per_s
    while mean > 4.0 and per_s < 65536.0:
        per_s *= 2.0
        mean *= 0.5
    while mean < 0.5 and per_s > 0.0625:
        per_s *= 0.5
        mean *= 2.0 if mean > 0.0 else 1.0
    if per_s != world.bucket_per_s:
        _rebuild(world, per_s)


@helper
def _rebuild(world: World, bucket_per_s: float) -> None:
    """Enter every pending event anew under another width of buckets."""
    count = world.opened_events
    for i in range(count):  # what is open may belong to a later bucket now
        _push_far(world, opened_at(world, i).time, opened_at(world, i).actor)
    world.opened_events = 0
    for at in range(ROUND):
        number = bucket_at(world, at).value
        bucket_at(world, at).value = NOBODY
        while number >= 0:
            entry = event_at(world, number)
            _push_far(world, entry.time, entry.actor)
            following = entry.chain
            entry.chain = world.free_event
            world.free_event = number
            world.bucketed -= 1
            number = following
    start = world.bucket / world.bucket_per_s
    world.bucket_per_s = bucket_per_s
    world.bucket = int(start * bucket_per_s)
    _refill_from_far(world)
