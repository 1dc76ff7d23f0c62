"""Mistakes that students make in a notebook: each gets one sentence that says what is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents import OneByOne
from sim.model import EvacuationModel
from sim.scenario import LoadedScenario, ScenarioError

Build = Callable[..., EvacuationModel]
Load = Callable[..., LoadedScenario]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda s: sim.load("grid-tutorail"), ScenarioError, "Did you mean `grid-tutorial`"),
        (lambda s: sim.sweep("grid-tutorial"), ScenarioError, "is a scenario, not a sweep"),
        (lambda s: sim.sweep("grid-tutorail"), ScenarioError, "Did you mean `grid-tutorial-lanes`"),
        (lambda s: sim.load("aleppo-thousand"), ScenarioError, "is a sweep, not a scenario"),
        (lambda s: sim.run(["a.yaml"]), TypeError, "the id of a shipped one, not a list"),
        (
            lambda s: sim.load("grid-tutorial", overrides="corridors.east.lanes=2"),
            TypeError,
            r'a list of texts, not a str: overrides=\["corridors.3.lanes=12"\]',
        ),
        (lambda s: sim.run(s, seed=-1), ValueError, "seed is -1: give a whole number from 0 on"),
        (lambda s: sim.run(s, seed="one"), ValueError, "seed is 'one': give a whole number"),
        (lambda s: EvacuationModel("town"), TypeError, r"what sim.load returns, not of a str"),
        (lambda s: EvacuationModel(s, rng=-1), ValueError, "rng is -1: give a seed"),
        (lambda s: EvacuationModel(s, seed=3), TypeError, r"EvacuationModel\(scenario, rng=3\)"),
        (lambda s: EvacuationModel(s, replication=-1), ValueError, "replication is -1: give its"),
        (lambda s: EvacuationModel(s, replication=0.5), ValueError, "replication is 0.5"),
        (lambda s: EvacuationModel(s).schedule, AttributeError, "model.agents is all of them"),
        (lambda s: EvacuationModel(s).time, AttributeError, r"are model.now_s"),
        (lambda s: EvacuationModel(s).quay, AttributeError, "a model has no 'quay'$"),
        (lambda s: EvacuationModel(s).agents[5000], IndexError, "no party 5000: the set has"),
        (
            lambda s: EvacuationModel(s).agents.select(status="walking"),
            ValueError,
            "status is one of at_home, .*, not 'walking'",
        ),
        (lambda s: EvacuationModel(s).plot("map"), TypeError, r"sim.run\(scenario\).plot\('map'"),
    ],
)
def test_a_wrong_call_says_what_is_right(
    load: Load, call: Callable[[Any], Any], error: Any, says: str
) -> None:
    with pytest.raises(error, match=says):
        call(load("town"))


def test_a_model_of_ones_own_may_take_a_seed(load: Load) -> None:
    class Town(EvacuationModel):
        def __init__(self, loaded: LoadedScenario, seed: int) -> None:
            super().__init__(loaded, rng=seed)

    assert Town(load("town"), seed=3).seed == 3


def test_a_file_of_the_other_kind_is_told_in_one_sentence() -> None:
    folder = Path(sim.__file__).parents[1] / "scenarios"
    for read, file, says in (
        (sim.sweep, folder / "grid-tutorial.yaml", "is a scenario, not a sweep"),
        (sim.load, folder / "sweeps/grid-tutorial-lanes.yaml", "is a sweep, not a scenario"),
    ):
        with pytest.raises(ScenarioError, match=says) as told:
            read(file)
        (only,) = told.value.faults
        assert only.place is not None
        assert only.place.line > 0


class Answers(OneByOne):
    """Answers whatever a function says."""

    def __init__(self, answer: Callable[..., Any]) -> None:
        self.answer = answer

    def decide(self, agent: Any, sees: Any) -> Any:
        return self.answer(agent, sees)


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (
            lambda agent, sees: sees.weight_s,
            AttributeError,
            "not see 'weight_s'; it sees .*wait",
        ),
        (lambda agent, sees: sees.walk_s["z"], KeyError, r"no 'z' among \['a'.*\.get\('z'\)"),
        (lambda agent, sees: "home", ValueError, "To go home is HOME, of sim.agents"),
        (lambda agent, sees: float("nan"), TypeError, "returned nan for .*As `choice` it returns"),
    ],
)
def test_a_decision_that_goes_wrong_says_for_whom_and_what_would_be_right(
    load: Load, answer: Callable[..., Any], error: Any, says: str
) -> None:
    with pytest.raises(error, match=says):
        EvacuationModel(load("town"), choice=Answers(answer)).run_model()


def test_a_decision_that_takes_the_wrong_arguments_is_refused_before_anything_runs(
    load: Load,
) -> None:
    class Forgot(OneByOne):
        def decide(self, agent: Any) -> Any:  # type: ignore[override]
            return None

    with pytest.raises(TypeError, match=r"Forgot.decide takes \(agent.*\(self, agent, sees"):
        EvacuationModel(load("town"), choice=Forgot())


class ForAll:
    """Decides for all at once, by a function."""

    def __init__(self, answer: Callable[..., Any]) -> None:
        self.sets_out = self.ready_s = self.choose = self.decide = answer


@pytest.mark.parametrize(
    ("keyword", "answer", "error", "says"),
    [
        ("choice", lambda ahead: np.full(len(ahead.party), np.nan), TypeError, "array of float64"),
        ("choice", lambda ahead: np.zeros(len(ahead.party) + 1, int), TypeError, r"shape \("),
        ("choice", lambda ahead: None, TypeError, "is a `return` missing"),
        (
            "choice",
            lambda ahead: np.full(len(ahead.party), 3),
            ValueError,
            r"returned 3 to 3.*\(0 to 2\)",
        ),
        ("leaving", lambda now: now.at_home * 1.0, TypeError, "True or False for each party"),
        ("leaving", lambda now: None, TypeError, "ForAll.sets_out returned None"),
        ("readiness", lambda all_: np.full(all_.party_count, np.nan), ValueError, "nan for [0-9]"),
        ("readiness", lambda all_: [0.0], TypeError, "ForAll.ready_s returned a list"),
        ("at_shut_gate", lambda now: None, TypeError, "`at_shut_gate` it returns a Turned"),
        ("look_again", lambda now, but: [], TypeError, "decide returned a list. As `look_again`"),
    ],
)
def test_a_decision_for_all_that_returns_something_else_is_refused(
    load: Load, keyword: str, answer: Callable[..., Any], error: Any, says: str
) -> None:
    with pytest.raises(error, match=says):
        EvacuationModel(load("town"), **{keyword: ForAll(answer)}).run_model()


def test_a_step_after_the_end_changes_nothing(build: Build) -> None:
    model = build("town")
    model.run_model()
    before, rows = repr(model), len(model.datacollector.model_vars["time_s"])
    model.step()
    assert not model.running
    assert repr(model) == before
    assert len(model.datacollector.model_vars["time_s"]) == rows
