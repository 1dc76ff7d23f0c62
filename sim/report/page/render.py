"""A page from templates: everything that a reader sees is escaped, everything it needs is inside.

The page forbids itself the network (its content security policy) and any script but its own,
which it names by hash.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import map_key
from sim.report.page import charts, ground, playback
from sim.report.page.brief import brief
from sim.report.page.embed import json_in_html, packed
from sim.report.page.hatch import hatch_styles
from sim.report.page.streets import DENSITY_STEP, streets_of
from sim.report.page.tables import tables
from sim.report.text import DO_NO_HARM, plain, rounded

if TYPE_CHECKING:
    from jinja2 import Environment

    from sim.results.result import RunResult

Json = dict[str, Any]

_SCRIPTS = (
    "core.js", "player.js", "map.js", "map_ground.js", "map_hands.js", "axes.js",
    "charts.js", "tables.js", "main.js"
)  # fmt: skip


def write_run_page(result: RunResult, path: Path) -> None:
    """Write a run's page; see `run_page`."""
    from sim.results.store import write_text

    write_text(path, run_page(result))


def run_page(result: RunResult) -> str:
    """Return a run's page as HTML. The same result gives the same page."""
    summary = result.summary
    rows = charts.moments(result)
    time_s = result.series["time_s"].to_numpy(np.float64)[rows]
    facts: Json = {
        "time": time_s.round().tolist(),
        "clock": charts.clock_words(result, rows),
        "axis": charts.time_axis(summary, float(time_s[-1])),
        "incidents": _incidents(summary),
        "damage": ground.damage_spans(summary, float(time_s[-1])),
        "statuses": charts.statuses(result, rows),
        "corridors": charts.corridors(result, time_s),
        "persons": summary["persons"],
        "map": None,
    }
    data = ""
    if result.links is not None:
        facts["map"], data = _map(result, time_s)
    return render(
        "run.html",
        _SCRIPTS,
        title=plain(summary["title"] or summary["scenario"]),
        summary=summary,
        brief=brief(summary, result.helps),
        facts=json_in_html(facts),
        data=data,
        tables=tables(result),
        has_map=result.links is not None,
        has_playback=bool(facts["map"] and facts["map"]["playback"]),
        densities=_density_key(),
        on_map=_on_map(summary),
        rounded=rounded,
    )


def render(template: str, scripts: tuple[str, ...], **context: Any) -> str:
    """Return a template filled in, with the style, its scripts and what is said on every page."""
    script = asset_text(scripts)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    page: str = (
        _environment()
        .get_template(template)
        .render(
            style=_markup(f"\n{hatch_styles()}{asset_text(('page.css', 'print.css'))}"),
            script=_markup(script),
            script_hash=f"sha256-{digest}",
            do_no_harm=DO_NO_HARM,
            **context,
        )
    )
    return page


@cache
def asset_text(names: tuple[str, ...]) -> str:
    """Return our own files of style or script, one after the other."""
    folder = files("sim.report.page") / "assets"
    parts = [(folder / name).read_text(encoding="utf-8") for name in names]
    return "\n" + "\n".join(parts)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    return environment


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _map(result: RunResult, time_s: Any) -> tuple[Json, str]:
    """Return what the map needs to know, and its arrays as text."""
    assert result.links is not None
    summary = result.summary
    gates = np.asarray([[c["x_m"], c["y_m"]] for c in summary["corridors"]], np.float64)
    streets = streets_of(result.links, ground.places_m(summary))
    place = streets.plane.place
    arrays = dict(streets.arrays)
    arrays |= ground.rubble(result.links, streets.of_link, len(streets.area_m2), time_s)
    series = getattr(result, "link_series", None)
    if series is not None:
        arrays |= {
            f"change_{name}": values
            for name, values in playback.changes(series, streets, time_s).items()
        }
    text, index = packed(arrays)
    network = summary["network"]
    return {
        "index": index,
        "step_m": streets.plane.step_m,
        "density_step": DENSITY_STEP,
        "kinds": streets.kinds,
        "colours": _density_key()["colours"],
        "steps": list(map_key.DENSITY_STEPS),
        "gates": [[round(float(v)) for v in place(x, y)] for x, y in gates],
        "forbidden": [
            {
                "kind": shape["kind"],
                "points": [[round(float(v)) for v in place(x, y)] for x, y in shape["points_m"]],
            }
            for shape in summary["forbidden"]
        ],
        "zones": ground.zones(summary, streets.plane),
        "stops": ground.stops(summary, streets.plane),
        "north": network["geographic"],
        "schematic": network["schematic"],
        "credit": plain(network["attribution"]),
        "playback": series is not None,
    }, text


def _density_key() -> Json:
    from matplotlib.colors import to_hex

    colour_map, _ = map_key.scale_of_density()
    steps = map_key.DENSITY_STEPS
    colours = [to_hex(colour_map(step)) for step in range(len(steps) - 1)]
    words = [f"{low:g} to {high:g}" for low, high in pairwise(steps)]
    words[0], words[-1] = f"up to {steps[1]:g}", f"over {steps[-2]:g}"
    return {"colours": colours, "words": words}


def _on_map(summary: Json) -> set[str]:
    """Return what the map's key must explain beside streets and queues."""
    found = {"unsafe"} if summary.get("zones") else set()
    found |= {"rubble"} if summary.get("damage") else set()
    found |= {"shelter"} if summary["shelters"] else set()
    return found | ({"assembly"} if summary.get("services") else set())


def _incidents(summary: Json) -> list[Json]:
    """Return each time that a place was unsafe; none with ``live``, which does not tell them."""
    return [
        {
            "name": plain(zone["name"] or zone["id"]) + (" (assumed)" if zone["assumed"] else ""),
            "begin": begin_s,
            "end": end_s,
            "corridors": zone["corridors"],
        }
        for zone in summary.get("zones", [])
        for begin_s, end_s in zone["spans_s"]
    ]
