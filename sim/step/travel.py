"""From decisions to movement: who goes where, told to the engine."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from sim.behaviour.at_shut_gate import HOME, Turned
from sim.behaviour.situation import NONE, GateArray, whereabouts
from sim.engine import Engine, Gates, Links, Parties, Routes, Rules
from sim.engine.engine import Observation, Place
from sim.hazards.effects import Effects
from sim.network.paths import Trees
from sim.network.street_network import FloatArray, IntArray, StreetNetwork
from sim.network.ways import WaysHome
from sim.plan.corridors import Window
from sim.population import Population


class Travel:
    """The parties on their ways: the one place that gives the engine its commands.

    Parameters
    ----------
    population
        P parties, all at home.
    chosen
        (P,) gate of each party, -1 if none; kept up to date here.
    links, gates, rules
        What the engine moves them on.
    network, to_gates
        The streets, and the shortest ways to each gate, in the gates' order.
    ways, place_node
        The ways that people go to the gates, then to the places of rest; where these are.
    screening, awaited
        What screening brings each, and whom it waits for beyond the gate: see ``Parties``.

    Attributes
    ----------
    engine : Engine
        The movement engine.
    engine_s : float
        Seconds spent in it.
    where : array
        (P,) node that each party sets out from: its home, or the shelter that it is bound for.
    """

    def __init__(
        self,
        population: Population,
        chosen: GateArray,
        *,
        links: Links,
        to_gates: Trees,
        ways: Trees,
        gates: Gates,
        rules: Rules,
        network: StreetNetwork,
        place_node: IntArray,
        screening: FloatArray | None = None,
        awaited: IntArray | None = None,
    ) -> None:
        begin = perf_counter()
        self.chosen = chosen
        self.where = population.home.copy()
        self._home, self._network = population.home, network
        self._speed_m_s, self._gates = population.speed_m_s, gates
        self._place_node, self._ways = place_node, WaysHome(network, to_gates)
        self._cost, self._next_link = ways.cost, ways.next_link
        gate_count = len(gates.node)
        nobody = np.full(population.party_count, np.inf)
        self.engine = Engine(
            links,
            Routes(
                self._next_link,
                np.concatenate(
                    (np.arange(gate_count, dtype=np.int32), np.full(len(place_node), -1, np.int32))
                ),
            ),
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
                screening=screening,
                awaited=awaited,
            ),
            rules=rules,
        )
        self.engine_s = perf_counter() - begin

    def set_out(self, party: IntArray, gate: GateArray, time_s: FloatArray) -> None:
        """Let (n,) parties at home come to their doors at `time_s` and walk to a gate."""
        self.chosen[party] = gate
        self.engine.set_out(party, time_s, gate.astype(np.int32))

    def set_out_to_place(self, party: IntArray, place: IntArray, time_s: FloatArray) -> None:
        """Let (n,) parties come to their doors at `time_s` and walk to a place of rest."""
        self.where[party] = self._place_node[place]
        self.engine.set_out(party, time_s, (len(self._gates.node) + place).astype(np.int32))

    def turn(self, turned: Turned, seen: Observation) -> None:
        """Let parties on the way go elsewhere from where they are."""
        if not len(turned.party):
            return
        to_gate = turned.gate != NONE
        to_place = ~to_gate & (turned.place != HOME)
        self._steer(turned.party[to_gate], turned.gate[to_gate].astype(np.int32), seen)
        self.chosen[turned.party[to_gate]] = turned.gate[to_gate]
        table = len(self._gates.node) + turned.place[to_place]
        self._steer(turned.party[to_place], table, seen)
        self.where[turned.party[to_place]] = self._place_node[turned.place[to_place]]
        self._go_home(turned.party[~to_gate & ~to_place], seen)

    def move_on(self, turned: Turned, now_s: float) -> None:
        """Let parties at rest, in a shelter or before it, go to another one, or home."""
        party, place = turned.party, turned.place
        if not len(party):
            return
        to_home = np.flatnonzero(place == HOME)
        routes = len(self._gates.node) + place
        sequences: list[IntArray] = []
        walks = place != HOME
        for one in to_home.tolist():
            start, home = int(self.where[party[one]]), int(self._home[party[one]])
            way = self._ways.links(int(self.chosen[party[one]]), start, home)
            if way is not None and len(way):
                routes[one] = len(sequences)
                sequences.append(way)
                walks[one] = True
        ways_home = to_home[walks[to_home]]
        routes[ways_home] = self.engine.add_routes(sequences)[routes[ways_home]]
        self.where[party[ways_home]] = self._home[party[ways_home]]
        on = np.flatnonzero(place != HOME)
        times_s = np.full(int(walks.sum()), now_s)
        self.engine.set_out(party[walks], times_s, routes[walks].astype(np.int32))
        self.where[party[on]] = self._place_node[place[on]]

    def _steer(self, party: IntArray, table: IntArray, seen: Observation) -> None:
        """Let parties follow a table, round at once where that is the shorter way."""
        if not len(party):
            return
        link = seen.link[party]
        on_link = link >= 0
        at = np.maximum(link, 0)
        length_m = self._network.link_length_m[at]
        node, ahead_m = whereabouts(
            seen, party, self.where, self._speed_m_s, self._network, self._gates.node
        )
        cost = self._cost
        forth = ahead_m + cost[table, node]
        back = length_m - ahead_m + cost[table, self._network.link_from[at]]
        turns = on_link & (self._network.link_reverse[at] >= 0) & (back < forth)
        self.engine.turn_back(party[turns], table[turns])
        self.engine.redirect(party[~turns], table[~turns])

    def _go_home(self, party: IntArray, seen: Observation) -> None:
        """Let parties go back the way that they came; who never left its door goes in again."""
        if not len(party):
            return
        at_door = (seen.place[party] == Place.DOOR) & np.isnan(seen.set_out_s[party])
        self.engine.call_off(party[at_door])
        known: dict[tuple[int, int, int], int] = {}
        sequences: list[IntArray] = []
        who: list[int] = []
        number: list[int] = []
        # Who has come back to a door, its own or a gate's, waits there: it has no way behind it.
        for one in party[seen.place[party] != Place.DOOR].tolist():
            link, gate = int(seen.link[one]), int(self.chosen[one])
            back = int(self._network.link_reverse[link]) if link >= 0 else -1
            key = (link if link >= 0 else -1 - int(seen.gate[one]), gate, int(self._home[one]))
            if key not in known:
                start = int(self._gates.node[max(int(seen.gate[one]), 0)])
                if link >= 0:
                    start = int(self._network.link_to[link if back < 0 else back])
                way = self._ways.links(gate, start, key[2])
                if way is not None and back >= 0:
                    way = np.concatenate((np.array([back], np.int32), way))
                known[key] = -1 if way is None or not len(way) else len(sequences)
                if known[key] >= 0 and way is not None:
                    sequences.append(way)
            if known[key] >= 0:
                who.append(one)
                number.append(known[key])
        if not who:
            return
        goers = np.array(who, np.int32)
        self.where[goers] = self._home[goers]
        self.engine.turn_back(goers, self.engine.add_routes(sequences)[number])

    def set_windows(self, gate: int, line: int, windows: tuple[Window, ...]) -> None:
        """Change when a gate lets a class pass, from now on."""
        self.engine.set_windows(gate, line, list(windows))

    def look_at_streets(self, effects: Effects) -> None:
        """Let streets be as danger and damage leave them now."""
        effects.apply(self.engine, self.engine.now_s)

    def set_ways(self, ways: Trees) -> None:
        """Let other ways to the gates, then to the places of rest, lead people from now on."""
        for table in np.flatnonzero((ways.next_link != self._next_link).any(axis=1)).tolist():
            self.engine.set_routes(table, ways.next_link[table])
        self._next_link, self._cost = ways.next_link, ways.cost
        self._ways = WaysHome(self._network, ways)  # back as far as streets are open now

    def move(self, until_s: float) -> Observation:
        """Advance the engine and return what is to be seen then."""
        begin = perf_counter()
        self.engine.advance(until_s)
        self.engine_s += perf_counter() - begin
        return self.engine.observe()
