"""The lanes that people need, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runner.validation import Ready


def lanes(ready: Ready) -> Iterator[str]:
    """Say how many checkpoint lanes those who would set out need, and how many there are."""
    needs = ready.lanes_needed()
    if not needs:
        yield "No lanes are needed: nobody sets out on foot."
        return
    yield "Lanes that those who would set out need, walking and queues left out:"
    for need in needs:
        who = f"  {' and '.join(need.classes)}: "
        if need.needed is None:
            yield f"{who}nothing opens for their {need.persons:,} people"
            continue
        there = "as many as they need" if need.lanes is None else f"{need.lanes:,}"
        rate, hours = need.persons_per_lane_minute, need.open_s / 3600
        yield (
            f"{who}{need.needed:,} for {need.persons:,} people at {rate:.2g} a minute in "
            f"{hours:.3g} h; there are {there}"
        )
