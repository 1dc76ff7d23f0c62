"""From streets to the engine's links: the triangular fundamental diagram on each direction."""

from __future__ import annotations

import numpy as np

from sim.engine.inputs import FloatArray, Links
from sim.network.street_network import StreetNetwork
from sim.scenario.streets import Movement


def direction_width_m(network: StreetNetwork) -> FloatArray:
    """Return the (E,) width that each directed link has for itself.

    With ``two_way: halves`` the two directions of a street have half its width each; a street
    with one direction has all of it.
    """
    shared = network.link_reverse >= 0
    return np.where(shared, network.link_width_m / 2.0, network.link_width_m)


def wave_speed_m_s(movement: Movement) -> float:
    """Return the speed at which room travels back through a queue.

    The falling side of a triangular diagram with jam density k_j and specific flow J at reference
    speed v_ref has the slope J / (k_j - J / v_ref) (Newell 1993).
    """
    critical_per_m2 = movement.specific_flow_per_m_s / movement.reference_speed_m_s
    return movement.specific_flow_per_m_s / (movement.jam_density_per_m2 - critical_per_m2)


def build_links(
    network: StreetNetwork, movement: Movement, *, capacity_factor: float = 1.0
) -> Links:
    """Give every directed link its capacity, storage and wave speed.

    Parameters
    ----------
    network
        N nodes, E links.
    movement
        Specific flow, jam density and reference speed.
    capacity_factor
        Scales every link's capacity, and nothing else: the diagram becomes a trapezoid.
    """
    width_m = direction_width_m(network)
    count = network.link_count
    return Links(
        from_node=network.link_from,
        to_node=network.link_to,
        length_m=network.link_length_m,
        capacity_per_s=capacity_factor * movement.specific_flow_per_m_s * width_m,
        storage=movement.jam_density_per_m2 * width_m * network.link_length_m,
        wave_speed_m_s=np.full(count, wave_speed_m_s(movement)),
        speed_limit_m_s=np.full(count, np.inf),
        reverse=network.link_reverse,
    )
