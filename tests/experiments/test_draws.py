"""Draws of the inputs: Latin, the same for every scenario, and what a factor does by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiments.draws import inputs_in, latin_hypercube, shared_out
from sim.experiments.ranges import RANGES, InputRange, odds_times
from sim.scenario import LoadedScenario

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


@pytest.fixture(scope="module")
def town() -> LoadedScenario:
    return sim.load(TOWN)


def named(name: str) -> InputRange:
    return next(each for each in RANGES if each.name == name)


def test_every_tenth_of_every_range_is_drawn_from_once() -> None:
    draws = latin_hypercube(7, 10)
    for each in RANGES:
        values = np.array([draw.factors[each.name] for draw in draws])
        low, high = each.low, each.high
        if each.distribution == "log-uniform":
            values, low, high = np.log(values), np.log(low), np.log(high)
        tenth = np.floor(10 * (values - low) / (high - low)).astype(int)
        assert sorted(tenth) == list(range(10))
    assert [d.factors for d in latin_hypercube(7, 10)] == [d.factors for d in draws]
    assert latin_hypercube(8, 10)[0].factors != draws[0].factors


def test_a_draw_holds_the_total_of_people_and_moves_each_district_as_everywhere(
    town: LoadedScenario,
) -> None:
    other = sim.load(TOWN, overrides=["corridors.c.lanes=1"])
    for draw in latin_hypercube(3, 20):
        moved = draw.apply(town).scenario.population.districts
        assert sum(one.persons for one in moved.values()) == 1200
        assert sum(one.fighters for one in moved.values()) == 60
        assert moved == draw.apply(other).scenario.population.districts
    north = {draw.apply(town).scenario.population.districts["north"].persons
             for draw in latin_hypercube(3, 20)}  # fmt: skip
    assert min(north) < 600
    assert max(north) > 800


def test_shares_keep_their_sum_in_whole_numbers() -> None:
    assert shared_out([10, 10, 20], [1.0, 2.0, 0.5]) == [10, 20, 10]
    assert sum(shared_out([1, 1, 1], [0.5, 1.1, 1.9])) == 3
    assert shared_out([0, 0], [1.0, 2.0]) == [0, 0]


def test_factors_do_what_they_say(town: LoadedScenario) -> None:
    scenario = town.scenario
    assert named("service").apply(scenario, 0.5).corridors["a"].service.per_minute == 5.0
    assert named("lanes").apply(scenario, 1.4).corridors["b"].lanes == 3
    assert named("lanes").apply(scenario, 0.1).corridors["b"].lanes == 1
    assert named("departure").apply(scenario, 2.0).population.departure[0] == (
        scenario.population.departure[0].model_copy(update={"sigma_s": 1800.0})
    )
    # Odds of 0.8 are 4; twice that is 8 to 1.
    compliant = named("compliance").apply(scenario, 2.0).population.leaving
    assert compliant["civilian"].willing == pytest.approx(8 / 9)
    assert compliant["wounded"].willing == 1.0
    assert named("household").apply(scenario, 1.2).population.household == pytest.approx(4.8)


def test_the_ends_of_compliance_are_those_of_the_table() -> None:
    compliance = named("compliance")
    assert odds_times(0.66, compliance.low) == pytest.approx(0.30)
    assert odds_times(0.66, compliance.high) == pytest.approx(0.95)


def test_longer_windows_end_where_the_next_opens_and_move_the_end(town: LoadedScenario) -> None:
    def at(hour: int, minute: int) -> datetime:
        return datetime(2016, 11, 4, hour, minute)

    longer = named("window_length").apply(town.scenario, 1.5)
    # 9:20 to 10:00 would last to 10:20; the next opens at 10:10.
    assert [w.close for w in longer.corridors["a"].windows] == [at(10, 10), at(10, 55)]
    assert longer.corridors["b"].windows[0].close == at(11, 0)
    assert longer.clock.end == town.scenario.clock.end
    shorter = named("window_length").apply(town.scenario, 0.5)
    assert [w.close for w in shorter.corridors["a"].windows] == [at(9, 40), at(10, 25)]
    # The last close, 10:40, goes to 12:10, by 90 minutes; the end, 11:00, goes as far.
    much = named("window_length").apply(town.scenario, 4.0)
    assert much.corridors["a"].windows[1].close == at(12, 10)
    assert much.corridors["b"].windows[0].close == at(13, 30)


def test_what_a_scenario_lacks_is_left_out_and_said(town: LoadedScenario) -> None:
    there, lacking = inputs_in([town.scenario])
    assert len(there) == len(RANGES)
    assert lacking == ()
    overrides = ["population.household=1", "population.impaired_share=0"]
    bare = sim.load(TOWN, overrides=overrides)
    assert inputs_in([bare.scenario])[1] == (
        "the size of households",
        "the share of slow walkers",
    )


def test_the_documentation_lists_every_range_as_it_is(root: Path) -> None:
    page = (root / "docs/comparing.md").read_text(encoding="utf-8")
    for each in RANGES:
        odds = " (odds)" if each.name == "compliance" else ""
        label = each.label.removeprefix("the ")
        assert (
            f"| {label} | {each.low:.3g} to {each.high:.3g}{odds} | {each.distribution} | "
            f"{each.source} |"
        ) in page
