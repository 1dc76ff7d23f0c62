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

AT_HOME, STAYED, PREVENTED, MOVING, QUEUED, STRANDED, OUT = (
    STATUS_CODE[name]
    for name in ("at_home", "stayed", "prevented", "moving", "queued", "stranded", "out")
)

_BY_PLACE = np.zeros(len(Place), np.uint8)
_BY_PLACE[[Place.DOOR, Place.LINK, Place.FORECOURT, Place.LANE]] = QUEUED
_BY_PLACE[[Place.WAY, Place.SAFE]] = OUT


def status_codes(
    population: Population, observation: Observation, rows: Rows = EVERYONE
) -> StatusArray:
    """Return the status codes of the parties in `rows`, positions in ``STATUSES``.

    A party at home has `stayed` (does not want to leave), is `prevented` (wants to and is kept),
    or is `at_home` (has yet to set out). On a street it is `moving` until it reaches the end of its
    link or of the queue there, `queued` then, at its door, in the forecourt and in the lane.
    """
    place = observation.place[rows]
    status = _BY_PLACE[place]
    walking = (place == Place.LINK) & (observation.ready_s[rows] > observation.now_s)
    status = np.where(walking, MOVING, status)
    at_home = place == Place.HOME
    willing = population.willing[rows]
    status = np.where(at_home & ~willing, STAYED, status)
    status = np.where(at_home & willing & population.prevented[rows], PREVENTED, status)
    return status.astype(np.uint8)


def final_codes(status: StatusArray) -> StatusArray:
    """Return the status codes once the run is over: who is still on the way is `stranded`."""
    on_the_way = (status == MOVING) | (status == QUEUED)
    return np.where(on_the_way, STRANDED, status).astype(np.uint8)


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
        link_persons=nobody,
        link_space=np.zeros(links),
        link_entered=nobody,
        link_left=nobody,
        link_delay_s=np.zeros(links),
        gate_waiting=np.zeros((gates, classes), np.int64),
        gate_lanes_busy=np.zeros(gates, np.int32),
        gate_busy_s=np.zeros(gates),
    )
