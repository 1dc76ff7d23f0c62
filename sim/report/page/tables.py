"""Tables of a page: sorted by a click, saved as CSV; shown rounded, saved as they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.report.helps import KIND_WORDS, chance_words, gain_words
from sim.report.page.closing import close_table, night_table, shelter_table
from sim.report.page.ground import damage_table, zone_table
from sim.report.page.groups import group_table
from sim.report.page.measures import MOST, bottlenecks, dense_streets, equity_and_exposure, reasons
from sim.report.page.news import news_table
from sim.report.page.table import (
    cell,
    dicts,
    duration,
    head,
    people,
    person_hours,
    residents,
    some_of,
    table,
)
from sim.report.page.vehicles import crossing_table, refusal_table, service_table
from sim.report.text import clock, plain, spans_days

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.result import RunResult

Json = dict[str, Any]

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
    "leave_home_by_local": "leave home by",
    "people_beyond": "not through",
    "out_median_local": "half out by",
    "journey_median_s": "median journey",
}
_HELPS = {
    "words": "change, alone",
    "kind": "up to",
    "gain": "more people out",
    "gain_low": "chance (95 %)",
    "out_mean": "out with it",
    "sure": "chance ruled out",
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
    summary = result.summary
    found = [] if result.helps is None else [_helps(result.helps)]
    found += [close_table(summary), group_table(result), _districts(result)]
    if summary.get("reasons"):
        found.append(reasons(summary))
    found += [news_table(summary), equity_and_exposure(result)]
    found += [night_table(summary), shelter_table(summary)]
    found += [service_table(result), refusal_table(result), crossing_table(result)]
    found += [zone_table(summary), damage_table(summary)]
    if result.bottlenecks is not None:
        found.append(bottlenecks(result))
    if result.links is not None:
        found += [_streets(result.links), dense_streets(result.links)]
    return [table for table in found if table["rows"]]


def _districts(result: RunResult) -> Json:
    day = spans_days(result.summary)

    def when(local: Any) -> str:
        return clock(local if isinstance(local, str) else None, day=day)

    shown: dict[str, Callable[[Any], str]] = {
        "name": plain,
        "persons": residents,
        "leave_home_by_local": when,
        "out_median_local": when,
        "journey_median_s": duration,
    }
    rows = []
    for row in dicts(result.districts, list(_DISTRICTS), also=["persons_assumed", "district"]):
        row["name"] = row["name"] or row["district"]
        part = partial(some_of, all_of_them=row["persons"])
        cells = [cell(row[name], shown.get(name, part)(row[name])) for name in _DISTRICTS]
        cells[1]["assumed"] = bool(row["persons_assumed"])
        rows.append(cells)
    return table(
        "districts",
        "Districts: who lives there and what became of them",
        head("districts.csv", _DISTRICTS, words=("name",)),
        rows,
        "Leave home by: of those who set out before it, nearly all (99 %) got through by their "
        "corridor's last close. Not through: set out and were not."
        + (
            " Hatched: the number of people is assumed."
            if any(r[1]["assumed"] for r in rows)
            else ""
        ),
    )


def _helps(helps: pd.DataFrame) -> Json:
    """Return what was tried, the largest gain first."""
    rows = []
    for row in dicts(helps, [*_HELPS, "gain_high", "assumed"]):
        said = {
            "words": plain(row["words"]),
            "kind": KIND_WORDS[row["kind"]],
            "gain": gain_words(row),
            "gain_low": chance_words(row),
            "out_mean": people(row["out_mean"]),
            "sure": "yes" if row["sure"] else "-",
        }
        cells = [cell(row[name], said[name]) for name in _HELPS]
        cells[0]["assumed"] = row["assumed"]
        rows.append(cells)
    return table(
        "helps",
        "What would help: one change at a time, on the same people",
        head("what_helps.csv", _HELPS, words=("words", "kind", "sure")),
        rows,
        f"{helps['runs'].max()} runs of each. Range of the mean by chance alone; chance is ruled "
        "out for all changes together (Holm 1979). Changes together are worth more or less than "
        "their sum. Hatched: the place or incident is assumed.",
    )


def _streets(links: pd.DataFrame) -> Json:
    worst = links[links["delay_person_s"] >= 1800.0].nlargest(MOST, "delay_person_s")
    shown: dict[str, Callable[[Any], str]] = {
        "street": str,
        "street_class": plain,
        "width_m": lambda width: f"{width:.1f} m",
        "entered": people,
        "peak_density_per_m2": lambda density: f"{density:.1f} /m\u00b2",
        "delay_person_s": person_hours,
    }
    rows = [
        [cell(row[name], shown[name](row[name])) for name in _STREETS]
        for row in dicts(worst, list(_STREETS))
    ]
    return table(
        "streets",
        f"Streets where most time was lost, at most {MOST}",
        head("links.parquet", _STREETS, words=("street", "street_class")),
        rows,
        "One direction of a street each. Time lost is time waited at its end by those who left it; "
        "the queue may begin further ahead.",
    )
