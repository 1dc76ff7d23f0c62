"""The schematic of Aleppo: what it is drawn from, and that it is whole and always the same."""

import hashlib
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.network import StreetNetwork, build_network
from sim.network.aleppo_facts import GatePlaces, Neighbourhoods, gate_places, neighbourhoods
from sim.network.aleppo_grids import draw_grids
from sim.network.aleppo_skeleton import draw_arterials
from sim.network.pieces import street_pieces
from sim.scenario.streets import AleppoNetwork


def aleppo() -> StreetNetwork:
    return build_network(AleppoNetwork(), Path())


def fingerprint(network: StreetNetwork) -> str:
    digest = hashlib.sha256()
    for field in fields(StreetNetwork):
        value = getattr(network, field.name)
        digest.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return digest.hexdigest()


def test_two_drawings_are_the_same_bits() -> None:
    assert fingerprint(aleppo()) == fingerprint(aleppo())


def test_it_says_that_it_is_a_schematic_and_whose_data_it_rests_on() -> None:
    network = aleppo()
    assert network.schematic
    assert "schematic" in network.name
    assert "OpenStreetMap contributors, ODbL" in network.attribution
    assert any("not a map" in sentence for sentence in network.report)


def test_it_is_one_piece_of_some_thousand_nodes_walked_both_ways() -> None:
    network = aleppo()
    assert 5_000 < network.node_count < 10_000
    assert len(np.unique(street_pieces(network))) == 1
    assert (network.link_reverse >= 0).all()
    assert (network.link_from[network.link_reverse] == network.link_to).all()
    pairs = network.link_from.astype(np.int64) * network.node_count + network.link_to
    assert len(np.unique(pairs)) == network.link_count
    assert (network.link_from != network.link_to).all()


def test_every_street_is_a_tenth_longer_than_the_straight_line() -> None:
    network = aleppo()
    a, b = network.link_from, network.link_to
    straight_m = np.hypot(
        network.node_x_m[a] - network.node_x_m[b], network.node_y_m[a] - network.node_y_m[b]
    )
    assert network.link_length_m == pytest.approx(1.1 * straight_m, abs=0.051)
    assert network.link_length_m.min() > 5.0


def test_centres_and_gates_are_nodes() -> None:
    network, places, gates = aleppo(), neighbourhoods(), gate_places()
    nodes = set(zip(network.node_x_m.tolist(), network.node_y_m.tolist(), strict=True))
    assert set(zip(places.x_m.tolist(), places.y_m.tolist(), strict=True)) <= nodes
    assert set(zip(gates.x_m.tolist(), gates.y_m.tolist(), strict=True)) <= nodes


def test_the_streets_into_a_gate_are_together_as_wide_as_stated() -> None:
    network, gates = aleppo(), gate_places()
    for x_m, y_m, stated_m in zip(gates.x_m, gates.y_m, gates.approach_width_m, strict=True):
        (gate,) = np.flatnonzero((network.node_x_m == x_m) & (network.node_y_m == y_m))
        into = network.link_width_m[network.link_to == gate]
        assert into.sum() == pytest.approx(stated_m)


def test_street_length_within_a_neighbourhood_is_the_measured_one() -> None:
    """Karm ad-Da'ada'a: 43.3 km of streets on 1.48 km2, well inside the city."""
    network, places = aleppo(), neighbourhoods()
    number = places.ids.index("karm-ad-daadaa")
    middle_x = (network.node_x_m[network.link_from] + network.node_x_m[network.link_to]) / 2
    middle_y = (network.node_y_m[network.link_from] + network.node_y_m[network.link_to]) / 2
    radius_m = np.sqrt(places.area_m2[number] / np.pi)
    inside = np.hypot(middle_x - places.x_m[number], middle_y - places.y_m[number]) < radius_m
    assert network.link_length_m[inside].sum() / 2 == pytest.approx(43_290, rel=0.15)


def places(*centres: tuple[float, float], spacing_m: float = 100.0) -> Neighbourhoods:
    """Neighbourhoods of one square kilometre each."""
    x_m, y_m = np.array(centres).T
    area_m2 = np.full(len(centres), 1e6)
    return Neighbourhoods(
        ids=tuple(str(i) for i in range(len(centres))),
        x_m=x_m,
        y_m=y_m,
        area_m2=area_m2,
        street_m=2 * 1.1 * area_m2 / spacing_m,
    )


def no_gates() -> GatePlaces:
    return GatePlaces(np.zeros(0), np.zeros(0), (), np.zeros(0, np.int32), np.zeros(0))


def test_gabriel_graph_of_a_square_is_its_sides_without_diagonals() -> None:
    square = places((10.0, 10.0), (900.0, 0.0), (950.0, 950.0), (0.0, 900.0))
    roads = draw_arterials(square, no_gates())
    pairs = set(zip(roads.end_a.tolist(), roads.end_b.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 2), (2, 3), (0, 3)}
    assert set(roads.road_class) == {"primary"}


def test_a_flat_triangle_has_a_tertiary_long_side_only_if_its_circle_is_empty() -> None:
    # The third point is 600 m off the middle of a side of 1,000 m: outside its circle of 500 m,
    # but nearer to both ends than they are to each other.
    roads = draw_arterials(places((0.0, 0.0), (1000.0, 0.0), (500.0, 600.0)), no_gates())
    assert dict(zip(zip(roads.end_a, roads.end_b, strict=True), roads.road_class, strict=True)) == {
        (0, 1): "tertiary",
        (0, 2): "primary",
        (1, 2): "primary",
    }
    flatter = draw_arterials(places((0.0, 0.0), (1000.0, 0.0), (500.0, 400.0)), no_gates())
    assert set(zip(flatter.end_a.tolist(), flatter.end_b.tolist(), strict=True)) == {(0, 2), (1, 2)}


def test_no_road_joins_two_gates_and_the_approaches_share_their_width() -> None:
    gates = GatePlaces(
        np.array([500.0, 520.0]),
        np.array([-900.0, -900.0]),
        ("residential", "trunk"),
        np.array([1, 3], np.int32),
        np.array([7.0, 22.0]),
    )
    roads = draw_arterials(places((0.0, 0.0), (1000.0, 0.0)), gates)
    pairs = list(zip(roads.end_a.tolist(), roads.end_b.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 3)]
    assert roads.road_class == ("primary", "residential", "trunk")
    assert roads.width_m.tolist() == [9.0, 7.0, 22.0]


def test_a_gate_keeps_only_its_shortest_roads() -> None:
    centres = places((0.0, 0.0), (1000.0, 0.0))
    for most, kept in ((1, [(0, 1), (0, 2)]), (2, [(0, 1), (0, 2), (1, 2)])):
        gate = GatePlaces(
            np.array([450.0]),
            np.array([-900.0]),
            ("residential",),
            np.array([most], np.int32),
            np.array([7.0]),
        )
        roads = draw_arterials(centres, gate)
        assert list(zip(roads.end_a.tolist(), roads.end_b.tolist(), strict=True)) == kept
        assert roads.width_m[1:].tolist() == [7.0 / most] * most


def test_a_lone_grid_has_the_stated_density() -> None:
    # Two centres far apart: each grid covers a circle of 1 km2 and a fringe of 150 m.
    local = draw_grids(places((0.0, 0.0), (50_000.0, 0.0), spacing_m=50.0))
    covered_m2 = np.pi * (np.sqrt(1e6 / np.pi) + 150.0) ** 2
    assert len(local.x_m) == pytest.approx(2 * covered_m2 / 50.0**2, rel=0.02)
    assert set(local.spacing_m.tolist()) == {50.0}
    length_m = np.hypot(
        local.x_m[local.end_a] - local.x_m[local.end_b],
        local.y_m[local.end_a] - local.y_m[local.end_b],
    )
    assert length_m == pytest.approx(50.0, abs=0.2)


def test_neighbouring_grids_are_joined_at_their_seam() -> None:
    local = draw_grids(places((0.0, 0.0), (1000.0, 300.0)))
    length_m = np.hypot(
        local.x_m[local.end_a] - local.x_m[local.end_b],
        local.y_m[local.end_a] - local.y_m[local.end_b],
    )
    seams = np.abs(length_m - 100.0) > 0.5
    assert 5 <= seams.sum() <= 60
    assert length_m.max() <= 170.0
