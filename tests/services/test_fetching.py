"""Ambulances that fetch people at home, by hand: homes on a line, driving times by distance."""

from __future__ import annotations

import math

from sim.services.checkpoint import Checkpoint
from sim.services.fetching import BASE, CORRIDOR, FetchingFleet
from sim.services.operations import advance
from sim.services.service import Book, Refusal, Service

HOMES = {BASE: 0.0, CORRIDOR: 1000.0}


def fleet(homes: list[float], **changes: float) -> tuple[FetchingFleet, Checkpoint, Book]:
    """Two stretchers, 10 s a stop, 20 s a person, 100 s a kilometre; base at 0, gate at 1 km."""
    at = HOMES | dict(enumerate(homes))
    values = {"vehicles": 1, "seats": 0, "stretchers": 2, "board_s": 20.0} | changes
    service = Service(
        drive_s=100.0,
        return_s=100.0,
        to_corridor_s=100.0,
        alight_s=5.0,
        **values,  # type: ignore[arg-type]
    )
    checkpoint, book = Checkpoint(), Book(len(homes))
    return (
        FetchingFleet(service, checkpoint, book, lambda a, b: abs(at[a] - at[b]) / 10.0),
        checkpoint,
        book,
    )


def test_it_goes_to_who_asked_first_then_to_the_nearest_then_out_and_back() -> None:
    ambulance, checkpoint, book = fleet([800.0, 100.0, 700.0])
    for party in range(3):
        ambulance.arrive(0.0, party, (0, 1), 1)
    advance([ambulance, checkpoint], math.inf)
    first, second = ambulance.trips
    # At 80 s there, loaded at 110; 10 s to 700 m, loaded at 150; 30 s to the gate.
    assert first.parties == (0, 2)
    assert (first.loading_s, first.left_s, first.passed_s) == (80.0, 150.0, 180.0)
    assert (first.emptied_s, first.back_s) == (190.0, 290.0)
    assert book.boarding_s.tolist() == [80.0, 300.0, 120.0]
    assert second.parties == (1,)
    assert second.passed_s == 290.0 + 10.0 + 30.0 + 90.0
    assert book.out_s.tolist() == [185.0, 425.0, 190.0]


def test_nobody_is_fetched_who_would_not_be_at_the_corridor_before_it_shuts() -> None:
    ambulance, checkpoint, _ = fleet([800.0, 100.0], windows=((0.0, 130.0),))  # type: ignore[arg-type]
    ambulance.arrive(0.0, 0, (0, 1), 1)
    ambulance.arrive(0.0, 1, (0, 1), 1)
    advance([ambulance, checkpoint], math.inf)
    # To 800 m and out: 80 + 30 + 20 = 130, not before the close. To 100 m: 10 + 30 + 90 too.
    assert ambulance.trips == []
    assert {why for why, _ in ambulance.refused.values()} == {Refusal.NO_SEAT}


def test_two_vehicles_fetch_two_at_a_time() -> None:
    ambulance, checkpoint, book = fleet([500.0, 500.0], stretchers=1, vehicles=2)
    for party in range(2):
        ambulance.arrive(0.0, party, (0, 1), 1)
    advance([ambulance, checkpoint], math.inf)
    assert book.out_s.tolist() == [135.0, 135.0]
