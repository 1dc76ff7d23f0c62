"""Who leaves, and by which corridor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.behaviour import Assigned, Nearest, Prospect, StatedShares, choice_rule, prospect
from sim.behaviour.choice import admits_party
from sim.behaviour.outlook import OpenTime
from sim.behaviour.situation import NONE
from sim.model import EvacuationModel

Build = Callable[..., EvacuationModel]

A, B, C = range(3)
"""Gates of the town: a civilians and wounded; b fighters and wounded; c civilians only."""


@pytest.fixture
def model(build: Build) -> EvacuationModel:
    return build("town")


def look(model: EvacuationModel, walk_s: list[list[float]]) -> Prospect:
    party = np.arange(len(walk_s), dtype=np.int32)
    return Prospect(model.population, party, np.array(walk_s), model.observation)


def test_who_wants_to_leave_and_is_not_kept_sets_out(model: EvacuationModel) -> None:
    population = model.population
    going = StatedShares().sets_out(model.situation(60.0))
    assert (going == (population.willing & ~population.prevented)).all()
    assert 0 < going.sum() < len(going)


def test_the_nearest_corridor_is_chosen_and_equal_walks_go_by_id(model: EvacuationModel) -> None:
    inf = np.inf
    walks = [[3.0, 1.0, 2.0], [2.0, 5.0, 2.0], [inf, inf, 9.0], [inf, inf, inf]]
    assert Nearest().choose(look(model, walks)).tolist() == [B, A, C, NONE]


def test_walking_time_is_distance_over_ones_own_speed(model: EvacuationModel) -> None:
    population = model.population
    party = np.array([0, 50, 200], np.int32)
    everyone = replace(  # all day, for all
        model.gates,
        admits=np.ones((3, 3), np.bool_),
        window_start=np.arange(10, dtype=np.int32),
        window_open_s=np.zeros(9),
        window_close_s=np.full(9, 1e6),
    )
    ahead = prospect(replace(model.situation(60.0), planned=everyone), party)
    x_m, y_m = model.network.node_x_m[population.home], model.network.node_y_m[population.home]
    for row, who in enumerate(party):
        blocks_m = (x_m[who] + y_m[who], (480 - x_m[who]) + (480 - y_m[who]))  # to a, to b
        assert ahead.walk_s[row, :2] == pytest.approx(
            np.array(blocks_m) / population.speed_m_s[who]
        )


def test_a_corridor_is_open_to_a_party_only_if_it_admits_every_member(
    model: EvacuationModel,
) -> None:
    population = model.population
    allowed = admits_party(population, model.gates.admits)
    with_wounded = population.wounded > 0
    civilians = population.persons - population.wounded - population.fighters
    families = with_wounded & (civilians > 0)
    assert families.any() or (population.wounded[with_wounded] > 0).any()
    assert (allowed[families] == [True, False, False]).all()
    assert (allowed[with_wounded & (civilians == 0)] == [True, True, False]).all()
    assert (allowed[population.fighters > 0] == [False, True, False]).all()
    assert (allowed[~with_wounded & (population.fighters == 0)] == [True, False, True]).all()


def test_everyone_is_given_a_corridor_that_admits_all_of_them(model: EvacuationModel) -> None:
    going = np.flatnonzero(StatedShares().sets_out(model.situation(60.0)))
    model.run_model()
    allowed = admits_party(model.population, model.gates.admits)
    assert (model.chosen[going] != NONE).all()
    assert allowed[going, model.chosen[going]].all()
    staying = np.setdiff1d(np.arange(model.population.party_count), going)
    assert (model.chosen[staying] == NONE).all()


def test_an_assigned_corridor_is_the_one_that_the_district_names(build: Build) -> None:
    model = build(
        "town",
        "choice.rule=assigned",
        "population.districts.south.corridor=a",
        "population.districts.north.fighters_corridor=b",
    )
    rule = choice_rule(model.loaded.scenario, model.corridor_ids, model.population)
    assert isinstance(rule, Assigned)
    assert rule.gate.tolist() == [[NONE, B], [A, NONE]]
    model.run_model()
    going = model.agents.select(willing=True, prevented=False)
    assert set(going.select(district="south").get("corridor")) == {"a"}
    assert set(going.select(district="north", line="civilian").get("corridor")) == {"a", "c"}


def test_who_cannot_use_the_assigned_corridor_takes_the_nearest(model: EvacuationModel) -> None:
    inf = np.inf
    rule = Assigned(np.array([[C, B], [NONE, NONE]], np.int32))  # the first parties are northern
    walks = [[3.0, 2.0, 9.0], [3.0, 2.0, inf], [inf, inf, inf]]
    assert rule.choose(look(model, walks)).tolist() == [C, B, NONE]


def test_a_rule_of_ones_own_takes_the_place_of_the_scenarios(build: Build) -> None:
    class Farthest:
        def choose(self, prospect: Prospect) -> np.ndarray:
            walk_s = np.where(np.isfinite(prospect.walk_s), prospect.walk_s, -1.0)
            return walk_s.argmax(axis=1).astype(np.int16)

    near, far = build("town"), EvacuationModel(build("town").loaded, choice=Farthest())
    near.run_model()
    far.run_model()
    civilians = near.agents.select(line="civilian", willing=True, prevented=False)
    pairs = {(party.corridor, far.agents[party.row].corridor) for party in civilians}
    # a lies in the west, c in the east; who lives in the middle is as far from both: a, by its id
    assert pairs == {("a", "c"), ("c", "a"), ("a", "a")}


def test_who_has_been_given_a_corridor_by_hand_keeps_it(build: Build) -> None:
    model = build("town")
    civilians = model.agents.select(line="civilian")
    civilians.set("corridor", "c")
    model.run_model()
    going = civilians.select(willing=True, prevented=False)
    assert set(going.get("corridor")) == {"c"}
    assert set(civilians.select(willing=False).get("corridor")) == {None}


def test_nobody_sets_out_for_a_corridor_that_shuts_before_they_can_be_there(build: Build) -> None:
    # The walk takes 1000 s, and the gate shuts after 1000 s: due exactly then is too late.
    shut = "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:16:40}]"
    model = build("street", shut)
    model.run_model()
    assert set(model.agents.get("status")) == {"at_home"}
    later = build("street", shut.replace("16:40", "16:41"))
    later.run_model()
    assert set(later.agents.get("status")) == {"out", "stranded"}


def test_families_assemble_and_the_wounded_wait_for_help(build: Build) -> None:
    model = build("town", "choice.assembly_s_per_member=30", "choice.help_s=600")
    people = model.population
    late_s = model.readiness.ready_s(people) - people.departure_s
    assert late_s == pytest.approx(30.0 * (people.persons - 1) + 600.0 * (people.wounded > 0))
    model.step()
    assert np.isin(model.planned_s, [*model.readiness.ready_s(people), np.inf]).all()


def test_open_time_counts_only_open_seconds(model: EvacuationModel) -> None:
    clock = OpenTime(model.gates, A, 0)  # 1200 to 3600 s and 4200 to 6000 s
    assert clock.until(np.array([0.0, 1300.0, 3900.0, 4300.0, 9999.0])).tolist() == [
        0.0, 100.0, 2400.0, 2500.0, 4200.0,
    ]  # fmt: skip
    assert clock.when(np.array([0.0, 100.0, 2400.0, 4200.0])).tolist() == [
        1200.0, 1300.0, 4200.0, np.inf,
    ]  # fmt: skip
    for time_s in (0.0, 1300.0, 3600.0, 3900.0, 4300.0, 9999.0, np.inf):
        assert clock.elapsed(time_s) == clock.until(np.array([time_s]))[0]
    for open_s in (0.0, 100.0, 2400.0, 4199.0, 4200.0):
        assert clock.instant(open_s) == clock.when(np.array([open_s]))[0]


def test_more_trust_never_sends_fewer_to_a_corridor_and_tastes_stay(build: Build) -> None:
    def chosen(trust: float) -> EvacuationModel:
        return build("town", "choice.rule=logit", f"choice.trust={{c: {trust}}}")

    models = [chosen(trust) for trust in (0.0, 0.5, 1.0)]
    for model in models:
        model.run_model()
    by_c = [model.chosen == C for model in models]
    assert by_c[0].sum() < by_c[1].sum() < by_c[2].sum()
    tastes = [model.choice.taste for model in models]
    assert tastes[0].tobytes() == tastes[2].tobytes()


SEEN_BY_C = (
    "incidents.x={zone: {centre: {x_m: 480, y_m: 0}, radius_m: 10}, inside: pass,"
    " begin: 2016-11-04T09:00, end: 2016-11-04T11:00}"
)
"""Danger at the gate of corridor c, in the corner, which is shut by it: people see that too."""


def logit_town(build: Build, *changes: str) -> EvacuationModel:
    return build("town", "choice.rule=logit", "ceasefire.seen_m=30", *changes)


def shares(model: EvacuationModel) -> tuple[np.ndarray, np.ndarray]:
    """Return which corridor each would choose as the run begins, and the costs that it weighs."""
    everyone = np.arange(model.population.party_count, dtype=np.int32)
    ahead = prospect(model.situation(60.0), everyone)
    return model.choice.choose(ahead), model.choice.weighing.cost_s(ahead)


@pytest.mark.parametrize("stated", [0.0, 0.6])
def test_danger_seen_on_the_way_adds_what_is_left_of_the_risk_and_no_more(
    build: Build, stated: float
) -> None:
    risk = f"choice.risk={{c: {stated}}}"
    model = logit_town(build, risk, "choice.risk_s=1000")
    home = model.population.home  # who lives in the corner may see it on the way to a or b, too
    elsewhere = (model.network.node_x_m[home] < 420) & (model.network.node_y_m[home] > 60)
    calm, cost_s = (each[elsewhere] for each in shares(model))
    town = logit_town(build, risk, "choice.risk_s=1000", SEEN_BY_C)
    seen, higher_s = (each[elsewhere] for each in shares(town))
    can = np.isfinite(cost_s[:, C])
    assert can.sum() > 100
    # 1 - (1 - stated)(1 - 1) = 1, whatever was stated.
    assert higher_s[can, C] - cost_s[can, C] == pytest.approx(1000.0 * (1.0 - stated))
    assert np.array_equal(higher_s[:, :C], cost_s[:, :C])
    # Who goes to c in spite of it went there before, and nobody changes between a and b.
    assert ((seen == C) <= (calm == C)).all()
    assert (seen[calm != C] == calm[calm != C]).all()
    assert 0 < (seen == C).sum() < (calm == C).sum()


def test_more_danger_never_sends_more_people_through_it(build: Build) -> None:
    everyone = [
        shares(logit_town(build, SEEN_BY_C, f"choice.risk_s={weight}"))[0] == C
        for weight in (0, 100, 300, 1000, 3000)
    ]
    for less, more in pairwise(everyone):
        assert (more <= less).all()
    assert everyone[0].sum() > everyone[2].sum() > everyone[4].sum()


def test_danger_at_its_extremes(build: Build) -> None:
    def chosen(*changes: str) -> bytes:
        return shares(logit_town(build, *changes))[0].tobytes()

    unseen = SEEN_BY_C.replace("T09:00", "T10:00")
    assert chosen(unseen) == chosen()  # not before it is there
    assert chosen(SEEN_BY_C, "choice.risk_s=0") == chosen()  # what weighs nothing moves nobody
    # What is certain cannot become worse by what is stated beside it.
    assert chosen(SEEN_BY_C, "choice.risk={c: 1.0}") == chosen(SEEN_BY_C)
    weighs_all, cost_s = shares(logit_town(build, SEEN_BY_C, "choice.risk_s=10000000"))
    other = np.isfinite(cost_s[:, :C]).any(axis=1)
    assert not (weighs_all[other] == C).any()


def test_the_nearest_is_nearest_whatever_is_seen(build: Build) -> None:
    models = [build("town"), build("town", SEEN_BY_C)]
    for model in models:
        model.run_model()
    assert np.array_equal(models[0].chosen, models[1].chosen)
