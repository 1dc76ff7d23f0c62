"""The page's table of news: who heard what of which corridor, when, and who found it out there."""

from __future__ import annotations

from typing import Any

from sim.report.page.table import cell, people, summary_head, table
from sim.report.text import clock, corridor_label, spans_days

Json = dict[str, Any]

_NEWS = {
    "news[].corridor": "corridor",
    "news[].says": "news",
    "news[].since_local": "as of",
    "news[].heard": "heard it",
    "news[].median_local": "half of them by",
    "news[].walked_unaware": "walked there and did not know",
}
_WAYS = {
    "start": "knew from the start",
    "gate": "at the gate",
    "queue": "along the queue",
    "announcement": "announced",
    "street": "on the street",
    "neighbours": "from neighbours",
}
_SAYS = {"plan": "when it is open", "shut": "shut", "open": "open"}

MOST = 40
"""Rows at most: those that most people heard."""


def news_table(summary: Json) -> Json:
    """Return one row a piece of news; none where nobody's decisions depend on it."""
    day = spans_days(summary)
    named = {corridor["id"]: corridor for corridor in summary["corridors"]}
    pieces = sorted(summary.get("news", []), key=lambda one: -one["heard"])[:MOST]
    shown = {way: said for way, said in _WAYS.items() if any(p["by_way"][way] for p in pieces)}
    rows = []
    for one in sorted(pieces, key=lambda piece: (piece["corridor"], piece["since_s"])):
        gate = named[one["corridor"]]
        row = [
            cell(one["corridor"], f"{one['corridor']}, {corridor_label(gate)}"),
            cell(one["says"], _SAYS[one["says"]]),
            cell(one["since_local"], clock(one["since_local"], day=day)),
            cell(one["heard"], people(one["heard"])),
            cell(one["median_local"], clock(one["median_local"], day=day)),
            _count(one["walked_unaware"]),
            *(cell(one["by_way"][way], people(one["by_way"][way])) for way in shown),
        ]
        row[0]["assumed"] = gate["assumed"]
        rows.append(row)
    head = summary_head(_NEWS, words=("news[].corridor", "news[].says"))
    head += [
        {"key": f"by_way_{way}", "words": said, "title": f"heard it: {said}", "text": False}
        for way, said in shown.items()
    ]
    return table(
        "news",
        "News: who heard of which corridor, and how",
        head,
        rows,
        "Everyone hears a piece of news once, and counts in one way. Who hears newer news first "
        "never hears the older. How fast news spreads is assumed.",
    )


def _count(value: int | None) -> Json:
    return cell(value, "-" if value is None else people(value))
