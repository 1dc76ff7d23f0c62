"""Walking and bottlenecks: times that can be redone by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.town import INF, gates, links, no_gates, parties, paths, run, table


def test_v1_forty_metres_at_one_metre_a_second() -> None:
    """IMO test 1."""
    engine = run(links([(0, 1)], 40.0), paths([0]), no_gates(), parties([0.0], route=-1))
    assert engine.observe().out_s[0] == 40.0


def test_v2_a_corridor_of_forty_metres_at_rimea_speed() -> None:
    street = links([(0, 1)], 40.0, capacity_per_s=2 * 1.22, storage=40 * 2 * 5.4)
    engine = run(street, paths([0]), no_gates(), parties([0.0], route=-1, speed_m_s=1.33))
    assert engine.observe().out_s[0] == pytest.approx(30.0752, abs=1e-4)


@pytest.mark.parametrize("slice_s", [0.5, 7.0, 60.0, 10_000.0])
def test_v3_a_chain_of_links_drifts_not_whatever_the_interval(slice_s: float) -> None:
    street = links([(i, i + 1) for i in range(10)], 100.0)
    engine = run(street, paths(range(10)), no_gates(), parties([0.0], route=-1, speed_m_s=1.25), 0)
    for end in np.arange(0.0, 900.0, slice_s):
        engine.advance(end)
    engine.advance(900.0)
    assert engine.observe().out_s[0] == 800.0


def test_v10_a_street_end_lets_the_last_of_a_hundred_out_after_74_seconds() -> None:
    street = links([(0, 1)], 5.0, capacity_per_s=1.33)
    engine = run(street, paths([0]), no_gates(), parties(np.zeros(100), route=-1))
    out = np.sort(engine.observe().out_s)
    assert out[-1] - out[0] == pytest.approx(99 / 1.33, abs=1e-9)  # 74.44 s
    for start in out:
        for x in (1.0, 10.0, 50.0):
            passed = np.count_nonzero((out > start) & (out <= start + x))
            assert passed <= 1.33 * x + 1.0


def test_v10_a_checkpoint_lets_the_last_of_a_hundred_out_after_75_seconds() -> None:
    street = links([(0, 1)], 5.0)
    gate = gates(1, lanes=1, service_s=1 / 1.33)
    engine = run(street, table(street, 1, 2), gate, parties(np.zeros(100)))
    assert engine.observe().out_s.max() - 5.0 == pytest.approx(100 / 1.33, abs=1e-9)  # 75.19 s


@pytest.mark.parametrize(("exits", "expected_s"), [(4, 250 / 1.33), (2, 500 / 1.33)])
def test_v11_half_the_exits_take_twice_the_time(exits: int, expected_s: float) -> None:
    street = links([(0, 1 + i) for i in range(exits)], 2.0)
    routes = paths(*[[i] for i in range(exits)], gate=range(exits))
    gate = gates(range(1, 1 + exits), lanes=1, service_s=1 / 1.33)
    people = parties(np.zeros(1000), route=-1 - np.arange(1000) % exits)
    engine = run(street, routes, gate, people)
    assert engine.observe().out_s.max() - 2.0 == pytest.approx(expected_s, abs=1e-6)


@pytest.mark.parametrize(("width_m", "expected_s"), [(0.8, 140.98), (1.0, 112.78), (1.2, 93.98)])
def test_v12_wider_bottlenecks_pass_people_sooner(width_m: float, expected_s: float) -> None:
    street = links([(0, 1)], 2.0)
    gate = gates(1, lanes=1, service_s=1 / (1.33 * width_m))
    engine = run(street, table(street, 1, 2), gate, parties(np.zeros(150)))
    assert engine.observe().out_s.max() - 2.0 == pytest.approx(expected_s, abs=0.005)


def test_v13_nobody_queues_at_the_second_of_two_equal_bottlenecks() -> None:
    street = links([(0, 1), (1, 2)], 20.0, capacity_per_s=1.33)
    engine = run(street, paths([0, 1]), no_gates(), parties(np.zeros(150), route=-1), 0.0)
    for second in range(1, 170):
        engine.advance(float(second))
        seen = engine.observe()
        waiting = np.count_nonzero((seen.link == 1) & (seen.ready_s <= second))
        assert waiting <= 1


def test_v47_a_household_arrives_with_its_slowest_member() -> None:
    """Four at 1.25 and one at 0.5 m/s are one party of five at 0.5 m/s: 500 m take 1000 s."""
    household = parties([0.0], route=-1, persons=5, speed_m_s=0.5)
    engine = run(links([(0, 1)], 500.0), paths([0]), no_gates(), household)
    assert engine.observe().out_s[0] == 1000.0


def test_people_overtake_while_walking() -> None:
    street = links([(0, 1)], 100.0, capacity_per_s=10.0)
    people = parties([0.0, 10.0, 20.0], route=-1, speed_m_s=[0.5, 1.0, 2.0])
    engine = run(street, paths([0]), no_gates(), people)
    assert engine.observe().out_s.tolist() == [200.0, 110.0, 70.0]


def test_people_do_not_overtake_in_a_queue() -> None:
    """The gate opens at 1000 s: whoever reached the queue first passes first, slow or fast."""
    street = links([(0, 1)], 100.0, capacity_per_s=1.0, storage=200.0)
    gate = gates(1, lanes=1, service_s=10.0, windows=[[(1000.0, INF)]], forecourt_persons=0.0)
    people = parties([0.0, 60.0, 70.0, 200.0], speed_m_s=[2.0, 0.5, 2.0, 2.0])
    engine = run(street, table(street, 1, 2), gate, people)
    order = np.argsort(engine.observe().service_begin_s)
    assert order.tolist() == [0, 2, 3, 1]  # ends reached at 50, 120, 250, 260 s


def test_a_speed_limit_binds_the_fast_alone() -> None:
    street = links([(0, 1)], 100.0)
    street.speed_limit_m_s[:] = 1.0
    engine = run(street, paths([0]), no_gates(), parties([0, 0], route=-1, speed_m_s=[0.5, 2.0]))
    assert engine.observe().out_s.tolist() == [200.0, 100.0]


def test_a_closed_link_opens_again() -> None:
    street = links([(0, 1), (1, 2)], 10.0, capacity_per_s=1.0)
    engine = run(street, paths([0, 1]), no_gates(), parties(np.zeros(5), route=-1), 1.0)
    engine.set_capacity_factor([1], [0.0])
    engine.advance(100.0)
    assert engine.observe().link_left.tolist() == [0, 0]
    assert engine.finished
    engine.set_capacity_factor([1], [1.0])
    engine.advance(INF)
    assert engine.observe().out_s.tolist() == [110.0, 111.0, 112.0, 113.0, 114.0]


def test_departures_may_be_set_during_the_run() -> None:
    street = links([(0, 1)], 10.0)
    engine = run(street, paths([0]), no_gates(), parties([INF, 5.0], route=-1), 2.0)
    engine.set_out([0, 1], [3.0, 7.0], [-1, -1])
    engine.advance(INF)
    assert engine.observe().out_s.tolist() == [13.0, 17.0]
    with pytest.raises(ValueError, match="not at home"):
        engine.set_out([0], [INF], [-1])


def test_a_party_has_at_most_65535_persons() -> None:
    street = links([(0, 1)], 10.0)
    crowd = replace(parties([0.0], route=-1), persons=np.array([65_535], np.int32))
    engine = run(street, paths([0]), no_gates(), crowd, 5.0)
    assert engine.observe().link_persons.tolist() == [65_535]
    engine.advance(INF)
    assert engine.observe().out_persons == 65_535
    larger = replace(crowd, persons=np.array([65_536], np.int32))
    with pytest.raises(ValueError, match="persons must be above 0, and below 65,536"):
        run(street, paths([0]), no_gates(), larger)
