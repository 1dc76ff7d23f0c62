"""The benchmark of decisions: whose time it counts, and whose bytes."""

from __future__ import annotations

import time

import numpy as np

from benchmarks import decisions
from sim.behaviour.memory import Memory


def test_an_array_counts_once_by_whatever_way_it_is_held() -> None:
    # Three parties, two corridors: said 6 x 1, since_s 6 x 4, newest_s 2 x 4, behind 3 x 1 bytes.
    memory = Memory(np.array([True, True, False]), 2)
    held = decisions.arrays_held(memory, [memory], {"view": memory.said[1:]})
    assert sum(array.nbytes for array in held) == 6 + 24 + 8 + 3


def test_time_inside_counts_inside_alone() -> None:
    clock = decisions.Stopwatch()
    begin = time.perf_counter()
    with clock.timing("whole"), clock.timing("part"):
        time.sleep(0.02)
    taken = time.perf_counter() - begin
    assert clock.seconds["part"] >= 0.02
    assert clock.seconds["whole"] < clock.seconds["part"]
    assert sum(clock.seconds.values()) <= taken


def test_every_decision_is_on() -> None:
    model = decisions.build()
    clock = decisions.watch(model)
    model.step()
    assert set(clock.seconds) >= {
        "hear news",
        "leave or stay, again",
        "at a shut gate and at the close",
        "look again on the way",
        "go again",
    }
    assert model.news.active
    assert decisions.bytes_held(model) > 8 * 2 * model.population.party_count
