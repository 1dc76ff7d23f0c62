"""From decisions to movement: who goes where, told to the engine."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from sim.behaviour.situation import GateArray
from sim.corridors import Window
from sim.engine import Engine, Gates, Links, Parties, Routes, Rules
from sim.engine.engine import Observation
from sim.hazards.effects import Effects
from sim.network.paths import Trees
from sim.network.street_network import FloatArray, IntArray
from sim.population import Population


class Travel:
    """The parties on their ways: the one place that gives the engine its commands.

    Parameters
    ----------
    population
        P parties, all at home.
    chosen
        (P,) gate of each party, -1 if none; kept up to date here.
    links, trees, gates, rules
        What the engine moves them on; `trees` has a route to each gate, in the gates' order.

    Attributes
    ----------
    engine : Engine
        The movement engine.
    engine_s : float
        Seconds spent in it.
    """

    def __init__(
        self,
        population: Population,
        chosen: GateArray,
        *,
        links: Links,
        trees: Trees,
        gates: Gates,
        rules: Rules,
    ) -> None:
        begin = perf_counter()
        self.chosen = chosen
        nobody = np.full(population.party_count, np.inf)
        self.engine = Engine(
            links,
            Routes(trees.next_link, np.arange(len(gates.node), dtype=np.int32)),
            gates,
            Parties(
                persons=population.persons,
                space=population.space,
                speed_m_s=population.speed_m_s,
                line=population.line,
                home=population.home,
                route=np.zeros(population.party_count, np.int32),
                departure_s=nobody,
                service_units=population.service_units,
            ),
            rules=rules,
        )
        self.engine_s = perf_counter() - begin

    def set_out(self, party: IntArray, gate: GateArray, time_s: FloatArray) -> None:
        """Let (n,) parties at home come to their doors at `time_s` and walk to a gate."""
        self.chosen[party] = gate
        self.engine.set_out(party, time_s, gate.astype(np.int32))

    def set_windows(self, gate: int, line: int, windows: tuple[Window, ...]) -> None:
        """Change when a gate lets a class pass, from now on."""
        self.engine.set_windows(gate, line, list(windows))

    def look_at_streets(self, effects: Effects) -> None:
        """Let streets be as danger and damage leave them now."""
        effects.apply(self.engine, self.engine.now_s)

    def move(self, until_s: float) -> Observation:
        """Advance the engine and return what is to be seen then."""
        begin = perf_counter()
        self.engine.advance(until_s)
        self.engine_s += perf_counter() - begin
        return self.engine.observe()
