"""What differs between two scenarios, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.scenario import LoadedScenario

_ABSENT = object()
_NOT_COMPARED = ("id", "title", "notes", "seed")
"""Names and words; and the seed, which is one for all that are compared."""


@dataclass(frozen=True)
class Change:
    """A value that two scenarios do not share.

    Parameters
    ----------
    path
        Where it stands, dotted.
    before, after
        What it is in each, as text; ``(not there)`` where it is not.
    """

    path: str
    before: str
    after: str


def changes(one: LoadedScenario, other: LoadedScenario) -> tuple[Change, ...]:
    """Return what differs, in the order of the files; defaults are values like others."""
    left, right = (
        {
            key: value
            for key, value in loaded.scenario.model_dump(mode="json").items()
            if key not in _NOT_COMPARED
        }
        for loaded in (one, other)
    )
    return tuple(_between((), left, right))


def _between(path: tuple[str, ...], one: Any, other: Any) -> Iterator[Change]:
    if one == other:
        return
    entries = _entries(one), _entries(other)
    if entries[0] is None or entries[1] is None:
        yield Change(".".join(path), _said(one), _said(other))
        return
    for key in dict.fromkeys([*entries[0], *entries[1]]):
        yield from _between(
            (*path, key), entries[0].get(key, _ABSENT), entries[1].get(key, _ABSENT)
        )


def _entries(value: Any) -> dict[str, Any] | None:
    """Return what a mapping or list holds by its key or position; None of a single value."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(position): entry for position, entry in enumerate(value)}
    return None


def _said(value: Any) -> str:
    """Write a value; of something large that only one has its name says enough."""
    if value is _ABSENT:
        return "(not there)"
    if isinstance(value, dict) and value.get("name"):
        return str(value["name"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
