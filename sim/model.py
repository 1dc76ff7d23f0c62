"""The clock and the step order: a scenario becomes people who move.

>>> model = EvacuationModel(loaded)                 # doctest: +SKIP
>>> model.run_model()                               # doctest: +SKIP
>>> model.datacollector.get_model_vars_dataframe()  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa import Model

from sim.agents import Civilian, Fighter, OneByOne, PartySet
from sim.agents.collecting import SAMPLE, Collector
from sim.agents.given import for_all
from sim.agents.statuses import (
    EVERYONE,
    QUEUED,
    Rows,
    StatusArray,
    at_rest,
    final_codes,
    status_codes,
)
from sim.behaviour import (
    Assembled,
    AtShutGate,
    Choice,
    InTurn,
    Leaving,
    LookAgain,
    News,
    Policies,
    Readiness,
    StatedShares,
    choice_rule,
)
from sim.behaviour.again import GoAgain
from sim.behaviour.dice import Dice
from sim.behaviour.reconsider import reconsider_rule
from sim.behaviour.situation import NONE, GateArray, Situation, before_gate
from sim.engine import Engine, Gates, Links, Observation, Rules
from sim.hazards.board import Board
from sim.hazards.effects import Effects, StreetChange
from sim.hazards.exposure import Exposure
from sim.hazards.survey import survey
from sim.network import StreetNetwork, build_network
from sim.network.paths import Trees
from sim.network.street_network import FloatArray, IntArray
from sim.plan.corridors import build_gates, corridor_ids, place_nodes
from sim.plan.street_links import foot_links
from sim.population import Population, build_population
from sim.results.recorded import Recorded
from sim.scenario import LoadedScenario
from sim.services.dispatch import Dispatch
from sim.step.books import Books
from sim.step.closing import ClosingBook
from sim.step.decisions import Decisions
from sim.step.detours import Detours
from sim.step.start import SaysWhatIsMissing, check_start, seed_of
from sim.step.timeline import Event, timeline
from sim.step.travel import Travel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    RandomState = int | np.integer | Sequence[int] | np.random.SeedSequence | np.random.Generator

CHANGEABLE = ("space", "speed_m_s", "home", "willing", "prevented", "departure_s")
"""What may be changed of a party between building the model and its first step."""

FIXED = ("space", "speed_m_s", "home", "departure_s")
"""What of that is the engine's from the first step on; the rest changes with what people decide."""


class EvacuationModel(SaysWhatIsMissing, Model):  # type: ignore[misc]  # mesa ships no types
    """People of a scenario who leave through its corridors.

    Parameters
    ----------
    loaded
        The scenario.
    rng
        As in Mesa: the seed, or what ``numpy.random.default_rng`` takes; default the scenario's
        seed. An integer takes the place of the scenario's seed, anything else draws one.
    replication
        Which replication: the same seed and another replication are other people.
    leaving, readiness, choice, at_shut_gate, look_again
        The decisions: who leaves, when, for which corridor, and what people do when it is shut;
        default what the scenario states. Each decides for all at once, or is a `OneByOne`.
    agent_reporters, sample
        What the data collector writes down of parties, as in Mesa, and of how many of them.
    network, population, gates, links, trees
        Parts that are ready, to share between models; each is built where it is not given. A
        population that is given stays as it is, whatever `rng` and `replication` say. Gates have
        the windows that were planned: incidents come as they happen.
    recorded
        What is written down at the ends of intervals. Without the statuses and queues the data
        collector has no rows; what happens is the same.

    Attributes
    ----------
    running : bool
        False once the scenario is over or nobody can move any more.
    observation : Observation
        The engine's state now, read-only.
    population, planned_s, chosen : Population, array, array
        P parties; when each means to set out, inf if it does not or has; the gate that it walks
        to, -1 if none. Of the population `willing` and `prevented` may change during the run.
    gates, corridor_ids : Gates, tuple of str
        G corridors as they are now, and their ids.
    ledger, books : Ledger, Books
        The series of all intervals; what else is written down at their ends.
    services : Dispatch or None
        Buses and ambulances.
    datacollector : mesa.DataCollector
        People of each status, out by and queued for each corridor, a row an interval; what
        `agent_reporters` say of each party in `datacollector.sample`.
    """

    network: StreetNetwork
    population: Population
    gates: Gates
    corridor_ids: tuple[str, ...]
    chosen: GateArray
    observation: Observation

    def __init__(
        self,
        loaded: LoadedScenario,
        *,
        rng: RandomState | None = None,
        replication: int = 0,
        leaving: Leaving | OneByOne | None = None,
        readiness: Readiness | OneByOne | None = None,
        choice: Choice | OneByOne | None = None,
        at_shut_gate: AtShutGate | OneByOne | None = None,
        look_again: LookAgain | OneByOne | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        sample: int = SAMPLE,
        network: StreetNetwork | None = None,
        population: Population | None = None,
        gates: Gates | None = None,
        links: Links | None = None,
        trees: Trees | None = None,
        recorded: Recorded = Recorded.ALL,
    ) -> None:
        check_start(loaded, rng, replication)
        super().__init__(rng=loaded.scenario.seed if rng is None else rng)
        self.seed = seed_of(loaded, rng, self.rng)
        scenario = loaded.scenario.model_copy(update={"seed": self.seed})
        self.replication = replication
        self.loaded = loaded
        self.corridor_ids = corridor_ids(scenario)
        self.network = network or build_network(scenario.network, loaded.base_dir)
        self.population = _changeable(
            population or build_population(scenario, self.network, replication=replication)
        )
        self.gates = gates or build_gates(scenario, self.network, incidents=False)
        self.links = links or foot_links(
            self.network, scenario.movement, capacity_factor=scenario.network.capacity_factor
        )
        found = survey(scenario, self.network, self.gates.node, replication=replication)
        self.board = Board(scenario, self.network, found)
        self.effects = Effects(self.board)
        self.exposure = Exposure(self.population.home)
        self.planned_s = self.population.departure_s.copy()
        self._place_node = place_nodes(scenario, self.network)
        self.services: Dispatch | None = None
        if scenario.services:
            self.services = Dispatch(
                scenario, self.network, self.population, self.gates, self.planned_s
            )
            self._place_node = np.concatenate((self._place_node, self.services.node))
        self.detours = Detours(self.network, self.board, self.gates.node, self._place_node, trees)
        self.trees = self.detours.to_gates
        self.leaving: Leaving = for_all(self, leaving=leaving) or StatedShares()
        self.readiness: Readiness = for_all(self, readiness=readiness) or Assembled(
            scenario.choice.assembly_s_per_member, scenario.choice.help_s
        )
        self.choice: Choice = for_all(self, choice=choice) or choice_rule(
            scenario, self.corridor_ids, self.population, replication
        )
        self.planned = self.gates
        self.news = News(scenario, self.corridor_ids, self.network, self.population, replication)
        self.at_shut_gate: AtShutGate = for_all(self, at_shut_gate=at_shut_gate) or Policies(
            scenario, sorted(scenario.places), self.news.memory
        )
        self.look_again: LookAgain = for_all(self, look_again=look_again) or InTurn(
            scenario, Dice(self.population, self.seed, replication, "look again")
        )
        go_again = Dice(self.population, self.seed, replication, "go again")
        self.rules = Rules(
            gridlock=scenario.movement.gridlock,
            squeeze_per_s=scenario.movement.squeeze_per_s,
            spillback=scenario.movement.spillback,
        )
        self.closing = ClosingBook(
            scenario, self.corridor_ids, self.gates, self.population, self.news.memory
        )
        self.interval_s = scenario.clock.control_interval_s
        self.end_s = scenario.clock.duration_s

        self.chosen = np.full(self.population.party_count, NONE, np.int16)
        self.decisions = Decisions(
            leaving=self.leaving,
            reconsider=None
            if leaving
            else reconsider_rule(scenario, self.population, self.board, replication),
            choice=self.choice,
            at_shut_gate=self.at_shut_gate,
            look_again=self.look_again,
            go_again=GoAgain(scenario.shut.go_again, go_again, self.population.party_count),
            planned_s=self.planned_s,
            services=None if self.services is None else (self.services, len(scenario.places)),
            closing=self.closing,
        )
        self.travel: Travel | None = None
        self.observation = at_rest(
            parties=self.population.party_count,
            links=self.network.link_count,
            gates=len(self.corridor_ids),
            classes=self.gates.admits.shape[1],
        )
        self._intervals = 0
        self._still = False
        self._instants = {*self.news.times_s, *self.closing.times_s}
        self._events: list[Event] = [
            *timeline(self.board.shut, self.gates),
            *(StreetChange(time_s) for time_s in self.board.times_s),
        ]
        self._events.sort(key=lambda event: event.time_s)
        self.books = Books(scenario, self.population, self.network, self.links, recorded)
        self.ledger = self.books.ledger
        self.datacollector = Collector(self, agent_reporters, sample)
        self._record()

    def step(self) -> None:
        """Let one control interval pass, cut at every timed event.

        1. Apply timed events: places become unsafe and safe, streets close and reopen.
        2. Spread news: who now knows what of which corridor.
        3. Decide: who at home is to leave; whose time has come chooses a corridor and sets out;
           who learns that its corridor is shut waits, or goes elsewhere.
        4. Dispatch buses and convoys: none leaves while its corridor is shut against the plan.
        5. Move: the engine, then the vehicles, advance in exact continuous time.
        6. Record: count the people, check that nobody is lost, ``datacollector.collect``.
        """
        if not self.running:
            return
        for until_s in self._spans():
            self._apply_timed_events()
            situation = self.situation(until_s)
            self._spread_news(situation)
            self._decide(situation)
            self._dispatch(situation)
            self._move(until_s)
        self._record()

    @property
    def now_s(self) -> float:
        """Seconds from the scenario's start."""
        return self.observation.now_s

    @property
    def moving(self) -> Travel:
        """The parties' ways, once the first step has begun."""
        assert self.travel is not None
        return self.travel

    @property
    def where(self) -> IntArray:
        """(P,) node that each party sets out from: home, or the shelter that it is bound for."""
        return self.population.home if self.travel is None else self.travel.where

    @property
    def engine(self) -> Engine | None:
        """The movement engine; None before the first step."""
        return None if self.travel is None else self.travel.engine

    @property
    def engine_s(self) -> float:
        """Seconds spent in the engine."""
        return 0.0 if self.travel is None else self.travel.engine_s

    @property
    def agents(self) -> PartySet:
        """Every party, as a set of views that read and write its row."""
        return PartySet(self)

    @property
    def agent_types(self) -> list[type]:
        """The kinds of parties."""
        return [Civilian, Fighter]

    @property
    def agents_by_type(self) -> dict[type, PartySet]:
        """The parties of each kind."""
        return {kind: self.agents.select(agent_type=kind) for kind in (Civilian, Fighter)}

    def register_agent(self, agent: object) -> None:
        """Refuse: who is in the model is the scenario's to say.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            f"{type(agent).__name__} cannot join: the parties of the model are rows of its "
            "population. Add people to the scenario's districts instead."
        )

    def plot(self, axes: Axes | None = None) -> Axes:
        """Draw who is where now: streets by density, queues as discs at their gates.

        Parameters
        ----------
        axes
            Where; default a new picture (``axes.figure``).
        """
        from sim.look import plot

        return plot(self, axes)

    def __repr__(self) -> str:
        from sim.look import words

        return words(self)

    def _repr_html_(self) -> str:
        from sim.look import card

        return card(self)

    def __getstate__(self) -> object:
        """Refuse to be copied or pickled once people are the engine's.

        Raises
        ------
        TypeError
            After the first step: a copy would move the people of its original.
        """
        if self.travel is not None:
            raise TypeError(
                "a model that has made its first step cannot be copied or pickled; run it again: "
                "the same seed gives the same bits"
            )
        return super().__getstate__()

    def situation(self, until_s: float) -> Situation:
        """Return what decisions for the span from now to `until_s` see."""
        return Situation(
            now_s=self.now_s,
            until_s=until_s,
            network=self.network,
            trees=self.trees,
            gates=self.gates,
            population=self.population,
            chosen=self.chosen,
            planned=self.planned,
            where=self.where,
            memory=self.news.memory if self.news.active else None,
            observation=self.observation,
            board=self.board,
            barred=self.closing.barred,
        )

    def find_ways_anew(self) -> None:
        """Let people take the ways that are shortest now, if damage has changed any."""
        if self.detours.look(self.now_s):
            self.trees = self.detours.to_gates
            self.moving.set_ways(self.detours.to_follow)

    def status(self, rows: Rows = EVERYONE) -> StatusArray:
        """Return the status codes of the parties in `rows`, positions in ``STATUSES``."""
        status = self._codes(rows)
        return status if self.running else final_codes(status)

    def _codes(self, rows: Rows = EVERYONE) -> StatusArray:
        """Return the status codes while the run goes on: who stands before a shelter waits."""
        status = status_codes(self.population, self.observation, self.where, rows)
        if self.closing.shelters is not None:
            status = np.where(self.closing.shelters.outside[rows], np.uint8(QUEUED), status)
        return status

    def _spans(self) -> list[float]:
        """Return the ends of the spans of the next interval: timed events, then its own end."""
        self._intervals += 1
        end_s = min(self._intervals * self.interval_s, self.end_s)
        times_s = {event.time_s for event in self._events} | self._instants
        return [*sorted(time_s for time_s in times_s if self.now_s < time_s < end_s), end_s]

    def _apply_timed_events(self) -> None:
        """1. Let everything that is due now take effect."""
        if self.travel is None:
            self._begin()
        due = [event for event in self._events if event.time_s <= self.now_s]
        del self._events[: len(due)]
        for event in due:
            event.happen(self)
        if due:
            self.observation = self._as_carried(self.moving.engine.observe())
        self.closing.look(self.observation, self.gates, self.chosen, self.where)

    def _spread_news(self, situation: Situation) -> None:
        """2. Let news reach who hears it now."""
        self.news.spread(situation, self.planned)

    def _decide(self, situation: Situation) -> None:
        """3. Let everyone whose turn it is decide."""
        self.decisions.decide(situation, self.moving)

    def _dispatch(self, situation: Situation) -> None:
        """4. Send buses and convoys on their way."""
        if self.services is not None:
            self.services.look_at(self.gates, situation.now_s)

    def _move(self, until_s: float) -> None:
        """5. Advance the engine, then the vehicles."""
        unsafe = self.board.unsafe(self.now_s)
        self.exposure.enter(self.observation, unsafe, until_s - self.now_s, self.where)
        seen = self.moving.move(until_s)
        if self.services is not None:
            self.services.advance(seen, self.moving.chosen)
        self.observation = self._as_carried(seen)

    def _as_carried(self, seen: Observation) -> Observation:
        """Return what the engine shows with everyone where vehicles have brought them."""
        return seen if self.services is None else self.services.overlay(seen, self.where)

    def _begin(self) -> None:
        """Hand the parties to the engine; who and where they are is fixed after this."""
        population = self.population
        ready_s = self.readiness.ready_s(population)
        self.planned_s[:] = self.board.postponed(ready_s, population.home)
        self.travel = Travel(
            self.population,
            self.chosen,
            links=self.links,
            to_gates=self.trees,
            ways=self.detours.to_follow,
            gates=self.gates,
            rules=self.rules,
            network=self.network,
            place_node=self._place_node,
            screening=self._screening(),
            awaited=self.closing.awaited,
        )
        given = self.chosen.copy()  # by hand, before the first step
        self.chosen[:] = NONE
        for name in FIXED:
            getattr(self.population, name).flags.writeable = False
        self.chosen = self.chosen.view()  # who changes it now is `Travel`
        self.chosen.flags.writeable = False
        if self.services is not None:
            first = len(self.gates.node) + len(self._place_node) - len(self.services.node)
            self.services.begin(self.detours.to_follow.cost[first:])
        getting_ready_s = np.where(np.isfinite(ready_s), ready_s - population.departure_s, 0.0)
        self.decisions.begin(self.situation(self.end_s), given, getting_ready_s)

    def _screening(self) -> FloatArray | None:
        """Return what screening brings each party, where somebody may be held."""
        beyond = self.gates.beyond
        if beyond is None or not beyond.held_share.any():
            return None
        everyone = np.arange(self.population.party_count, dtype=np.int32)
        return Dice(self.population, self.seed, self.replication, "screening").roll(everyone, 0)

    def _record(self) -> None:
        """6. Write down the instant, and whether it is the last."""
        self.running = self.now_s < self.end_s and not self._over()
        if not self.running:
            self.closing.end(self.observation, self.gates, self.chosen, self.where)
        ended = not self.running
        self.books.enter(self.observation, self._codes, self.chosen, self.services, ended=ended)
        if Recorded.QUEUES in self.books.recorded:
            self.datacollector.collect(self)

    def _over(self) -> bool:
        """Whether nobody moves, and nobody is still to set out or to decide where it stands."""
        decided, self._still = self._still, self.engine is not None and self.engine.finished
        if self._events or not self._still:
            return False
        if self.services is not None and self.services.busy:
            return False
        situation = self.situation(self.end_s)
        if before_gate(situation.observation.place).any() and not decided:
            return False  # who has come to a gate just now decides in the next step
        return not self.news.runs_back(situation) and self.decisions.nobody_is_to_come(situation)


def _changeable(population: Population) -> Population:
    """Return the population with its own copies of what may change, by hand or during the run."""
    names = (*CHANGEABLE, "reason")
    return replace(population, **{name: getattr(population, name).copy() for name in names})
