"""Logs as rings in a shared pool: blocks of 2^k records, freed ones kept by size in chains."""

from __future__ import annotations

from typing import Final

from sim.engine.access import World, copy_log, free_logs_at, log_at, rare_at
from sim.engine.compiled import helper
from sim.engine.state import GROW_LOGS, LOGS_AT_ONCE, NOBODY, RESERVE

SMALLEST: Final = 1
"""log2 of the records in the smallest block."""
_LARGEST: Final = 31


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
    """Take a freed block of 2^wanted records, cut out of a larger one if need be, or NOBODY."""
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
