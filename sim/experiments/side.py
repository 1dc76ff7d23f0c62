"""One scenario of a comparison: what is said of it, without what is needed to run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.results.windows import merged
from sim.scenario import LoadedScenario
from sim.scenario.corridor import Corridor


@dataclass(frozen=True)
class Place:
    """A corridor or a district, for people.

    Parameters
    ----------
    name
        What it is called; its id if nothing else is written.
    assumed
        Whether the scenario marks the corridor's place, or the district's people, as assumed.
    """

    name: str
    assumed: bool


@dataclass(frozen=True)
class Side:
    """A scenario as a comparison tells of it.

    Parameters
    ----------
    id, title, seed, sha256, sensitivity
        As the scenario states them; the hash is that of the resolved scenario.
    schematic
        Whether its streets are drawn by this project.
    start_local, zone, duration_s
        When it begins, local time and zone, and how long it lasts.
    dark_spans_s, open_spans_s
        Begin and end, in seconds from the start, of darkness, and of the times at which any
        corridor is open.
    corridors, districts
        By id.
    assumed
        Paths of what is marked as assumed, and what each mark says.
    """

    id: str
    title: str
    seed: int
    sha256: str
    sensitivity: str
    schematic: bool
    start_local: str
    zone: str
    duration_s: float
    dark_spans_s: tuple[tuple[float, float], ...]
    open_spans_s: tuple[tuple[float, float], ...]
    corridors: Mapping[str, Place]
    districts: Mapping[str, Place]
    assumed: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """Its title, or its id."""
        return self.title or self.id

    @classmethod
    def of(cls, loaded: LoadedScenario) -> Side:
        """Return what is said of a loaded scenario."""
        scenario, clock = loaded.scenario, loaded.scenario.clock
        live = scenario.sensitivity == "live"
        windows = [
            (max(clock.seconds(begin), 0.0), clock.seconds(end))
            for corridor in scenario.corridors.values()
            for window in corridor.windows
            for begin, end in window.spans()
        ]
        return cls(
            id=scenario.id,
            title=scenario.title,
            seed=scenario.seed,
            sha256=loaded.sha256,
            sensitivity=scenario.sensitivity,
            schematic=scenario.network.kind == "aleppo",
            start_local=clock.local(0.0).isoformat(timespec="seconds"),
            zone=clock.zone,
            duration_s=clock.duration_s,
            dark_spans_s=tuple(
                (clock.seconds(span.begin), clock.seconds(span.end)) for span in clock.dark
            ),
            open_spans_s=_pairs(merged(np.asarray(windows, np.float64).reshape(-1, 2))),
            corridors={
                key: Place(one.name or key, _is_assumed(loaded, "corridors", key, _where(one)))
                for key, one in scenario.corridors.items()
            },
            districts={
                key: Place(
                    one.name or key, _is_assumed(loaded, "population", "districts", key, "persons")
                )
                for key, one in scenario.population.districts.items()
            },
            # With `live` what a mark says may name districts and who lives there.
            assumed=tuple(
                (".".join(path), "" if live else mark.assumed or "")
                for path, mark in sorted(loaded.marks.items())
                if mark.is_assumed
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as ``compare.json`` holds it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Side:
        """Read what `to_dict` wrote, once through JSON."""
        places = {
            group: {key: Place(**place) for key, place in data[group].items()}
            for group in ("corridors", "districts")
        }
        spans = {
            name: tuple((float(begin), float(end)) for begin, end in data[name])
            for name in ("dark_spans_s", "open_spans_s")
        }
        assumed = tuple((path, why) for path, why in data["assumed"])
        own = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**{**own, **places, **spans, "assumed": assumed})


def _pairs(spans: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[tuple[float, float], ...]:
    return tuple((begin, end) for begin, end in spans.tolist())


def _where(corridor: Corridor) -> str:
    """Return the name of the field that says where a corridor's gate is."""
    return "gate" if corridor.gate is not None else "gate_node"


def _is_assumed(loaded: LoadedScenario, *path: str) -> bool:
    mark = loaded.mark(path)
    return mark is not None and mark.is_assumed
