"""Words for faults."""

from __future__ import annotations

from collections.abc import Iterable


def people(count: int) -> str:
    """Write a number of people."""
    return "1 person" if count == 1 else f"{count:,} people"


def listing(words: Iterable[str]) -> str:
    """Write words as a list: "1, 2 and 3"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def corridors(ids: Iterable[str]) -> str:
    """Write corridors by their ids: "corridors 1, 2 and 3"."""
    ids = tuple(ids)
    return f"corridor{'s' * (len(ids) != 1)} {listing(ids)}"


def members(line: str) -> str:
    """Write a class as the people in it."""
    return {"civilian": "civilians", "wounded": "wounded", "fighter": "fighters"}[line]
