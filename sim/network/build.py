"""From what a scenario says of its streets to a `StreetNetwork`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.network.grid import grid_streets
from sim.network.street_network import StreetNetwork
from sim.network.streets import network_of
from sim.scenario.streets import GridNetwork, Network


def build_network(network: Network, base_dir: Path) -> StreetNetwork:
    """Build the street network of a scenario.

    Parameters
    ----------
    network
        What the scenario says.
    base_dir
        Folder that a path in it is relative to.

    Raises
    ------
    ScenarioError
        The network's file is missing or cannot be used; the faults name ``network.path``.
    """
    if isinstance(network, GridNetwork):
        streets, report = grid_streets(network)
        return network_of(
            streets,
            name="grid",
            schematic=True,
            attribution="",
            street_forbidden=np.zeros(streets.street_count, np.bool_),
            report=report,
        )
    raise AssertionError(network.kind)
