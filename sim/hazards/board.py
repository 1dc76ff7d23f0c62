"""What is unsafe, shut or in ruins at any instant of a run, and when that changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.hazards.sight import Sight
from sim.hazards.survey import Survey, UnsafePlace
from sim.network.street_network import BoolArray, FloatArray, StreetNetwork
from sim.plan.corridors import Window
from sim.scenario import Scenario


@dataclass(frozen=True)
class Danger:
    """The danger that people see; read-only, for decisions.

    Parameters
    ----------
    unsafe
        (N,) nodes that lie in a zone that is unsafe now.
    risk
        (N,) risk seen at each node, in [0, 1]: 1 while a place within ``ceasefire.seen_m`` is
        unsafe, halved every ``ceasefire.half_life_s`` after; 0 where none ever was.
    """

    unsafe: BoolArray
    risk: FloatArray


@dataclass(frozen=True)
class Unsafe:
    """What is unsafe at an instant: (N,) nodes, (E,) links, (G,) corridors."""

    nodes: BoolArray
    links: BoolArray
    gates: BoolArray


class Board:
    """The state of the city's dangers at any instant: a function of time alone.

    `sight` tells what people see of them.

    Parameters
    ----------
    scenario, network
        What the run is of.
    survey
        Its unsafe places and damaged streets.
    """

    def __init__(self, scenario: Scenario, network: StreetNetwork, survey: Survey) -> None:
        self._network = network
        self.places = survey.places
        self.sight = Sight(survey.places, network, scenario.ceasefire.half_life_s)
        self.damage = survey.damage
        clock = scenario.clock
        self._dark_factor = scenario.movement.dark_speed_factor
        self._dark = [
            (clock.seconds(span.begin), clock.seconds(span.end))
            for span in clock.dark
            if self._dark_factor < 1.0
        ]
        self.times_s = self._times_s(scenario.clock.duration_s)

    @property
    def shut(self) -> dict[int, list[Window]]:
        """When each corridor is shut by an incident, by its gate's index."""
        spans: dict[int, list[Window]] = {}
        for place in self.places:
            for gate in np.flatnonzero(place.gates).tolist():
                spans.setdefault(gate, []).extend(place.spans)
        return spans

    def unsafe(self, now_s: float) -> Unsafe | None:
        """Return what is unsafe now; None if nothing is."""
        lasting = [place for place in self.places if place.lasts_at(now_s)]
        if not lasting:
            return None
        return Unsafe(
            nodes=np.logical_or.reduce([place.area.nodes for place in lasting]),
            links=np.logical_or.reduce([place.area.links for place in lasting]),
            gates=np.logical_or.reduce([place.gates for place in lasting]),
        )

    def stopped_until_s(self, now_s: float) -> FloatArray:
        """Return (E,) until when people on a link stand still; `now_s` where they don't."""
        until_s = np.full(self._network.link_count, now_s)
        for begin_s, end_s, place in self._sheltered:
            going_on = place.area.links & (begin_s <= until_s)
            until_s[going_on] = np.maximum(until_s[going_on], end_s)
        return until_s

    def capacity_factor(self, now_s: float) -> FloatArray:
        """Return (E,) part of its flow that a link has now: 0 where people shelter."""
        factor = self.damage_capacity(now_s)
        factor[self.stopped_until_s(now_s) > now_s] = 0.0
        return factor

    def damage_capacity(self, now_s: float) -> FloatArray:
        """Return (E,) what damage alone leaves of each link's flow; 0 is closed."""
        factor = np.ones(self._network.link_count)
        for damage in self.damage:
            factor *= np.where(damage.lasts_at(now_s), damage.capacity_factor, 1.0)
        return factor

    def damage_speed(self, now_s: float) -> FloatArray:
        """Return (E,) part of their speed that damage leaves people on each link."""
        factor = np.ones(self._network.link_count)
        for damage in self.damage:
            factor *= np.where(damage.lasts_at(now_s), damage.speed_factor, 1.0)
        return factor

    def speed_factor(self, now_s: float) -> FloatArray:
        """Return (E,) part of their speed that people keep on links now, but for the dark."""
        factor = self.damage_speed(now_s)
        for place in self.places:
            slow = place.incident.speed_factor
            if slow is not None and place.lasts_at(now_s):
                factor[place.area.links] *= slow
        return factor

    def dark_factor(self, now_s: float) -> float:
        """Return the part of their speed that people keep for darkness now."""
        dark = any(begin_s <= now_s < end_s for begin_s, end_s in self._dark)
        return self._dark_factor if dark else 1.0

    def way_cost_m(self, now_s: float) -> FloatArray:
        """Return (E,) cost by which ways are compared: length, longer where rubble slows people.

        It is inf where rubble closes a link now. Danger and the dark change no way.
        """
        cost = self._network.link_length_m / self.damage_speed(now_s)
        cost[self.damage_capacity(now_s) == 0.0] = np.inf
        return cost

    def postponed(self, departure_s: FloatArray, home: NDArray[np.int32]) -> FloatArray:
        """Return when people come to their doors: who would while they shelter comes after it."""
        when_s = departure_s.copy()
        if not len(when_s):
            return when_s
        first_s, last_s = float(departure_s.min()), float(departure_s.max())
        for begin_s, end_s, place in self._sheltered:
            if end_s <= first_s or last_s < begin_s:
                continue
            kept = place.area.nodes[home] & (begin_s <= when_s) & (when_s < end_s)
            when_s[kept] = end_s
            last_s = max(last_s, end_s)
        return when_s

    def danger(self, now_s: float) -> Danger:
        """Return what people see of danger now."""
        unsafe = self.unsafe(now_s)
        nodes = self._network.node_count
        return Danger(
            unsafe=np.zeros(nodes, np.bool_) if unsafe is None else unsafe.nodes,
            risk=self.sight.at(now_s, np.arange(nodes, dtype=np.int32)),
        )

    @cached_property
    def _sheltered(self) -> list[tuple[float, float, UnsafePlace]]:
        """Return every span of a zone that people shelter in, by its begin."""
        spans = [
            (begin_s, end_s, place)
            for place in self.places
            if place.incident.inside == "shelter"
            for begin_s, end_s in place.spans
        ]
        return sorted(spans, key=lambda span: span[:2])

    def _times_s(self, duration_s: float) -> tuple[float, ...]:
        spans = [span for place in self.places for span in place.spans]
        times = {time for span in spans for time in span}
        times |= {max(0.0, time) for span in self._dark for time in span}
        for damage in self.damage:
            times |= {damage.begin_s, *np.unique(damage.clear_s[damage.links]).tolist()}
        return tuple(sorted(time for time in times if time < duration_s))
