"""A scenario with its paper trail: which file and line each value came from, and its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.scenario.faults import Fault, FieldPath, Place
from sim.scenario.marks import Mark
from sim.scenario.scenario import Scenario


@dataclass(frozen=True, repr=False)
class LoadedScenario:
    """A validated scenario and where everything in it stands.

    Parameters
    ----------
    scenario
        The frozen description.
    marks
        Source and assumption marks by path; a mark on a mapping covers everything in it, a blank
        one lifts it again.
    places
        File, line and column of each path that a file gave.
    files
        The scenario's own file first, then those that it extends.
    text
        The scenario as resolved, as YAML with its marks: what ``scenario.yaml`` holds.
    sha256
        Hash of the resolved scenario (marks, title and notes excluded) and of the files it reads.
    warnings
        What is doubtful but legal; the run goes on.
    """

    scenario: Scenario
    marks: Mapping[FieldPath, Mark]
    places: Mapping[FieldPath, Place]
    files: tuple[Path, ...]
    text: str
    sha256: str
    warnings: tuple[Fault, ...] = ()

    @property
    def base_dir(self) -> Path:
        """Folder that paths in the scenario are relative to."""
        return self.files[0].parent if self.files else Path()

    def mark(self, path: FieldPath) -> Mark | None:
        """Return the nearest mark at or above `path`; None where there is none or a blank one."""
        for depth in range(len(path), -1, -1):
            nearest = self.marks.get(path[:depth])
            if nearest is not None:
                return None if nearest.is_blank else nearest
        return None

    def locate(self, fault: Fault) -> Fault:
        """Return the fault with its nearest known file, line and column."""
        if fault.place is not None:
            return fault
        for depth in range(len(fault.path), -1, -1):
            if fault.path[:depth] in self.places:
                return replace(fault, place=self.places[fault.path[:depth]])
        return replace(fault, place=Place(self.files[0] if self.files else None))

    @property
    def person_count(self) -> int:
        """People of all districts."""
        return sum(district.persons for district in self.scenario.population.districts.values())

    def __repr__(self) -> str:
        scenario = self.scenario
        return (
            f"<LoadedScenario {scenario.id}: {self.person_count:,} people in "
            f"{len(scenario.population.districts)} districts, {len(scenario.corridors)} corridors, "
            f"{scenario.clock.start:%Y-%m-%d %H:%M} to {scenario.clock.end:%Y-%m-%d %H:%M} "
            f"{scenario.clock.zone}>"
        )

    def _repr_html_(self) -> str:
        from sim.scenario.card import scenario_card

        return scenario_card(self)
