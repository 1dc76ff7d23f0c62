"""When incidents happen: stated spans, or those of a Poisson process that a ceasefire thins."""

from __future__ import annotations

import numpy as np

from sim.plan.corridors import Window, merge
from sim.population.streams import stream
from sim.scenario import Scenario
from sim.scenario.hazards import Incident

_BATCH = 64
"""Draws at a time; how many there are changes none of them."""


def incident_spans(scenario: Scenario, incident_id: str, *, replication: int = 0) -> list[Window]:
    """Return when an incident lasts: sorted, disjoint [begin, end) within the scenario, in s.

    The random times belong to the seed, the replication and the incident's id and to nothing else:
    neither corridors nor people nor other incidents change them. Each time carries a mark u of its
    own, uniform in [0, 1), and happens where u >= reliability (thinning): a more reliable ceasefire
    keeps a part of the same times.
    """
    incident, clock = scenario.incidents[incident_id], scenario.clock
    begin_s = 0.0 if incident.begin is None else clock.seconds(incident.begin)
    end_s = clock.duration_s if incident.end is None else clock.seconds(incident.end)
    if incident.per_hour is None:
        spans = [(begin_s, end_s)]
    else:
        assert incident.lasts_s is not None, "the loader asks for it"
        begins = _random_begins(scenario, incident_id, incident, begin_s, end_s, replication)
        spans = [(at, at + incident.lasts_s) for at in begins]
    return merge([(max(begin, 0.0), min(end, clock.duration_s)) for begin, end in spans])


def _random_begins(
    scenario: Scenario,
    incident_id: str,
    incident: Incident,
    begin_s: float,
    end_s: float,
    replication: int,
) -> list[float]:
    if not incident.per_hour:
        return []
    gaps = stream(scenario.seed, replication, "incident time", incident_id)
    marks = stream(scenario.seed, replication, "incident mark", incident_id)
    mean_gap_s = 3600.0 / incident.per_hour
    begins: list[float] = []
    at_s = begin_s
    while at_s < end_s:
        times = at_s + np.cumsum(-np.log1p(-gaps.random(_BATCH))) * mean_gap_s
        happens = marks.random(_BATCH) >= scenario.ceasefire.reliability
        begins += times[happens & (times < end_s)].tolist()
        at_s = float(times[-1])
    return begins
