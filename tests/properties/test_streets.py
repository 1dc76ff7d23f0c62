"""What must hold where both directions share a street, and where people walk by a curve."""

from __future__ import annotations

from typing import Literal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Place, Rules
from tests.properties.test_journeys import obey, orders
from tests.properties.test_movement import times_of
from tests.properties.worlds import World, bounded, finish, seconds, start, worlds


@bounded(60)
@given(worlds(every_street=True, closures=True, narrow_ways=True), seconds(5, 200))
def test_nobody_is_lost_or_passes_outside_a_window(world: World, every_s: float) -> None:
    run = start(world.sketch())
    seen = finish(run, world, every_s=every_s)
    assert run.ledger.faults == []
    assert np.bincount(seen.place, run.parties.persons).sum() == run.parties.persons.sum()
    for party in np.flatnonzero(~np.isnan(seen.service_begin_s)):
        begin_s = float(seen.service_begin_s[party])
        windows = world.windows_at(int(seen.gate[party]), int(run.parties.line[party]), begin_s)
        assert any(opened <= begin_s < closed for opened, closed in windows), (party, begin_s)


@bounded(60)
@given(
    worlds(every_street=True, crowded=True), seconds(1, 40), st.sampled_from(["hold", "squeeze"])
)
def test_no_street_holds_more_than_its_jam_density_and_a_party(
    world: World, every_s: float, gridlock: Literal["hold", "squeeze"]
) -> None:
    sketch = world.sketch()
    run = start(sketch, rules=Rules(gridlock=gridlock))
    links, largest = sketch.links(), float(run.parties.space.max())
    in_all = links.storage / (1.0 - world.least_share)
    for _ in range(100):
        space = run.until(run.engine.now_s + every_s).link_space
        assert (space <= links.storage + largest).all()
        if world.least_share > 0.0:
            both = space + space[links.reverse]
            assert (both <= in_all + largest * (1.0 + (gridlock == "squeeze"))).all()


@bounded(60)
@given(worlds(every_street=True, closures=True, crowded=True))
def test_no_street_lets_more_out_than_its_width_and_no_gate_more_than_its_lanes(
    world: World,
) -> None:
    sketch = world.sketch()
    run = start(sketch, rules=Rules(gridlock="hold"))
    links, largest = sketch.links(), float(run.parties.persons.max())
    before, before_s = run.until(0.0).link_left.copy(), 0.0
    for _ in range(60):
        seen = run.until(before_s + 30.0)
        left = seen.link_left - before
        assert (left <= links.capacity_per_s * 30.0 + largest + 1e-6).all()
        before, before_s = seen.link_left.copy(), seen.now_s
    for gate, checkpoint in enumerate(world.gates):
        served = np.flatnonzero((seen.gate == gate) & ~np.isnan(seen.out_s))
        busy_s = run.parties.persons[served].sum() * checkpoint.service_s
        assert checkpoint.lanes < 0 or busy_s <= checkpoint.lanes * before_s + 1e-6


@bounded(60)
@given(worlds(every_street=True), st.lists(seconds(1, 3000), max_size=12))
def test_looking_does_not_change_what_happens(world: World, looks_s: list[float]) -> None:
    want = times_of(start(world.sketch()).until(1e9))
    watched = start(world.sketch())
    for look_s in sorted(looks_s):
        watched.until(look_s)
    got = times_of(watched.until(1e9))
    for name, times_s in want.items():
        assert np.array_equal(times_s, got[name], equal_nan=True), name


@bounded(80)
@given(worlds(every_street=True, always_open=True, one_class=True, crowded=True))
def test_gridlock_is_named_where_people_stand_for_good_and_squeezing_lets_all_out(
    world: World,
) -> None:
    held = start(world.sketch(), rules=Rules(gridlock="hold"))
    stuck = bool((finish(held, world).place != Place.SAFE).any())
    assert stuck == bool(held.engine.knots())
    squeezed = start(world.sketch(), rules=Rules(gridlock="squeeze"))
    seen = finish(squeezed, world)
    assert (seen.place == Place.SAFE).all()
    assert held.ledger.faults == squeezed.ledger.faults == []


@bounded(60)
@given(worlds(every_street=True, crowded=True), orders())
def test_nobody_is_lost_whatever_is_commanded(
    world: World, commands: list[tuple[float, str, int, int]]
) -> None:
    obey(world, commands)
