"""What must hold whatever is commanded of parties on their way."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Place
from tests.properties.worlds import World, bounded, finish, seconds, start, worlds

KINDS = ("call_off", "put_off", "redirect", "turn_back", "turn_home", "slow")


@st.composite
def orders(draw: st.DrawFn) -> list[tuple[float, str, int, int]]:
    """Draw up to ten commands: when, what, to every how manieth party, towards which gate."""
    one = st.tuples(seconds(1, 2000), st.sampled_from(KINDS), st.integers(1, 4), st.integers(0, 2))
    return sorted(draw(st.lists(one, min_size=1, max_size=10)))


@bounded(60)
@given(worlds(crowded=True), orders())
def test_nobody_is_lost_and_no_account_is_wrong_whatever_is_commanded(
    world: World, commands: list[tuple[float, str, int, int]]
) -> None:
    obey(world, commands)


def obey(world: World, commands: list[tuple[float, str, int, int]]) -> None:
    """Carry commands out, and balance the books after each and at the end."""
    sketch = world.sketch()
    run = start(sketch)
    links, engine, persons = sketch.links(), run.engine, run.parties.persons
    turned = False
    for time_s, kind, every, number in commands:
        seen = run.until(time_s)
        gate = number % len(world.gates)
        at_rest = np.flatnonzero(np.isin(seen.place, [Place.HOME, Place.ARRIVED]))[::every]
        on_way = np.isin(seen.place, [Place.DOOR, Place.LINK, Place.FORECOURT])
        steerable = np.flatnonzero(on_way)[::every]
        on_link = np.flatnonzero(seen.place == Place.LINK)[::every]
        if kind == "call_off":
            engine.call_off(at_rest)
        elif kind == "put_off":
            engine.set_out(at_rest, time_s + 50.0 * number, gate)
        elif kind == "redirect":
            engine.redirect(steerable, gate)
        elif kind == "turn_back":
            turned = True
            engine.turn_back(steerable, gate)
        elif kind == "turn_home":
            turned = True
            back = links.reverse[seen.link[on_link]]
            engine.turn_back(on_link, engine.add_routes([np.array([link]) for link in back]))
        else:
            engine.set_speed_factor(1.0 / every)
        seen = run.until(time_s)
        assert run.ledger.faults == []
        if not turned:
            assert (seen.link_space <= links.storage + persons.max()).all()
    seen = finish(run, world)
    assert run.ledger.faults == []
    assert np.bincount(seen.place, persons, len(Place)).sum() == persons.sum()
    walking = seen.place == Place.LINK
    assert (seen.ready_s[walking] <= seen.now_s).all(), "nobody walks on after the end"
