"""Kinematic waves, spillback, merges, gridlock."""

import numpy as np
import pytest

from tests.engine.town import INF, gates, links, no_gates, parties, paths, run, table


def test_v31_free_traffic_takes_the_free_time() -> None:
    """A 1 km link at 20 m/s, 0.5 vehicles/s for 500 s: 250 trips of 50 s."""
    street = links([(0, 1)], 1000.0, 0.8, 200.0, 5.0)
    people = parties(np.arange(250) * 2.0, route=-1, speed_m_s=20.0)
    seen = run(street, paths([0]), no_gates(), people).observe()
    assert (seen.out_s - seen.set_out_s).sum() == pytest.approx(12_500.0)


def blocked(street_m: float, width: float, jam: float, per_s: float, speed: float, wave: float):
    """A link that is fed and whose end is shut."""
    capacity = jam * width / (1 / speed + 1 / wave)
    street = links([(0, 1), (1, 2)], street_m, capacity, jam * street_m * width, wave)
    count = int(2 * jam * street_m * width)
    people = parties(np.arange(count) / per_s, route=-1, speed_m_s=speed)
    engine = run(street, paths([0, 1]), no_gates(), people, 0.0)
    engine.set_capacity_factor([1], [0.0])
    return engine


def test_v32_a_blocked_link_fills_from_its_end() -> None:
    engine = blocked(1000.0, 1.0, 0.2, 0.5, 20.0, 5.0)
    engine.advance(INF)
    seen = engine.observe()
    entered = seen.set_out_s[np.isfinite(seen.set_out_s)]
    assert len(entered) == 200
    assert entered.max() == 398.0  # the next would come at 400 s, when it is full
    assert np.nanmin(seen.ready_s) == 50.0


def test_v33_a_blocked_street_fills_and_starts_again_at_the_wave_speed() -> None:
    """100 x 4 m at 1.34 m/s, 5.4 /m2, 1.2 /m/s: full 1005 s after the queue starts; 375 s wave."""
    wave = 1.2 / (5.4 - 1.2 / 1.34)
    assert wave == pytest.approx(0.2664, abs=1e-4)
    engine = blocked(100.0, 4.0, 5.4, 2.0, 1.34, wave)
    engine.advance(5000.0)
    seen = engine.observe()
    entered = seen.set_out_s[np.isfinite(seen.set_out_s)]
    assert len(entered) == 2160
    assert entered.max() + 0.5 - 100 / 1.34 == pytest.approx(1005.0, abs=1.0)
    engine.set_capacity_factor([1], [1.0])
    engine.advance(6000.0)
    later = np.sort(engine.observe().set_out_s)
    first_left = 5000.0
    restart = later[later > 5000.0][0] - first_left
    assert restart == pytest.approx(100.0 / wave, abs=0.5)  # 375 s


def merge(demands: tuple[float, float], capacities: tuple[float, float], seconds: float):
    """Two links into one whose capacity is 0.8; how many a second come from each."""
    street = links([(0, 2), (1, 2), (2, 3)], 10.0, (*capacities, 0.8), 1e6)
    times = [np.arange(0.0, seconds, 1.0 / demand) for demand in demands]
    home = np.concatenate([np.full(len(t), i) for i, t in enumerate(times)])
    people = parties(np.concatenate(times), home=home, route=-1 - home)
    engine = run(street, paths([0, 2], [1, 2]), no_gates(), people, seconds)
    left = engine.observe().link_left
    return left[0] / seconds, left[1] / seconds


@pytest.mark.parametrize(
    ("demands", "capacities", "expected"),
    [
        ((0.5, 0.5), (1.0, 1.0), (0.4, 0.4)),
        ((0.2, 0.8), (1.0, 1.0), (0.2, 0.6)),
        ((0.8, 0.8), (2.0, 1.0), (0.5333, 0.2667)),
    ],
)
def test_v34_merges_share_by_capacity_and_waste_nothing(demands, capacities, expected) -> None:
    assert merge(demands, capacities, 5000.0) == pytest.approx(expected, abs=0.005)


def ring(count_each: int, **rules: str):
    """Four full links in a ring, everybody wants to go round for ever."""
    street = links([(0, 1), (1, 2), (2, 3), (3, 0)], 10.0, 2.0, float(count_each), 1.0)
    laps = [[(start + i) % 4 for i in range(400)] for start in range(4)]
    people = parties(np.full(4 * count_each, INF), route=-1 - np.repeat(np.arange(4), count_each))
    engine = run(street, paths(*laps), no_gates(), people, 0.0, **rules)
    where = np.repeat(np.arange(4), count_each)
    engine.place_on_link(
        np.arange(4 * count_each), where, np.tile(np.linspace(0, 9, count_each), 4)
    )
    return engine


def test_v35_a_full_ring_stands_and_is_named() -> None:
    engine = ring(20, gridlock="hold")
    engine.advance(3600.0)
    seen = engine.observe()
    assert seen.link_left.tolist() == [0, 0, 0, 0]
    assert seen.link_persons.tolist() == [20, 20, 20, 20]
    (knot,) = engine.knots()
    assert knot.links == (0, 1, 2, 3)
    assert knot.persons == 80
    assert knot.turned == 0
    assert engine.finished


def test_a_squeezed_ring_turns_at_a_tenth_of_a_party_a_second() -> None:
    engine = ring(20)
    engine.advance(4000.0)
    seen = engine.observe()
    (knot,) = engine.knots()
    assert knot.turned == pytest.approx(400, abs=8)
    assert seen.link_left.sum() == knot.turned
    assert seen.link_persons.tolist() == [20, 20, 20, 20]


def test_a_queue_at_a_shut_gate_is_no_knot() -> None:
    street = links([(0, 1), (1, 2), (2, 1)], 10.0, 1.0, 5.0)
    gate = gates(2, windows=[[]], forecourt_persons=0.0)
    engine = run(street, table(street, 2, 3), gate, parties(np.arange(30.0)))
    assert engine.knots() == ()
    assert engine.finished
    assert engine.observe().link_persons.tolist() == [5, 5, 0]


def test_a_knot_that_holds_leaves_the_rest_of_the_city_going() -> None:
    engine = ring(20, gridlock="hold")
    engine.advance(100.0)
    other = links([(0, 1), (1, 0), (2, 3)], 10.0, 2.0, 10.0)
    people = parties([INF] * 20 + [0.0], home=[0] * 20 + [2], route=[-1] * 10 + [-2] * 10 + [-3])
    city = run(
        other, paths([0, 1] * 50, [1, 0] * 50, [2]), no_gates(), people, 0.0, gridlock="hold"
    )
    city.place_on_link(np.arange(20), np.repeat([0, 1], 10), np.full(20, 9.0))
    city.advance(INF)
    assert city.observe().out_s[20] == 10.0
    assert len(city.knots()) == 1


def test_v52_big_households_and_singles_share_a_full_link_equally() -> None:
    """An exit of 2 /s behind a full link; singles from one side, households of 8 from the other."""
    street = links([(0, 2), (1, 2), (2, 3)], 100.0, (4.0, 4.0, 4.0), (1e5, 1e5, 1770.0), 0.27)
    gate = gates(3, lanes=1, service_s=0.5, forecourt_persons=0.0)
    persons = np.repeat([1, 8], [12_000, 1500])
    people = parties(np.zeros(13_500), home=np.repeat([0, 1], [12_000, 1500]), persons=persons)
    engine = run(street, table(street, 3, 4), gate, people, 2400.0)
    before = engine.observe().link_left[:2].copy()
    engine.advance(6000.0)
    entered = engine.observe().link_left[:2] - before
    assert entered.sum() == pytest.approx(7200, abs=16)
    assert abs(entered[0] - entered[1]) <= 8


def test_v53_slow_walkers_reach_less_flow() -> None:
    """k_j / (1 / v + 1 / b) = 5.4 / (1 / 0.5 + 1 / 0.272) = 0.951 /m/s."""
    wave = 1.22 / (5.4 - 1.22 / 1.34)
    street = links([(i, i + 1) for i in range(4)], 50.0, 1.22, 5.4 * 50.0, wave)
    people = parties(np.zeros(8000), route=-1, speed_m_s=0.5)
    engine = run(street, paths(range(4)), no_gates(), people, 2000.0)
    before = int(engine.observe().link_left[1])
    engine.advance(5000.0)
    flow = (int(engine.observe().link_left[1]) - before) / 3000.0
    assert flow == pytest.approx(0.951, rel=0.01)


@pytest.mark.parametrize(("x_per_s", "last_s"), [(1.0, 363.3), (2.0, 398.3)])
def test_v58_more_capacity_upstream_of_a_merge_can_delay_the_last(x_per_s, last_s) -> None:
    """Branches X (`x_per_s`) and Y (0.3 /s) into Z (1 /s), 100 people each."""
    street = links([(0, 2), (1, 2), (2, 3)], 1e-6, (x_per_s, 0.3, 1.0))
    home = np.repeat([0, 1], 100)
    people = parties(np.zeros(200), home=home, route=-1 - home, speed_m_s=1.0)
    engine = run(street, paths([0, 2], [1, 2]), no_gates(), people)
    assert engine.observe().out_s.max() == pytest.approx(last_s, abs=3.4)


@pytest.mark.parametrize("density", [0.5, 1.0, 2.0, 3.0, 4.0, 5.0])
def test_v20_laps_on_a_ring_follow_the_triangular_diagram(density: float) -> None:
    """Ten links of 100 m x 10 m."""
    wave = 1.22 / (5.4 - 1.22 / 1.34)
    street = links([(i, (i + 1) % 10) for i in range(10)], 100.0, 12.2, 5400.0, wave)
    each = int(density * 1000)
    laps = [[(start + i) % 10 for i in range(200)] for start in range(10)]
    where = np.repeat(np.arange(10), each)
    people = parties(np.full(10 * each, INF), route=-1 - where, speed_m_s=1.34)
    engine = run(street, paths(*laps), no_gates(), people, 0.0)
    engine.place_on_link(
        np.arange(10 * each), where, np.tile((np.arange(each) + 0.5) * 100 / each, 10)
    )
    engine.advance(500.0)
    before = engine.observe().link_left.copy()
    engine.advance(1500.0)
    flow = (engine.observe().link_left - before).mean() / 1000.0 / 10.0
    expected = min(1.34, wave * (5.4 - density) / density, 1.22 / density)
    assert flow / density == pytest.approx(expected, rel=0.02)


def test_density_above_jam_is_refused() -> None:
    street = links([(0, 1)], 10.0, 1.0, 5.0)
    engine = run(street, paths([0]), no_gates(), parties([INF] * 6, route=-1), 0.0)
    with pytest.raises(ValueError, match="jam"):
        engine.place_on_link(np.arange(6), np.zeros(6, int), np.zeros(6))


def test_the_three_spillback_modes_differ_only_in_room() -> None:
    """A queue of 30 behind a link of storage 10: it holds 10, or 30 when there is no spillback."""
    held = {}
    for mode in ("kinematic_wave", "spatial_queue", "point_queue"):
        street = links([(0, 1), (1, 2)], 10.0, 5.0, (100.0, 10.0), 0.5)
        gate = gates(2, windows=[[]], forecourt_persons=0.0)
        people = parties(np.arange(30) * 0.5)
        engine = run(street, table(street, 2, 3), gate, people, 1000.0, spillback=mode)
        held[mode] = engine.observe().link_persons.tolist()
    assert held == {
        "kinematic_wave": [20, 10],
        "spatial_queue": [20, 10],
        "point_queue": [0, 30],
    }
