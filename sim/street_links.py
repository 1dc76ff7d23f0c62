"""From streets to the engine's links: widths, capacities, storages for people on foot."""

from __future__ import annotations

import numpy as np

from sim.engine.inputs import Links
from sim.network.street_network import StreetNetwork
from sim.scenario.streets import Movement


def backward_wave_m_s(movement: Movement) -> float:
    """Return the speed b = J / (k_j - J / v_ref) at which room travels back (Newell 1993).

    Infinite where the diagram leaves no congested side (J / v_ref at or above k_j).
    """
    room = movement.jam_density_per_m2 - (
        movement.specific_flow_per_m_s / movement.reference_speed_m_s
    )
    return movement.specific_flow_per_m_s / room if room > 0 else np.inf


def foot_links(
    network: StreetNetwork, movement: Movement, *, capacity_factor: float = 1.0
) -> Links:
    """Give every street link the triangular diagram of people on foot.

    Each direction of a two-way street has half its width w, a one-way link all of it. Capacity is
    J w times `capacity_factor`, storage k_j L w, and waves run back at ``backward_wave_m_s``.

    Parameters
    ----------
    network
        E directed links; a forbidden one gets capacity 0 (and is on no route).
    movement
        The scenario's diagram.
    capacity_factor
        The scenario's ``network.capacity_factor``: rubble takes flow, not room to stand.
    """
    two_way = network.link_reverse >= 0
    width_m = np.where(two_way, network.link_width_m / 2.0, network.link_width_m)
    capacity_per_s = movement.specific_flow_per_m_s * width_m * capacity_factor
    return Links(
        from_node=network.link_from,
        to_node=network.link_to,
        length_m=network.link_length_m,
        capacity_per_s=np.where(network.link_forbidden, 0.0, capacity_per_s),
        storage=movement.jam_density_per_m2 * network.link_length_m * width_m,
        wave_speed_m_s=np.full(network.link_count, backward_wave_m_s(movement)),
        speed_limit_m_s=np.full(network.link_count, np.inf),
        reverse=network.link_reverse,
    )
