"""Gates against the streets: can they be walked up to, and by how many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.network.places import enterable_nodes, node_distances_m
from sim.network.street_network import BoolArray, StreetNetwork
from sim.plan.corridors import GATE_REACH_M, corridor_ids
from sim.plan.street_links import foot_links
from sim.scenario import Fault, Scenario

if TYPE_CHECKING:
    from sim.engine.inputs import Gates

MOVED_M = 100.0
"""A gate that the front moves by more than this is warned of."""


def gate_faults(scenario: Scenario, network: StreetNetwork, gates: Gates) -> Iterator[Fault]:
    """Find gates off the network, in forbidden areas, at one node, or behind narrow streets."""
    enterable = enterable_nodes(network)
    for gate, corridor_id in enumerate(corridor_ids(scenario)):
        yield from _place_faults(scenario, network, enterable, corridor_id, int(gates.node[gate]))
    yield from _shared_nodes(scenario, network, gates)
    yield from _narrow_approaches(scenario, network, gates)


def _place_faults(
    scenario: Scenario, network: StreetNetwork, enterable: BoolArray, corridor_id: str, node: int
) -> Iterator[Fault]:
    corridor = scenario.corridors[corridor_id]
    if corridor.gate_node is not None or corridor.gate is None:
        if network.link_count and not enterable[node]:
            yield Fault(
                ("corridors", corridor_id, "gate_node"),
                f"node {corridor.gate_node} cannot be entered: every street to it is forbidden",
                "Name a node on the near side of the front.",
            )
        return
    distance_m = node_distances_m(network, corridor.gate)
    taken_m, nearest_m = float(distance_m[node]), float(distance_m.min())
    path = ("corridors", corridor_id, "gate")
    if nearest_m > GATE_REACH_M:
        yield Fault(
            path,
            f"lies {nearest_m:,.0f} m from the nearest street junction, off the network",
            f"Give a point within {GATE_REACH_M:.0f} m of a street (is it latitude first?).",
        )
    elif taken_m > GATE_REACH_M:
        yield Fault(
            path,
            "lies in a forbidden area: the nearest junction that may be entered is "
            f"{taken_m:,.0f} m away",
            f"Move it to within {GATE_REACH_M:.0f} m of the near side of the front.",
        )
    elif taken_m > nearest_m + MOVED_M:
        yield Fault(
            path,
            "lies beyond the front: the nearest junction that may be entered, "
            f"{taken_m:,.0f} m away, is the gate",
            "Move it to the near side of the front if another street is meant.",
            severity="warning",
        )


def _shared_nodes(scenario: Scenario, network: StreetNetwork, gates: Gates) -> Iterator[Fault]:
    ids = corridor_ids(scenario)
    first: dict[int, str] = {}
    for corridor_id, node in zip(ids, gates.node.tolist(), strict=True):
        if node in first:
            given_by_node = scenario.corridors[corridor_id].gate_node is not None
            yield Fault(
                ("corridors", corridor_id, "gate_node" if given_by_node else "gate"),
                f"begins at the same street node, {network.node_id[node]}, as corridor "
                f"{first[node]}",
                "Move one of them if they are two places; else their queues share a street.",
                severity="warning",
            )
        first.setdefault(node, corridor_id)


def _narrow_approaches(scenario: Scenario, network: StreetNetwork, gates: Gates) -> Iterator[Fault]:
    links = foot_links(network, scenario.movement, capacity_factor=scenario.network.capacity_factor)
    approach_per_s = np.bincount(links.to_node, links.capacity_per_s, minlength=network.node_count)[
        gates.node
    ]
    for gate, corridor_id in enumerate(corridor_ids(scenario)):
        means_s = gates.service_mean_s[gate][gates.admits[gate]]
        lanes = int(gates.lanes[gate])
        if lanes <= 0 or means_s.min() == 0.0:
            continue
        served_per_s = lanes / float(means_s.min())
        if 0.0 < approach_per_s[gate] < served_per_s:
            yield Fault(
                ("corridors", corridor_id),
                f"the streets to its gate carry {60 * approach_per_s[gate]:,.0f} people a minute, "
                f"its {lanes} lanes serve {60 * served_per_s:,.0f}",
                "The streets will bind, not the checkpoint: move the gate to a wider street, or "
                "expect no gain from more lanes.",
                severity="warning",
            )
