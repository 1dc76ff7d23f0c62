"""Against an engine that nobody here wrote: UXsim 1.15, one vehicle a platoon, the same routes.

Both are discretisations of the same theory (Newell's kinematic waves on triangular diagrams). UXsim
moves vehicles in steps of one second (its reaction time) and draws lots at merges; ours is exact
in time and takes turns. So arrivals, and where the queues stand, may differ by a little: by
less than UXsim with one seed differs from UXsim with another.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.crosscheck.engines import Drive, Spillback, ours, uxsim
from tests.crosscheck.roads import SPEED_M_S, Traffic, grid, sioux_falls

WITHIN = 0.03
"""Of all trips, at every minute."""

GRID_S, SIOUX_FALLS_S = 3_600.0, 7_200.0
"""When everyone has arrived."""


def _arrivals_differ_by(one: Drive, other: Drive) -> float:
    """Return the largest difference in arrivals by any minute, as a share of all trips."""
    difference = np.abs(one.arrived_by_minute() - other.arrived_by_minute()).max()
    return float(difference) / len(one.arrival_s)


def _queues_differ_by(one: Drive, other: Drive) -> float:
    """Return vehicles that stand on another road, over all roads and minutes, as a share."""
    return float(np.abs(one.on_road - other.on_road).sum() / other.on_road.sum())


def _mean_delay_s(traffic: Traffic, drive: Drive) -> float:
    free_s = [
        sum(traffic.roads[road].length_m for road in traffic.route(trip)) / SPEED_M_S
        for trip in range(len(traffic.home))
    ]
    return float((drive.arrival_s - traffic.depart_s - np.array(free_s)).mean())


@pytest.fixture(scope="module")
def city(shared_data: Path) -> Traffic:
    """10 % of the trips of Sioux Falls, over an hour, to gates at nodes 1, 2, 13 and 20."""
    return sioux_falls(shared_data / "tntp" / "SiouxFalls")


@pytest.fixture(scope="module")
def city_by_uxsim(city: Traffic) -> Drive:
    return uxsim(city, horizon_s=SIOUX_FALLS_S)


@pytest.fixture(scope="module")
def blocks() -> Traffic:
    """A grid of 10 x 10 whose corners take less than comes."""
    return grid()


@pytest.fixture(scope="module")
def blocks_by_uxsim(blocks: Traffic) -> Drive:
    return uxsim(blocks, horizon_s=GRID_S)


def test_sioux_falls_arrives_as_uxsim_says(city: Traffic, city_by_uxsim: Drive) -> None:
    # 36,060 trips, less those that start at the gates' own nodes.
    assert len(city.home) == 31_470
    drive = ours(city, horizon_s=SIOUX_FALLS_S)
    assert _arrivals_differ_by(drive, city_by_uxsim) <= WITHIN
    theirs_s = _mean_delay_s(city, city_by_uxsim)
    assert theirs_s > 20.0, "there must be queues for this to show anything"
    assert _mean_delay_s(city, drive) == pytest.approx(theirs_s, rel=WITHIN)
    assert _queues_differ_by(drive, city_by_uxsim) <= 0.01


def test_a_grid_arrives_as_uxsim_says(blocks: Traffic, blocks_by_uxsim: Drive) -> None:
    assert len(blocks.home) == 96 * 60
    drive = ours(blocks, horizon_s=GRID_S)
    assert _arrivals_differ_by(drive, blocks_by_uxsim) <= WITHIN
    theirs_s = _mean_delay_s(blocks, blocks_by_uxsim)
    assert theirs_s > 100.0, "there must be queues for this to show anything"
    assert _mean_delay_s(blocks, drive) == pytest.approx(theirs_s, rel=WITHIN)


def test_queues_spill_back_to_where_uxsim_has_them(blocks: Traffic, blocks_by_uxsim: Drive) -> None:
    storage = np.array([road.storage for road in blocks.roads])
    full = blocks_by_uxsim.on_road.max(axis=1) > 0.9 * storage
    assert full.sum() >= 10, "queues must fill roads for this to show anything"
    seeds = _queues_differ_by(uxsim(blocks, horizon_s=GRID_S, seed=2), blocks_by_uxsim)
    assert _queues_differ_by(ours(blocks, horizon_s=GRID_S), blocks_by_uxsim) <= seeds


@pytest.mark.parametrize("spillback", ["spatial_queue", "point_queue"])
def test_simpler_rules_of_spillback_put_the_queues_elsewhere(
    blocks: Traffic, blocks_by_uxsim: Drive, spillback: Spillback
) -> None:
    # What the test above would see if waves were wrong: it is not satisfied by just any engine.
    simpler = ours(blocks, horizon_s=GRID_S, spillback=spillback)
    assert _queues_differ_by(simpler, blocks_by_uxsim) > 0.25
