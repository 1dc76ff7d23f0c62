"""Named streams: nothing that is drawn depends on who else draws, or on the order of calls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population.streams import Block, Draws, stream

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=20).map(lambda x: np.array(x, np.int32))


def test_drawing_from_one_stream_does_not_disturb_another():
    alone = stream(1, 0, "home", "a").random(5)
    other, again = stream(1, 0, "speed", "a"), stream(1, 0, "home", "a")
    mixed = []
    for _ in range(5):
        other.random(1000)
        mixed.append(again.random())
    assert mixed == alone.tolist()


@pytest.mark.parametrize(
    "parts", [(2, 0, "home", "a"), (1, 1, "home", "a"), (1, 0, "speed", "a"), (1, 0, "home", "b")]
)
def test_every_part_of_the_key_makes_another_stream(parts):
    assert not np.any(stream(*parts).random(100) == stream(1, 0, "home", "a").random(100))


def test_parts_of_the_key_do_not_run_together():
    assert stream(1, 0, "home", "a").random() != stream(10, 0, "home", "a").random()
    assert stream(1, 0, "ab", "c").random() != stream(1, 0, "a", "bc").random()


def test_blocks_of_a_stream_are_apart():
    first, second = stream(1, 0, "x", "a"), stream(1, 0, "x", "a", block=1)
    assert not np.intersect1d(first.random(10_000), second.random(10_000)).size


def test_the_draws_are_these_numbers_on_every_machine():
    drawn = stream(1, 0, "home/civilian", "north").random(3)
    assert drawn.tolist() == [0.11874573088617746, 0.9549371248742663, 0.5175679334753327]


@given(sizes=SIZES, more=SIZES)
def test_more_parties_leave_the_draws_of_those_before_them_alone(sizes, more):
    few = Draws(1, 0, (Block("a", "civilian", sizes),))
    many = Draws(1, 0, (Block("a", "civilian", np.concatenate([sizes, more])),))
    assert np.array_equal(few.per_party("x"), many.per_party("x")[: len(sizes)])
    assert np.array_equal(few.per_member("x"), many.per_member("x")[: sizes.sum()])


@given(sizes=SIZES, others=SIZES)
def test_a_party_s_members_draw_the_same_whatever_size_the_others_have(sizes, others):
    count = min(len(sizes), len(others))
    mixed = others[:count].copy()
    mixed[0] = sizes[0]
    one = Draws(1, 0, (Block("a", "civilian", sizes[:count]),)).per_member("x")
    other = Draws(1, 0, (Block("a", "civilian", mixed),)).per_member("x")
    assert np.array_equal(one[: sizes[0]], other[: sizes[0]])


@given(sizes=SIZES)
def test_members_of_one_draw_are_all_different_and_in_range(sizes):
    drawn = Draws(1, 0, (Block("a", "civilian", sizes),)).per_member("x")
    assert len(np.unique(drawn)) == sizes.sum()
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0


def test_districts_and_classes_draw_apart():
    sizes = np.ones(50, np.int32)
    blocks = tuple(Block(d, c, sizes) for d in ("a", "b") for c in ("civilian", "fighter"))
    drawn = Draws(1, 0, blocks).per_party("x")
    assert len(np.unique(drawn)) == 200
    reordered = Draws(1, 0, blocks[::-1]).per_party("x")
    assert np.array_equal(drawn.reshape(4, 50), reordered.reshape(4, 50)[::-1])
