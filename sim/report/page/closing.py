"""The page's tables of the close and after it: who was at the gates, out of doors, in shelters."""

from __future__ import annotations

from typing import Any

from sim.report.headline import NIGHT_WORDS
from sim.report.page.table import cell, people, summary_head, table
from sim.report.text import clock, corridor_label, plain, spans_days

Json = dict[str, Any]

_CLASSES = {"civilian": "civilians", "wounded": "wounded", "fighter": "fighters"}

_CLOSE = {
    "corridors[].id": "corridor",
    "corridors[].close_local": "last close",
    "corridors[].last_useful_join_local": "join the queue by",
    "corridors[].people_beyond": "not through",
    "corridors[].at_close.by_class": "by class",
    "corridors[].at_close.children": "children",
    "corridors[].at_close.forecourt": "in forecourt",
    "corridors[].at_close.streets": "queued in streets",
    "corridors[].at_close.walking": "walking",
    "corridors[].turned_away.persons": "turned away",
    "corridors[].held.persons": "held",
}

_NIGHTS = {
    "nights[].at_local": "night, counted at",
    "nights[].places[].kind": "where",
    "nights[].places[].persons": "people",
    "nights[].places[].children": "children",
}

_SHELTERS = {
    "shelters[].id": "shelter",
    "shelters[].beds": "beds",
    "shelters[].peak": "most people",
    "shelters[].sent_on": "sent on",
    "shelters[].no_place": "no place found",
    "shelters[].outside_at_end": "outside at the end",
}


def close_table(summary: Json) -> Json:
    """Return who had set out for each corridor and was not through at its last close."""
    day = spans_days(summary)
    shown = dict(_CLOSE)
    by_class = any("by_class" in corridor["at_close"] for corridor in summary["corridors"])
    rows = []
    for corridor in summary["corridors"]:
        left, turned = corridor["at_close"], corridor["turned_away"]
        cells = {
            "id": cell(corridor["id"], f"{corridor['id']}, {corridor_label(corridor)}"),
            "close_local": _when(corridor["close_local"], day),
            "last_useful_join_local": _when(corridor["last_useful_join_local"], day),
            "people_beyond": _count(corridor["people_beyond"]),
        }
        cells["id"]["assumed"] = corridor["assumed"]
        if by_class:
            cells |= {f"{name}": _count(left["by_class"][name]) for name in _CLASSES}
        for name in ("children", "forecourt", "streets", "walking"):
            cells[name] = _count(left[name])
        cells["turned_away"] = _count(None if turned is None else turned["persons"])
        cells["held"] = _count(corridor["held"]["persons"])
        rows.append(list(cells.values()))
    classes = shown.pop("corridors[].at_close.by_class")
    columns = summary_head(shown, words=("corridors[].id",))
    if by_class:
        columns[4:4] = [
            {"key": name, "words": words, "title": f"not through, {classes}", "text": False}
            for name, words in _CLASSES.items()
        ]
    note = (
        "Join the queue by: who joined later, wherever the queue stood, did not pass by the last "
    )
    note += "close. Who turned home, or to a shelter, before it is not counted. Turned away by "
    note += "stewards: on two days counts twice."
    return table("at-close", "At the close: who was not through, and where", columns, rows, note)


def night_table(summary: Json) -> Json:
    """Return where people were in each night, out of doors first."""
    day = spans_days(summary)
    names = {shelter["id"]: shelter["name"] for shelter in summary["shelters"]}
    rows = []
    for night in summary["nights"]:
        when = night["at_local"]
        for place in night["places"]:
            where = f"{NIGHT_WORDS[place['kind']]} {names.get(place['id']) or place['id']}"
            said = f"out of doors, {plain(where)}"
            rows.append(_night(when, day, said, place["persons"], place["children"]))
        if night["sheltering"]:
            children = night["sheltering_children"]
            rows.append(_night(when, day, "in shelters", night["sheltering"], children))
        if night["returned"]:
            rows.append(_night(when, day, "home again", night["returned"], None))
    return table(
        "nights",
        "Overnight: where people were",
        summary_head(_NIGHTS, words=("nights[].at_local", "nights[].places[].kind")),
        rows,
        "Counted half-way to the next opening, or at the end. People who never set out are not in "
        "it.",
    )


def shelter_table(summary: Json) -> Json:
    """Return what became of every shelter."""
    rows = []
    for shelter in summary["shelters"]:
        name = plain(shelter["name"] or shelter["id"])
        counts = [_count(shelter[key.rpartition(".")[2]]) for key in list(_SHELTERS)[1:]]
        rows.append([cell(shelter["id"], name), *counts])
    return table("shelters", "Shelters", summary_head(_SHELTERS, words=("shelters[].id",)), rows)


def _night(when: str, day: bool, where: str, persons: int, children: int | None) -> list[Json]:
    return [_when(when, day), cell(where, where), _count(persons), _count(children)]


def _when(local: str | None, day: bool) -> Json:
    return cell(local, clock(local, day=day))


def _count(count: int | None) -> Json:
    return cell(count, "-" if count is None else people(count))
