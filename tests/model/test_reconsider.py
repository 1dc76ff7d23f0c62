"""Who is at home changes its mind with what it sees; who has left stays on its way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.behaviour.dice import Dice
from sim.behaviour.reconsider import kinds
from sim.model import EvacuationModel
from sim.population.willingness import stated_drivers
from sim.scenario.reasons import REASONS

Build = Callable[..., EvacuationModel]

SHARES_OUT = "population.leaving={civilian: null, wounded: null, fighter: null}"
EVERYWHERE = "zone: {centre: {x_m: 240, y_m: 240}, radius_m: 1000}, inside: pass"
FROM_0920 = f"incidents.x={{{EVERYWHERE}, begin: 2016-11-04T09:20, end: 2016-11-04T11:00}}"
NOT_THE_ROADS = "willingness.coefficients.risk_way=0.0"


def town(build: Build, *changes: str) -> EvacuationModel:
    model = build(
        "town",
        SHARES_OUT,
        "willingness.drivers={trust_offer: 0.4, siege_days: 20.0}",
        "willingness.reconsider_s=600.0",
        *changes,
    )
    model.run_model()
    return model


def left(model: EvacuationModel) -> np.ndarray:
    return ~np.isnan(model.observation.set_out_s)


def test_where_nothing_is_seen_nobody_changes_its_mind(build: Build) -> None:
    model = town(build)
    assert (model.population.willing == build_again(build).population.willing).all()


def build_again(build: Build) -> EvacuationModel:
    return build("town", SHARES_OUT, "willingness.drivers={trust_offer: 0.4, siege_days: 20.0}")


def test_the_more_neighbours_weigh_the_more_follow_and_none_is_lost(build: Build) -> None:
    seen = "willingness.drivers.neighbours_seen"
    before = left(town(build))
    counts = [int(before.sum())]
    for share, weight in ((1.0, 0.0), (0.5, 4.0), (1.0, 4.0), (1.0, 10.0)):
        after = left(
            town(build, f"{seen}={share}", f"willingness.coefficients.neighbours={weight}")
        )
        assert not (before & ~after).any()
        before = after
        counts.append(int(after.sum()))
    assert counts[0] == counts[1]  # what weighs nothing moves nobody
    assert counts[1] < counts[2] < counts[3] < counts[4]


def test_all_trust_lost_keeps_everyone_at_home_from_the_moment_the_ceasefire_breaks(
    build: Build,
) -> None:
    model = town(build, FROM_0920, NOT_THE_ROADS, "willingness.coefficients.trust_lost=1.0")
    free = town(build)
    before = free.observation.set_out_s < 1200.0
    assert 0 < before.sum() < left(free).sum()
    # Who had come to its door by then stays on its way, at the very same times.
    assert (left(model) == before).all()
    assert (model.observation.set_out_s[before] == free.observation.set_out_s[before]).all()
    home = ~before
    assert not model.population.willing[home].any()
    reasons = {REASONS[code] for code in np.unique(model.population.reason[home])}
    assert reasons == {"own", "trust_offer"}  # some would stay were the offer trusted


def test_no_trust_lost_and_no_other_weight_on_danger_is_as_if_nothing_had_been_seen(
    build: Build,
) -> None:
    weights = "willingness.coefficients={trust_lost: 0.0, risk_way: 0.0, risk_home: 0.0}"
    seen, free = town(build, FROM_0920, weights), town(build)
    assert np.array_equal(seen.observation.set_out_s, free.observation.set_out_s, equal_nan=True)


def test_a_way_that_is_seen_unsafe_holds_everyone_whose_way_it_is_and_nobody_else(
    build: Build,
) -> None:
    # Corridor c lies in the south-eastern corner, on nobody else's way.
    corner = "zone: {centre: {x_m: 480, y_m: 0}, radius_m: 10}, inside: pass"
    unsafe = f"incidents.x={{{corner}, begin: 2016-11-04T09:00, end: 2016-11-04T11:00}}"
    model = town(build, unsafe, "ceasefire.seen_m=30.0", "willingness.coefficients.risk_home=0.0")
    free = town(build)
    changed = free.population.willing != model.population.willing
    held = changed & left(free)
    by_c = left(free) & (free.chosen == model.corridor_ids.index("c"))
    assert not (held & ~by_c).any()
    assert held.sum() > 30
    # The others had left before their first turn, which comes within ten minutes.
    assert (model.observation.set_out_s[by_c & ~held] < 600.0).all()


@pytest.mark.parametrize("lost", [0.0, 0.3, 0.7, 1.0])
def test_the_more_trust_is_lost_the_fewer_leave(build: Build, lost: float) -> None:
    share = "willingness.coefficients.trust_lost"
    some = left(town(build, FROM_0920, NOT_THE_ROADS, f"{share}={lost}"))
    more = left(town(build, FROM_0920, NOT_THE_ROADS, f"{share}={min(1.0, lost + 0.2)}"))
    assert not (more & ~some).any()


def test_who_takes_heart_again_sets_out_at_its_next_turn(build: Build) -> None:
    # Full trust, all of it lost while it is unsafe, back a second's half-lives after 09:30.
    until = f"incidents.x={{{EVERYWHERE}, begin: 2016-11-04T09:00, end: 2016-11-04T09:30}}"
    model = build(
        "town", SHARES_OUT, until, NOT_THE_ROADS, "ceasefire.half_life_s=0.5",
        "willingness={drivers: {trust_offer: 1.0}, reconsider_s: 600.0, "
        "coefficients: {trust_lost: 1.0}}",
        "population.departure=[{curve: uniform, begin: 2016-11-04T09:05, low_s: 0, high_s: 0}]",
    )  # fmt: skip
    while model.now_s < 3060.0:
        model.step()
        if model.now_s == 1800.0:
            assert not model.population.willing.any()
            assert (model.observation.place == 0).all()
    people = model.population
    everyone = np.arange(people.party_count, dtype=np.int32)
    phase = Dice(people, model.seed, 0, "reconsider").roll(everyone, 0)
    turn_s = 1800.0 + 600.0 * phase  # 1800 is the third time of 600
    came = np.flatnonzero(~np.isnan(model.observation.set_out_s))
    free = came[model.observation.set_out_s[came] < turn_s[came] + 1.0]
    assert len(free) > 100
    assert model.observation.set_out_s[free] == pytest.approx(turn_s[free], abs=1.0)
    assert (model.observation.set_out_s[came] >= turn_s[came] - 1e-6).all()
    assert people.willing.all()


def test_who_was_told_by_hand_to_leave_leaves(build: Build) -> None:
    model = build("town", SHARES_OUT, FROM_0920, NOT_THE_ROADS,
                  "willingness={drivers: {trust_offer: 0.0}}")  # fmt: skip
    assert not model.population.willing.any()
    model.population.willing[:10] = True
    model.population.prevented[:10] = False
    model.run_model()
    assert np.flatnonzero(left(model)).tolist() == list(range(10))


def test_districts_of_which_the_same_is_stated_are_one_kind_and_each_keeps_its_own_drivers(
    build: Build,
) -> None:
    model = build(
        "town",
        SHARES_OUT,
        "willingness.drivers={trust_offer: 0.4, fear: 0.2}",
        "willingness.by_class={fighter: {trust_offer: 0.1}}",
    )
    scenario = model.loaded.scenario
    felt = stated_drivers(scenario, scenario.willingness)
    of_each, kind = kinds(felt)
    assert of_each.trust_offer.tolist() == [[0.1], [0.4]]  # civilians and wounded are alike
    assert kind.shape == (len(scenario.population.districts), 3)
    for name in vars(felt):
        assert (getattr(of_each, name)[kind, 0] == getattr(felt, name)).all()
