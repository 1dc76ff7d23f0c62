"""Shelters with so many beds: who finds one full is sent on, stays outside, or goes home."""

from __future__ import annotations

import numpy as np

from sim.behaviour.at_shut_gate import HOME, Turned
from sim.behaviour.situation import NONE, Situation
from sim.engine.engine import Place
from sim.network.street_network import BoolArray, IntArray
from sim.population.population import Population
from sim.scenario import Scenario


class Shelters:
    """Who is in which shelter. Parties come in by the time of their arrival, while beds are free.

    Parameters
    ----------
    scenario
        Its places, in the order of their ids.
    population
        P parties.

    Attributes
    ----------
    place : array
        (P,) shelter that each party is bound for or at, -1 none.
    outside : array
        (P,) who stands before a full one.
    sent_on, no_place, peak : array
        (S,) people who found it full and were sent on to another; who found it full and had no
        other; and the most who were in it.
    """

    def __init__(self, scenario: Scenario, population: Population) -> None:
        names = sorted(scenario.places)
        places = [scenario.places[name] for name in names]
        number = {name: at for at, name in enumerate(names)}
        self._beds = [np.inf if place.beds is None else place.beds for place in places]
        self._send_on = [NONE if p.send_on is None else number[p.send_on] for p in places]
        self._to_home = [place.if_full == "home" for place in places]
        self._persons = population.persons
        self._inside = np.zeros(population.party_count, np.bool_)
        self.place = np.full(population.party_count, NONE, np.int16)
        self.outside: BoolArray = np.zeros(population.party_count, np.bool_)
        self.sent_on = np.zeros(len(places), np.int64)
        self.no_place = np.zeros(len(places), np.int64)
        self.peak = np.zeros(len(places), np.int64)

    def note(self, turned: Turned) -> None:
        """Remember who is bound for which shelter from now on."""
        to_place = (turned.gate == NONE) & (turned.place != HOME)
        self.place[turned.party] = np.where(to_place, turned.place, NONE)

    def inside(self, place: int) -> IntArray:
        """Return who is in a shelter."""
        return np.flatnonzero(self._inside & (self.place == place)).astype(np.int32)

    def undecided(self, situation: Situation) -> bool:
        """Whether anybody has come to a shelter since people were last let in."""
        come = (situation.observation.place == Place.ARRIVED) & (self.place != NONE)
        return bool((come & ~self._inside & ~self.outside).any())

    def decide(self, situation: Situation) -> Turned:
        """Let people in, and return who goes on from a full shelter: to another one, or home."""
        seen = situation.observation
        here = (seen.place == Place.ARRIVED) & (self.place != NONE)
        gone = (self._inside | self.outside) & ~here
        self._inside[gone] = self.outside[gone] = False
        self.place[gone & (seen.place != Place.ARRIVED)] = NONE
        come = np.flatnonzero(here & ~self._inside).astype(np.int32)
        onward: list[tuple[int, int]] = []
        if len(come):
            since_s = np.nan_to_num(seen.arrived_s[come], nan=-1.0)
            free = [beds - self._people(at) for at, beds in enumerate(self._beds)]
            for party in come[np.lexsort((come, since_s))].tolist():
                self._let_in(party, free, onward)
            for at in range(len(self._beds)):
                self.peak[at] = max(self.peak[at], self._people(at))
        party = np.array([one for one, _ in onward], np.int32)
        place = np.array([at for _, at in onward], np.int32)
        self.place[party] = place
        return Turned(party, np.full(len(party), NONE, np.int16), place)

    def _people(self, place: int) -> int:
        return int(self._persons[self.inside(place)].sum())

    def _let_in(self, party: int, free: list[float], onward: list[tuple[int, int]]) -> None:
        at, persons = int(self.place[party]), int(self._persons[party])
        if persons <= free[at]:
            free[at] -= persons
            self._inside[party], self.outside[party] = True, False
        elif self._send_on[at] != NONE:
            self.sent_on[at] += persons
            onward.append((party, self._send_on[at]))
        elif not self.outside[party]:
            self.no_place[at] += persons
            if self._to_home[at]:
                onward.append((party, HOME))
            else:
                self.outside[party] = True
