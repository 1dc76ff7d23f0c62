"""The shipped scenario of 4 November 2016: its sums, its marks, its ring, on both networks."""

import csv
from pathlib import Path

import numpy as np
import pytest

from sim.network import StreetNetwork, build_network, node_distances_m
from sim.network.reach import can_reach
from sim.plan.corridors import gate_nodes
from sim.population.homes import HomeFinder
from sim.scenario import LoadedScenario, load_scenario
from sim.scenario.streets import GeoJsonNetwork


@pytest.fixture(scope="module")
def loaded(root: Path) -> LoadedScenario:
    return load_scenario(root / "scenarios" / "aleppo-2016-11-04.yaml")


@pytest.fixture(scope="module")
def schematic(loaded: LoadedScenario) -> StreetNetwork:
    return build_network(loaded.scenario.network, loaded.base_dir)


@pytest.fixture(scope="module")
def real(loaded: LoadedScenario, shared_data: Path) -> StreetNetwork:
    described = GeoJsonNetwork(
        kind="geojson",
        path="aleppo/streets_core.geojson",
        capacity_factor=loaded.scenario.network.capacity_factor,
        forbidden_areas=loaded.scenario.network.forbidden_areas,
    )
    return build_network(described, shared_data)


def test_people_add_up_to_the_united_nations_figures(loaded: LoadedScenario) -> None:
    districts = loaded.scenario.population.districts
    assert len(districts) == 68
    assert sum(d.persons for d in districts.values()) == 275_000
    assert sum(d.fighters for d in districts.values()) == 8_000
    assert sum(d.wounded for d in districts.values()) == 450


def test_fighters_and_wounded_are_in_proportion_to_people(loaded: LoadedScenario) -> None:
    for district in loaded.scenario.population.districts.values():
        assert abs(district.fighters - 8_000 * district.persons / 275_000) < 1
        assert abs(district.wounded - 450 * district.persons / 275_000) < 1


def test_districts_are_the_neighbourhoods_that_the_schematic_is_drawn_from(
    loaded: LoadedScenario, root: Path
) -> None:
    text = (root / "sim" / "network" / "data" / "aleppo_neighbourhoods.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    districts = loaded.scenario.population.districts
    assert [row["id"] for row in rows] == sorted(districts)
    for row in rows:
        district = districts[row["id"]]
        assert district.name == row["name"]
        assert district.persons == int(row["persons"])
        assert district.centre is not None
        assert (district.centre.lat, district.centre.lon) == (float(row["lat"]), float(row["lon"]))
        held_km2 = float(row["area_km2"]) * float(row["held_share"])
        assert district.area_km2 == pytest.approx(held_km2, abs=0.00051)


def test_corridors_are_open_from_nine_to_nineteen_for_whom_they_were_announced(
    loaded: LoadedScenario,
) -> None:
    scenario = loaded.scenario
    assert sorted(scenario.corridors) == [str(i) for i in range(1, 9)]
    for key, corridor in scenario.corridors.items():
        (span,) = (span for window in corridor.windows for span in window.spans())
        assert [scenario.clock.seconds(when) / 3600 for when in span] == [3.0, 13.0]
        fighters = key in "78"
        assert set(corridor.admits) == {"fighter" if fighters else "civilian", "wounded"}
        assert corridor.lanes == (4 if fighters else 8)
        assert corridor.service.per_minute == (2 if fighters else 4)
        assert corridor.forecourt_m2 == 1000.0
        assert (corridor.way_length_m, corridor.way_width_m) == (200.0, 6.0)


def test_corridors_three_to_six_are_visibly_assumed(loaded: LoadedScenario) -> None:
    for key, corridor in loaded.scenario.corridors.items():
        assumed = key in "3456"
        assert ("(assumed)" in corridor.name) == assumed
        mark = loaded.mark(("corridors", key, "gate"))
        assert mark is not None
        assert mark.is_assumed == assumed


def test_every_number_says_where_it_comes_from(loaded: LoadedScenario) -> None:
    unmarked = {("id",), ("title",), ("notes",), ("seed",), ("network", "kind")}
    for path in filter(None, loaded.places):
        leaf = not any(other[: len(path)] == path and other != path for other in loaded.places)
        names = path[0] == "corridors" and path[-1] in ("name", "leads_to")
        offer = path[0] == "corridors" and "admits" in path
        if not leaf or path in unmarked or names or offer or path[0] == "clock":
            continue
        mark = loaded.mark(path)
        assert mark is not None, path
        assert mark.source or mark.assumed, path


def check_gates_and_homes(loaded: LoadedScenario, network: StreetNetwork) -> None:
    scenario = loaded.scenario
    gates = gate_nodes(scenario, network)
    points = [scenario.corridors[str(i)].gate for i in range(1, 9)]
    for gate, point in zip(gates, points, strict=True):
        assert point is not None
        assert node_distances_m(network, point)[gate] < 60.0
    finder = HomeFinder(network)
    homes = [finder.find(key, d) for key, d in sorted(scenario.population.districts.items())]
    assert all(home.nearest_m is None for home in homes)
    for gate in gates:
        reaching = can_reach(network, int(gate))
        assert all(reaching[home.nodes].all() for home in homes)


def test_every_home_reaches_every_gate_inside_the_ring_on_the_schematic(
    loaded: LoadedScenario, schematic: StreetNetwork
) -> None:
    check_gates_and_homes(loaded, schematic)


def test_every_home_reaches_every_gate_inside_the_ring_on_the_real_network(
    loaded: LoadedScenario, real: StreetNetwork
) -> None:
    check_gates_and_homes(loaded, real)


def test_the_ring_holds_every_held_disc(loaded: LoadedScenario) -> None:
    """The ring lies outside each held neighbourhood's circle, and is of modest size."""
    from sim.network.aleppo_facts import PLANE

    (front,) = loaded.scenario.network.forbidden_areas
    assert front.outside
    assert len(front.polygon) <= 80
    corner_lat, corner_lon = np.array(front.polygon).T
    x, y = PLANE.metres(corner_lat, corner_lon)
    dx, dy = np.roll(x, -1) - x, np.roll(y, -1) - y
    for district in loaded.scenario.population.districts.values():
        assert district.centre is not None
        assert district.area_km2 is not None
        assert district.centre.lat is not None
        assert district.centre.lon is not None
        cx, cy = PLANE.metres(district.centre.lat, district.centre.lon)
        along = np.clip(((cx - x) * dx + (cy - y) * dy) / (dx**2 + dy**2), 0, 1)
        to_ring_m = np.hypot(x + along * dx - cx, y + along * dy - cy).min()
        assert to_ring_m > np.sqrt(district.area_km2 * 1e6 / np.pi)
