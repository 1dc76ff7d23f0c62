"""The calendar: every pending event, in exact order of time.

Time is cut into buckets so narrow that most hold one event or none. An event is chained into its
bucket unsorted; when the bucket's turn comes the events of a full one go through a small binary
heap. What lies beyond the calendar's round waits in a heap of its own. The buckets' width follows
the number of events; it changes no result, since the order is exact.

Actors: a link's end is its number, a link's entrance M + number, a gate 2 M + number. Each has at
most one event, whose time and place in the chain stand in the actor's own record. An event that is
brought forward is taken out of its chain; what is left of it in a heap is dropped when it comes
up, for its time no longer agrees with the record.

When a bucket is opened it is known which links will be busy next: their first parties and the links
that these want are fetched into the cache while others are at work.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.access import (
    World,
    bucket_at,
    crowd_at,
    far_at,
    gate_at,
    link_at,
    opened_at,
    party_at,
    prefetch,
    rare_at,
    table_at,
)
from sim.engine.compiled import apart, helper, inlined
from sim.engine.heap import heap_pop, heap_push
from sim.engine.opened import insert_opened, watch_heaps
from sim.engine.state import CHAINED_NOT, GROW_HEAPS, LINE_BYTES, NOBODY, RESERVE

ROUND: Final = 32768
"""Buckets of the calendar; a power of two."""
_JUDGE_EVERY: Final = 8192
"""Buckets, or events, after which the width is judged."""
_FEW, _MANY = 1.5, 5.0
"""Mean events of a bucket at which buckets are widened or narrowed."""
_ENOUGH, _AHEAD = 6, 6
"""Open events, and buckets beyond now, that make it useless to open another ahead."""


@inlined
def plan_end(world: World, link: int, time: float) -> None:
    """Have the head of a link looked at at `time`, and at no other; inf: never."""
    record = link_at(world, link)
    if record.end_event == time:
        return
    if record.end_next != CHAINED_NOT:
        _unchain(world, record.end_event, link)
    record.end_event = time
    if time < np.inf:
        _enter(world, time, link)


@helper
def plan_entrance(world: World, link: int, time: float) -> None:
    """Have those who wait to enter a link looked at by `time`."""
    record = rare_at(world, link)
    if time < record.entrance_event:
        actor = world.link_count + link
        if record.entrance_next != CHAINED_NOT:
            _unchain(world, record.entrance_event, actor)
        record.entrance_event = time
        _enter_apart(world, time, actor)


@helper
def plan_gate(world: World, gate: int, time: float) -> None:
    """Have a gate looked at by `time`."""
    record = gate_at(world, gate)
    if time < record.event:
        actor = 2 * world.link_count + gate
        if record.event_next != CHAINED_NOT:
            _unchain(world, record.event, actor)
        record.event = time
        _enter_apart(world, time, actor)


@inlined
def _enter(world: World, time: float, actor: int) -> None:
    """Enter an event of an actor that stands in no chain; `time` is finite and not past."""
    bucket = int(time * world.bucket_per_s)
    ahead = bucket - world.bucket
    if ahead <= 0:
        _insert_late(world, time, actor)
    elif ahead < ROUND:
        chain = bucket_at(world, bucket & (ROUND - 1))
        _set_next(world, actor, chain.value)
        chain.value = actor
        world.bucketed += 1
    else:
        _push_far(world, time, actor)


_enter_apart = apart(_enter)


@helper
def _insert_late(world: World, time: float, actor: int) -> None:
    """Put an event into a bucket that is open already."""
    insert_opened(world, time, actor)
    world.gathered += 1


@helper
def _push_far(world: World, time: float, actor: int) -> None:
    world.far_events = heap_push(world.at_far, world.far_events, time, actor)
    watch_heaps(world)


@inlined
def next_in_chain(world: World, actor: int) -> int:
    """Return the actor behind `actor` in its bucket."""
    if actor < world.link_count:
        return int(link_at(world, actor).end_next)
    if actor < 2 * world.link_count:
        return int(rare_at(world, actor - world.link_count).entrance_next)
    return int(gate_at(world, actor - 2 * world.link_count).event_next)


@inlined
def _set_next(world: World, actor: int, following: int) -> None:
    if actor < world.link_count:
        link_at(world, actor).end_next = following
    elif actor < 2 * world.link_count:
        rare_at(world, actor - world.link_count).entrance_next = following
    else:
        gate_at(world, actor - 2 * world.link_count).event_next = following


@inlined
def event_time(world: World, actor: int) -> float:
    """Return the time of an actor's event; inf if it has none."""
    if actor < world.link_count:
        return float(link_at(world, actor).end_event)
    if actor < 2 * world.link_count:
        return float(rare_at(world, actor - world.link_count).entrance_event)
    return float(gate_at(world, actor - 2 * world.link_count).event)


@helper
def _unchain(world: World, time: float, actor: int) -> None:
    """Take an actor out of its bucket's chain."""
    chain = bucket_at(world, int(time * world.bucket_per_s) & (ROUND - 1))
    following = next_in_chain(world, actor)
    if chain.value == actor:
        chain.value = following
    else:
        before = chain.value
        while next_in_chain(world, before) != actor:
            before = next_in_chain(world, before)
        _set_next(world, before, following)
    _set_next(world, actor, CHAINED_NOT)
    world.bucketed -= 1


@helper
def open_next(world: World, horizon: float) -> bool:
    """Open buckets until one holds an event or starts after `horizon`; whether one does."""
    if world.buckets_opened >= _JUDGE_EVERY:
        _judge_width(world)
        if world.opened_end > 0:  # wider buckets: some events are in the open one now
            return True
    while world.bucketed > 0 or world.far_events > 0:
        if world.bucketed == 0:
            start = min(horizon, far_at(world, 0).time)
            world.bucket = max(world.bucket, int(start * world.bucket_per_s) - 1)
        last = ROUND if horizon == np.inf else int(horizon * world.bucket_per_s) - world.bucket
        for _ in range(min(last, ROUND)):
            _open(world)
            if world.opened_end > 0:
                return True
            if world.bucketed == 0:
                break
        if (world.bucket + 1) / world.bucket_per_s > horizon:
            return False
    return False


@inlined
def look_ahead(world: World, time: float) -> None:
    """Open a bucket before its turn when few events are open, so that fetching has time."""
    few = world.opened_end - world.opened_first < _ENOUGH
    if few and world.bucket < int(time * world.bucket_per_s) + _AHEAD:
        _open(world)
        if world.gathered >= _JUDGE_EVERY:
            _judge_width(world)


@inlined
def _open(world: World) -> None:
    """Open the next bucket."""
    world.bucket += 1
    world.buckets_opened += 1
    if world.far_events > 0 and _is_near(world):
        _refill_from_far(world)
    chain = bucket_at(world, world.bucket & (ROUND - 1))
    ahead = bucket_at(world, (world.bucket + 1) & (ROUND - 1)).value
    if 0 <= ahead < world.link_count:
        prefetch(link_at(world, ahead), 0)
    if chain.value != NOBODY:
        _gather(world, chain.value)
        chain.value = NOBODY


@inlined
def fetch_ahead(world: World) -> None:
    """Have those fetched whom the event after next will meet: who stands behind, where it leads."""
    ahead = world.opened_first + 1
    if ahead < world.opened_end:
        actor = opened_at(world, ahead).actor
        if actor < world.link_count:
            _fetch_next(world, actor, link_at(world, actor).target)
        elif actor < 2 * world.link_count:
            target = actor - world.link_count
            waiter = link_at(world, target).waiters
            if waiter >= 0:
                _fetch_next(world, waiter, target)


@inlined
def _fetch_next(world: World, link: int, target: int) -> None:
    """Have those fetched whom the head of a link will meet when it goes to its target."""
    record = link_at(world, link)
    if record.head >= 0:
        person = party_at(world, record.head)
        prefetch(party_at(world, person.next), 0)
        if target >= 0:
            following = link_at(world, target)
            prefetch(party_at(world, following.tail), 0)
            if person.route >= 0 and following.to >= 0:
                prefetch(table_at(world, following.to * world.tables + person.route), 0)


@inlined
def _gather(world: World, first: int) -> None:
    """Put a chain of events into the heap of the open bucket."""
    actor = first
    while actor >= 0:
        if actor < world.link_count:
            _fetch(world, actor)
        following = next_in_chain(world, actor)
        _set_next(world, actor, CHAINED_NOT)
        time = event_time(world, actor)
        insert_opened(world, time, actor)
        world.bucketed -= 1
        world.gathered += 1
        actor = following


@inlined
def _fetch(world: World, link: int) -> None:
    """Have the records fetched that a link's next event will need."""
    record = link_at(world, link)
    prefetch(record, LINE_BYTES)
    prefetch(party_at(world, record.head), 0)
    if record.target >= 0:
        prefetch(link_at(world, record.target), 0)
        prefetch(link_at(world, record.target), LINE_BYTES)


@inlined
def _is_near(world: World) -> bool:
    """Whether the calendar's round has come to reach the first of the far events."""
    return bool(far_at(world, 0).time * world.bucket_per_s < world.bucket + ROUND - 1)


@helper
def _refill_from_far(world: World) -> None:
    """Move what the calendar's round now reaches into it, and drop what is void."""
    while world.far_events > 0 and _is_near(world):
        time = far_at(world, 0).time
        actor = far_at(world, 0).actor
        world.far_events = heap_pop(world.at_far, world.far_events)
        if event_time(world, actor) == time and next_in_chain(world, actor) == CHAINED_NOT:
            _enter_apart(world, time, actor)


@helper
def _judge_width(world: World) -> None:
    """Narrow the buckets when they hold many events, widen them when most are empty."""
    mean = world.gathered / max(world.buckets_opened, 1)
    world.buckets_opened = 0
    world.gathered = 0
    per_s = world.bucket_per_s
    while mean > _MANY and per_s < 65536.0:
        per_s *= 2.0
        mean *= 0.5
    while 0.0 < mean < _FEW and per_s > 0.0625:
        per_s *= 0.5
        mean *= 2.0
    if per_s != world.bucket_per_s:
        pending = world.crowd_events + world.far_events + world.bucketed
        if pending + RESERVE > world.heaps_room:  # all of them pass through one heap
            world.short |= GROW_HEAPS
        else:
            _rebuild(world, per_s)


@helper
def _rebuild(world: World, bucket_per_s: float) -> None:
    """Enter every pending event anew under another width of buckets."""
    for i in range(world.opened_first, world.opened_end):  # may belong to a later bucket now
        _push_far(world, opened_at(world, i).time, opened_at(world, i).actor)
    for i in range(world.crowd_events):
        _push_far(world, crowd_at(world, i).time, crowd_at(world, i).actor)
    world.opened_first = 0
    world.opened_end = 0
    world.crowd_events = 0
    for at in range(ROUND):
        actor = bucket_at(world, at).value
        bucket_at(world, at).value = NOBODY
        while actor >= 0:
            following = next_in_chain(world, actor)
            _set_next(world, actor, CHAINED_NOT)
            _push_far(world, event_time(world, actor), actor)
            world.bucketed -= 1
            actor = following
    start = world.bucket / world.bucket_per_s
    world.bucket_per_s = bucket_per_s
    world.bucket = int(start * bucket_per_s)
    _refill_from_far(world)
