"""From where a party is to the status that people read."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.counting import write_codes
from sim.engine.engine import Observation, Place
from sim.engine.observation import GateTimes, OnStreets
from sim.population.population import Population
from sim.results.status import STATUS_CODE

StatusArray = NDArray[np.uint8]
Rows = slice | NDArray[np.integer] | int | np.integer
"""Which parties: a position, an array of them, or a slice."""

EVERYONE = slice(None)

(
    AT_HOME,
    STAYED,
    PREVENTED,
    MOVING,
    QUEUED,
    RETURNED,
    SHELTERING,
    STRANDED,
    HELD,
    OUT,
    ABOARD,
) = (
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
        "held",
        "out",
        "aboard",
    )
)

ON_THE_WAY = [MOVING, QUEUED, ABOARD]
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
        case Place.ABOARD:
            return ABOARD
        case Place.HELD:
            return HELD
    return QUEUED


_RULE = np.array(
    [
        _status(place, walking=walking, willing=willing, prevented=prevented)
        for place in Place
        for walking in (False, True)
        for willing in (False, True)
        for prevented in (False, True)
    ],
    np.uint8,
).reshape(len(Place), 2, 2, 2)
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
    if isinstance(rows, int | np.integer):
        one = status_codes(population, observation, where, np.array([rows]))
        return one.reshape(())
    place = observation.place[rows]
    codes: StatusArray = np.empty(len(place), np.uint8)
    write_codes(
        _RULE,
        place,
        observation.ready_s[rows],
        population.willing[rows],
        population.prevented[rows],
        float(observation.now_s),
        codes,
    )
    resting = codes == SHELTERING
    if resting.any():
        at_home = where[rows] == population.home[rows]
        codes = np.where(resting & at_home, np.uint8(RETURNED), codes)
    return codes


def final_codes(status: StatusArray) -> StatusArray:
    """Return the status codes once the run is over: who is still on the way is `stranded`."""
    return np.where(np.isin(status, ON_THE_WAY), STRANDED, status).astype(np.uint8)


def at_rest(*, parties: int, links: int, gates: int, classes: int) -> Observation:
    """Return the world before anything has happened: everyone at home at second 0."""
    never = np.full(parties, np.nan)
    nobody = np.zeros(links, np.int64)
    place, link = np.full(parties, Place.HOME, np.uint8), np.full(parties, -1, np.int32)
    for array in (place, link, never):
        array.flags.writeable = False  # as the engine gives them: or much would be compiled twice
    return Observation(
        now_s=0.0,
        place=place,
        look_at_streets=partial(OnStreets, link, never, nobody, nobody, nobody, nobody),
        look_at_gates=partial(GateTimes, never, never, never),
        gate=np.full(parties, -1, np.int16),
        set_out_s=never,
        service_begin_s=never,
        out_s=never,
        arrived_s=never,
        out_persons=0,
        link_still_until_s=np.full(links, -np.inf),
        link_space=np.zeros(links),
        link_delay_s=np.zeros(links),
        gate_waiting=np.zeros((gates, classes), np.int64),
        gate_lanes_busy=np.zeros(gates, np.int32),
        gate_busy_s=np.zeros(gates),
    )
