"""Against an engine that nobody here wrote: UXsim 1.15, one vehicle a platoon, the same routes.

Both are discretisations of the same theory (Newell's kinematic waves on triangular diagrams). UXsim
moves vehicles in steps of one second (its reaction time) and draws lots at merges; ours is exact
in time and takes turns. So cumulative arrivals may differ by a little, never by much.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.crosscheck.engines import by_minute, ours, uxsim
from tests.crosscheck.roads import SPEED_M_S, Traffic, grid, sioux_falls

WITHIN = 0.03
"""Of all trips, at every minute."""


def _largest_difference(traffic: Traffic, horizon_s: float) -> tuple[float, float, float]:
    """Return the largest difference as a share of all trips, and both mean delays in s."""
    here, there = ours(traffic), uxsim(traffic, horizon_s=horizon_s)
    assert np.isfinite(here).all()
    difference = np.abs(by_minute(here, horizon_s) - by_minute(there, horizon_s)).max()
    free_s = np.array(
        [
            sum(traffic.roads[road].length_m for road in traffic.route(trip)) / SPEED_M_S
            for trip in range(len(traffic.home))
        ]
    )
    delays = [float((times - traffic.depart_s - free_s).mean()) for times in (here, there)]
    return float(difference) / len(here), delays[0], delays[1]


@pytest.fixture(scope="module")
def sioux_falls_traffic(shared_data: Path) -> Traffic:
    """10 % of the trips of Sioux Falls, over an hour, to gates at nodes 1, 2, 13 and 20."""
    return sioux_falls(shared_data / "tntp" / "SiouxFalls")


def test_sioux_falls_arrives_as_uxsim_says(sioux_falls_traffic: Traffic) -> None:
    # 36,060 trips, less those that start at the gates' own nodes.
    assert len(sioux_falls_traffic.home) == 31_470
    share, ours_s, theirs_s = _largest_difference(sioux_falls_traffic, 20_000.0)
    assert share <= WITHIN
    assert theirs_s > 20.0, "there must be queues for this to show anything"
    assert ours_s == pytest.approx(theirs_s, rel=0.15)


def test_a_grid_arrives_as_uxsim_says() -> None:
    traffic = grid()
    assert len(traffic.home) == 96 * 60
    share, ours_s, theirs_s = _largest_difference(traffic, 7_200.0)
    assert share <= WITHIN
    assert theirs_s > 100.0, "there must be queues that spill back for this to show anything"
    assert ours_s == pytest.approx(theirs_s, rel=0.10)
