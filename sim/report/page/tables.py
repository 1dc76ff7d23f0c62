"""Tables of a page: sorted by a click, saved as CSV; shown rounded, saved as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.report.text import clock, plain, rounded, spans_days
from sim.results.columns import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.result import RunResult

Json = dict[str, Any]

BOTTLENECKS = 20
"""Streets listed: those where most time was lost."""

_DISTRICTS = {
    "name": "district",
    "persons": "people",
    "children": "children",
    "willing": "want to leave",
    "set_out": "set out",
    "out": "out",
    "stranded": "stranded",
    "stayed": "stay by choice",
    "prevented": "kept from leaving",
    "out_median_local": "half out by",
    "journey_median_s": "median journey",
}
_STREETS = {
    "street": "street",
    "street_class": "class",
    "width_m": "width",
    "entered": "people",
    "peak_density_per_m2": "worst density",
    "delay_person_s": "time lost",
}


def tables(result: RunResult) -> list[Json]:
    """Return every table of the page: id, caption, head, rows of cells."""
    found = [_districts(result)]
    if result.links is not None:
        found.append(_streets(result.links))
    return [table for table in found if table["rows"]]


def table(id_: str, caption: str, head: list[Json], rows: list[list[Json]], note: str = "") -> Json:
    """Return one table as the template takes it."""
    return {"id": id_, "caption": caption, "head": head, "rows": rows, "note": note}


def _districts(result: RunResult) -> Json:
    day = spans_days(result.summary)
    shown: dict[str, Callable[[Any], str]] = {
        "name": plain,
        "out_median_local": lambda local: clock(local if isinstance(local, str) else None, day=day),
        "journey_median_s": _duration,
    }
    rows = []
    for row in _dicts(result.districts, list(_DISTRICTS), also=["persons_assumed", "district"]):
        row["name"] = row["name"] or row["district"]
        cells = [cell(row[name], shown.get(name, _people)(row[name])) for name in _DISTRICTS]
        cells[1]["assumed"] = bool(row["persons_assumed"])
        rows.append(cells)
    return table(
        "districts",
        "Districts: who lives there and what became of them",
        _head("districts.csv", _DISTRICTS, words=("name",)),
        rows,
        "Hatched: the number of people is assumed." if any(r[1]["assumed"] for r in rows) else "",
    )


def _streets(links: pd.DataFrame) -> Json:
    worst = links[links["delay_person_s"] >= 1800.0].nlargest(BOTTLENECKS, "delay_person_s")
    shown: dict[str, Callable[[Any], str]] = {
        "street": str,
        "street_class": plain,
        "width_m": lambda width: f"{width:.1f} m",
        "entered": _people,
        "peak_density_per_m2": lambda density: f"{density:.1f} /m\u00b2",
        "delay_person_s": lambda lost: f"{rounded(lost / 3600.0):,} person h",
    }
    rows = [
        [cell(row[name], shown[name](row[name])) for name in _STREETS]
        for row in _dicts(worst, list(_STREETS))
    ]
    return table(
        "streets",
        f"Streets where most time was lost, at most {BOTTLENECKS}",
        _head("links.parquet", _STREETS, words=("street", "street_class")),
        rows,
        "One direction of a street each. Time lost is time waited at its end by those who left it; "
        "the queue may begin further ahead.",
    )


def _dicts(
    frame: pd.DataFrame, names: list[str], *, also: list[str] | None = None
) -> Iterator[Json]:
    for row in frame[[*names, *(also or [])]].to_dict("records"):
        yield {str(name): value for name, value in row.items()}


def _head(file: str, columns: dict[str, str], *, words: tuple[str, ...]) -> list[Json]:
    meaning = {column.name: column for column in TABLES[file]}
    return [
        {"key": name, "words": said, "title": meaning[name].meaning, "text": name in words}
        for name, said in columns.items()
    ]


def cell(raw: Any, words: str) -> Json:
    """Return a cell: what is sorted and saved, and what is shown."""
    if raw is None or raw != raw:  # None, or not a number
        return {"raw": "", "words": "-", "assumed": False}
    return {"raw": raw.item() if hasattr(raw, "item") else raw, "words": words, "assumed": False}


def _people(count: Any) -> str:
    return f"{rounded(float(count)):,}"


def _duration(seconds: float) -> str:
    if math.isnan(seconds):
        return "-"
    hours = seconds / 3600.0
    return f"{hours:.1f} h" if hours >= 1.0 else f"{max(round(seconds / 60.0), 1)} min"
