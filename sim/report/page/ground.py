"""What lies on the page's map beside streets: unsafe places, rubble, shelters, assembly points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.page.table import cell, people, summary_head, table
from sim.report.text import clock, plain, spans_days

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.page.streets import Plane

Json = dict[str, Any]

NEVER = 65_535
"""Moment at which a street is clear that is not cleared within the run."""

_LETTERS = {"bus": "B", "ambulance": "A", "car": "C"}

_ZONES = {
    "zones[].id": "place",
    "zones[].spans_s": "unsafe",
    "zones[].inside": "people there",
    "zones[].corridors": "nobody passes corridors",
}
_INSIDE = {"shelter": "take shelter", "pass": "walk on", "slow": "walk on, slower"}

_DAMAGE = {
    "damage[].id": "damage",
    "damage[].begin_s": "from",
    "damage[].cleared_s": "all clear by",
    "damage[].streets": "streets",
    "damage[].streets_m": "length",
    "damage[].closed": "closed",
    "damage[].cleared": "cleared in the run",
}


def places_m(summary: Json) -> NDArray[np.float64]:
    """Return (K, 2) places that the map must hold beside the streets: gates, shelters, stops."""
    found = [*summary["corridors"], *summary["shelters"], *summary.get("services", ())]
    return np.asarray([[one["x_m"], one["y_m"]] for one in found], np.float64).reshape(-1, 2)


def zones(summary: Json, plane: Plane) -> list[Json]:
    """Return each unsafe place: its outlines or disc in steps, and when it is unsafe."""
    found = []
    for zone in summary.get("zones", []):
        points = zone["points_m"]
        rings = [points] if zone["place"] == "polygon" else zone["outlines_m"]
        disc = None
        if zone["place"] == "disc":
            disc = [*_steps(plane, points)[0], round(zone["radius_m"] / plane.step_m)]
        found.append(
            {
                "name": _name(zone),
                "rings": [_steps(plane, ring) for ring in rings],
                "disc": disc,
                "corridors": zone["corridors"],
                "spans": zone["spans_s"],
            }
        )
    return found


def stops(summary: Json, plane: Plane) -> list[Json]:
    """Return shelters and assembly points: what they are, where, and what is said of them."""
    found = []
    for shelter in summary["shelters"]:
        beds = "no limit of beds" if shelter["beds"] is None else f"{shelter['beds']:,} beds"
        found.append(
            {
                "kind": "shelter",
                "letter": "",
                "words": f"Shelter {plain(shelter['name'] or shelter['id'])}\n{beds}",
                "assumed": False,
                "at": _steps(plane, [[shelter["x_m"], shelter["y_m"]]])[0],
            }
        )
    for service in summary.get("services", ()):
        words = (
            f"Assembly point: {plain(service['name'] or service['id'])}\n"
            f"{service['kind']}, {service['vehicles']} vehicles, corridor {service['corridor']}\n"
            f"came {people(service['asked'])}, out {people(service['out'])}, "
            f"left behind {people(service['left_behind']['persons'])}"
        )
        found.append(
            {
                "kind": "assembly",
                "letter": _LETTERS.get(service["kind"], ""),
                "words": words,
                "assumed": service["assumed"],
                "at": _steps(plane, [[service["x_m"], service["y_m"]]])[0],
            }
        )
    return found


def rubble(
    links: pd.DataFrame, of_link: NDArray[np.int64], count: int, time_s: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """Return damaged streets as the map reads them; nothing where none is damaged.

    Returns
    -------
    dict
        ``rubble`` (R,) streets; ``rubble_left`` (R,) percent of their flow that is left, at worst
        and in the worse direction; ``rubble_from``, ``rubble_until`` (R,) the moments from which
        they are damaged and clear.
    """
    harmed = np.flatnonzero(links["damaged_s"].notna().to_numpy())
    if not len(harmed):
        return {}
    rows = links.iloc[harmed]
    flow = rows[["damage_flow", "damage_speed"]].to_numpy(np.float64).min(axis=1)
    cleared_s = rows["cleared_s"].to_numpy(np.float64)
    left, begin = np.ones(count), np.full(count, np.inf)
    clear = np.zeros(count)
    np.minimum.at(left, of_link[harmed], flow)
    np.minimum.at(begin, of_link[harmed], rows["damaged_s"].to_numpy(np.float64))
    np.maximum.at(clear, of_link[harmed], np.where(np.isnan(cleared_s), np.inf, cleared_s))
    streets = np.flatnonzero(np.isfinite(begin))
    until = np.searchsorted(time_s, clear[streets] - 1e-6)
    return {
        "rubble": streets.astype(np.uint32),
        "rubble_left": np.round(100.0 * left[streets]).astype(np.uint8),
        "rubble_from": np.searchsorted(time_s, begin[streets] - 1e-6).astype(np.uint16),
        "rubble_until": np.where(until < len(time_s), until, NEVER).astype(np.uint16),
    }


def damage_spans(summary: Json, end_s: float) -> list[Json]:
    """Return when streets were in ruins, for the time axis."""
    return [
        {
            "name": _name(one),
            "begin": one["begin_s"],
            "end": end_s if one["cleared_s"] is None else min(one["cleared_s"], end_s),
        }
        for one in summary.get("damage", [])
    ]


def zone_table(summary: Json) -> Json:
    """Return where and when it was unsafe."""
    rows = []
    for zone in summary.get("zones", []):
        spans = [
            f"{_clock(summary, begin_s)} to {_clock(summary, end_s)}"
            for begin_s, end_s in zone["spans_s"]
        ]
        corridors = ", ".join(zone["corridors"])
        rows.append(
            [
                cell(zone["id"], plain(zone["name"] or zone["id"])),
                cell("; ".join(spans), "; ".join(spans) or "never in this run"),
                cell(zone["inside"], _INSIDE[zone["inside"]]),
                cell(corridors, plain(corridors) or "-"),
            ]
        )
        rows[-1][0]["assumed"] = zone["assumed"]
    return table(
        "unsafe",
        "Unsafe places: where and when",
        summary_head(_ZONES, words=tuple(_ZONES)),
        rows,
        "A place is safe or unsafe, for a time; who made it so is no part of the model. Hatched: "
        "assumed.",
    )


def damage_table(summary: Json) -> Json:
    """Return which streets were in ruins, and when they were clear."""
    rows = []
    for one in summary.get("damage", []):
        cleared = one["cleared_s"]
        metres = f"{one['streets_m'] / 1000.0:,.1f} km"
        rows.append(
            [
                cell(one["id"], plain(one["name"] or one["id"])),
                cell(one["begin_s"], _clock(summary, one["begin_s"])),
                _cleared(summary, cleared),
                cell(one["streets"], f"{one['streets']:,}"),
                cell(one["streets_m"], metres),
                cell(one["closed"], f"{one['closed']:,}"),
                cell(one["cleared"], f"{one['cleared']:,}"),
            ]
        )
        rows[-1][0]["assumed"] = one["assumed"]
    return table(
        "damage",
        "Streets in ruins",
        summary_head(_DAMAGE, words=("damage[].id",)),
        rows,
        "Everybody knows at once of streets that close, slow down or reopen: a favourable "
        "assumption. Hatched: assumed.",
    )


def _cleared(summary: Json, cleared_s: float | None) -> Json:
    if cleared_s is None:
        return cell(None, "") | {"words": "never"}
    return cell(cleared_s, _clock(summary, cleared_s))


def _steps(plane: Plane, points: list[list[float]]) -> list[list[int]]:
    return [[round(float(v)) for v in plane.place(x, y)] for x, y in points]


def _name(one: Json) -> str:
    return plain(one["name"] or one["id"]) + (" (assumed)" if one["assumed"] else "")


def _clock(summary: Json, time_s: float) -> str:
    return clock(style.local_time(summary, time_s).isoformat(), day=spans_days(summary))
