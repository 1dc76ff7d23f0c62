"""What runs share: streets and ways out, built once a process and known by their content."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.network import StreetNetwork, build_network
from sim.network.paths import Trees, shortest_trees
from sim.scenario import LoadedScenario
from sim.scenario.streets import GeoJsonNetwork, Network

NETWORKS, TREES = 4, 16
"""How many are kept: those of a comparison. A city of 50,000 streets takes some 10 MB."""

Stamp = tuple[int, int] | None
"""Time and size of a street file: one that was changed is read again."""


def network_of(loaded: LoadedScenario) -> StreetNetwork:
    """Return the scenario's streets; the same object for every scenario that has the same.

    Raises
    ------
    ScenarioError
        The network's file is missing or cannot be used.
    """
    return _network(*_known_by(loaded))


def trees_of(
    loaded: LoadedScenario, gate_node: np.ndarray[tuple[int], np.dtype[np.int32]]
) -> Trees:
    """Return the shortest ways to the gates at `gate_node`, (G,) node indices."""
    return _trees(*_known_by(loaded), tuple(gate_node.tolist()))


def _known_by(loaded: LoadedScenario) -> tuple[Network, Path, Stamp]:
    """Return what the streets depend on; how fast people flow in them is not a part of it."""
    network = loaded.scenario.network.model_copy(update={"capacity_factor": 1.0})
    if not isinstance(network, GeoJsonNetwork):
        return network, Path(), None
    state = (loaded.base_dir / network.path).stat()
    return network, loaded.base_dir, (state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=NETWORKS)
def _network(network: Network, base_dir: Path, stamp: Stamp) -> StreetNetwork:
    return build_network(network, base_dir)


@lru_cache(maxsize=TREES)
def _trees(network: Network, base_dir: Path, stamp: Stamp, nodes: tuple[int, ...]) -> Trees:
    streets = _network(network, base_dir, stamp)
    return shortest_trees(streets, np.array(nodes, np.int32), streets.link_length_m)
