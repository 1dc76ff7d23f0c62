"""Streets as links: the triangular diagram's own arithmetic (V33)."""

import dataclasses

import numpy as np
import pytest

from sim.street_links import backward_wave_m_s, foot_links
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make(network__width_m=4.0))
V33 = make(
    movement={
        "specific_flow_per_m_s": 1.2,
        "jam_density_per_m2": 5.4,
        "reference_speed_m_s": 1.34,
    }
).movement


def test_v33_the_wave_of_the_pedestrian_diagram():
    assert backward_wave_m_s(V33) == pytest.approx(0.2664, abs=5e-5)


def test_each_direction_has_half_the_width_and_holds_half_the_people():
    links = foot_links(GRID, V33)
    assert links.capacity_per_s == pytest.approx(np.full(GRID.link_count, 1.2 * 2.0))
    assert links.storage == pytest.approx(np.full(GRID.link_count, 5.4 * 100 * 2.0))
    assert links.wave_speed_m_s == pytest.approx(np.full(GRID.link_count, 0.2664), abs=5e-5)


def test_a_link_without_a_way_back_has_the_whole_width():
    one_way = dataclasses.replace(GRID, link_reverse=np.full(GRID.link_count, -1, np.int32))
    # V33: 100 m x 4 m hold 2160 people.
    assert foot_links(one_way, V33).storage == pytest.approx(np.full(GRID.link_count, 2160.0))
    assert foot_links(one_way, V33).capacity_per_s[0] == pytest.approx(4.8)


def test_rubble_takes_flow_and_leaves_room():
    whole, half = foot_links(GRID, V33), foot_links(GRID, V33, capacity_factor=0.5)
    assert np.array_equal(half.capacity_per_s, 0.5 * whole.capacity_per_s)
    assert np.array_equal(half.storage, whole.storage)


def test_nothing_flows_on_a_forbidden_link():
    forbidden = np.arange(GRID.link_count) == 7
    links = foot_links(dataclasses.replace(GRID, link_forbidden=forbidden), V33)
    assert np.flatnonzero(links.capacity_per_s == 0.0).tolist() == [7]


def test_without_a_congested_side_room_travels_back_at_once():
    flat = make(movement={"specific_flow_per_m_s": 6.0, "reference_speed_m_s": 1.0}).movement
    assert backward_wave_m_s(flat) == np.inf
