"""More capacity, or more time, where theory says that it cannot hurt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.verification.sketch import Sketch
from tests.properties.worlds import World, bounded, finish, seconds, start, worlds

SLACK_S = 1e-6


def _last_out_s(world: World) -> float:
    seen = finish(start(world.sketch()), world)
    assert not np.isnan(seen.out_s).any()
    return float(seen.out_s.max())


@bounded(100)
@given(
    worlds(
        always_open=True,
        one_class=True,
        singles=True,
        one_speed=True,
        one_gate=True,
        tree=True,
        crowded=True,
    ),
    st.integers(0, 3),
    st.sampled_from([1.0, 0.75, 0.5]),
)
def test_a_better_root_gate_of_a_tree_never_delays_the_last_one_out(
    world: World, more_lanes: int, service: float
) -> None:
    gate = world.gates[0]
    better = replace(gate, lanes=gate.lanes + more_lanes, service_s=gate.service_s * service)
    before_s = _last_out_s(world)
    assert _last_out_s(replace(world, gates=(better,))) <= before_s + SLACK_S


def _chain_last_out_s(
    lengths_m: list[float], widths_m: list[float], service_s: float, people: list[tuple[int, float]]
) -> float:
    sketch = Sketch()
    chain = [
        sketch.street(place, place + 1, length_m=length_m, width_m=width_m)
        for place, (length_m, width_m) in enumerate(zip(lengths_m, widths_m, strict=True))
    ]
    gate = sketch.gate(len(chain), service_s=service_s, forecourt_persons=10.0)
    for number, depart_s in people:
        sketch.people(number, path=chain, gate=gate, depart_s=depart_s, speed_m_s=1.25)
    return float(start(sketch).until(1e9).out_s.max())


@bounded(100)
@given(
    st.lists(st.tuples(seconds(5, 150), seconds(0.25, 4)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 120), seconds(0, 600)), min_size=1, max_size=4),
    seconds(0.25, 5),
    st.data(),
)
def test_a_wider_street_on_a_chain_never_delays_the_last_one_out(
    streets: list[tuple[float, float]],
    people: list[tuple[int, float]],
    service_s: float,
    data: st.DataObject,
) -> None:
    lengths_m, widths_m = [list(column) for column in zip(*streets, strict=True)]
    wider = data.draw(st.integers(0, len(streets) - 1))
    times_wider = data.draw(st.sampled_from([1.25, 1.5, 2.0, 4.0]))
    before_s = _chain_last_out_s(lengths_m, widths_m, service_s, people)
    widths_m[wider] *= times_wider
    after_s = _chain_last_out_s(lengths_m, widths_m, service_s, people)
    assert after_s <= before_s + SLACK_S


def _out(world: World) -> int:
    seen = finish(start(world.sketch()), world)
    return int((~np.isnan(seen.out_s)).sum())


@bounded(100)
@given(
    worlds(always_open=True, one_class=True, singles=True, one_gate=True, crowded=True),
    seconds(0, 1500),
    seconds(0, 1500),
)
def test_a_later_close_never_lets_fewer_out(world: World, close_s: float, later_s: float) -> None:
    def closing(at_s: float) -> World:
        gate = replace(world.gates[0], windows=(((0.0, at_s),), (), ()))
        return replace(world, gates=(gate,))

    first, second = max(close_s, 0.25), max(close_s, 0.25) + later_s
    assert _out(closing(second)) >= _out(closing(first))


@bounded(60)
@given(
    worlds(always_open=True, one_class=True, singles=True, unlimited_forecourts=True),
    seconds(1, 1500),
    seconds(0, 1500),
)
def test_a_later_close_of_every_gate_never_lets_fewer_out(
    world: World, close_s: float, later_s: float
) -> None:
    def closing(at_s: float) -> World:
        gates = tuple(replace(gate, windows=(((0.0, at_s),), (), ())) for gate in world.gates)
        return replace(world, gates=gates)

    assert _out(closing(close_s + later_s)) >= _out(closing(close_s))
