"""One table of a page: cells that are shown rounded and saved as they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.report.text import rounded
from sim.results.columns import TABLES

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]


def table(id_: str, caption: str, head: list[Json], rows: list[list[Json]], note: str = "") -> Json:
    """Return one table as the template takes it."""
    return {"id": id_, "caption": caption, "head": head, "rows": rows, "note": note}


def dicts(
    frame: pd.DataFrame, names: list[str], *, also: list[str] | None = None
) -> Iterator[Json]:
    """Yield rows as dictionaries: columns `names` and `also`."""
    for row in frame[[*names, *(also or [])]].to_dict("records"):
        yield {str(name): value for name, value in row.items()}


def head(file: str, columns: dict[str, str], *, words: tuple[str, ...]) -> list[Json]:
    """Return a table's head: columns of a file, as they are called here; `words` hold text."""
    meaning = {column.name: column for column in TABLES[file]}
    return [
        {"key": name, "words": said, "title": meaning[name].meaning, "text": name in words}
        for name, said in columns.items()
    ]


def summary_head(columns: dict[str, str], *, words: tuple[str, ...]) -> list[Json]:
    """Return a table's head: keys of ``summary.json``, as they are called here."""
    meaning = {column.name: column.meaning for column in TABLES["summary.json"]}
    return [
        {"key": _key(name), "words": said, "title": meaning[name], "text": name in words}
        for name, said in columns.items()
    ]


def _key(name: str) -> str:
    """Return the last part of a dotted name that says something by itself."""
    *rest, last = name.split(".")
    return rest[-1] if last == "persons" and rest and not rest[-1].endswith("[]") else last


def cell(raw: Any, words: str) -> Json:
    """Return a cell: what is sorted and saved, and what is shown."""
    if raw is None or raw != raw:  # None, or not a number
        return {"raw": "", "words": "-", "assumed": False}
    raw = raw.item() if hasattr(raw, "item") else raw
    if isinstance(raw, float) and raw.is_integer():  # as a table of numbers is read again
        raw = int(raw)
    return {"raw": raw, "words": words, "assumed": False}


def people(count: Any) -> str:
    """Return a count to two figures."""
    return f"{rounded(float(count)):,}"


def residents(count: Any) -> str:
    """Return how many people there are to three figures: the scenario says it, no run."""
    return f"{rounded(float(count), 3):,}"


def some_of(count: Any, all_of_them: float) -> str:
    """Return a part of some people to two figures, but never more than they are shown as."""
    more = rounded(float(count)) > rounded(all_of_them, 3)
    return residents(count) if more else people(count)


def person_hours(person_s: float) -> str:
    """Return time of people to two figures; half an hour of one person is not none."""
    hours = person_s / 3600.0
    return "under 1 person h" if 0.0 < hours < 0.5 else f"{people(hours)} person h"


def duration(seconds: float) -> str:
    """Return hours from one on, below it minutes."""
    if math.isnan(seconds):
        return "-"
    hours = seconds / 3600.0
    return f"{hours:.1f} h" if hours >= 1.0 else f"{max(round(seconds / 60.0), 1)} min"
