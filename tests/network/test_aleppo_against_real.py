"""The schematic held against the real streets: the numbers of docs/aleppo-network.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sim.corridors import gate_nodes
from sim.network import StreetNetwork, build_network
from sim.network.paths import shortest_trees
from sim.population.homes import HomeFinder
from sim.scenario import LoadedScenario, load_scenario
from sim.scenario.streets import AleppoNetwork, GeoJsonNetwork

CIVIL = slice(0, 6)
"""Corridors 1 to 6."""


@dataclass(frozen=True)
class Walks:
    """How far people live from the corridors, everyone at home counted.

    Parameters
    ----------
    mean_m, longest_m
        Walk to the nearest of corridors 1 to 6: mean over people, and from the farthest home.
    share
        (6,) people whose nearest it is.
    mean_by_corridor_m
        (8,) mean walk of everyone to each corridor.
    """

    mean_m: float
    longest_m: float
    share: np.ndarray
    mean_by_corridor_m: np.ndarray


def walks(loaded: LoadedScenario, network: StreetNetwork) -> Walks:
    """Measure the walks from the homes of the scenario's districts, without drawing people."""
    gates = gate_nodes(loaded.scenario, network)
    cost_m = shortest_trees(network, gates, network.link_length_m).cost
    finder = HomeFinder(network)
    nodes, people = [], []
    for key, district in sorted(loaded.scenario.population.districts.items()):
        homes = finder.find(key, district)
        nodes.append(homes.nodes)
        people.append(district.persons * np.diff(homes.cumulative, prepend=0.0))
    node, weight = np.concatenate(nodes), np.concatenate(people)
    to_gate_m = cost_m[:, node]
    nearest_m = to_gate_m[CIVIL].min(axis=0)
    nearest = to_gate_m[CIVIL].argmin(axis=0)
    return Walks(
        mean_m=float(np.average(nearest_m, weights=weight)),
        longest_m=float(nearest_m[weight > 0].max()),
        share=np.bincount(nearest, weight, minlength=6) / weight.sum(),
        mean_by_corridor_m=np.average(to_gate_m, axis=1, weights=weight),
    )


@pytest.fixture(scope="module")
def loaded(root: Path) -> LoadedScenario:
    return load_scenario(root / "scenarios" / "aleppo-2016-11-04.yaml")


@pytest.fixture(scope="module")
def measured(loaded: LoadedScenario, shared_data: Path) -> dict[str, Walks]:
    front = loaded.scenario.network.forbidden_areas
    file = "aleppo/streets_core.geojson"
    networks = {
        "schematic": AleppoNetwork(forbidden_areas=front),
        "schematic, no front": AleppoNetwork(),
        "real": GeoJsonNetwork(kind="geojson", path=file, forbidden_areas=front),
        "real, no front": GeoJsonNetwork(kind="geojson", path=file),
    }
    return {
        name: walks(loaded, build_network(network, shared_data))
        for name, network in networks.items()
    }


def page_rows(root: Path, heading: str) -> dict[str, list[float]]:
    """Return the numbers of a table of the page by the name of their row."""
    page = (root / "docs" / "aleppo-network.md").read_text("utf-8")
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return {
        row[0].strip("* "): [float(re.sub(r"[^0-9.-]", "", cell)) for cell in row[1:]]
        for row in rows[2:]
    }


def test_the_mean_walk_is_within_a_tenth_of_two_point_four_kilometres(
    measured: dict[str, Walks],
) -> None:
    for name in ("schematic", "schematic, no front", "real", "real, no front"):
        assert measured[name].mean_m == pytest.approx(2400, rel=0.10), name


def test_each_corridor_is_nearest_to_the_same_share_of_people_within_five_points(
    measured: dict[str, Walks],
) -> None:
    difference = measured["schematic"].share - measured["real"].share
    assert np.abs(difference).max() < 0.05


def test_the_pages_walks_are_what_is_measured(measured: dict[str, Walks], root: Path) -> None:
    page = page_rows(root, "How far people walk")
    for name, walk in measured.items():
        numbers = [walk.mean_m / 1000, walk.longest_m / 1000, *(100 * walk.share)]
        assert page[name] == pytest.approx(numbers, abs=0.06), (name, np.round(numbers, 2))
        ways = page_rows(root, "How far it is to each corridor")[name]
        assert ways == pytest.approx(walk.mean_by_corridor_m / 1000, abs=0.006), name
