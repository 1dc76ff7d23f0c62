"""The page's tables of vehicles and of who could not board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report.page.table import cell, duration, head, people, table
from sim.report.text import clock, percent, plain, spans_days

if TYPE_CHECKING:
    from sim.results.result import RunResult

Json = dict[str, Any]

_SERVICES: dict[str, str] = {
    "id": "service",
    "kind": "kind",
    "corridor": "corridor",
    "vehicles": "vehicles",
    "asked": "people who came",
    "out": "out",
    "left": "left behind",
    "children": "children",
    "convoys": "departures",
    "first_departure_local": "first",
    "last_departure_local": "last",
    "places_used": "places used",
    "board_wait_median_s": "median wait",
    "loaded_wait_mean_s": "loaded, stood",
    "corridor_wait_mean_s": "at the corridor",
}
_MEANING: dict[str, str] = {
    "left": "came, were not driven off and did not walk on to a corridor",
    "children": "children among those left behind",
    "loaded_wait_mean_s": "mean time that a loaded vehicle stood before it left",
    "corridor_wait_mean_s": "mean time that it stood at the corridor before its check began",
}
_REFUSALS: dict[str, str] = {
    "service": "service",
    "begin_local": "minute",
    "reason": "why",
    "persons": "people",
    "children": "children",
}
_CROSSINGS: dict[str, str] = {
    "place": "where",
    "minutes": "for",
    "first_local": "first",
    "last_local": "last",
    "fighters": "most fighters",
    "civilians": "most others",
}
MOST_CROSSINGS = 20
"""Rows of the table of crossings."""

MOST = 50
"""Rows of the table of who could not board."""


def service_table(result: RunResult) -> Json:
    """Return one row a service."""
    day = spans_days(result.summary)
    rows = []
    for service in result.summary.get("services", ()):
        shown = service | {
            "left": service["left_behind"]["persons"],
            "children": service["left_behind"]["children"],
        }
        said = {
            "id": plain(service["name"] or service["id"]),
            "kind": service["kind"],
            "corridor": service["corridor"],
            "vehicles": str(service["vehicles"]),
            "convoys": str(service["convoys"]),
            "places_used": percent(service["places_used"]),
        }
        said |= {name: clock(shown[name], day=day) for name in shown if name.endswith("_local")}
        said |= {
            name: "-" if shown[name] is None else duration(shown[name])
            for name in ("board_wait_median_s", "loaded_wait_mean_s", "corridor_wait_mean_s")
        }
        said |= {name: people(shown[name]) for name in ("asked", "out", "left", "children")}
        cells = [cell(shown[name], said[name]) for name in _SERVICES]
        cells[0]["assumed"] = service["assumed"]
        rows.append(cells)
    columns = [
        {
            "key": name,
            "words": words,
            "title": _MEANING.get(name, ""),
            "text": name in ("id", "kind", "corridor"),
        }
        for name, words in _SERVICES.items()
    ]
    note = "Vehicles have lanes of their own here: they neither slow people on foot nor wait for "
    note += "them. Hatched: the place of the assembly point is assumed."
    return table("services", "Buses, ambulances and cars", columns, rows, note)


def refusal_table(result: RunResult) -> Json:
    """Return who could not board, by service, minute and reason."""
    rows: list[list[Json]] = []
    day = spans_days(result.summary)
    if result.refusals is not None:
        for row in result.refusals.nlargest(MOST, "persons").to_dict("records"):
            said = {
                "service": plain(row["service"]),
                "begin_local": clock(row["begin_local"], day=day),
                "reason": plain(row["reason"]),
                "persons": people(row["persons"]),
                "children": people(row["children"]),
            }
            rows.append([cell(row[name], said[name]) for name in _REFUSALS])
    return table(
        "refusals",
        f"Who could not board and why, at most {MOST} rows",
        head("refusals.csv", _REFUSALS, words=("service", "begin_local", "reason")),
        rows,
    )


def crossing_table(result: RunResult) -> Json:
    """Return where fighters and civilians were at the same time, the longest first."""
    rows: list[list[Json]] = []
    day = spans_days(result.summary)
    if result.crossings is not None:
        for row in result.crossings.head(MOST_CROSSINGS).to_dict("records"):
            said = {
                "place": f"{row['kind']} {row['place']}",
                "minutes": duration(60.0 * row["minutes"]),
                "first_local": clock(row["first_local"], day=day),
                "last_local": clock(row["last_local"], day=day),
                "fighters": people(row["fighters"]),
                "civilians": people(row["civilians"]),
            }
            row["place"] = said["place"]
            rows.append([cell(row[name], said[name]) for name in _CROSSINGS])
    return table(
        "crossings",
        f"Where fighters and civilians were at the same time, at most {MOST_CROSSINGS} places",
        head("crossings.csv", _CROSSINGS, words=("place", "first_local", "last_local")),
        rows,
        "As seen at the ends of control intervals; on foot or aboard. Windows and departures at "
        "different times keep them apart.",
    )
