"""Street networks as arrays, one source a file."""

from sim.network.build import build_network
from sim.network.places import enterable_nodes, nearest_node, node_distances_m
from sim.network.street_network import StreetNetwork

__all__ = [
    "StreetNetwork",
    "build_network",
    "enterable_nodes",
    "nearest_node",
    "node_distances_m",
]
