"""Pools of records that grow with what they hold."""

from __future__ import annotations

from sim.engine.memory import Memory
from sim.engine.state import (
    GROW_CALLS,
    GROW_HEAPS,
    GROW_KNOTS,
    GROW_LOGS,
    GROW_SLOTS,
    LOGS_AT_ONCE,
    RESERVE,
    RINGS_AT_ONCE,
)


def grow(memory: Memory, short_of: int) -> None:
    """Give the pools that the kernel is short of more room."""
    world = memory.world
    if short_of & GROW_SLOTS:
        margin = 2 * RINGS_AT_ONCE * int(world["slots_largest"]) + RESERVE
        reserve(memory, "slots", margin + int(world["slots_wanted"]))
        world["slots_wanted"] = 0
    if short_of & GROW_LOGS:
        margin = 2 * LOGS_AT_ONCE * int(world["logs_largest"]) + RESERVE
        reserve(memory, "logs", margin + int(world["logs_wanted"]))
        world["logs_wanted"] = 0
    if short_of & GROW_HEAPS:
        reserve_events(memory, int(world["heaps_room"]) + int(world["heaps_wanted"]))
        world["heaps_wanted"] = 0
    if short_of & GROW_CALLS:
        world["calls_room"] *= 2
        memory.lengthen("calls", int(world["calls_room"]))
    if short_of & GROW_KNOTS:
        world["knots_room"] *= 2
        memory.lengthen("knots", int(world["knots_room"]))
        memory.lengthen("knot_links", int(world["knots_room"] + world["link_count"]))


def reserve_events(memory: Memory, room: int) -> None:
    """See to it that the calendar takes `room` more events."""
    world = memory.world
    pending = world["crowd_events"] + world["bucketed"] + world["far_events"]
    if pending + room + RESERVE > world["heaps_room"]:
        world["heaps_room"] = 2 * (pending + room + RESERVE)
        for name in ("crowd", "far"):
            memory.lengthen(name, int(world["heaps_room"]))


def reserve(memory: Memory, pool: str, room: int) -> None:
    """See to it that a pool of rings has `room` records left."""
    world = memory.world
    needed = int(world[pool + "_top"]) + room
    if needed > int(world[pool + "_room"]):
        longer = needed + needed // 4
        world[pool + "_room"] = longer
        memory.lengthen(pool, longer)
