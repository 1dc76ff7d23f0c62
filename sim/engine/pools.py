"""Pools of records that grow with what they hold."""

from __future__ import annotations

import numpy as np

from sim.engine.memory import Memory
from sim.engine.state import (
    CHAINED_NOT,
    GROW_CALLS,
    GROW_HEAPS,
    GROW_KNOTS,
    GROW_LOGS,
    LOGS_AT_ONCE,
    RESERVE,
)


def grow(memory: Memory, short_of: int) -> None:
    """Give the pools that the kernel is short of more room."""
    world = memory.world
    if short_of & GROW_LOGS:
        margin = 2 * LOGS_AT_ONCE * int(world["logs_largest"]) + RESERVE
        reserve_logs(memory, margin + int(world["logs_wanted"]))
        world["logs_wanted"] = 0
    if short_of & GROW_HEAPS:
        reserve_events(memory, int(world["heaps_room"]) // 4 + int(world["heaps_wanted"]))
        world["heaps_wanted"] = 0
    if short_of & GROW_CALLS:
        world["calls_room"] *= 2
        memory.lengthen("calls", int(world["calls_room"]))
    if short_of & GROW_KNOTS:
        _reserve_knots(memory)


def _reserve_knots(memory: Memory) -> None:
    """See to it that a search may find a knot from every suspect, with every link in one."""
    world = memory.world
    knots = int(world["knot_count"] + world["suspect_count"])
    if knots > world["knots_room"]:
        world["knots_room"] = 2 * knots
        memory.lengthen("knots", 2 * knots)
    links = int(world["knot_links_used"] + world["link_count"])
    if links > world["knot_links_room"]:
        world["knot_links_room"] = links + links // 4
        memory.lengthen("knot_links", links + links // 4 + int(world["link_count"]))


def reserve_events(memory: Memory, room: int) -> None:
    """See to it that the calendar takes `room` more events."""
    if _pending(memory) + room + RESERVE > memory.world["heaps_room"]:
        _drop_void(memory)
    pending = _pending(memory)
    if pending + room + RESERVE > memory.world["heaps_room"]:
        longer = pending + room + RESERVE
        longer += longer // 2
        memory.world["heaps_room"] = longer
        for name in ("crowd", "far"):
            memory.lengthen(name, longer)


def _pending(memory: Memory) -> int:
    world = memory.world
    return int(world["crowd_events"] + world["bucketed"] + world["far_events"])


def _drop_void(memory: Memory) -> None:
    """Take events out of the heap of far ones that have been brought forward since."""
    world, links, gates = memory.world, memory["links"], memory["gates"]
    rare = memory["rare"][: len(links)]
    time = np.concatenate([links["end_event"], rare["entrance_event"], gates["event"]])
    chained = np.concatenate([links["end_next"], rare["entrance_next"], gates["event_next"]])
    far = memory["far"][: world["far_events"]]
    actor = far["actor"]
    kept = far[(time[actor] == far["time"]) & (chained[actor] == CHAINED_NOT)]
    kept = kept[np.lexsort((kept["actor"], kept["time"]))]  # sorted, a heap is a heap
    memory["far"][: len(kept)] = kept
    world["far_events"] = len(kept)


def reserve_logs(memory: Memory, room: int) -> None:
    """See to it that the pool of logs has `room` records left."""
    world = memory.world
    needed = int(world["logs_top"]) + room
    if needed > int(world["logs_room"]):
        longer = needed + needed // 8
        world["logs_room"] = longer
        memory.lengthen("logs", longer)
