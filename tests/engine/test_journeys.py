"""What may be changed of journeys: routes to places, calling off, turning round, new tables."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import AT_GATE, NO_WAY, Engine, Place, Routes
from tests.engine.town import INF, gates, links, no_gates, parties, paths, run, table

STREET = [(0, 1), (1, 0)]
"""A street of 100 m there and back, links 0 and 1."""


def test_a_table_may_lead_to_places_that_are_no_gates() -> None:
    road = links([(0, 1), (1, 2)])
    shelter = Routes(np.array([[0, 1, AT_GATE]], np.int32), np.array([-1], np.int32))
    seen = run(road, shelter, no_gates(), parties([0.0, 5.0])).observe()
    assert (seen.place == Place.ARRIVED).all()
    assert seen.arrived_s.tolist() == [200.0, 205.0]
    assert np.isnan(seen.safe_s).all()
    assert seen.link_entered.tolist() == seen.link_left.tolist() == [2, 2]


def test_who_has_arrived_may_set_out_again_and_come_home() -> None:
    road = links(STREET)
    engine = run(road, paths([0], [1], nodes=2), no_gates(), parties([INF], route=-1))
    there, back = engine.add_routes([np.array([0]), np.array([1])])
    engine.set_out(0, 1000.0, there)
    engine.advance(2000.0)
    assert engine.observe().arrived_s[0] == 1100.0
    engine.set_out(0, 5000.0, back)
    engine.advance(6000.0)
    seen = engine.observe()
    assert (seen.arrived_s[0], seen.set_out_s[0]) == (5100.0, 1000.0)
    assert engine.finished


def test_a_departure_that_is_called_off_or_put_off_does_not_hold_up_the_others() -> None:
    road = links(STREET)
    engine = Engine(road, paths([0], nodes=2), no_gates(), parties([10.0, 20.0, 30.0], route=-1))
    engine.call_off(0)
    engine.set_out(1, 500.0, -1)
    engine.advance(25.0)
    engine.set_out(1, 700.0, -1)
    engine.advance(INF)
    seen = engine.observe()
    assert seen.place.tolist() == [Place.HOME, Place.SAFE, Place.SAFE]
    assert seen.safe_s[1:].tolist() == [800.0, 130.0]
    assert engine.finished


def test_who_waits_at_the_door_may_go_in_again_and_those_behind_move_up() -> None:
    # One space a second: five come at once; the third goes in again at 1.5 s.
    road = links(STREET, capacity_per_s=1.0)
    engine = Engine(road, paths([0], nodes=2), no_gates(), parties(np.zeros(5), route=-1))
    engine.advance(1.5)
    engine.call_off(2)
    with pytest.raises(ValueError, match="set out already"):
        engine.call_off(0)
    engine.advance(INF)
    seen = engine.observe()
    assert seen.place[2] == Place.HOME
    assert seen.set_out_s[[0, 1, 3, 4]].tolist() == [0.0, 1.0, 2.0, 3.0]


def test_speed_factors_hold_for_links_entered_from_then_on() -> None:
    # 100 m at 1 m/s each: the second at half speed, the third at half of half.
    road = links([(0, 1), (1, 2), (2, 3)])
    engine = Engine(road, paths([0, 1, 2], nodes=4), no_gates(), parties([0.0], route=-1))
    engine.set_link_speed_factor(2, 0.5)
    engine.advance(50.0)
    engine.set_speed_factor(0.5)
    engine.advance(INF)
    assert engine.observe().safe_s[0] == 100.0 + 200.0 + 400.0
    for wrong in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="not above 0"):
            engine.set_speed_factor(wrong)


def test_a_queued_head_that_is_redirected_leaves_at_once_and_frees_those_behind() -> None:
    # Link 1 is full after two; from 1 another way, link 2, is free.
    road = links([(0, 1), (1, 2), (1, 3)], storage=[INF, 2.0, INF])
    engine = Engine(
        road,
        paths([0, 1], gate=0, nodes=4),
        gates(2, lanes=0, forecourt_persons=0.0),
        parties([0.0, 1.0, 2.0, 3.0], route=-1),
    )
    engine.advance(500.0)
    assert engine.observe().link.tolist() == [1, 1, 0, 0]
    other = engine.add_routes([np.array([2])])
    engine.redirect([2, 3], other)
    engine.advance(700.0)
    seen = engine.observe()
    assert seen.arrived_s[2:].tolist() == [600.0, 600.0]
    with pytest.raises(ValueError, match="does not lead on"):
        engine.redirect(0, other)


def test_who_leaves_a_forecourt_comes_back_into_the_street_and_makes_room() -> None:
    # The forecourt holds two; the third stands in the street until the first walks home.
    road = links(STREET)
    shut = gates(1, windows=[[(1e6, INF)]], forecourt_persons=2.0)
    engine = Engine(road, table(road, 1, 2), shut, parties([0.0, 1.0, 2.0]))
    engine.advance(200.0)
    seen = engine.observe()
    assert seen.place.tolist() == [Place.FORECOURT, Place.FORECOURT, Place.LINK]
    engine.redirect(0, engine.add_routes([np.array([1])]))
    engine.advance(400.0)
    seen = engine.observe()
    assert seen.arrived_s[0] == 300.0
    assert (seen.gate[0], np.isnan(seen.gate_arrival_s[0]), seen.set_out_s[0]) == (-1, True, 0.0)
    assert seen.gate_arrival_s[1:].tolist() == [101.0, 200.0]
    assert seen.gate_waiting.sum() == 2


def test_a_walker_turns_round_where_it_is() -> None:
    # 30 m into the street at 30 s; back at the beginning at 60 s.
    road = links(STREET)
    engine = Engine(road, paths([0], nodes=2), no_gates(), parties([0.0, 0.0], route=-1))
    engine.advance(30.0)
    engine.turn_back(1, engine.add_routes([np.array([1])]))
    engine.advance(INF)
    seen = engine.observe()
    assert (seen.safe_s[0], seen.arrived_s[1]) == pytest.approx((100.0, 60.0))
    assert seen.link_entered.tolist() == [2, 1]
    assert seen.link_left.tolist() == [2, 1]


def test_a_queue_turns_round_from_where_each_stands() -> None:
    # At 1 a metre, the four of the queue stand 0, 1, 2 and 3 m from the end of 100 m.
    road = links(STREET, storage=100.0, wave_speed_m_s=0.25)
    shut = gates(1, lanes=0, forecourt_persons=0.0)
    engine = Engine(road, table(road, 1, 2), shut, parties([0.0, 1.0, 2.0, 3.0]))
    engine.advance(500.0)
    home = engine.add_routes([np.array([1])])
    engine.turn_back([3, 1], home)
    # The room ahead takes 4 s a metre: the third stands still at 502 s; the first at the end too.
    engine.advance(502.0)
    engine.turn_back(2, home)
    engine.advance(INF)
    seen = engine.observe()
    assert seen.arrived_s[[1, 3]] == pytest.approx([599.0, 597.0])
    assert seen.arrived_s[2] == pytest.approx(502.0 + 98.0)
    assert seen.place[0] == Place.LINK


def test_the_room_of_who_turned_travels_back_from_where_it_stood() -> None:
    # Ten fill 10 m (1 a metre, waves 0.5 m/s) behind a shut gate; the eleventh waits at its door.
    # Whoever stands 6 m from the end turns at 100 s: its room has 4 m to the entrance, 8 s.
    road = links(STREET, length_m=10.0, storage=10.0, wave_speed_m_s=0.5)
    shut = gates(1, lanes=0, forecourt_persons=0.0)
    engine = Engine(road, table(road, 1, 2), shut, parties(np.arange(11.0)))
    engine.advance(100.0)
    assert engine.observe().place[10] == Place.DOOR
    engine.turn_back(6, engine.add_routes([np.array([1])]))
    engine.advance(200.0)
    assert engine.observe().set_out_s[10] == pytest.approx(108.0)


def test_turning_on_to_a_full_street_is_a_debt_that_room_repays_first() -> None:
    # Three walk the other way on a street that holds two; who comes later waits for two to leave.
    road = links(STREET, storage=[INF, 2.0])
    people = parties([0.0, 0.0, 0.0, 60.0], home=[0, 0, 0, 1], route=[-1, -1, -1, -2])
    engine = Engine(road, paths([0], [1], nodes=2), no_gates(), people)
    engine.advance(50.0)
    engine.turn_back([0, 1, 2], engine.add_routes([np.array([1])]))
    engine.advance(99.0)
    assert engine.observe().link_space[1] == 3.0
    assert engine.observe().place[3] == Place.DOOR
    engine.advance(INF)
    seen = engine.observe()
    assert seen.set_out_s[3] == pytest.approx(100.0)
    assert seen.arrived_s[:3] == pytest.approx(100.0)


def test_a_new_table_holds_for_walkers_for_the_head_of_a_queue_and_for_doors() -> None:
    # 0 -> 1 -> 3 is the table; 1 -> 3 is full after one; the new table goes by 1 -> 2 -> 3.
    road = links([(0, 1), (1, 3), (1, 2), (2, 3)], storage=[INF, 1.0, INF, INF])
    first = np.array([[0, 1, 3, AT_GATE]], np.int32)
    shut = gates(3, lanes=0, forecourt_persons=0.0)
    people = parties([0.0, 1.0, 2.0, 190.0, 150.0], home=[0, 0, 0, 0, 1])
    engine = Engine(road, Routes(first, np.zeros(1, np.int32)), shut, people)
    engine.advance(200.0)
    assert engine.observe().link.tolist() == [1, 0, 0, 0, -1]
    engine.set_routes(0, np.array([0, 2, 3, AT_GATE], np.int32))
    engine.advance(300.0)
    assert engine.observe().link.tolist() == [1, 2, 2, 2, 2]
    engine.advance(INF)
    assert engine.observe().ready_s[1:].tolist() == [400.0, 400.0, 490.0, 400.0]


def test_who_stood_where_no_way_led_on_goes_on_when_one_does() -> None:
    road = links([(0, 1), (1, 2)])
    nowhere = Routes(np.array([[0, NO_WAY, AT_GATE]], np.int32), np.zeros(1, np.int32))
    engine = Engine(road, nowhere, gates(2), parties([0.0, 5.0, 0.0], home=[0, 0, 1]))
    engine.advance(1000.0)
    assert engine.observe().link.tolist() == [0, 0, -1]
    engine.set_routes(0, np.array([0, 1, AT_GATE], np.int32))
    engine.advance(INF)
    assert engine.observe().safe_s.tolist() == [1100.0, 1100.0, 1100.0]


def test_v57_news_of_a_shut_gate_runs_back_and_everybody_goes_home() -> None:
    """5,000 people stand 5 a metre over 1 km; the news runs back at 1 m/s from 10,000 s on.

    Whoever stands y m from the gate hears of it y s later, and walks 1000 - y m home at 1 m/s: all
    are home at 11,000 s.
    """
    people, length_m = 5000, 1000.0
    road = links(STREET, length_m, storage=5.0 * length_m, wave_speed_m_s=0.25)
    shut = gates(1, windows=[[(1e9, INF)]], forecourt_persons=0.0)
    engine = Engine(road, table(road, 1, 2), shut, parties(np.arange(people) * 0.5))
    home = engine.add_routes([np.array([1])])
    engine.advance(10_000.0)
    assert engine.observe().link_persons[0] == people
    for row in range(0, people, 5):  # five stand abreast in effect: a metre of queue at a time
        engine.advance(10_000.0 + row / 5)
        engine.turn_back(np.arange(row, row + 5), home)
    engine.advance(11_100.0)
    seen = engine.observe()
    assert (seen.place == Place.ARRIVED).all()
    assert seen.link_space.tolist() == [0.0, 0.0]
    # Within a group the fifth stands 0.8 m further back than the first.
    assert np.abs(seen.arrived_s - 11_000.0).max() <= 0.8 + 1e-6
    assert engine.finished or engine.now_s < 1e9


@pytest.mark.parametrize("name", ["redirect", "turn_back"])
def test_what_cannot_be_is_refused(name: str) -> None:
    road = links(STREET)
    engine = run(road, table(road, 1, 2), gates(1), parties([0.0, INF]), 200.0)
    command = getattr(engine, name)
    with pytest.raises(ValueError, match="not at its door, on a link or in a forecourt"):
        command(0, 0)
    with pytest.raises(ValueError, match="no such party"):
        command(7, 0)
    with pytest.raises(ValueError, match="named twice"):
        command([1, 1], 0)
    with pytest.raises(ValueError, match="not at home, nor arrived"):
        engine.set_out(0, 300.0, 0)
    with pytest.raises(ValueError, match="begins elsewhere"):
        engine.set_out(1, 300.0, engine.add_routes([np.array([1])]))
    with pytest.raises(ValueError, match="do not follow"):
        engine.add_routes([np.array([0, 0])])
    with pytest.raises(ValueError, match="other nodes"):
        engine.set_routes(0, np.array([AT_GATE, NO_WAY], np.int32))
