"""Words and numbers as people read them: rounded sensibly, in local time, safe to show."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime
from typing import Any

DO_NO_HARM = (
    "A corridor offered is not a duty to leave. Whoever stays, for whatever reason, remains a "
    "civilian protected by international humanitarian law; nothing here may be read as a list of "
    "those who chose to fight."
)
"""Said on every page made from a run."""


def plain(text: str, width: int | None = None) -> str:
    """Return free text as one harmless line, cut to `width` with an ellipsis.

    Titles and names are written by anyone: control characters (which could steer a terminal),
    line breaks and marks that turn the reading direction become spaces.
    """
    visible = ("  " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    line = " ".join("".join(visible).split())
    if width is not None and len(line) > width:
        return line[: max(width - 3, 0)].rstrip() + "..."
    return line


def corridor_label(corridor: dict[str, Any]) -> str:
    """Return a corridor's name; where its place is assumed, the label says so."""
    name = plain(corridor["name"] or corridor["id"])
    if corridor["assumed"] and "assumed" not in name.lower():
        name += " (place assumed)"
    return name


def rounded(count: float, figures: int = 2) -> int:
    """Return a count to `figures` significant figures; below 20 it stays as it is."""
    if abs(count) < 20:
        return round(count)
    magnitude = figures - 1 - math.floor(math.log10(abs(count)))
    return round(round(count, magnitude))


def about(count: float, figures: int = 2) -> str:
    """Return a count in words without false precision, such as ``about 92,000``."""
    value = rounded(count, figures)
    return f"{value:,}" if value == count else f"about {value:,}"


def percent(share: float | None) -> str:
    """Return a share as whole percent, ``-`` for none."""
    return "-" if share is None else f"{100.0 * share:.0f} %"


def spans_days(summary: dict[str, object]) -> bool:
    """Whether the scenario's times need their day to be told apart."""
    return str(summary["start_local"])[:10] != str(summary["end_local"])[:10]


def clock(local: str | None, *, day: bool, down_to_min: int = 1) -> str:
    """Return a local ISO time as ``19:00``, or ``5 Nov 19:00`` with the day.

    Parameters
    ----------
    local
        ISO 8601 with offset, as tables hold it; None gives ``-``.
    day
        Whether to say the day.
    down_to_min
        Round down to a multiple of these minutes of the hour.
    """
    if local is None:
        return "-"
    when = datetime.fromisoformat(local)
    minute = when.minute - when.minute % down_to_min
    time = f"{when.hour:02d}:{minute:02d}"
    return f"{when.day} {when:%b} {time}" if day else time
