"""Parties as Mesa's agents: views that read and write their row."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from statistics import mean

import mesa
import numpy as np
import pytest

from sim.agents import Civilian, Fighter, PartyGroups, PartySet
from sim.agents.attributes import ATTRIBUTES
from sim.model import EvacuationModel

Build = Callable[..., EvacuationModel]

MESAS_SET = type(mesa.Model(rng=1).agents)
MESAS_GROUPS = type(mesa.Model(rng=1).agents.groupby("unique_id"))


@pytest.fixture
def model(build: Build) -> EvacuationModel:
    return build("town")


def test_every_party_is_there_once_and_people_sum_to_everyone(model: EvacuationModel) -> None:
    assert len(model.agents) == model.population.party_count
    assert sum(party.persons for party in model.agents) == 1200
    assert model.agents.agg("persons", sum) == 1200
    assert len(set(model.agents)) == len(model.agents)


def test_sixty_fighters_in_groups_of_six_are_ten_fighter_parties(model: EvacuationModel) -> None:
    fighters = model.agents.select(agent_type=Fighter)
    assert len(fighters) == 10
    assert fighters.get("persons") == [6] * 10
    assert all(isinstance(party, Fighter) for party in fighters)
    assert list(model.agents.select(affiliation="fighter")) == list(fighters)
    assert len(model.agents.select(agent_type=Civilian)) + 10 == len(model.agents)
    assert {kind: len(some) for kind, some in model.agents_by_type.items()} == {
        Civilian: len(model.agents) - 10,
        Fighter: 10,
    }
    assert model.agent_types == [Civilian, Fighter]


def test_a_view_reads_its_row_of_every_array(model: EvacuationModel) -> None:
    party = model.agents[17]
    population = model.population
    assert party.unique_id == 18
    assert party.district == population.district_ids[population.district[17]]
    assert party.speed_m_s == population.speed_m_s[17]
    assert type(party.speed_m_s) is float
    assert type(party.persons) is int
    assert type(party.willing) is bool
    assert party.corridor is None
    assert party.status in ("at_home", "stayed", "prevented")


def test_sets_give_the_same_values_as_views(model: EvacuationModel) -> None:
    model.step()
    for name in ATTRIBUTES:
        one_by_one = [getattr(party, name) for party in model.agents]
        np.testing.assert_equal(model.agents.get(name), one_by_one, err_msg=name)


def test_a_view_writes_its_row(model: EvacuationModel) -> None:
    party = model.agents[5]
    party.speed_m_s = 0.75
    party.corridor = "a"
    assert model.population.speed_m_s[5] == 0.75
    assert model.agents[5].speed_m_s == 0.75
    assert model.agents[5].corridor == "a"
    assert model.corridor_ids[model.chosen[5]] == "a"


def test_setting_an_attribute_of_a_set_sets_it_for_each(model: EvacuationModel) -> None:
    north = model.agents.select(district="north")
    assert north.set("willing", False) is north
    assert not any(north.get("willing"))
    assert set(north.get("status")) == {"stayed"}
    speeds = np.linspace(0.5, 1.5, len(north))
    north.set("speed_m_s", speeds)
    assert north.get("speed_m_s") == speeds.tolist()


def test_the_population_that_was_passed_in_stays_as_it_was(build: Build) -> None:
    first = build("town")
    shared = EvacuationModel(first.loaded, network=first.network, population=first.population)
    shared.agents.set("speed_m_s", 0.5)
    assert max(first.agents.get("speed_m_s")) > 0.5


def test_a_change_before_the_first_step_is_what_the_engine_moves(build: Build) -> None:
    model = build("street")
    model.agents.set("speed_m_s", 0.5)
    model.agents[0].willing = False
    model.run_model()
    assert model.agents[0].status == "stayed"
    # 1000 m at 0.5 m/s, then one second in the lane
    assert min(model.agents.select(status="out").get("out_s")) == pytest.approx(2001.0)


def test_after_the_first_step_people_are_the_engines(model: EvacuationModel) -> None:
    model.step()
    with pytest.raises(AttributeError, match="speed_m_s is fixed once the model has made"):
        model.agents[0].speed_m_s = 2.0
    with pytest.raises(AttributeError, match="corridor is fixed once"):
        model.agents.set("corridor", None)
    with pytest.raises(ValueError, match="read-only"):
        model.population.speed_m_s[0] = 2.0


def test_who_is_still_at_home_may_change_its_mind(build: Build) -> None:
    change = "population.departure=[{curve: uniform, begin: 2016-11-04T09:05, low_s: 0, high_s: 0}]"
    model = build("street", change)
    model.step()
    model.agents[0].willing = False
    model.run_model()
    assert model.agents[0].status == "stayed"
    assert model.agents[0].corridor is None
    assert len(model.agents.select(status="out")) == 19


def test_what_is_not_ours_to_change_says_so(model: EvacuationModel) -> None:
    with pytest.raises(AttributeError, match="status can be read but not changed"):
        model.agents[0].status = "out"
    with pytest.raises(ValueError, match="corridor is one of a, b, c, not 'z'"):
        model.agents[0].corridor = "z"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("speed_m_s", 0.0, "speed_m_s is a number above 0, not 0.0"),
        ("speed_m_s", float("nan"), "above 0, not nan"),
        ("speed_m_s", "fast", "above 0, not 'fast'"),
        ("space", True, "above 0, not True"),
        ("willing", "no", "willing is True or False, not 'no'"),
        ("prevented", 0.5, "True or False, not 0.5"),
        ("home", 10_000, "home is the index of a node of the network, not 10000"),
        ("home", -1, "index of a node"),
        ("departure_s", -5, "seconds from the start, or inf, not -5"),
        ("departure_s", float("nan"), "or inf, not nan"),
        ("speed_m_s", [1.0, 1.1], "takes one value for all, or a value for each of the [0-9]+"),
    ],
)
def test_a_value_that_nobody_can_have_is_refused_and_nothing_changes(
    model: EvacuationModel, name: str, value: object, says: str
) -> None:
    before = model.agents.get(name)
    for change in (model.agents.set, lambda n, v: setattr(model.agents[3], n, v)):
        with pytest.raises(ValueError, match=says):
            change(name, value)
    assert model.agents.get(name) == before


def test_nobody_joins_or_leaves_everyone(model: EvacuationModel) -> None:
    everyone = model.agents
    for leave in (everyone.discard, everyone.remove):
        with pytest.raises(TypeError, match=r"model\.agents is everyone, and stays so: take a set"):
            leave(everyone[0])
    with pytest.raises(TypeError, match="is no party of this model; add parties of"):
        everyone.add("me")  # type: ignore[arg-type]
    assert len(everyone) == model.population.party_count


def test_what_agents_of_other_models_have_says_what_is_here_instead(
    model: EvacuationModel,
) -> None:
    party = model.agents[0]
    for name, says in (
        ("step", "it is the model that steps; .* help"),
        ("pos", "`home`, or on the street `link`"),
        ("remove", "nobody leaves the model; who is to stay has willing = False"),
        ("random", r"sees.draw\(name\)"),
    ):
        with pytest.raises(AttributeError, match=f"a party has no '{name}': .*{says}"):
            getattr(party, name)
    with pytest.raises(AttributeError, match="it is the model that steps"):
        model.agents.shuffle_do("step")
    with pytest.raises(AttributeError, match=r"takes no new ones.*patience\[agent\] = 3"):
        party.patience = 3
    with pytest.raises(AttributeError, match="Did you mean 'speed_m_s'"):
        _ = party.speed


def test_an_unknown_attribute_names_the_known_ones(model: EvacuationModel) -> None:
    for ask in (
        lambda: model.agents[0].sped_m_s,
        lambda: setattr(model.agents[0], "sped_m_s", 1.0),
        lambda: model.agents.get("sped_m_s"),
        lambda: model.agents.set("sped_m_s", 1.0),
        lambda: model.agents.select(sped_m_s=1.0),
    ):
        with pytest.raises(AttributeError, match=r"no attribute 'sped_m_s'; it has .*speed_m_s"):
            ask()
    assert model.agents.get("wealth", "default", 7) == [7] * len(model.agents)
    assert set(ATTRIBUTES) <= set(dir(model.agents[0]))


def test_select_filters_by_values_functions_and_numbers(model: EvacuationModel) -> None:
    everyone = model.agents
    large = everyone.select(lambda party: party.persons >= 6)
    assert set(large) == {party for party in everyone if party.persons >= 6}
    assert list(everyone.select(lambda party: party.persons >= 6, at_most=3)) == large[:3]
    assert list(everyone.select(at_most=2)) == everyone[:2]
    assert len(everyone.select(at_most=0.5)) == len(everyone) // 2
    assert len(everyone.select(line="fighter", district="south")) == 0
    assert everyone.select(line="fighter", inplace=True) is everyone
    assert len(everyone) == 10


def test_sorting_is_descending_unless_asked_and_keeps_equals_in_order(
    model: EvacuationModel,
) -> None:
    by_name = model.agents.sort("persons")
    assert by_name.get("persons") == sorted(model.agents.get("persons"), reverse=True)
    expected = sorted(model.agents, key=lambda party: party.persons, reverse=True)
    assert list(by_name) == expected
    by_function = model.agents.sort(lambda party: party.speed_m_s, ascending=True)
    assert by_function.get("speed_m_s") == sorted(model.agents.get("speed_m_s"))


def test_groups_count_and_aggregate(model: EvacuationModel) -> None:
    groups = model.agents.groupby("line")
    assert groups.agg("persons", sum) == {"civilian": 1110, "wounded": 30, "fighter": 60}
    assert sum(groups.count().values()) == len(model.agents)
    as_lists = model.agents.groupby(lambda party: party.line, result_type="list")
    assert as_lists.agg("persons", sum) == groups.agg("persons", sum)
    assert groups.map(len) == groups.count() == as_lists.map(len)
    assert groups.map("agg", "persons", max)["fighter"] == 6
    assert len(groups) == 3
    assert dict(groups)["fighter"].get("persons") == [6] * 10


def test_do_map_and_shuffle_do_call_each_party_once(model: EvacuationModel) -> None:
    seen: list[int] = []
    assert model.agents.do(lambda party: seen.append(party.unique_id)) is not None
    assert seen == list(range(1, len(model.agents) + 1))
    shuffled: list[int] = []
    model.agents.shuffle_do(lambda party: shuffled.append(party.unique_id))
    assert shuffled != seen
    assert sorted(shuffled) == seen
    assert model.agents.map(lambda party, extra: party.persons + extra, 1) == [
        persons + 1 for persons in model.agents.get("persons")
    ]
    assert model.agents.map("__repr__")[0] == repr(model.agents[0])


def test_a_shuffle_is_drawn_from_the_models_own_generator(build: Build) -> None:
    first, second = build("town"), build("town")
    assert first.agents.shuffle().get("unique_id") == second.agents.shuffle().get("unique_id")
    assert first.agents.shuffle().get("unique_id") != first.agents.shuffle().get("unique_id")


def test_views_of_one_row_are_equal_and_can_be_copied(build: Build) -> None:
    model = build("town")
    party = model.agents[3]
    assert party == model.agents[3]
    assert hash(party) == hash(model.agents[3])
    assert party != build("town").agents[3]
    assert copy.copy(party) == party
    assert party in model.agents
    assert party not in model.agents.select(lambda other: other.row != 3)
    assert model.agents.index(party) == 3


def test_a_model_can_be_pickled_until_its_first_step_and_not_after(build: Build) -> None:
    model = build("town")
    twin = pickle.loads(pickle.dumps(model.agents[3])).model
    for one in (model, twin):
        one.run_model()
    np.testing.assert_array_equal(twin.observation.out_s, model.observation.out_s)
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be copied or pickled; run it again"):
            copied(model)


def test_aggregates_take_one_function_or_several(model: EvacuationModel) -> None:
    sizes = model.agents.get("persons")
    assert model.agents.agg("persons", mean) == mean(sizes)
    assert model.agents.agg("persons", [min, max, sum]) == [min(sizes), max(sizes), 1200]
    assert model.agents.get(["persons", "line"])[0] == [sizes[0], model.agents[0].line]


@pytest.mark.parametrize(
    "name", ["select", "shuffle", "sort", "do", "shuffle_do", "map", "agg", "get", "set", "groupby"]
)
def test_methods_take_the_arguments_of_mesas_agent_set(name: str) -> None:
    ours = inspect.signature(getattr(PartySet, name)).parameters
    theirs = inspect.signature(getattr(MESAS_SET, name)).parameters
    assert [(p.name, p.default) for p in ours.values()][: len(theirs)] == [
        (p.name, p.default) for p in theirs.values()
    ]


@pytest.mark.parametrize("name", ["map", "do", "count", "agg"])
def test_groups_take_the_arguments_of_mesas_groups(name: str) -> None:
    ours = list(inspect.signature(getattr(PartyGroups, name)).parameters)
    assert ours == list(inspect.signature(getattr(MESAS_GROUPS, name)).parameters)


def test_mesas_data_collector_reads_parties(model: EvacuationModel) -> None:
    collector = mesa.DataCollector(
        agent_reporters={"persons": "persons", "slow": lambda party: party.speed_m_s < 0.8},
        agenttype_reporters={Fighter: {"size": "persons"}},
    )
    collector.collect(model)
    table = collector.get_agent_vars_dataframe()
    assert table["persons"].sum() == 1200
    assert table["slow"].any()
    assert collector.get_agenttype_vars_dataframe(Fighter)["size"].tolist() == [6] * 10


def test_a_mesa_agent_cannot_join(model: EvacuationModel) -> None:
    with pytest.raises(TypeError, match="Agent cannot join: the parties of the model are rows"):
        mesa.Agent(model)
