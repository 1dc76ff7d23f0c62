"""Streets as links: the triangular diagram's own arithmetic (V33)."""

import dataclasses

import numpy as np
import pytest

from sim.plan.diagrams import CURVES, PIECES, backward_wave_m_s, largest_error
from sim.plan.street_links import foot_links, people_in_street, street_area_m2
from tests.population.small_scenarios import make, streets_of

GRID = streets_of(make(network__width_m=4.0))
V33 = make(
    movement={
        "specific_flow_per_m_s": 1.2,
        "jam_density_per_m2": 5.4,
        "reference_speed_m_s": 1.34,
        "two_way": "halves",
    }
).movement
SHARED = V33.model_copy(update={"two_way": "shared"})


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


def test_a_direction_of_a_shared_street_may_use_all_of_it_but_the_other_s_least_share():
    links = foot_links(GRID, SHARED)
    assert links.capacity_per_s == pytest.approx(np.full(GRID.link_count, 1.2 * 0.85 * 4.0))
    assert links.storage == pytest.approx(np.full(GRID.link_count, 0.85 * 2160.0))
    assert links.least_share == 0.15


def test_density_counts_both_directions_on_the_whole_of_a_shared_street():
    links = foot_links(GRID, SHARED)
    assert street_area_m2(links, SHARED) == pytest.approx(np.full(GRID.link_count, 400.0))
    persons = np.zeros(GRID.link_count, np.int64)
    persons[0], persons[links.reverse[0]] = 30, 12
    assert people_in_street(links, persons)[0] == 42
    halves = foot_links(GRID, V33)
    assert street_area_m2(halves, V33) == pytest.approx(np.full(GRID.link_count, 200.0))
    assert people_in_street(halves, persons)[0] == 30


@pytest.mark.parametrize(
    ("name", "flow", "share"), [("weidmann", 0.0403, 0.033), ("sfpe", 0.0365, 0.028)]
)
def test_the_largest_error_of_a_curve_s_six_pieces(name, flow, share):
    assert largest_error(name) == pytest.approx(flow, abs=2e-4)
    assert largest_error(name) / CURVES[name].peak_flow_per_m_s == pytest.approx(share, abs=5e-4)
    pieces = PIECES[name]
    assert 4 <= 2 + len(pieces.paces) + len(pieces.waves) <= 6
    assert pieces.flow_per_m_s(pieces.jam_density_per_m2) == 0.0
    speeds = [speed for speed, _ in pieces.waves]
    assert speeds == sorted(speeds)


def test_a_named_diagram_brings_its_own_numbers():
    links = foot_links(GRID, make(movement={"diagram": "sfpe", "two_way": "halves"}).movement)
    assert links.capacity_per_s[0] == pytest.approx(1.3158 * 2.0, abs=1e-3)
    assert links.storage[0] == pytest.approx(3.759 * 200.0, abs=0.1)
    assert links.pieces is not None
    assert links.pieces.wave_limit[-1] == 1.0
