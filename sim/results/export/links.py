"""The links as other programs see them: lines with properties, and where they lie."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import LINKS

if TYPE_CHECKING:
    from sim.results.column import Column
    from sim.results.result import RunResult

PLACES = frozenset(
    f"{end}_{axis}" for end in ("from", "to") for axis in ("x_m", "y_m", "lon", "lat")
)
"""Columns of ``links.parquet`` that the geometry replaces."""

PROPERTIES: tuple[Column, ...] = tuple(c for c in LINKS if c.name not in PLACES)
"""The others, in order."""

WGS84 = "WGS 84: longitude and latitude in degrees"
PLANE = "none: metres in the network's own plane, which lies nowhere on earth"


def on_earth(result: RunResult) -> bool:
    """Return whether every end of every link has a longitude and a latitude."""
    assert result.links is not None
    places = result.links[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(np.float64)
    return bool(np.isfinite(places).all())


def lines(result: RunResult) -> NDArray[np.float64]:
    """Return (E, 2, 2) both ends of every link: degrees east and north, or metres."""
    assert result.links is not None
    axes = ("lon", "lat") if on_earth(result) else ("x_m", "y_m")
    names = [f"{end}_{axis}" for end in ("from", "to") for axis in axes]
    return result.links[names].to_numpy(np.float64).reshape(-1, 2, 2)


def rows(result: RunResult) -> Iterable[tuple[Any, ...]]:
    """Return the properties of every link as Python values; None where there is none."""
    assert result.links is not None
    table = result.links[[column.name for column in PROPERTIES]].astype(object)
    return zip(*(table[name].where(table[name].notna(), None) for name in table), strict=True)


def about(result: RunResult) -> dict[str, Any]:
    """Return what must stand with the links wherever they go."""
    summary = result.summary
    network = summary["network"]
    return {
        "scenario": summary["scenario"],
        "title": summary["title"],
        "seed": summary["seed"],
        "version": summary["version"],
        "input_sha256": summary["input_sha256"],
        "network": network["name"],
        "schematic": network["schematic"],
        "attribution": network["attribution"],
        "coordinates": WGS84 if on_earth(result) else PLANE,
        "shapes": "straight from node to node; bends of streets between nodes are not kept",
        "note": "One run of a model, not an observation. Whoever stays remains a protected "
        "civilian.",
    }


def columns(result: RunResult, file: str) -> str:
    """Return the dictionary of the properties, with the facts that hold for all links."""
    told = [(column.name, column.unit, column.meaning) for column in PROPERTIES]
    return dictionary(file, [("geometry", "-", f"line; {about(result)['coordinates']}"), *told])


def dictionary(file: str, told: Iterable[tuple[str, str, str]]) -> str:
    """Return lines of file, column, unit and meaning, as in ``columns.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "column", "unit", "meaning"])
    writer.writerows((file, *row) for row in told)
    return text.getvalue()
