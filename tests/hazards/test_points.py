"""Damaged places from a file of points, and the survey of Aleppo's ruins where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.hazards.points import read_points
from sim.scenario import ScenarioError
from sim.scenario.hazards import DamagePoints

PATH = ("damage", "x", "points")
SURVEY = next(
    iter(Path("/work/shared/data").glob("**/unosat_damage_2015.geojson")), Path("no survey")
)
WEIGHTS = {"1": 1.0, "2": 0.5, "3": 0.2}
"""Of the survey's classes: destroyed, severely damaged, moderately damaged."""


def points(file: Path) -> DamagePoints:
    return DamagePoints.model_validate({"path": str(file), "property": "class", "weights": WEIGHTS})


def write(tmp_path: Path, features: object) -> Path:
    file = tmp_path / "points.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def feature(kind: str, coordinates: object, name: object) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {"class": name}}


def test_points_weigh_as_their_class_says_and_other_shapes_are_passed_over(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        [
            feature("Point", [37.1, 36.2], "1"),
            feature("LineString", [[37.1, 36.2], [37.2, 36.2]], "1"),
            feature("Point", [37.2, 36.3], 2),
            feature("Point", [37.3, 36.4], "unknown"),
        ],
    )
    found = read_points(PATH, points(file))
    assert found.lon.tolist() == [37.1, 37.2, 37.3]
    assert found.lat.tolist() == [36.2, 36.3, 36.4]
    assert found.weight.tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([feature("Point", [0.0, 99.0], "1")], "is no GeoJSON collection of features"),
        ([feature("LineString", [[0.0, 1.0], [1.0, 1.0]], "1")], "holds no point"),
        ([feature("Point", [37.1, 36.2], "none")], "give no point of points.geojson a weight"),
        ("nothing", "is no GeoJSON collection of features"),
    ],
)
def test_a_file_that_tells_nothing_is_a_fault(
    tmp_path: Path, features: object, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_points(PATH, points(write(tmp_path, features)))
    (fault,) = caught.value.faults
    assert message in fault.message
    assert fault.path[:3] == PATH
    assert fault.remedy


@pytest.mark.skipif(not SURVEY.is_file(), reason="the survey of damage of 2015 is not at hand")
def test_the_survey_of_damaged_structures_of_2015() -> None:
    found = read_points(PATH, points(SURVEY))
    assert len(found.lat) == 14_058  # as UNOSAT counted them by May 2015
    assert 0 < np.count_nonzero(found.weight) <= 14_058
    assert (np.abs(found.lat - 36.2) < 0.2).all()
    assert (np.abs(found.lon - 37.15) < 0.2).all()
