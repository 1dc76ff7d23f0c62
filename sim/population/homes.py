"""Where people live: the street nodes of a district, weighted by the streets that meet there."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.network.pieces import main_nodes
from sim.network.places import enterable_nodes, node_distances_m
from sim.network.street_network import BoolArray, StreetNetwork
from sim.scenario import Fault, ScenarioError
from sim.scenario.people import District

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

HOME_CLASSES = frozenset({"residential", "living_street", "unclassified", "pedestrian", "service"})
"""Street classes that people live along."""


@dataclass(frozen=True)
class Homes:
    """The nodes that a district's people live at.

    Parameters
    ----------
    nodes
        (n,) node indices, sorted by the network's own node ids.
    cumulative
        (n,) cumulative shares, ending at 1.
    nearest_m
        Where no node lies in the district's disc: how far its centre is from the node taken.
    """

    nodes: IntArray
    cumulative: FloatArray
    nearest_m: float | None = None

    def at(self, uniform: FloatArray) -> IntArray:
        """Return the homes at the given uniform draws."""
        place = np.searchsorted(self.cumulative, uniform, side="right")
        return self.nodes[np.minimum(place, len(self.nodes) - 1)]


class HomeFinder:
    """Finds each district's homes in one network."""

    def __init__(self, network: StreetNetwork) -> None:
        self._network = network
        self._enterable = enterable_nodes(network)
        self._main = main_nodes(network)
        if network.link_count == 0:
            self._enterable = self._main = np.ones(network.node_count, np.bool_)
        self._home_length_m, self._street_length_m = _street_lengths_m(network)

    def find(self, district_id: str, district: District) -> Homes:
        """Return the homes of a district.

        Raises
        ------
        ScenarioError
            The district names a node that the network doesn't have, or its centre is given in
            degrees and the network lies nowhere on earth.
        """
        if district.nodes:
            return self._named(district_id, district)
        assert district.centre is not None, "the loader asks for a centre or nodes"
        try:
            distance_m = node_distances_m(self._network, district.centre)
        except ValueError as error:
            raise ScenarioError(
                [
                    Fault(
                        ("population", "districts", district_id, "centre"),
                        str(error),
                        "Give the centre in the network's own coordinates.",
                    )
                ]
            ) from error
        radius_m = sqrt((district.area_km2 or 0.0) * 1e6 / pi)
        inside = distance_m <= radius_m
        for allowed in (self._main, self._enterable):
            nodes = np.flatnonzero(inside & allowed)
            if len(nodes):
                return self._weighted(nodes)
        return self._nearest(distance_m)

    def _named(self, district_id: str, district: District) -> Homes:
        named = np.unique(np.array(district.nodes, np.int64))
        order = np.argsort(self._network.node_id)
        place = np.searchsorted(self._network.node_id, named, sorter=order)
        indices = order[np.minimum(place, len(order) - 1)]
        unknown = named[self._network.node_id[indices] != named]
        if len(unknown):
            raise ScenarioError(
                [
                    Fault(
                        ("population", "districts", district_id, "nodes"),
                        f"the network has no node {node}",
                        "Name nodes by the network's own ids, or give a centre and an area.",
                    )
                    for node in unknown
                ]
            )
        count = len(indices)
        return Homes(indices.astype(np.int32), np.arange(1, count + 1) / count)

    def _nearest(self, distance_m: FloatArray) -> Homes:
        allowed: BoolArray = self._main if self._main.any() else np.ones_like(self._main)
        node = int(np.argmin(np.where(allowed, distance_m, np.inf)))
        return Homes(np.array([node], np.int32), np.ones(1), float(distance_m[node]))

    def _weighted(self, nodes: NDArray[np.int64]) -> Homes:
        nodes = nodes[np.argsort(self._network.node_id[nodes])]
        weight = self._home_length_m[nodes]
        if not weight.any():
            weight = self._street_length_m[nodes]
        if not weight.any():
            weight = np.ones(len(nodes))
        lived_at = weight > 0
        cumulative = np.cumsum(weight[lived_at])
        return Homes(nodes[lived_at].astype(np.int32), cumulative / cumulative[-1])


def _street_lengths_m(network: StreetNetwork) -> tuple[FloatArray, FloatArray]:
    """Return (N,) half the length of the streets that meet at each node: lived along, and all."""
    once = ~network.link_forbidden & (
        (network.link_reverse < 0) | (np.arange(network.link_count) < network.link_reverse)
    )
    lived_along = np.array([name in HOME_CLASSES for name in network.class_names], np.bool_)
    return (
        _half_lengths_m(network, once & lived_along[network.link_class]),
        _half_lengths_m(network, once),
    )


def _half_lengths_m(network: StreetNetwork, chosen: BoolArray) -> FloatArray:
    half_m = np.tile(network.link_length_m[chosen] / 2.0, 2)
    ends = np.concatenate([network.link_from[chosen], network.link_to[chosen]])
    return np.bincount(ends, half_m, minlength=network.node_count).astype(np.float64)
