"""What is written down of the model and of a sample of its parties, in Mesa's idiom."""

from __future__ import annotations

from collections.abc import Callable

import mesa
import pytest

import sim.model
from sim.model import EvacuationModel
from sim.scenario import LoadedScenario

Build = Callable[..., EvacuationModel]
Load = Callable[..., LoadedScenario]


def follow(loaded: LoadedScenario, sample: int, steps: int = 5) -> EvacuationModel:
    reporters = {"status": "status", "slow": lambda party: party.speed_m_s < 0.8}
    model = EvacuationModel(loaded, agent_reporters=reporters, sample=sample)
    for _ in range(steps):
        model.step()
    return model


def test_a_sample_is_followed_step_by_step(load: Load) -> None:
    model = follow(load("town"), 25)
    table = model.datacollector.get_agent_vars_dataframe()
    assert table.index.names == ["Step", "AgentID"]
    assert table.shape == (6 * 25, 2)
    followed = model.datacollector.sample.get("unique_id")
    assert table.loc[5].index.tolist() == followed
    assert table.loc[5]["status"].tolist() == model.datacollector.sample.get("status")
    assert len(model.datacollector.get_model_vars_dataframe()) == 6


def test_with_few_parties_a_sample_is_everyone_as_in_mesa(load: Load) -> None:
    model = follow(load("town"), 1000, steps=1)
    plain = mesa.DataCollector(agent_reporters={"status": "status"})
    plain.collect(model)
    ours = model.datacollector.get_agent_vars_dataframe().loc[1]["status"]
    assert ours.tolist() == plain.get_agent_vars_dataframe().loc[1]["status"].tolist()


def test_two_plans_are_followed_on_the_same_parties(load: Load) -> None:
    plans = [follow(load("town", *change), 25, 0) for change in ((), ("corridors.a.lanes=9",))]
    first, second = (model.datacollector.sample.get("unique_id") for model in plans)
    assert first == second
    other = EvacuationModel(
        load("town"), rng=4, agent_reporters={"status": "status"}, sample=25
    ).datacollector.sample
    assert other.get("unique_id") != first


def test_an_attribute_that_is_not_there_is_refused_before_the_run(load: Load) -> None:
    with pytest.raises(AttributeError, match="a party has no attribute 'wealth'; it has district"):
        EvacuationModel(load("town"), agent_reporters={"wealth": "wealth"})
    with pytest.raises(ValueError, match="sample is 0: follow at least one party"):
        EvacuationModel(load("town"), agent_reporters={"status": "status"}, sample=0)


def test_a_run_that_nobody_looks_into_makes_no_set_and_no_view(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.agents import Party

    def refuse(*_: object) -> None:
        raise AssertionError("somebody looked")

    model = EvacuationModel(load("town"))
    monkeypatch.setattr(sim.model, "PartySet", refuse)
    monkeypatch.setattr(Party, "__init__", refuse)
    model.run_model()
    with pytest.raises(AssertionError, match="somebody looked"):
        _ = model.agents
