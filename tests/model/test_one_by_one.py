"""A decision of one's own, one party at a time: the same bits as the one for all that it copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents import HOME, Fighter, OneByOne, Party, Sees, Shelter
from sim.behaviour.dice import Dice
from sim.model import EvacuationModel
from sim.scenario import LoadedScenario

Build = Callable[..., EvacuationModel]
Load = Callable[..., LoadedScenario]

SHUT = "incidents.b={name: unsafe, corridors: [c], begin: 2016-11-04T09:30, end: 2016-11-04T10:00}"


class Willing(OneByOne):
    """Who wants to and is not kept."""

    def decide(self, agent: Party, sees: Sees) -> bool:
        return bool(agent.willing and not agent.prevented)


class Assembling(OneByOne):
    """Thirty seconds for each other member, ten minutes where somebody is wounded."""

    def decide(self, agent: Party, sees: Sees) -> float:
        help_s = 600.0 * (agent.wounded > 0)
        return float(agent.departure_s + 30.0 * (agent.persons - 1) + help_s)


class Nearest(OneByOne):
    """The shortest walk of those that let everyone pass."""

    def decide(self, agent: Party, sees: Sees) -> str | None:
        return min(sees.walk_s, key=lambda name: sees.walk_s[name], default=None)


class AsTold(OneByOne):
    """The corridor that the district names, else the nearest."""

    named = {("south", "civilian"): "a", ("north", "fighter"): "b"}

    def decide(self, agent: Party, sees: Sees) -> str | None:
        told = self.named.get((agent.district, agent.affiliation))
        return told if told in sees.walk_s else Nearest().decide(agent, sees)


class Wait(OneByOne):
    """Whatever happens."""

    def decide(self, agent: Party, sees: Sees) -> None:
        return None


class InTurn(OneByOne):
    """Each once in ten minutes, at its own time: another corridor, if that saves 10 % and 5 min."""

    def decide(self, agent: Party, sees: Sees) -> str | None:
        begin, end = 0.1 / 60.0 * sees.now_s, 0.1 / 60.0 * sees.until_s
        if (sees.draw("look again", 1) - begin) % 1.0 >= end - begin:
            return None
        wait_s = sees.wait_s
        cost_s = {name: walk_s + 1.5 * wait_s[name] for name, walk_s in sees.walk_s.items()}
        now_s = cost_s.get(agent.corridor, np.inf)
        best = min(cost_s, key=lambda name: cost_s[name], default=None)
        least_s = max(0.1 * now_s if np.isfinite(now_s) else 0.0, 300.0)
        if best is None or not np.isfinite(cost_s[best]) or not now_s - cost_s[best] >= least_s:
            return None
        return best


TOLD = (
    "choice.rule=assigned",
    "population.districts.south.corridor=a",
    "population.districts.north.fighters_corridor=b",
)
LOOKS = "choice.look_again_per_minute=0.1"


def bits(model: EvacuationModel) -> dict[str, bytes]:
    """Everything that has become of everyone."""
    model.run_model()
    found = {"status": model.status().tobytes(), "chosen": model.chosen.tobytes()}
    for seen in (model.observation, model.observation.streets):
        for field in fields(seen):
            if not callable(value := getattr(seen, field.name)):
                found[field.name] = np.asarray(value).tobytes()
    return found


@pytest.mark.parametrize(
    ("changes", "own"),
    [
        ((), {"leaving": Willing()}),
        (("choice.assembly_s_per_member=30", "choice.help_s=600"), {"readiness": Assembling()}),
        ((), {"choice": Nearest()}),
        ((SHUT, "news.informed=0.6"), {"choice": Nearest()}),
        (TOLD, {"choice": AsTold()}),
        ((SHUT,), {"at_shut_gate": Wait()}),
        ((LOOKS,), {"look_again": InTurn()}),
        ((), {"leaving": Willing(), "choice": Nearest(), "at_shut_gate": Wait()}),
    ],
    ids=lambda value: (
        "+".join(type(one).__name__ for one in value.values()) if isinstance(value, dict) else ""
    ),
)
def test_a_copy_one_at_a_time_gives_the_same_bits(
    load: Load, changes: tuple[str, ...], own: dict[str, Any]
) -> None:
    loaded = load("town", *changes)
    assert bits(EvacuationModel(loaded, **own)) == bits(EvacuationModel(loaded))


def test_looking_again_moves_somebody_so_that_its_copy_is_put_to_the_test(load: Load) -> None:
    looked, not_looked = load("town", LOOKS), load("town")
    assert bits(EvacuationModel(looked))["chosen"] != bits(EvacuationModel(not_looked))["chosen"]


def test_who_is_at_a_shut_gate_goes_where_the_decision_says(load: Load) -> None:
    class FightersGiveUp(OneByOne):
        def decide(self, agent: Party, sees: Sees) -> Any:
            if isinstance(agent, Fighter):
                return HOME
            return Shelter("school") if sees.opens_in_s[agent.corridor] > 900.0 else None

    places = "places.school={node: 40}"
    model = EvacuationModel(load("town", places, "shut.go_again=0"), at_shut_gate=FightersGiveUp())
    model.run_model()
    # b, the fighters' corridor, opens after half an hour; nobody is told to wait that long
    assert set(model.agents.select(agent_type=Fighter, willing=True).get("status")) <= {
        "returned", "out",
    }  # fmt: skip
    counts = model.agents.groupby("status").agg("persons", sum)
    assert counts["sheltering"] > 0
    assert sum(counts.values()) == 1200


def test_neighbours_who_left_are_seen(build: Build) -> None:
    class Follow(OneByOne):
        """One in ten leaves whatever the others do; the others once a neighbour is gone."""

        def decide(self, agent: Party, sees: Sees) -> bool:
            if sees.draw("leads") < 0.1:
                return True
            return bool({"moving", "queued", "out"} & set(sees.neighbours.get("status")))

    loaded = build("town").loaded
    model = EvacuationModel(loaded, leaving=Follow())
    model.run_model()
    set_out = ~np.isnan(model.observation.set_out_s)
    leads = Dice(model.population, model.seed, 0, "leads").roll(np.arange(len(set_out)), 0) < 0.1
    assert (leads <= set_out).all()
    followed = np.flatnonzero(set_out & ~leads)
    assert 0 < len(followed) < len(set_out) - leads.sum()
    home = model.population.home
    assert set(home[followed]) <= set(home[leads])
    assert set(home[~set_out]).isdisjoint(home[leads])


class Answer(OneByOne):
    """Always the same answer."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def decide(self, agent: Party, sees: Sees) -> object:
        return self.answer


@pytest.mark.parametrize(
    ("keyword", "answer", "says"),
    [
        ("leaving", None, r"returned None .*is a `return` missing.*As `leaving` it returns True"),
        ("readiness", "soon", "As `readiness` it returns seconds from the scenario's start"),
        ("readiness", float("nan"), "As `readiness` it returns seconds"),
        ("choice", 1, "As `choice` it returns the id of a corridor in sees.walk_s, or None"),
        ("choice", "west", "no corridor has that id. There are a, b, c"),
        ("choice", "b", r"which cannot use it. Return one of sees.walk_s \("),
        ("look_again", True, r"As `look_again` it returns None, the id of .* HOME or Shelter"),
        ("at_shut_gate", Shelter("inn"), "no shelter has that id. `places` of the scenario has no"),
    ],
)
def test_a_wrong_answer_is_named_with_the_party_and_the_remedy(
    build: Build, keyword: str, answer: object, says: str
) -> None:
    own: dict[str, Any] = {keyword: Answer(answer)}
    model = EvacuationModel(build("town").loaded, **own)
    with pytest.raises((TypeError, ValueError), match=says) as caught:
        model.run_model()
    assert "Answer.decide returned" in str(caught.value)
    assert "people, " in str(caught.value)  # the party, as it shows itself


def test_an_error_in_the_decision_says_for_whom_it_was(build: Build) -> None:
    class Broken(OneByOne):
        def decide(self, agent: Party, sees: Sees) -> bool:
            return bool(agent.wealth > 3)

    model = EvacuationModel(build("town").loaded, leaving=Broken())
    with pytest.raises(AttributeError, match="a party has no attribute 'wealth'") as caught:
        model.step()
    assert "while Broken.decide decided for <" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Nearest, r"choice is the class Nearest; pass Nearest\(\)"),
        (3, r"derive its class from sim.OneByOne.* or give it choose\(prospect\) for all at once"),
    ],
)
def test_what_decides_nothing_is_refused_at_once(build: Build, given: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        EvacuationModel(build("town").loaded, choice=given)


def test_a_decision_not_yet_written_says_so() -> None:
    class Later(sim.OneByOne):
        pass

    with pytest.raises(TypeError, match=r"Later .*abstract method '?decide'?"):
        Later()  # type: ignore[abstract]


def test_what_is_seen_can_be_looked_at(build: Build) -> None:
    seen: list[Sees] = []

    class Looks(OneByOne):
        def decide(self, agent: Party, sees: Sees) -> None:
            seen.append(sees)

    model = EvacuationModel(build("town").loaded, choice=Looks())
    model.step()
    one = seen[0]
    assert {"walk_s", "wait_s", "opens_in_s", "neighbours", "draw", "risk"} <= set(dir(one))
    assert set(one.walk_s) == set(one.wait_s) <= {"a", "b", "c"}
    assert one.opens_in_s == {"a": 1200.0, "b": np.inf, "c": 600.0}  # a civilian, at the start
    assert one.believes == {"a": "as planned", "b": "as planned", "c": "as planned"}
    assert one.risk == 0.0
    assert one.risk_ahead == dict.fromkeys(one.walk_s, 0.0)
    assert 0.0 <= one.draw("anything") < 1.0
    assert one.draw("anything") == one.draw("anything") != one.draw("anything", 1)
    assert repr(one).startswith("<Sees at 09:00:00: a ")
