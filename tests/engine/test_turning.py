"""Turning round where people stand: in streets shared by both directions, by curved diagrams."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from sim.engine import Engine, Links, Parties, Place
from sim.plan.diagrams import diagram_of
from sim.plan.street_links import engine_pieces
from sim.scenario.streets import Movement
from tests.engine.town import INF, gates, links, no_gates, parties, paths, table

STREET = [(0, 1), (1, 0)]
F = 0.15
WEIDMANN = diagram_of(Movement(diagram="weidmann"))


def shared(**changes: float) -> Links:
    """A street of 100 m whose directions share it."""
    return replace(links(STREET, **changes), least_share=F)


def weidmann(length_m: float, *, least_share: float = 0.0) -> Links:
    """A street a metre wide, each direction, with the Weidmann diagram."""
    road = links(
        STREET,
        length_m,
        capacity_per_s=WEIDMANN.specific_flow_per_m_s,
        storage=WEIDMANN.jam_density_per_m2 * length_m,
        wave_speed_m_s=WEIDMANN.wave_speed_m_s,
    )
    return replace(road, least_share=least_share, pieces=engine_pieces(WEIDMANN))


def held(road: Links, people: Parties) -> Engine:
    """Everyone on the way to a gate that lets nobody in."""
    return Engine(road, table(road, 1, 2), gates(1, lanes=0, forecourt_persons=0.0), people)


@pytest.mark.parametrize("road", [shared(), weidmann(100.0), weidmann(100.0, least_share=F)])
def test_a_walker_turns_round_where_it_is(road: Links) -> None:
    # 30 m into the street at 30 s; back at the beginning at 60 s.
    engine = Engine(road, paths([0], nodes=2), no_gates(), parties([0.0], route=-1))
    engine.advance(30.0)
    engine.turn_back(0, engine.add_routes([np.array([1])]))
    engine.advance(INF)
    assert engine.observe().arrived_s[0] == pytest.approx(60.0)


def test_who_is_on_which_street_may_be_asked_late_but_not_too_late() -> None:
    engine = Engine(shared(), paths([0], nodes=2), no_gates(), parties([0.0], route=-1))
    engine.advance(30.0)
    before, unasked = engine.observe(), engine.observe()
    assert engine.observe().look_at_streets() is before.look_at_streets()
    engine.turn_back(0, engine.add_routes([np.array([1])]))
    turned = engine.observe()
    # What was observed stays as it was, also where it is asked for after people were told to turn.
    assert (unasked.link[0], unasked.ready_s[0], unasked.link_persons.tolist()) == (
        0,
        100.0,
        [1, 0],
    )
    assert (turned.link[0], turned.link_persons.tolist()) == (1, [0, 1])
    assert turned.ready_s[0] == pytest.approx(60.0)
    late = engine.observe()
    engine.advance(40.0)
    assert late.link[0] == 1  # it had been looked up for `turned`
    never = engine.observe()
    engine.advance(50.0)
    for name in ("link", "gate_arrival_s"):
        with pytest.raises(RuntimeError, match=r"at 40\.0 s was not asked then; now it is 50\.0 s"):
            getattr(never, name)


def test_an_engine_goes_with_the_last_who_knows_it() -> None:
    engine = Engine(shared(), paths([0], nodes=2), no_gates(), parties([0.0], route=-1))
    seen, gone = engine.observe(), ref(engine)
    del engine
    assert seen.link[0] == -1
    del seen
    assert gone() is None


def test_a_queue_in_a_shared_street_turns_round_from_where_each_stands() -> None:
    # At 1 a metre, those of the queue stand 0, 1, 2 and 3 m from the end of 100 m.
    engine = held(shared(storage=100.0, wave_speed_m_s=0.25), parties([0.0, 1.0, 2.0, 3.0]))
    engine.advance(500.0)
    engine.turn_back([3, 1], engine.add_routes([np.array([1])]))
    engine.advance(INF)
    seen = engine.observe()
    assert seen.arrived_s[[1, 3]] == pytest.approx([599.0, 597.0])
    assert (seen.place[[0, 2]] == Place.LINK).all()
    assert seen.link_space.tolist() == [2.0, 0.0]


def test_a_queue_that_shares_its_street_is_as_long_as_its_width_makes_it() -> None:
    # Ten wait at either end of 100 m that hold 100 in each direction alone, 100 / 0.85 in all. Each
    # queue has half of that, 0.588 a metre: the last of ten has 9 before it, 9 / 0.588 = 15.3 m.
    road = shared(storage=100.0, wave_speed_m_s=0.25)
    shut = gates([1, 0], lanes=0, forecourt_persons=0.0)
    routes = paths([0], [1], gate=[0, 1], nodes=2)
    way = [-1] * 10 + [-2] * 10
    people = parties(np.zeros(20), home=[0] * 10 + [1] * 10, route=way)
    engine = Engine(road, routes, shut, people)
    engine.advance(1000.0)
    engine.turn_back(9, engine.add_routes([np.array([1])]))
    engine.advance(1001.0)
    back_m = engine.observe().ready_s[9] - 1000.0
    assert back_m == pytest.approx(100.0 - 9.0 / (50.0 / 0.85) * 100.0)


def test_the_room_of_who_turned_in_a_shared_street_travels_back_from_where_it_stood() -> None:
    # Ten fill 10 m (1 a metre, waves 0.5 m/s); the eleventh waits at its door. Whoever stands 6 m
    # from the end turns at 100 s: its room has 4 m to the entrance, 8 s.
    road = replace(links(STREET, length_m=10.0, storage=10.0, wave_speed_m_s=0.5), least_share=F)
    engine = held(road, parties(np.arange(11.0)))
    engine.advance(100.0)
    engine.turn_back(6, engine.add_routes([np.array([1])]))
    engine.advance(200.0)
    assert engine.observe().set_out_s[10] == pytest.approx(108.0)


def test_the_room_of_who_turned_travels_back_at_the_wave_of_the_curve_that_is_full() -> None:
    # 54 stand in 10 m at 5.4 /m2; the one with 27 before it, 5 m from the end, turns at 1000 s. The
    # wave that leads to the jam density, 0.434 m/s, has 5 m to the entrance.
    engine = held(weidmann(10.0), parties(np.arange(60.0), speed_m_s=1.34))
    engine.advance(1000.0)
    seen = engine.observe()
    assert (seen.place == Place.LINK).sum() == 54
    engine.turn_back(27, engine.add_routes([np.array([1])]))
    engine.advance(1100.0)
    assert engine.observe().set_out_s[54] == pytest.approx(1000.0 + 5.0 / 0.434)
    assert engine.observe().arrived_s[27] == pytest.approx(1000.0 + 5.0 / 1.34)


def test_a_slope_of_a_curve_counts_who_turned_as_gone_and_lets_everyone_else_out() -> None:
    # Half of 600 turn at 200 s, wherever they are on 200 m; nobody is lost and nothing is owed.
    road = weidmann(200.0, least_share=F)
    people = parties(np.arange(600) * 0.9, route=-1, speed_m_s=1.34)
    engine = Engine(road, paths([0], nodes=2), no_gates(), people)
    engine.advance(200.0)
    on = np.flatnonzero(engine.observe().place == Place.LINK)[::2]
    engine.turn_back(on, np.full(len(on), engine.add_routes([np.array([1])])[0]))
    engine.advance(INF)
    seen = engine.observe()
    assert len(on) > 50
    assert np.isfinite(seen.arrived_s[on]).all()
    assert np.isfinite(seen.safe_s).sum() == 600 - len(on)
    assert seen.link_space.tolist() == [0.0, 0.0]


def test_a_knot_of_many_streets_turns_though_every_log_begins_at_once() -> None:
    # 1,500 streets that hold two each, in a ring; whoever is first in each wants the next. The
    # pools of the engine begin smaller than what one turn of it writes down.
    number = 1500
    road = links(
        [(i, (i + 1) % number) for i in range(number)],
        length_m=1.0,
        storage=2.0,
        wave_speed_m_s=0.5,
        capacity_per_s=4.0,
    )
    laps = [[(i + step) % number for step in range(3)] for i in range(number)]
    people = parties(
        np.full(2 * number, INF),
        home=np.repeat(np.arange(number), 2),
        route=-1 - np.repeat(np.arange(number), 2),
    )
    engine = Engine(road, paths(*laps, nodes=number), no_gates(), people)
    link = np.repeat(np.arange(number, dtype=np.int32), 2)
    engine.place_on_link(np.arange(2 * number), link, np.full(2 * number, 1.0))
    engine.advance(INF)
    (knot,) = engine.knots()
    assert len(knot.links) == number
    assert np.isfinite(engine.observe().safe_s).all()
