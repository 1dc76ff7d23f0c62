"""Damaged streets: which, how badly, and when each is cleared."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from sim.hazards.points import read_points
from sim.network.areas import Ground
from sim.network.street_network import BoolArray, FloatArray, StreetNetwork
from sim.scenario import Fault, ScenarioError
from sim.scenario.clock import Clock
from sim.scenario.faults import FieldPath
from sim.scenario.hazards import Clearing, Damage
from sim.scenario.words import suggest


@dataclass(frozen=True)
class DamagedStreets:
    """One damage on E links.

    Parameters
    ----------
    begin_s
        When it happens; 0 where it was there before the start.
    clear_s
        (E,) when a link is as before; inf: not within the scenario.
    capacity_factor
        (E,) what part of its flow a link keeps meanwhile; 1 where it is not damaged.
    speed_factor
        (E,) what part of their speed people keep on it meanwhile.
    """

    begin_s: float
    clear_s: FloatArray
    capacity_factor: FloatArray
    speed_factor: FloatArray

    def lasts_at(self, now_s: float) -> BoolArray:
        """Return (E,) links that are damaged now."""
        return (self.begin_s <= now_s) & (now_s < self.clear_s)

    @property
    def links(self) -> BoolArray:
        """(E,) links that it touches."""
        return (self.capacity_factor < 1.0) | (self.speed_factor < 1.0)


def survey_damage(
    path: FieldPath,
    damage: Damage,
    clock: Clock,
    network: StreetNetwork,
    ground: Ground,
    in_zone: BoolArray | None,
) -> tuple[DamagedStreets, list[Fault]]:
    """Find the streets of a damage, and its faults.

    Parameters
    ----------
    path
        Where the damage stands in the scenario.
    in_zone
        (E,) links of its zone; None where it has none.
    """
    faults: list[Fault] = []
    links = np.ones(network.link_count, np.bool_) if in_zone is None else in_zone.copy()
    if damage.line:
        on_line = ground.along(damage.line, damage.line_reach_m)
        if not on_line.any():
            remedy = "Mend its points, or write a larger `line_reach_m`."
            faults.append(Fault((*path, "line"), "no street runs along it", remedy))
        links &= on_line
    for i, name in enumerate(damage.classes):
        if name not in network.class_names:
            message = f"the network has no street of class {name!r}"
            remedy = suggest(name, network.class_names)
            faults.append(Fault((*path, "classes", str(i)), message, remedy))
    if damage.classes:
        of_class = [name in damage.classes for name in network.class_names]
        links &= np.array(of_class, np.bool_)[network.link_class]
    degree = links.astype(np.float64)
    if damage.points is not None and not faults:
        try:
            points = read_points((*path, "points"), damage.points)
        except ScenarioError as error:
            faults += error.faults
        else:
            x_m, y_m = ground.metres(tuple(zip(points.lat, points.lon, strict=True)))
            degree *= ground.damage_per_100_m(x_m, y_m, points.weight, damage.points.reach_m)
    if not faults and not degree.any():
        remedy = "Give a `zone`, `line`, `classes` or `points` that streets fit all at once."
        faults.append(Fault(path, "no street is damaged by it", remedy))
    capacity = damage.capacity_factor**degree
    speed = damage.speed_factor**degree
    touched = (capacity < 1.0) | (speed < 1.0)
    return (
        DamagedStreets(
            begin_s=0.0 if damage.begin is None else max(0.0, clock.seconds(damage.begin)),
            clear_s=_clear_s(damage.clearing, clock, network, touched),
            capacity_factor=capacity,
            speed_factor=speed,
        ),
        faults,
    )


def _clear_s(
    clearing: Clearing | None, clock: Clock, network: StreetNetwork, links: BoolArray
) -> FloatArray:
    """Return (E,) when each link is clear; inf where it is not within the scenario.

    What crews clear counts from the end of the control interval in which they are done.
    """
    clear_s = np.full(network.link_count, np.inf)
    if clearing is None:
        return clear_s
    if clearing.done is not None:
        clear_s[links] = clock.seconds(clearing.done)
        return clear_s
    assert clearing.begin is not None
    assert clearing.metres_per_hour is not None
    if clearing.crews == 0:
        return clear_s
    streets, first = np.unique(network.link_street[links], return_index=True)
    link = np.flatnonzero(links)[first]
    length_m = network.link_length_m[link]
    order = np.lexsort((streets, -length_m, -network.link_width_m[link]))
    rate_m_s = clearing.crews * clearing.metres_per_hour / 3600.0
    done_s = clock.seconds(clearing.begin) + np.cumsum(length_m[order]) / rate_m_s
    by_street = np.full(int(network.link_street.max()) + 1, np.inf)
    by_street[streets[order]] = [_interval_end(clock, at) for at in done_s.tolist()]
    clear_s[links] = by_street[network.link_street[links]]
    clear_s[clear_s >= clock.duration_s] = np.inf
    return clear_s


def _interval_end(clock: Clock, time_s: float) -> float:
    return ceil(round(time_s / clock.control_interval_s, 9)) * clock.control_interval_s
