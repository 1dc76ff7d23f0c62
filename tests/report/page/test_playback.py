"""The changes that a page holds give back the series that they come from."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.report.page import playback
from sim.report.page.playback import changes, people_code
from sim.report.page.streets import DENSITY_STEP, streets_of

AREA_M2 = 80.0 * 4.0


@pytest.fixture
def links() -> pd.DataFrame:
    """Two streets of 80 m by 4 m, both ways."""
    ends = [(0, 0, 80, 0), (80, 0, 0, 0), (80, 0, 160, 0), (160, 0, 80, 0)]
    table = pd.DataFrame(ends, columns=["from_x_m", "from_y_m", "to_x_m", "to_y_m"], dtype=float)
    return table.assign(
        link=range(4), street=[0, 0, 1, 1], length_m=80.0, width_m=4.0, street_class="lane",
        forbidden=False, entered=[5, 7, 0, 300], peak_density_per_m2=[0.1, 0.4, 0.0, 5.4],
    )  # fmt: skip


@pytest.fixture
def series() -> pd.DataFrame:
    rows = [(60.0, 0, 20, 0), (60.0, 1, 12, 3), (120.0, 0, 20, 0), (120.0, 1, 12, 3),
            (120.0, 3, 320, 150), (180.0, 3, 640, 640)]  # fmt: skip
    return pd.DataFrame(rows, columns=["time_s", "link", "persons", "waiting"])


def replayed(found: playback.Changes, streets: int) -> np.ndarray:
    """(F, S) density codes at every moment."""
    first = np.cumsum([0, *found["count"]])
    now, frames = np.zeros(streets, int), []
    for begin, end in pairwise(first):
        now[np.cumsum(found["street"][begin:end])] = found["density"][begin:end]
        frames.append(now.copy())
    return np.array(frames)


def test_replaying_the_changes_gives_every_street_its_density_at_every_moment(
    links: pd.DataFrame, series: pd.DataFrame
) -> None:
    streets = streets_of(links, np.zeros((0, 2)))
    found = changes(series, streets, np.array([0.0, 60.0, 120.0, 180.0]))
    # 32 people on 320 m2 are 0.1 /m2; 320 people 1 /m2; 640 people 2 /m2
    density = replayed(found, 2) * DENSITY_STEP
    assert density == pytest.approx(np.array([[0, 0], [0.1, 0], [0.1, 1.0], [0, 2.0]]))
    assert found["count"].tolist() == [0, 1, 1, 2]  # what stays the same is not said again


def test_moments_are_left_out_where_a_page_would_grow_too_large(
    links: pd.DataFrame, series: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "MOST_CHANGES", 3)
    streets = streets_of(links, np.zeros((0, 2)))
    found = changes(series, streets, np.array([0.0, 60.0, 120.0, 180.0]))
    # every second sample: 60 s and 180 s
    density = replayed(found, 2) * DENSITY_STEP
    assert density == pytest.approx(np.array([[0, 0], [0.1, 0], [0.1, 0], [0, 2.0]]))


def test_people_are_exact_up_to_a_hundred_and_within_5_percent_above() -> None:
    few = np.arange(101.0)
    assert people_code(few).tolist() == few.tolist()
    many = np.geomspace(101.0, 100_000.0, 50)
    decoded = 100.0 * 10 ** ((people_code(many).astype(float) - 100.0) / 24.0)
    assert np.abs(decoded / many - 1.0).max() < 0.05


def test_a_street_has_the_people_of_both_directions_and_the_worse_density(
    links: pd.DataFrame,
) -> None:
    arrays = streets_of(links, np.zeros((0, 2))).arrays
    assert arrays["people"].tolist() == [12, 300]
    assert arrays["peak"].tolist() == [8, 108]  # 0.4 and 5.4 in steps of 0.05
