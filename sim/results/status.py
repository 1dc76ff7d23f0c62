"""What can become of a person: one list, in code and on every page."""

from __future__ import annotations

STATUSES: tuple[str, ...] = (
    "at_home",
    "stayed",
    "prevented",
    "moving",
    "queued",
    "aboard",
    "sheltering",
    "returned",
    "stranded",
    "held",
    "out",
)
"""Statuses count persons and sum to everyone at every instant; codes are positions here."""

STATUS_CODE: dict[str, int] = {name: code for code, name in enumerate(STATUSES)}
