"""Rings in shared pools: blocks of 2^k records, freed blocks kept by size in chains."""

from __future__ import annotations

from typing import Final

from sim.engine.access import (
    World,
    copy_log,
    copy_slot,
    free_logs_at,
    free_slots_at,
    link_at,
    log_at,
    rare_at,
    slot_at,
)
from sim.engine.compiled import helper
from sim.engine.state import (
    GROW_LOGS,
    GROW_SLOTS,
    LOGS_AT_ONCE,
    NOBODY,
    RESERVE,
    RINGS_AT_ONCE,
)

SMALLEST: Final = 1
"""log2 of the records in the smallest block: most streets never hold more than a few parties."""
_LARGEST: Final = 31


@helper
def grow_ring(world: World, link: int) -> None:
    """Give a link's ring twice the room; the pool is known to have it."""
    record = link_at(world, link)
    size = 0
    while (1 << size) < record.mask + 1:
        size += 1
    wanted = size + 1 if record.mask >= 0 else SMALLEST
    start = _free_slots(world, wanted)
    if start < 0:
        start = world.slots_top
        world.slots_top += 1 << wanted
        world.slots_largest = max(world.slots_largest, 1 << wanted)
        margin = 2 * RINGS_AT_ONCE * world.slots_largest + RESERVE
        if world.slots_top + margin > world.slots_room:
            world.short |= GROW_SLOTS
    for i in range(record.count):
        source = record.start + ((record.head + i) & record.mask)
        copy_slot(slot_at(world, start + i), slot_at(world, source))
    if record.mask >= 0:
        slot_at(world, record.start).party = free_slots_at(world, size).value
        free_slots_at(world, size).value = record.start
    record.start = start
    record.mask = (1 << wanted) - 1
    record.head = 0


@helper
def _free_slots(world: World, wanted: int) -> int:
    """Take a freed block of 2^wanted slots, cut out of a larger one if need be; NOBODY if none."""
    size = wanted
    while size < _LARGEST and free_slots_at(world, size).value < 0:
        size += 1
    if size == _LARGEST:
        return NOBODY
    start = free_slots_at(world, size).value
    free_slots_at(world, size).value = slot_at(world, start).party
    while size > wanted:
        size -= 1
        rest = start + (1 << size)
        slot_at(world, rest).party = free_slots_at(world, size).value
        free_slots_at(world, size).value = rest
    return int(start)


@helper
def free_ring(world: World, link: int) -> None:
    """Give back the ring of a link that is empty."""
    record = link_at(world, link)
    size = SMALLEST
    while (1 << size) < record.mask + 1:
        size += 1
    slot_at(world, record.start).party = free_slots_at(world, size).value
    free_slots_at(world, size).value = record.start
    record.start = NOBODY
    record.mask = -1
    record.head = 0


@helper
def grow_log(world: World, link: int) -> None:
    """Give a link's log of departures twice the room; the pool is known to have it."""
    record = rare_at(world, link)
    size = 0
    while (1 << size) < record.log_mask + 1:
        size += 1
    wanted = size + 1 if record.log_mask >= 0 else SMALLEST
    start = _free_logs(world, wanted)
    if start < 0:
        start = world.logs_top
        world.logs_top += 1 << wanted
        world.logs_largest = max(world.logs_largest, 1 << wanted)
        margin = 2 * LOGS_AT_ONCE * world.logs_largest + RESERVE
        if world.logs_top + margin > world.logs_room:
            world.short |= GROW_LOGS
    for i in range(record.log_count):
        source = record.log_start + ((record.log_head + i) & record.log_mask)
        copy_log(log_at(world, start + i), log_at(world, source))
    if record.log_mask >= 0:
        log_at(world, record.log_start).chain = free_logs_at(world, size).value
        free_logs_at(world, size).value = record.log_start
    record.log_start = start
    record.log_mask = (1 << wanted) - 1
    record.log_head = 0


@helper
def _free_logs(world: World, wanted: int) -> int:
    """Take a freed block of 2^wanted log records, as `_free_slots` does."""
    size = wanted
    while size < _LARGEST and free_logs_at(world, size).value < 0:
        size += 1
    if size == _LARGEST:
        return NOBODY
    start = free_logs_at(world, size).value
    free_logs_at(world, size).value = log_at(world, start).chain
    while size > wanted:
        size -= 1
        rest = start + (1 << size)
        log_at(world, rest).chain = free_logs_at(world, size).value
        free_logs_at(world, size).value = rest
    return int(start)


@helper
def free_log(world: World, link: int) -> None:
    """Give back the log of a link that needs none."""
    record = rare_at(world, link)
    size = SMALLEST
    while (1 << size) < record.log_mask + 1:
        size += 1
    log_at(world, record.log_start).chain = free_logs_at(world, size).value
    free_logs_at(world, size).value = record.log_start
    record.log_start = NOBODY
    record.log_mask = -1
    record.log_head = 0
    record.log_count = 0
    record.logged = 0.0
