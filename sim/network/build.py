"""From what a scenario says of its streets to a `StreetNetwork`."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from sim.network.aleppo import aleppo_source
from sim.network.forbidden import forbidden_streets
from sim.network.geojson import geojson_source
from sim.network.grid import grid_source
from sim.network.source import Source
from sim.network.street_network import StreetNetwork
from sim.network.streets import network_of
from sim.scenario.streets import AleppoNetwork, GeoJsonNetwork, GridNetwork, Network


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
    source = _source(network, base_dir)
    forbidden = forbidden_streets(source, network)
    report = source.report
    if forbidden.any():
        length_m = source.streets.length_m
        report += (
            f"Nobody may walk {forbidden.sum():,} of {len(forbidden):,} streets "
            f"({length_m[forbidden].sum() / length_m.sum():.0%} of the length): they touch a "
            "forbidden area or line.",
        )
    return network_of(
        source.streets,
        name=source.name,
        schematic=source.schematic,
        attribution=source.attribution,
        street_forbidden=forbidden,
        report=report,
    )


def _source(network: Network, base_dir: Path) -> Source:
    if isinstance(network, GridNetwork):
        return grid_source(network)
    if isinstance(network, GeoJsonNetwork):
        return geojson_source(network, base_dir)
    if isinstance(network, AleppoNetwork):
        return aleppo_source()
    assert_never(network)
