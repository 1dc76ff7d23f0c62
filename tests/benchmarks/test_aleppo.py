"""The benchmark of the real streets: who goes where, and what it writes."""

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from benchmarks import aleppo
from sim.engine import Parties
from sim.network import build_network
from sim.scenario import CLASSES
from tests.benchmarks.figures import seconds_are_those_of_all_traversals

EVERY = 400


@pytest.fixture(scope="module")
def city(shared_data: Path) -> aleppo.City:
    return aleppo.build(aleppo.load(shared_data / "aleppo" / "streets_core.geojson", "households"))


def thinned(city: aleppo.City, every: int) -> aleppo.City:
    """Every so many parties of the city: the same streets, little to walk."""
    parties = Parties(
        **{name: column[::every] for name, column in aleppo.given(city.parties).items()}
    )
    return replace(city, parties=parties, hops=city.hops[::every])


def test_households_are_some_fifty_thousand_and_everyone_goes(city: aleppo.City) -> None:
    assert int(city.parties.persons.sum()) == 275_000
    assert len(city.parties.persons) == pytest.approx(50_000, rel=0.01)
    assert np.isfinite(city.parties.departure_s).all()


def test_each_goes_to_the_nearest_gate_of_its_class_by_a_shortest_way(
    city: aleppo.City, shared_data: Path
) -> None:
    loaded = aleppo.load(shared_data / "aleppo" / "streets_core.geojson", "households")
    network = build_network(loaded.scenario.network, loaded.base_dir)
    streets = nx.DiGraph()
    for link in np.flatnonzero(~network.link_forbidden).tolist():
        ends = int(network.link_to[link]), int(network.link_from[link])  # towards the gates
        length_m = float(network.link_length_m[link])
        if length_m < streets.get_edge_data(*ends, {"length": np.inf})["length"]:
            streets.add_edge(*ends, length=length_m)
    parties = city.parties
    ways = [
        nx.single_source_dijkstra(streets, int(node), weight="length") for node in city.gates.node
    ]
    for party in range(0, len(parties.persons), 997):
        home = int(parties.home[party])
        admitting = np.flatnonzero(city.gates.admits[:, parties.line[party]])
        distance_m = {int(gate): ways[gate][0][home] for gate in admitting}
        chosen = int(parties.route[party])
        assert distance_m[chosen] == pytest.approx(min(distance_m.values()))
        assert city.hops[party] == len(ways[chosen][1][home]) - 1
    fighters = parties.line == CLASSES.index("fighter")
    assert fighters.any()


def test_the_figures_agree_with_the_routes(city: aleppo.City) -> None:
    few = thinned(city, EVERY)
    wrote = aleppo.measure(few, kind="households", repeats=1)
    assert wrote["parties"] == len(few.parties.persons)
    assert wrote["traversals"] == int(few.hops.sum())
    seconds_are_those_of_all_traversals(wrote)
    # Nobody is out before the corridors open, two hours after the start.
    assert wrote["clearance_h"] > 2.0
    assert wrote["bytes_per_party"] > 40 + 5 * 8  # its record and its times at least
    of_parties = 4 + 8 + 8 + 1 + 4 + 4 + 8 + 8 * few.parties.service_units.shape[1]
    assert wrote["input_bytes_per_party"] == of_parties


def test_without_the_street_data_it_says_so_and_skips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORS_SHARED_DATA", str(tmp_path / "nowhere"))
    assert aleppo.main(["--singles", "--json", str(tmp_path / "singles.json")]) == 0
    assert "skipped: the surveyed streets are not at" in capsys.readouterr().out
    assert "skipped" in json.loads((tmp_path / "singles.json").read_text(encoding="utf-8"))
