"""How much rests on values that nobody but us has stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.checks.lanes import open_lane_seconds
from sim.checks.text import corridors
from sim.plan.corridors import corridor_ids
from sim.population.population import Population
from sim.scenario import Fault, LoadedScenario
from sim.scenario.faults import FieldPath

if TYPE_CHECKING:
    from sim.engine.inputs import Gates


@dataclass(frozen=True)
class AssumedShares:
    """What part of a scenario rests on assumed facts.

    Parameters
    ----------
    corridors
        Ids of the corridors whose place is assumed.
    lane_share
        Their part of all open lane time; None where one has lanes without limit, or none opens.
    persons_share
        Part of the people who live in districts whose number of people is assumed.
    """

    corridors: tuple[str, ...]
    lane_share: float | None
    persons_share: float


def assumed_shares(loaded: LoadedScenario, gates: Gates, population: Population) -> AssumedShares:
    """Measure what rests on assumed places and numbers (marks of the scenario's files)."""
    scenario = loaded.scenario
    ids = corridor_ids(scenario)
    place_assumed = np.array([_place_is_assumed(loaded, corridor_id) for corridor_id in ids])
    lane_s = open_lane_seconds(gates, scenario.clock.duration_s)
    is_counted = np.isfinite(lane_s).all() and lane_s.sum() > 0.0
    persons = np.bincount(
        population.district, population.persons, minlength=len(population.district_ids)
    )
    counted = np.array(
        [
            _is_assumed(loaded, ("population", "districts", district, "persons"))
            for district in population.district_ids
        ]
    )
    return AssumedShares(
        corridors=tuple(np.array(ids)[place_assumed].tolist()),
        lane_share=float(lane_s[place_assumed].sum() / lane_s.sum()) if is_counted else None,
        persons_share=float(persons[counted].sum() / max(persons.sum(), 1.0)),
    )


def assumed_warnings(
    loaded: LoadedScenario, gates: Gates, population: Population
) -> Iterator[Fault]:
    """Say what rests on assumed places and numbers."""
    shares = assumed_shares(loaded, gates, population)
    if shares.corridors:
        rests = ""
        if shares.lane_share is not None:
            rests = f": {shares.lane_share:.0%} of the open lane time rests on it"
        yield Fault(
            ("corridors",),
            f"the place of {corridors(shares.corridors)} is assumed{rests}",
            "Read results of these corridors as what-if, or give a source.",
            severity="warning",
        )
    if shares.persons_share > 0.0:
        yield Fault(
            ("population", "districts"),
            f"{shares.persons_share:.0%} of the people live where the number of people is assumed",
            "Read results by district as what-if, or give a source.",
            severity="warning",
        )


def _place_is_assumed(loaded: LoadedScenario, corridor_id: str) -> bool:
    corridor = loaded.scenario.corridors[corridor_id]
    field = "gate" if corridor.gate_node is None else "gate_node"
    return _is_assumed(loaded, ("corridors", corridor_id, field))


def _is_assumed(loaded: LoadedScenario, path: FieldPath) -> bool:
    mark = loaded.mark(path)
    return mark is not None and mark.is_assumed
