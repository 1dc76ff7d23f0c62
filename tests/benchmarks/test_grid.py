"""The grid workload is the recipe's, by counts made another way, and its figures are there."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from benchmarks import grid, recipe
from tests.benchmarks.figures import seconds_are_those_of_all_traversals

STREETS = 2 * 2 * 50 * 49
"""Both directions of 49 streets in each of 50 rows and 50 columns."""
ARTERIALS = 2 * 4 * 49
PEOPLE = 2000


def test_the_full_size_gives_the_recipes_check_figures() -> None:
    work = recipe.grid(250_000)
    assert int(work.hops.sum()) == 4_073_117
    by_gate = np.bincount(work.parties.route)
    assert by_gate.tolist() == [30750, 34405, 36740, 38433, 28922, 29051, 25978, 25721]


def test_streets_and_gates_have_the_recipes_numbers() -> None:
    links = recipe.grid(250_000).links
    assert len(links.length_m) == STREETS + 8
    assert links.length_m[:STREETS].min() >= 80.0
    assert links.length_m[:STREETS].max() < 120.0
    narrow, wide = 3.0 * 1.3, 8.0 * 1.3  # m times people/s/m
    capacity = links.capacity_per_s[:STREETS]
    assert np.isclose(capacity, wide).sum() == ARTERIALS
    assert np.isclose(capacity, narrow).sum() == STREETS - ARTERIALS
    assert links.capacity_per_s[STREETS:] == pytest.approx(1.5)
    assert links.storage[:STREETS] == pytest.approx(4.0 / 1.3 * capacity * links.length_m[:STREETS])
    reverse = links.reverse[:STREETS]
    assert (links.from_node[:STREETS] == links.to_node[reverse]).all()


def test_traversals_are_those_of_shortest_paths_found_by_networkx() -> None:
    work = recipe.grid(PEOPLE)
    links = work.links
    streets = nx.DiGraph()
    for link in range(len(links.length_m)):
        ends = int(links.from_node[link]), int(links.to_node[link])
        streets.add_edge(*ends, length=float(links.length_m[link]))
    gates = work.gates.node.tolist()
    nearest = nx.multi_source_dijkstra_path(streets.reverse(), gates, weight="length")
    ways = [nearest[home] for home in work.parties.home.tolist()]
    assert [gates[route] for route in work.parties.route] == [way[0] for way in ways]
    assert work.hops.tolist() == [len(way) - 1 for way in ways]


@pytest.mark.parametrize("mixed", [False, True])
def test_a_run_writes_its_figures(mixed: bool, tmp_path: Path) -> None:
    file = tmp_path / "grid.json"
    options = ["--mixed"] if mixed else []
    assert grid.main(["--people", str(PEOPLE), *options, "--json", str(file)]) == 0
    wrote = json.loads(file.read_text(encoding="utf-8"))
    work = recipe.grid(PEOPLE, mixed=mixed)
    assert wrote["people"] == wrote["out"] == PEOPLE
    assert wrote["traversals"] == int(work.hops.sum())
    seconds_are_those_of_all_traversals(wrote)
    assert wrote["peak_rss_mb"] > 10.0
    through = np.bincount(work.parties.route, work.parties.persons, minlength=8)
    assert wrote["by_gate"] == through.tolist()
    # The busiest gate lets 1.5 people/s of 250,000 through, and nobody arrives before time 0.
    least_h = (through.max() - 8) / (1.5 * PEOPLE / 250_000) / 3600.0
    assert least_h < wrote["clearance_h"] < 1.25 * least_h + 1.0
