"""Binary heaps of (time, number), known by their address: exact order, ties by number."""

from __future__ import annotations

from sim.engine.access import heap_at
from sim.engine.compiled import helper


@helper
def heap_push(heap: int, count: int, time: float, number: int) -> int:
    """Add an entry; return the new count."""
    at = count
    while at > 0:
        above = (at - 1) >> 1
        entry = heap_at(heap, above)
        if entry.time < time or (entry.time == time and entry.actor <= number):
            break
        heap_at(heap, at).time = entry.time
        heap_at(heap, at).actor = entry.actor
        at = above
    heap_at(heap, at).time = time
    heap_at(heap, at).actor = number
    return count + 1


@helper
def heap_pop(heap: int, count: int) -> int:
    """Remove the first entry, number 0; return the new count."""
    last = count - 1
    time = heap_at(heap, last).time
    number = heap_at(heap, last).actor
    at = 0
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        if below + 1 < last:
            left = heap_at(heap, below)
            right = heap_at(heap, below + 1)
            if right.time < left.time or (right.time == left.time and right.actor < left.actor):
                below += 1
        entry = heap_at(heap, below)
        if time < entry.time or (time == entry.time and number < entry.actor):
            break
        heap_at(heap, at).time = entry.time
        heap_at(heap, at).actor = entry.actor
        at = below
    heap_at(heap, at).time = time
    heap_at(heap, at).actor = number
    return last
