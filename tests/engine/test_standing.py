"""People who stand still on a street, and what they are told meanwhile."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Engine
from tests.engine.town import INF, links, no_gates, parties, paths

STREET = [(0, 1), (1, 0), (1, 2)]
"""100 m there and back, and 100 m on."""


def standing() -> Engine:
    """One walker at 1 m/s, who from 40 s, 40 m on the way, stands for 60 s."""
    engine = Engine(links(STREET), paths([0, 2], nodes=3), no_gates(), parties([0.0], route=-1))
    engine.advance(40.0)
    engine.stand_still([0, 1], 60.0)
    return engine


def test_who_stands_goes_on_after_it() -> None:
    engine = standing()
    engine.advance(INF)
    assert engine.observe().safe_s[0] == 260.0


def test_who_is_redirected_while_standing_stands_on_and_takes_the_other_way() -> None:
    engine = standing()
    engine.advance(50.0)
    (way,) = engine.add_routes([np.array([2])])
    engine.redirect(0, way)
    engine.advance(INF)
    assert engine.observe().arrived_s[0] == pytest.approx(260.0)


def test_who_is_told_to_turn_back_while_standing_goes_back_from_there_when_it_is_over() -> None:
    # stands at 40 m until 100 s, then 40 m back
    engine = standing()
    engine.advance(50.0)
    (home,) = engine.add_routes([np.array([1])])
    engine.turn_back(0, home)
    engine.advance(INF)
    assert engine.observe().arrived_s[0] == pytest.approx(140.0)


def test_who_has_turned_back_stands_on_if_it_lasts_longer() -> None:
    # at 90 s it is known to last until 130 s; told to go on after all, it has the 60 m before it
    engine = standing()
    engine.advance(50.0)
    home, on = engine.add_routes([np.array([1]), np.array([0, 2])])
    engine.turn_back(0, home)
    engine.advance(90.0)
    engine.stand_still([0, 1], 30.0)
    engine.advance(95.0)
    engine.turn_back(0, on)
    engine.advance(INF)
    assert engine.observe().arrived_s[0] == pytest.approx(130.0 + 60.0 + 100.0)


def test_once_it_is_over_people_turn_where_they_are() -> None:
    # at 110 s, 50 m on the way, 50 m back
    engine = standing()
    engine.advance(110.0)
    (home,) = engine.add_routes([np.array([1])])
    engine.turn_back(0, home)
    engine.advance(INF)
    assert engine.observe().arrived_s[0] == pytest.approx(160.0)


def test_being_put_off_thousands_of_times_takes_no_more_room_in_the_calendar() -> None:
    # one walker 9,900 s from the end, put off by a second 9,000 times
    road = links([(0, 1)], length_m=10_000.0)
    engine = Engine(road, paths([0], nodes=2), no_gates(), parties([0.0], route=-1))
    engine.advance(100.0)
    room = len(engine._memory["far"])
    for _ in range(9000):
        engine.stand_still(0, 1.0)
    assert len(engine._memory["far"]) == room
    engine.advance(INF)
    assert engine.observe().safe_s[0] == 19_000.0
