"""Damaged places from a GeoJSON file of points."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.network.street_network import FloatArray
from sim.scenario import Fault, ScenarioError
from sim.scenario.faults import FieldPath
from sim.scenario.hazards import DamagePoints


@dataclass(frozen=True)
class Points:
    """Places in degrees, and what each weighs: (n,) arrays."""

    lat: FloatArray
    lon: FloatArray
    weight: FloatArray


def read_points(path: FieldPath, points: DamagePoints) -> Points:
    """Read the points of a file; features that are no points are passed over.

    Raises
    ------
    ScenarioError
        The file cannot be read, holds no points, or none that weighs anything; `path` is where the
        points stand in the scenario.
    """
    file = Path(points.path)
    try:
        collection = json.loads(file.read_bytes())
        features = collection["features"]
        found = [_point(feature) for feature in features]
    except OSError as error:
        raise _fault(path, f"cannot read {file.name}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _fault(path, f"{file.name} is no GeoJSON collection of features") from error
    places = [(place, properties) for place, properties in found if place is not None]
    if not places:
        raise _fault(path, f"{file.name} holds no point")
    weight = np.array([_weight(points, properties) for _, properties in places])
    if not weight.any():
        values = sorted({str(properties.get(points.property)) for _, properties in places})
        raise ScenarioError(
            [
                Fault(
                    (*path, "weights"),
                    f"give no point of {file.name} a weight",
                    f"Its values of {points.property!r} are: {', '.join(values[:8])}.",
                )
            ]
        )
    lon, lat = np.array([place for place, _ in places], np.float64).T
    return Points(lat, lon, weight)


def _point(feature: Any) -> tuple[tuple[float, float] | None, dict[str, Any]]:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") != "Point":
        return None, {}
    lon, lat = geometry["coordinates"][:2]
    if not (abs(float(lat)) <= 90.0 and abs(float(lon)) <= 180.0):
        raise ValueError("no place on Earth")
    return (float(lon), float(lat)), feature.get("properties") or {}


def _weight(points: DamagePoints, properties: dict[str, Any]) -> float:
    if not points.property:
        return 1.0
    return points.weights.get(str(properties.get(points.property)), 0.0)


def _fault(path: FieldPath, message: str) -> ScenarioError:
    remedy = "Give a GeoJSON file of points with longitude and latitude in degrees."
    return ScenarioError([Fault((*path, "path"), message, remedy)])
