"""The first side of the page: what a committee must know, on one sheet of A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import headline
from sim.report.page.advice import change_to_try
from sim.report.text import about, clock, percent, plain, spans_days
from sim.report.vehicles import left_by_vehicles

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]


def brief(summary: Json, helps: pd.DataFrame | None = None) -> Json:
    """Return the first side's words, table and bars, each rounded as the terminal does."""
    said = headline.sentences(summary)
    day = spans_days(summary)
    return {
        "paragraph": " ".join(said.pop(name) for name in headline.BEFORE_TABLE if said.get(name)),
        "change": change_to_try(summary, helps),
        "do_no_harm": said.pop("do_no_harm"),
        "caveat": said.pop("caveat"),
        "assumed": said.pop("assumed"),
        "points": [text for text in said.values() if text],
        "rows": [_row(summary, corridor, day) for corridor in summary["corridors"]],
        "meaning": headline.COLUMNS_MEAN,
        "bar": everyone(summary),
        "share_assumed": summary["share_assumed"],
        "share_words": percent(summary["share_assumed"]),
    }


def _row(summary: Json, corridor: Json, day: bool) -> Json:
    cells = headline.table_row(summary, corridor, day=day)
    named = dict(zip(headline.HEAD, cells, strict=True))
    return {
        **{name.replace(" ", "_"): text for name, text in named.items()},
        "id": corridor["id"],
        "assumed": corridor["assumed"],
        "leads_to": plain(corridor["leads_to"]),
        "out_raw": corridor["out"],
        "busy_raw": corridor["utilisation"],
        "left_raw": corridor["people_beyond"],
        "children_raw": corridor["at_close"]["children"],
        "join_raw": corridor["last_useful_join_s"],
    }


def everyone(summary: Json) -> list[Json]:
    """Return everyone in the scenario as parts of one bar: words, people, share, look."""
    day = spans_days(summary)
    status = summary["by_status"]
    by_dark, by_close = summary["safe_by_dark"], summary["safe_by_close"]
    parts: list[tuple[str, int, str]] = []
    if by_dark is not None and by_close is not None and by_dark <= by_close:
        dark = clock(summary["dark_local"], day=day)
        close = clock(summary["close_local"], day=day)
        parts += [
            (f"safe by dark, {dark}", by_dark, "safe"),
            (f"safe by the last close, {close}", by_close - by_dark, "late"),
        ]
    elif by_close is not None:
        close = clock(summary["close_local"], day=day)
        parts.append((f"safe by the last close, {close}", by_close, "safe"))
    left = summary["waiting_at_close"]["persons"]
    not_driven = left_by_vehicles(summary)
    known = sum(count for _, count, _ in parts) + left + not_driven
    still = {
        "want to leave, at home": (status["at_home"], "home"),
        "kept from leaving": (status["prevented"], "prevented"),
        "stay by own choice": (status["stayed"], "stayed"),
    }
    rest = summary["persons"] - known - sum(count for count, _ in still.values())
    parts += [
        ("not through at the last close", left, "left"),
        ("waited for a vehicle and were not driven off", not_driven, "left"),
        ("elsewhere: held, behind a gate, in shelters, home again", max(rest, 0), "else"),
        *((words, count, look) for words, (count, look) in still.items()),
    ]
    whole = sum(count for _, count, _ in parts) or 1
    return [
        {
            "words": words,
            "about": about(count),
            "share": round(100.0 * count / whole, 3),
            "look": look,
        }
        for words, count, look in parts
        if count
    ]
