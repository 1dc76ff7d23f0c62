"""Who is served by which service, and how far vehicles drive between homes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.network.paths import costs_to
from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork
from sim.population.population import Population
from sim.scenario import CLASSES
from sim.scenario.services import VehicleService
from sim.services.fetching import BASE, DriveTime
from sim.services.plan import Planned, drivable_m

NOBODY = -1
"""No service."""


def may_use(said: VehicleService, population: Population) -> BoolArray:
    """Return (P,) whom a service serves, wherever they live: by class, district and need."""
    who: BoolArray = np.isin(population.line, [CLASSES.index(name) for name in said.classes])
    if said.districts:
        ids = [population.district_ids.index(name) for name in said.districts]
        who &= np.isin(population.district, ids)
    if said.needs:
        who &= np.logical_or.reduce([getattr(population, need) > 0 for need in said.needs])
    return who


def served_by(
    planned: Sequence[Planned], population: Population, walk_m: FloatArray
) -> NDArray[np.int16]:
    """Return (P,) the service that each party takes, `NOBODY` if none serves it.

    Of several that of the nearest assembly point; one that fetches is nearer than any.

    Parameters
    ----------
    planned
        S services.
    population
        P parties.
    walk_m
        (S, N) metres on foot from each node to each assembly point, inf where there is no way.
    """
    far_m = np.full((len(planned), population.party_count), np.inf)
    for row, one in enumerate(planned):
        said, who = one.said, may_use(one.said, population)
        metres = walk_m[row, population.home]
        if said.within_m is not None:
            who &= metres <= said.within_m
        far_m[row, who] = -1.0 if said.fetches else metres[who]
    nearest = far_m.argmin(axis=0)
    found = np.isfinite(far_m[nearest, np.arange(population.party_count)])
    return np.where(found, nearest, NOBODY).astype(np.int16)


def drive_times(
    one: Planned, network: StreetNetwork, gate_node: int, home: IntArray, party: IntArray
) -> tuple[DriveTime, BoolArray]:
    """Return how long a fetching vehicle drives between parties, and who can be driven to.

    Parameters
    ----------
    one
        The service.
    network
        The streets.
    gate_node
        Node of its corridor's gate.
    home
        (P,) nodes of all parties.
    party
        (n,) those whom it serves.

    Returns
    -------
    The driving times, and (n,) whether streets wide enough lead there and on to the corridor.
    """
    at, index = np.unique(np.append(home[party], [one.node, gate_node]), return_inverse=True)
    cost_m = drivable_m(network, one.said.least_width_m)
    seconds = costs_to(network, at.astype(np.int32), cost_m)[:, at].T / one.said.speed_m_s
    base, gate = int(index[-2]), int(index[-1])
    if one.said.to_corridor_s is not None:
        seconds[base, gate] = one.said.to_corridor_s
    row = dict(zip(party.tolist(), index[:-2].tolist(), strict=True))

    def drive_s(start: int, goal: int) -> float:
        a, b = (row.get(x, base if x == BASE else gate) for x in (start, goal))
        return float(seconds[a, b])

    own = index[:-2]
    reached = np.isfinite(seconds[base, own]) & np.isfinite(seconds[own, gate])
    return drive_s, reached
