"""The clock and the step order: a scenario becomes people who move.

>>> model = EvacuationModel(loaded)                 # doctest: +SKIP
>>> model.run_model()                               # doctest: +SKIP
>>> model.datacollector.get_model_vars_dataframe()  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from mesa import DataCollector, Model

from sim.agents import Civilian, Fighter, PartySet
from sim.agents.statuses import EVERYONE, Rows, StatusArray, at_rest, final_codes, status_codes
from sim.behaviour import Choice, choice_rule, prospect, sets_out
from sim.behaviour.situation import NONE, GateArray, Situation
from sim.corridors import build_gates, corridor_ids
from sim.engine import Engine, Gates, Links, Observation, Parties, Routes, Rules
from sim.ledger import Ledger
from sim.link_ledger import LinkLedger
from sim.network import StreetNetwork, build_network
from sim.network.paths import Trees, shortest_trees
from sim.population import Population, build_population
from sim.results.status import STATUSES
from sim.scenario import LoadedScenario
from sim.street_links import foot_links
from sim.timeline import timeline, with_windows

if TYPE_CHECKING:
    RandomState = int | np.integer | Sequence[int] | np.random.SeedSequence | np.random.Generator

CHANGEABLE = ("space", "speed_m_s", "home", "willing", "prevented", "departure_s")
"""What may be changed of a party between building the model and its first step."""


class EvacuationModel(Model):  # type: ignore[misc]  # mesa ships no types
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
    choice
        How parties choose a corridor; default what the scenario states.
    network, population, gates, links, trees
        Parts that are ready, to share between models; each is built where it is not given. A
        population that is given stays as it is, whatever `rng` and `replication` say. Gates have
        the windows that were planned: incidents come as they happen.

    Attributes
    ----------
    running : bool
        False once the scenario is over or nobody can move any more.
    observation : Observation
        The engine's state now, read-only.
    population, chosen : Population, array
        P parties, and the (P,) gate that each walks to, -1 if none.
    gates, corridor_ids : Gates, tuple of str
        G corridors as they are now, and their ids.
    ledger, link_ledger : Ledger, LinkLedger or None
        The series of all intervals, and that of the streets; none with ``sensitivity: live``.
    datacollector : mesa.DataCollector
        People of each status, out by and queued for each corridor, a row an interval.
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
        choice: Choice | None = None,
        network: StreetNetwork | None = None,
        population: Population | None = None,
        gates: Gates | None = None,
        links: Links | None = None,
        trees: Trees | None = None,
    ) -> None:
        super().__init__(rng=loaded.scenario.seed if rng is None else rng)
        if rng is None or isinstance(rng, int | np.integer):
            self.seed = int(loaded.scenario.seed if rng is None else rng)
        else:
            self.seed = int(self.rng.integers(2**63))
        scenario = loaded.scenario.model_copy(update={"seed": self.seed})
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
        self.trees = trees or shortest_trees(
            self.network, self.gates.node, self.network.link_length_m
        )
        self.choice = choice or choice_rule(scenario, self.corridor_ids)
        self.rules = Rules(
            gridlock=scenario.movement.gridlock,
            squeeze_per_s=scenario.movement.squeeze_per_s,
            spillback=scenario.movement.spillback,
        )
        self.interval_s = scenario.clock.control_interval_s
        self.end_s = scenario.clock.duration_s

        self.chosen = np.full(self.population.party_count, NONE, np.int16)
        self.engine: Engine | None = None
        self.engine_s = 0.0
        self.observation = at_rest(
            parties=self.population.party_count,
            links=self.network.link_count,
            gates=len(self.corridor_ids),
            classes=self.gates.admits.shape[1],
        )
        self._intervals = 0
        self._events = list(timeline(scenario, self.gates, self.corridor_ids))
        area_m2 = self.links.storage / scenario.movement.jam_density_per_m2
        self.ledger = Ledger(self.population, len(self.corridor_ids), area_m2)
        live = scenario.sensitivity == "live"
        self.link_ledger = (
            None if live else LinkLedger(self.population, self.network.link_length_m, area_m2)
        )
        self.datacollector = DataCollector(model_reporters=_reporters(self.corridor_ids))
        self._record()

    def step(self) -> None:
        """Let one control interval pass, cut at every timed event.

        1. Apply timed events: an incident that begins shuts its corridors' windows.
        2. Decide: before anyone has moved, who wants to leave and is not kept from it chooses a
           corridor. Everyone has known of the corridors since the scenario's start.
        3. Move: the engine advances in exact continuous time.
        4. Record: count the people, check that nobody is lost, ``datacollector.collect``.
        """
        if not self.running:
            return
        for until_s in self._spans():
            self._apply_timed_events()
            self._decide(self.situation(until_s))
            self._move(until_s)
        self._record()

    @property
    def now_s(self) -> float:
        """Seconds from the scenario's start."""
        return self.observation.now_s

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

    def __getstate__(self) -> object:
        """Refuse to be copied or pickled once people are the engine's.

        Raises
        ------
        TypeError
            After the first step: a copy would move the people of its original.
        """
        if self.engine is not None:
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
            observation=self.observation,
        )

    def status(self, rows: Rows = EVERYONE) -> StatusArray:
        """Return the status codes of the parties in `rows`, positions in ``STATUSES``."""
        status = status_codes(self.population, self.observation, rows)
        return status if self.running else final_codes(status)

    def _spans(self) -> list[float]:
        """Return the ends of the spans of the next interval: timed events, then its own end."""
        self._intervals += 1
        end_s = min(self._intervals * self.interval_s, self.end_s)
        times_s = {event.time_s for event in self._events}
        return [*sorted(time_s for time_s in times_s if self.now_s < time_s < end_s), end_s]

    def _apply_timed_events(self) -> None:
        """Let everything that is due now take effect."""
        due = [event for event in self._events if event.time_s <= self.now_s]
        if not due:
            return
        self._events = self._events[len(due) :]
        self.gates = with_windows(self.gates, due)
        if self.engine is not None:
            for event in due:
                self.engine.set_windows(event.gate, event.line, list(event.windows))

    def _decide(self, situation: Situation) -> None:
        """Let everyone decide, once; from then on the parties are the engine's."""
        if self.engine is not None:
            return
        going = sets_out(situation)
        self.chosen[~going] = NONE
        party = np.flatnonzero(going & (self.chosen == NONE)).astype(np.int32)
        self.chosen[party] = self.choice.choose(prospect(situation, party))
        self._start_engine()

    def _start_engine(self) -> None:
        """Hand the parties to the engine; nothing about them changes by hand after this."""
        begin = perf_counter()
        population = self.population
        going = self.chosen != NONE
        self.engine = Engine(
            self.links,
            Routes(self.trees.next_link, np.arange(len(self.corridor_ids), dtype=np.int32)),
            self.gates,
            Parties(
                persons=population.persons,
                space=population.space,
                speed_m_s=population.speed_m_s,
                line=population.line,
                home=population.home,
                route=np.where(going, self.chosen, 0).astype(np.int32),
                departure_s=np.where(going, population.departure_s, np.inf),
                service_units=population.service_units,
            ),
            rules=self.rules,
        )
        for name in CHANGEABLE:
            getattr(population, name).flags.writeable = False
        self.chosen.flags.writeable = False
        self.engine_s += perf_counter() - begin

    def _move(self, until_s: float) -> None:
        """Advance the engine."""
        assert self.engine is not None
        begin = perf_counter()
        self.engine.advance(until_s)
        self.engine_s += perf_counter() - begin
        self.observation = self.engine.observe()

    def _record(self) -> None:
        """Write down the instant, and whether it is the last."""
        finished = self.engine is not None and self.engine.finished
        self.running = self.now_s < self.end_s and not finished
        status = status_codes(self.population, self.observation)
        self.ledger.enter(self.observation, status, self.chosen, ended=not self.running)
        if self.link_ledger is not None:
            self.link_ledger.enter(self.observation, ended=not self.running)
        self.datacollector.collect(self)


def _changeable(population: Population) -> Population:
    """Return the population with its own copies of what may be changed before the first step."""
    return replace(population, **{name: getattr(population, name).copy() for name in CHANGEABLE})


def _reporters(corridor_ids: Sequence[str]) -> dict[str, object]:
    """Name what the data collector writes down."""
    return {
        "time_s": "now_s",
        **{name: partial(_people, code=code) for code, name in enumerate(STATUSES)},
        **{f"out_{name}": partial(_out, gate=gate) for gate, name in enumerate(corridor_ids)},
        **{f"queued_{name}": partial(_queued, gate=gate) for gate, name in enumerate(corridor_ids)},
    }


def _people(model: EvacuationModel, *, code: int) -> int:
    """People of a status."""
    return int(model.ledger.by_status[code])


def _out(model: EvacuationModel, *, gate: int) -> int:
    """People out by a corridor."""
    return int(model.ledger.out[gate])


def _queued(model: EvacuationModel, *, gate: int) -> int:
    """People queued for a corridor."""
    return int(model.ledger.queued_for[gate])
