"""What a scenario shows of itself in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cards import Assumed, Cell, Table, card, marked_as_assumed
from sim.scenario.clock import Window
from sim.scenario.corridor import Corridor
from sim.scenario.faults import FieldPath

if TYPE_CHECKING:
    from sim.scenario.loaded import LoadedScenario

MOST = 12
"""Rows of the longest tables."""


def scenario_card(loaded: LoadedScenario) -> str:
    """Return title, when, who lives where and a row a corridor, with what is assumed of it."""
    scenario = loaded.scenario
    clock = scenario.clock
    corridors = Table(
        ("corridor", "name", "leads to", "admits", "lanes", "open"),
        [_corridor(loaded, name, one) for name, one in sorted(scenario.corridors.items())],
    )
    districts = sorted(scenario.population.districts.items())
    people = Table(
        ("district", "name", "people"),
        [
            (name, one.name, _marked(loaded, f"{one.persons:,}", ("population", "districts", name)))
            for name, one in districts[:MOST]
        ],
        more=max(0, len(districts) - MOST),
    )
    assumed = [
        (".".join(path), mark.assumed)
        for path, mark in sorted(loaded.marks.items())
        if mark.is_assumed
    ]
    return card(
        scenario.title or scenario.id,
        [
            f"{scenario.id}: {loaded.person_count:,} people in {len(districts)} districts, "
            f"{len(scenario.corridors)} corridors; {clock.start:%a %d %b %Y %H:%M} to "
            f"{clock.end:%a %d %b %H:%M} {clock.zone}; seed {scenario.seed}",
            *(f"{fault.message}. {fault.remedy}" for fault in loaded.warnings),
        ],
        [corridors, people],
        details=marked_as_assumed(assumed),
    )


def _corridor(loaded: LoadedScenario, name: str, corridor: Corridor) -> tuple[Cell, ...]:
    path = ("corridors", name)
    lanes = "no limit" if corridor.lanes is None else str(corridor.lanes)
    place = (*path, "gate" if corridor.gate is not None else "gate_node")
    mark = loaded.mark(place)
    named = corridor.name or name
    return (
        name,
        Assumed(named, f"its place: {mark.assumed}") if mark and mark.is_assumed else named,
        corridor.leads_to,
        ", ".join(corridor.admits),
        _marked(loaded, lanes, (*path, "lanes")),
        _marked(loaded, _windows(corridor.windows), (*path, "windows")),
    )


def _windows(windows: Sequence[Window]) -> str:
    """Write windows as ``Fri 09:00-19:00``; those of some classes name them."""
    said = [
        f"{begin:%a %H:%M}-{end:%H:%M}"
        + (f" {', '.join(window.classes)} only" if window.classes else "")
        for window in windows
        for begin, end in window.spans()
    ]
    return "; ".join(said) or "never"


def _marked(loaded: LoadedScenario, text: str, path: FieldPath) -> Cell:
    mark = loaded.mark(path)
    return Assumed(text, mark.assumed) if mark is not None and mark.is_assumed else text
