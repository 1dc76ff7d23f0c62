"""From where a party is to the status that people read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine import Observation, Place
from sim.population.population import Population
from sim.results.status import STATUS_CODE

StatusArray = NDArray[np.uint8]
Rows = slice | NDArray[np.integer] | int
"""Which parties: a position, an array of them, or a slice."""

EVERYONE = slice(None)

AT_HOME, STAYED, PREVENTED, MOVING, QUEUED, RETURNED, SHELTERING, STRANDED, OUT = (
    STATUS_CODE[name]
    for name in (
        "at_home",
        "stayed",
        "prevented",
        "moving",
        "queued",
        "returned",
        "sheltering",
        "stranded",
        "out",
    )
)

ON_THE_WAY = [MOVING, QUEUED]
"""Statuses of who has set out and is not out: `stranded`, once the run is over."""


def _status(place: Place, *, walking: bool, willing: bool, prevented: bool) -> int:
    """Return one party's status code: the rule, as it is read."""
    match place:
        case Place.HOME if not willing:
            return STAYED
        case Place.HOME if prevented:
            return PREVENTED
        case Place.HOME:
            return AT_HOME
        case Place.LINK if walking:
            return MOVING
        case Place.WAY | Place.SAFE:
            return OUT
        case Place.ARRIVED:
            return SHELTERING
    return QUEUED


_WALKING, _WILLING, _PREVENTED = np.uint8(1), np.uint8(2), np.uint8(4)
_RULE = np.array(
    [
        _status(place, walking=bool(bits & 1), willing=bool(bits & 2), prevented=bool(bits & 4))
        for place in Place
        for bits in range(8)
    ],
    np.uint8,
)
"""The rule for every place and every combination of walking, willing and prevented."""


def status_codes(
    population: Population,
    observation: Observation,
    where: NDArray[np.int32],
    rows: Rows = EVERYONE,
) -> StatusArray:
    """Return the status codes while a run goes on of the parties in `rows`.

    Codes are positions in ``STATUSES``; (P,) `where` is the node that each party sets out from.
    A party at home has `stayed` (does not want to leave), is `prevented` (wants to and is kept),
    or is `at_home` (has yet to set out). On a street it is `moving` until it reaches the end of its
    link or of the queue there; it is `queued` then, at its door, in the forecourt and in the lane.
    Who rests has `returned` at home, and is `sheltering` elsewhere.
    """
    bits = (
        (observation.ready_s[rows] > observation.now_s) * _WALKING
        + population.willing[rows] * _WILLING
        + population.prevented[rows] * _PREVENTED
    )
    # Every index lies in the table, and not to check that again takes half the time.
    codes: StatusArray = _RULE.take(observation.place[rows] * np.uint8(8) + bits, mode="clip")
    at_home = where[rows] == population.home[rows]
    returned: StatusArray = np.where(at_home & (codes == SHELTERING), np.uint8(RETURNED), codes)
    return returned


def final_codes(status: StatusArray) -> StatusArray:
    """Return the status codes once the run is over: who is still on the way is `stranded`."""
    return np.where(np.isin(status, ON_THE_WAY), STRANDED, status).astype(np.uint8)


def at_rest(*, parties: int, links: int, gates: int, classes: int) -> Observation:
    """Return the world before anything has happened: everyone at home at second 0."""
    never = np.full(parties, np.nan)
    nobody = np.zeros(links, np.int64)
    return Observation(
        now_s=0.0,
        place=np.full(parties, Place.HOME, np.uint8),
        link=np.full(parties, -1, np.int32),
        gate=np.full(parties, -1, np.int16),
        ready_s=never,
        set_out_s=never,
        gate_arrival_s=never,
        service_begin_s=never,
        out_s=never,
        safe_s=never,
        arrived_s=never,
        link_persons=nobody,
        link_space=np.zeros(links),
        link_entered=nobody,
        link_left=nobody,
        link_delay_s=np.zeros(links),
        gate_waiting=np.zeros((gates, classes), np.int64),
        gate_lanes_busy=np.zeros(gates, np.int32),
        gate_busy_s=np.zeros(gates),
    )
