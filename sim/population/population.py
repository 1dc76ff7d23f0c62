"""Everyone in the scenario, one row a party (a household, a fighter group, one person)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.population.leaving import Mind

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True)
class Population:
    """P parties, ordered by (district id, number): never by the rows of a file.

    Parameters
    ----------
    district_ids, district_names
        District of each index in `district`, sorted by id.
    district
        (P,) index into `district_ids`.
    number
        (P,) the party's number within its district; with the district id, its lasting identity.
    line
        (P,) code of the party's class in ``sim.scenario.CLASSES``: the line it stands in.
    persons
        (P,) people in the party.
    children, elderly, impaired, wounded, fighters
        (P,) how many of `persons` are such.
    space
        (P,) what the party takes of flow and storage, in standing persons.
    speed_m_s
        (P,) free walking speed of the slowest member.
    home
        (P,) node index of the home.
    family
        (P,) row of the household's other part where it may leave without some members, else -1.
    willing, prevented
        (P,) wants to leave; wants to and is kept from leaving. A party sets out when it is
        willing and not prevented. Like `reason`, a model's copy changes during its run.
    reason
        (P,) code in ``sim.scenario.reasons.REASONS`` of why it stays, 0 where it does not.
    mind
        What its willingness rests on; None where the scenario states shares.
    departure_s
        (P,) seconds from the scenario's start at which it would set out (drawn for all, so that
        a change in who is willing leaves everyone else's time alone).
    service_units
        (P, S) service time of the whole party in units of the mean time of one person, one
        column a service profile of ``sim.population.service.service_profiles``.
    """

    district_ids: tuple[str, ...]
    district_names: tuple[str, ...]
    district: NDArray[np.int16]
    number: IntArray
    line: NDArray[np.uint8]
    persons: IntArray
    children: IntArray
    elderly: IntArray
    impaired: IntArray
    wounded: IntArray
    fighters: IntArray
    space: FloatArray
    speed_m_s: FloatArray
    home: IntArray
    family: IntArray
    willing: NDArray[np.bool_]
    prevented: NDArray[np.bool_]
    reason: NDArray[np.uint8]
    departure_s: FloatArray
    service_units: FloatArray
    mind: Mind | None = None

    @property
    def party_count(self) -> int:
        """Number of parties."""
        return len(self.persons)

    @property
    def person_count(self) -> int:
        """Number of people."""
        return int(self.persons.sum())
