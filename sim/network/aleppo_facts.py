"""The facts that the schematic of Aleppo is drawn from, as shipped with the package."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from sim.network.projection import Plane
from sim.network.street_network import FloatArray, IntArray

PLANE = Plane(lat=36.2, lon=37.165)
"""The plane of the schematic touches the earth in the middle of the old city."""


@dataclass(frozen=True)
class Neighbourhoods:
    """K neighbourhoods, sorted by id.

    Parameters
    ----------
    ids
        Ids, as the shipped scenarios use them.
    x_m, y_m
        (K,) centres.
    area_m2
        (K,) whole area, held or not.
    street_m
        (K,) length of its streets.
    """

    ids: tuple[str, ...]
    x_m: FloatArray
    y_m: FloatArray
    area_m2: FloatArray
    street_m: FloatArray


@dataclass(frozen=True)
class GatePlaces:
    """Where the corridors begin, sorted by id.

    Parameters
    ----------
    x_m, y_m
        (G,) places.
    approach_class
        Class of the roads that lead there.
    approach_roads
        (G,) the most roads that lead there.
    approach_width_m
        (G,) effective width of all these roads together.
    """

    x_m: FloatArray
    y_m: FloatArray
    approach_class: tuple[str, ...]
    approach_roads: IntArray
    approach_width_m: FloatArray


def neighbourhoods() -> Neighbourhoods:
    """Return the 68 neighbourhoods of ``data/aleppo_neighbourhoods.csv``."""
    rows = sorted(_rows("aleppo_neighbourhoods.csv"), key=lambda row: row["id"])
    x_m, y_m = PLANE.metres(_column(rows, "lat"), _column(rows, "lon"))
    return Neighbourhoods(
        ids=tuple(row["id"] for row in rows),
        x_m=x_m.round(1),
        y_m=y_m.round(1),
        area_m2=_column(rows, "area_km2") * 1e6,
        street_m=_column(rows, "street_km") * 1e3,
    )


def gate_places() -> GatePlaces:
    """Return the eight gates of ``data/aleppo_gates.csv``."""
    rows = sorted(_rows("aleppo_gates.csv"), key=lambda row: row["id"])
    x_m, y_m = PLANE.metres(_column(rows, "lat"), _column(rows, "lon"))
    return GatePlaces(
        x_m=x_m.round(1),
        y_m=y_m.round(1),
        approach_class=tuple(row["approach_class"] for row in rows),
        approach_roads=_column(rows, "approach_roads").astype(np.int32),
        approach_width_m=_column(rows, "approach_width_m"),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("sim.network") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _column(rows: list[dict[str, str]], name: str) -> FloatArray:
    return np.array([float(row[name]) for row in rows])
