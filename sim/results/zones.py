"""Where and when it was unsafe: planned, as it came, and drawn on the map."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.results.facts import Facts, assumption
from sim.results.ground import hull, plane_of
from sim.scenario.clock import Clock
from sim.scenario.hazards import Incident, Zone

Json = dict[str, Any]


def zones(facts: Facts) -> list[Json]:
    """Return one entry an incident of the scenario, in the order of their ids."""
    record = facts.record
    scenario = record.loaded.scenario
    if record.unsafe is None:
        return []
    to_plane = plane_of(record.network) if scenario.incidents else np.zeros((3, 2))
    found = []
    for key, incident in sorted(scenario.incidents.items()):
        assumed = assumption(record.loaded, ("incidents", key))
        spans = record.unsafe.spans_s[key]
        found.append(
            {
                "id": key,
                "name": incident.name,
                "assumed": assumed is not None,
                "assumed_why": assumed or "",
                "inside": incident.inside,
                "planned_s": _planned(incident, scenario.clock),
                "per_hour": incident.per_hour,
                "lasts_s": incident.lasts_s,
                "spans_s": [list(span) for span in spans if span[0] < record.end_s],
                "corridors": list(record.unsafe.corridors[key]),
                **_place(incident.zone, to_plane),
                "outlines_m": _outlines(facts, incident.zone),
            }
        )
    return found


def _planned(incident: Incident, clock: Clock) -> list[float]:
    """Return [begin, end) as the scenario states it; with a rate: within which it may begin."""
    begin_s = 0.0 if incident.begin is None else clock.seconds(incident.begin)
    end_s = clock.duration_s if incident.end is None else clock.seconds(incident.end)
    return [begin_s, end_s]


def _place(zone: Zone | None, to_plane: np.ndarray[Any, np.dtype[np.float64]]) -> Json:
    """Return a zone in the network's plane, rounded to a decimetre."""
    place: Json = {"place": "corridors", "points_m": [], "radius_m": None, "districts": []}
    if zone is None:
        return place
    if zone.polygon:
        given = np.column_stack((np.ones(len(zone.polygon)), np.asarray(zone.polygon)))
        return place | {"place": "polygon", "points_m": (given @ to_plane).round(1).tolist()}
    if zone.centre is not None:
        centre = zone.centre
        middle = np.array([centre.x_m, centre.y_m], np.float64)
        if centre.lat is not None:
            middle = np.array([1.0, centre.lat, centre.lon], np.float64) @ to_plane
        points = [middle.round(1).tolist()]
        return place | {"place": "disc", "points_m": points, "radius_m": zone.radius_m}
    return place | {"place": "districts", "districts": list(zone.districts)}


def _outlines(facts: Facts, zone: Zone | None) -> list[list[list[float]]]:
    """Return of each district of a zone the hull of its people's homes."""
    if zone is None or not zone.districts:
        return []
    people, network = facts.record.population, facts.record.network
    found = []
    for name in zone.districts:
        home = np.unique(people.home[people.district == people.district_ids.index(name)])
        found.append(hull(np.column_stack((network.node_x_m[home], network.node_y_m[home]))))
    return found
