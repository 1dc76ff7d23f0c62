"""From streets to the engine's links: widths, capacities, storages for people on foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.inputs import Links, Pieces
from sim.network.street_network import StreetNetwork
from sim.plan.diagrams import Diagram, diagram_of
from sim.scenario.streets import Movement

FloatArray = NDArray[np.float64]


def foot_links(
    network: StreetNetwork, movement: Movement, *, capacity_factor: float = 1.0
) -> Links:
    """Give every street link the diagram of people on foot.

    Capacity is J w times `capacity_factor`, storage k_j L w, and waves run back at the speed b. A
    one-way link has all of a street's width w. Of a two-way street each direction has half
    (``halves``), or at most (1 - f) and shares the whole with the other (``shared``).

    Parameters
    ----------
    network
        E directed links; a forbidden one gets capacity 0 (and is on no route).
    movement
        The scenario's diagram.
    capacity_factor
        The scenario's ``network.capacity_factor``: rubble takes flow, not room to stand.
    """
    diagram = diagram_of(movement)
    shared = movement.two_way == "shared"
    part = 1.0 - movement.least_share if shared else 0.5
    two_way = network.link_reverse >= 0
    width_m = np.where(two_way, network.link_width_m * part, network.link_width_m)
    capacity_per_s = diagram.specific_flow_per_m_s * width_m * capacity_factor
    return Links(
        from_node=network.link_from,
        to_node=network.link_to,
        length_m=network.link_length_m,
        capacity_per_s=np.where(network.link_forbidden, 0.0, capacity_per_s),
        storage=diagram.jam_density_per_m2 * network.link_length_m * width_m,
        wave_speed_m_s=np.full(network.link_count, diagram.wave_speed_m_s),
        speed_limit_m_s=np.full(network.link_count, np.inf),
        reverse=network.link_reverse,
        least_share=movement.least_share if shared else 0.0,
        pieces=engine_pieces(diagram),
    )


def engine_pieces(diagram: Diagram) -> Pieces | None:
    """Return what a diagram has beyond a triangle, for the engine; None if nothing."""
    if len(diagram.waves) == 1 and not diagram.paces:
        return None
    jam = diagram.jam_density_per_m2
    return Pieces(
        wave_speed_m_s=np.array([speed for speed, _ in diagram.waves]),
        wave_limit=np.array([density / jam for _, density in diagram.waves]),
        pace_m_s=np.array([speed for speed, _ in diagram.paces]),
        pace_limit=np.array([flow / speed / jam for speed, flow in diagram.paces]),
    )


def shared_with(links: Links) -> NDArray[np.int32]:
    """Return the (E,) other direction of each link's street if both share it, else -1."""
    if links.least_share == 0.0:
        return np.full(len(links.reverse), -1, np.int32)
    return links.reverse.astype(np.int32)


def people_in_street(links: Links, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the people that a link's density counts: of both directions where they share it."""
    if links.least_share == 0.0:
        return persons
    return persons + np.where(links.reverse >= 0, persons[links.reverse], 0)


def street_area_m2(links: Links, movement: Movement) -> FloatArray:
    """Return the (E,) area that a link's people stand on: its part, or the whole shared street."""
    part = np.where(links.reverse >= 0, 1.0 - links.least_share, 1.0)
    area_m2: FloatArray = links.storage / part / diagram_of(movement).jam_density_per_m2
    return area_m2
