"""Who is due at a gate before whom: dealt by time, as counted one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.due import PARTS, deal_people, write_people_before
from sim.engine.engine import Place
from sim.network.street_network import FloatArray

NOW_S = 600.0
COST_M = np.array([[0.0, 100.0, 350.0, np.inf], [200.0, 0.0, 40.0, 7.0]])
"""(2, 4) metres from four nodes to two gates; there is no way from the last node to the first."""


@dataclass(frozen=True)
class Walkers:
    """People at nodes, a person more in each party than in the one before."""

    place: np.ndarray
    chosen: np.ndarray
    node: np.ndarray
    rest_m: FloatArray
    speed_m_s: FloatArray

    def before(self, arrival_s: FloatArray) -> FloatArray:
        """Return (n, 2) how many people are due before each arrival."""
        count = len(self.node)
        first, due_s = np.zeros(2 * PARTS + 1, np.int32), np.empty(count)
        before, at_once = np.zeros(count + 1, np.int32), np.zeros(2)
        per_s, ahead = np.zeros(2), np.zeros(arrival_s.shape)
        deal_people(
            np.arange(count, dtype=np.int32), self.node, self.rest_m, self.place, self.chosen,
            self.speed_m_s, self.persons, COST_M, NOW_S, per_s, at_once, first, due_s, before,
        )  # fmt: skip
        write_people_before(arrival_s, NOW_S, per_s, at_once, first, due_s, before, ahead)
        return ahead

    @property
    def persons(self) -> np.ndarray:
        return np.arange(1, len(self.node) + 1, dtype=np.int32)

    def counted(self, arrival_s: FloatArray) -> list[list[int]]:
        """Return the same, one by one."""
        away_m = np.where(self.chosen >= 0, COST_M[self.chosen, self.node] + self.rest_m, np.inf)
        away_m[(self.place == Place.FORECOURT) & (self.chosen >= 0)] = 0.0
        due_s = NOW_S + away_m / self.speed_m_s
        return [
            [
                int(self.persons[(self.chosen == gate) & (due_s < at)].sum())
                for gate, at in enumerate(row)
            ]
            for row in arrival_s
        ]


def walkers(
    place: list[int], chosen: list[int], node: list[int], rest_m: list[float], speed: list[float]
) -> Walkers:
    return Walkers(
        np.array(place, np.uint8), np.array(chosen, np.int16), np.array(node, np.int32),
        np.array(rest_m, np.float64), np.array(speed, np.float64),
    )  # fmt: skip


def test_who_stands_at_the_gate_is_due_now_and_who_walks_when_it_could_be_there() -> None:
    there = walkers(
        [Place.FORECOURT, Place.DOOR, Place.LINK], [0, 0, 0], [1, 1, 1], [0, 0, 250], [1, 1, 0.5]
    )
    # 1 person now, 2 in 100 m at 1 m/s, 3 in 250 m to the node and 100 m more at 0.5 m/s
    arrival_s = NOW_S + np.array([[0.0, 1.0], [1.0, 1.0], [100.0, 1.0], [100.5, 1.0], [701.0, 1.0]])
    assert there.before(arrival_s)[:, 0].tolist() == [0.0, 1.0, 1.0, 3.0, 6.0]
    assert there.before(arrival_s)[:, 1].tolist() == [0.0] * 5


@given(st.data())
def test_dealt_by_time_it_is_as_counted_one_by_one(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 30))

    def draw(of: st.SearchStrategy) -> list:
        return data.draw(st.lists(of, min_size=count, max_size=count))

    some = walkers(
        draw(st.sampled_from([Place.FORECOURT, Place.DOOR])),
        draw(st.integers(-1, 1)),
        draw(st.integers(0, 3)),
        draw(st.floats(0.0, 300.0)),
        draw(st.floats(0.1, 2.0)),
    )
    times = st.floats(NOW_S, NOW_S + 5000.0)
    arrival_s = np.array(data.draw(st.lists(st.tuples(times, times), min_size=1, max_size=10)))
    assert some.before(arrival_s).tolist() == some.counted(arrival_s)
