"""Our set of views beside a real ``AgentSet`` of Mesa: the same data, the same answers."""

from __future__ import annotations

import operator
import statistics
from collections.abc import Callable, MutableSet
from typing import Any

import mesa
import numpy as np
import pytest

from sim.agents import Civilian, Fighter, PartyGroups, PartySet
from sim.agents.attributes import ATTRIBUTES
from sim.model import EvacuationModel

Build = Callable[..., EvacuationModel]


class Twin(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent with the attributes of one party."""


class CivilianTwin(Twin):
    """The twin of a civilian party."""


class FighterTwin(Twin):
    """The twin of a group of fighters."""


KINDS = {Civilian: CivilianTwin, Fighter: FighterTwin}


@pytest.fixture(scope="module")
def pair(build: Build) -> tuple[PartySet, Any]:
    """Everyone of a town half an hour into its evacuation, twice."""
    model = build("town")
    for _ in range(30):
        model.step()
    twins = mesa.Model(rng=1)
    for party in model.agents:
        twin = KINDS[type(party)](twins)
        for name in ATTRIBUTES:
            setattr(twin, name, getattr(party, name))
    return model.agents, twins.agents


def ids(agents: Any) -> list[int]:
    return [agent.unique_id for agent in agents]


def test_length_order_places_and_membership_are_the_same(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair
    assert len(ours) == len(mesas)
    assert ids(ours) == ids(mesas)
    assert ours[7].unique_id == mesas[7].unique_id
    assert ours[-1].unique_id == mesas[-1].unique_id
    assert ids(ours[3:9:2]) == ids(mesas[3:9:2])
    assert ours[5] in ours
    assert mesas[5] in mesas
    assert ours.index(ours[11]) == mesas.index(mesas[11]) == 11
    assert ours.count(ours[11]) == mesas.count(mesas[11]) == 1
    assert ids(reversed(ours)) == ids(reversed(mesas))


def test_all_that_mesas_set_can_do_ours_can_too() -> None:
    public = {name for name in dir(mesa.agent.AgentSet) if not name.startswith("_")}
    groups = {name for name in dir(mesa.agent.GroupBy) if not name.startswith("_")}
    assert public <= set(dir(PartySet))
    assert groups <= {*dir(PartyGroups), "groups"}
    assert issubclass(PartySet, MutableSet)
    assert issubclass(mesa.agent.AgentSet, MutableSet)


@pytest.mark.parametrize("combine", [operator.and_, operator.or_, operator.sub, operator.xor])
def test_sets_of_sets_are_the_same_in_the_same_order(
    pair: tuple[PartySet, Any], combine: Callable[[Any, Any], Any]
) -> None:
    def combined(agents: Any) -> Any:
        large = agents.select(lambda agent: agent.persons > 5)
        return combine(large.sort("speed_m_s"), agents.select(at_most=100))

    ours, mesas = pair
    assert ids(combined(ours)) == ids(combined(mesas))
    assert type(combined(ours)) is PartySet


def test_sets_compare_by_their_members(pair: tuple[PartySet, Any]) -> None:
    for agents in pair:
        first, rest = agents.select(at_most=5), agents.select(lambda agent: agent.unique_id > 5)
        assert first == agents.select(at_most=5).shuffle()
        assert first < agents
        assert agents >= rest
        assert first != rest
        assert first.isdisjoint(rest)
        assert not agents.isdisjoint(rest)
        assert (first | rest) == agents


def test_a_set_of_ones_own_grows_and_shrinks_as_mesas_does(pair: tuple[PartySet, Any]) -> None:
    for agents in pair:
        some, other = agents.select(at_most=3), agents[7]
        some.add(other)
        some.add(other)
        assert ids(some) == [1, 2, 3, 8]
        some.discard(agents[1])
        some.discard(agents[1])
        assert ids(some) == [1, 3, 8]
        with pytest.raises(KeyError):
            some.remove(agents[1])
        some.remove(agents[0])
        assert some.pop().unique_id == 3
        some |= agents.select(at_most=2)
        assert ids(some) == [8, 1, 2]
        some -= agents.select(at_most=1)
        assert ids(some) == [8, 2]
        some.clear()
        assert len(some) == 0
        assert len(agents) > 100


def test_an_empty_set_is_like_mesas(pair: tuple[PartySet, Any]) -> None:
    for agents in pair:
        nobody = agents.select(lambda _agent: False)
        assert (len(nobody), list(nobody), nobody.get("persons")) == (0, [], [])
        assert nobody.agg("persons", sum) == 0
        assert nobody.groupby("status").count() == {}
        assert ids(nobody.sort("persons")) == ids(nobody.shuffle()) == []
        assert nobody.map(lambda agent: agent.persons) == []


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_every_attribute_reads_the_same(pair: tuple[PartySet, Any], name: str) -> None:
    ours, mesas = pair
    assert repr(ours.get(name)) == repr(mesas.get(name))


def test_several_attributes_and_missing_ones_read_the_same(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair
    assert ours.get(["persons", "district"]) == mesas.get(["persons", "district"])
    for agents in pair:
        with pytest.raises(AttributeError, match="wealth"):
            agents.get("wealth")
        with pytest.raises(ValueError, match="handle_missing"):
            agents.get("wealth", handle_missing="no")
    assert ours.get("wealth", "default", 3) == mesas.get("wealth", "default", 3)
    assert ours.get(["persons", "wealth"], "default") == mesas.get(["persons", "wealth"], "default")


def test_selections_are_the_same(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair

    def large(agent: Any) -> bool:
        return bool(agent.persons > 5)

    assert ids(ours.select(large)) == ids(mesas.select(large))
    assert ids(ours.select(at_most=10)) == ids(mesas.select(at_most=10))
    assert ids(ours.select(at_most=0.25)) == ids(mesas.select(at_most=0.25))
    assert ids(ours.select(large, at_most=4)) == ids(mesas.select(large, at_most=4))
    for kind, twin in KINDS.items():
        assert ids(ours.select(agent_type=kind)) == ids(mesas.select(agent_type=twin))
    assert ids(ours.select(large).select(at_most=0.5)) == ids(
        mesas.select(large).select(at_most=0.5)
    )


def test_selecting_in_place_narrows_the_set_itself(pair: tuple[PartySet, Any]) -> None:
    for everyone in pair:
        some = everyone.select(at_most=20)
        assert some.select(lambda agent: agent.unique_id % 2 == 0, inplace=True) is some
        assert ids(some) == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]


@pytest.mark.parametrize("ascending", [True, False])
def test_sorting_is_the_same_ties_included(pair: tuple[PartySet, Any], ascending: bool) -> None:
    ours, mesas = pair
    for key in ("persons", "speed_m_s", lambda agent: (agent.district, -agent.persons)):
        assert ids(ours.sort(key, ascending)) == ids(mesas.sort(key, ascending))
    assert ids(ours) == ids(mesas)


def test_aggregates_are_the_same(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair
    for what in (sum, max, np.mean, statistics.median, [min, max, np.mean]):
        assert ours.agg("persons", what) == mesas.agg("persons", what)


def test_groups_are_the_same(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair
    for by in ("status", "district", lambda agent: agent.persons > 3):
        mine, theirs = ours.groupby(by), mesas.groupby(by)
        assert mine.count() == theirs.count()
        assert list(mine.count()) == list(theirs.count())
        assert mine.agg("persons", sum) == theirs.agg("persons", sum)
        assert {key: ids(group) for key, group in mine} == {k: ids(g) for k, g in theirs}
        assert mine.map(len) == theirs.map(len)
        assert mine.map("agg", "persons", max) == theirs.map("agg", "persons", max)
        lists = ours.groupby(by, "list"), mesas.groupby(by, "list")
        assert {k: ids(g) for k, g in lists[0]} == {k: ids(g) for k, g in lists[1]}


def test_calling_each_gives_the_same_results_in_the_same_order(pair: tuple[PartySet, Any]) -> None:
    ours, mesas = pair

    def scaled(agent: Any, factor: int, *, plus: int) -> int:
        return int(agent.persons) * factor + plus

    assert ours.map(scaled, 2, plus=1) == mesas.map(scaled, 2, plus=1)
    for agents in pair:
        seen: list[int] = []
        assert agents.do(lambda agent, into=seen: into.append(agent.unique_id)) is agents
        assert seen == ids(agents)
        seen.clear()
        assert agents.shuffle_do(lambda agent, into=seen: into.append(agent.unique_id)) is agents
        assert seen != ids(agents)
        assert sorted(seen) == ids(agents)


def test_a_shuffle_is_another_order_of_the_same_agents(pair: tuple[PartySet, Any]) -> None:
    for agents in pair:
        shuffled = agents.shuffle()
        assert ids(shuffled) != ids(agents)
        assert sorted(ids(shuffled)) == ids(agents)


def test_setting_an_attribute_changes_each(build: Build) -> None:
    model = build("town")
    twins = mesa.Model(rng=1)
    for party in model.agents:
        CivilianTwin(twins).speed_m_s = party.speed_m_s
    for agents in (model.agents, twins.agents):
        slow = agents.select(lambda agent: agent.speed_m_s < 0.8)
        assert 0 < len(slow) < len(agents)
        slow.set("speed_m_s", 0.8)
    assert model.agents.get("speed_m_s") == twins.agents.get("speed_m_s")


def test_mesas_collector_reports_a_sample_of_parties(build: Build) -> None:
    model = build("town")
    collector = mesa.DataCollector(
        agenttype_reporters={Fighter: {"status": "status", "people": "persons"}},
        agent_reporters={"status": "status"},
    )
    collector.collect(model)
    model.step()
    collector.collect(model)
    frame = collector.get_agenttype_vars_dataframe(Fighter)
    assert len(frame) == 2 * 10
    assert frame["people"].sum() == 2 * 60
    assert len(collector.get_agent_vars_dataframe()) == 2 * len(model.agents)
