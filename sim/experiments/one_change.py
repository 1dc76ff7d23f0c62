"""Changes to try one at a time: a lane or an hour more, a place safe, news to all, more trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sim.experiments.windows import last_close, with_later_close
from sim.scenario import LoadedScenario
from sim.scenario.base import PersonClass
from sim.scenario.corridor import Corridor
from sim.scenario.loader import with_scenario
from sim.scenario.people import Leaving
from sim.scenario.scenario import Scenario

Kind = Literal["plan", "ground", "people"]
"""Who could bring a change about: those who plan; those who keep a place safe; people themselves,
whose choice it is."""

HOUR = timedelta(hours=1)
STEP = 0.1
"""What is added to the trust in the offer, or to stated shares of the willing."""

_FREE_TO_LEAVE: tuple[PersonClass, ...] = ("civilian", "wounded")


@dataclass(frozen=True)
class OneChange:
    """A scenario in which one thing is changed.

    Parameters
    ----------
    key
        Dotted name of what is changed.
    kind
        Who could bring it about.
    words
        What people call it.
    assumed
        Whether the scenario marks the place or the incident that it is about as assumed.
    loaded
        The changed scenario.
    """

    key: str
    kind: Kind
    words: str
    assumed: bool
    loaded: LoadedScenario


def changes_to_try(loaded: LoadedScenario) -> tuple[OneChange, ...]:
    """Return every change that the scenario has a place for, in a fixed order."""
    found = []
    for path, kind, words, scenario in _changed(loaded.scenario):
        checked = Scenario.model_validate(scenario.model_dump())
        key, assumed = ".".join(path), _is_assumed(loaded, path)
        found.append(OneChange(key, kind, words, assumed, with_scenario(loaded, checked)))
    return tuple(found)


Changed = tuple[tuple[str, ...], Kind, str, Scenario]


def _changed(scenario: Scenario) -> Iterator[Changed]:
    for key, corridor in sorted(scenario.corridors.items()):
        yield from _of_corridor(scenario, key, corridor)
    for key, service in sorted(scenario.services.items()):
        words = f"one {service.kind} more for {service.name or key} ({service.vehicles + 1})"
        more = service.model_copy(update={"vehicles": service.vehicles + 1})
        yield ("services", key, "vehicles"), "plan", words, _with(scenario, "services", key, more)
    if scenario.news.informed < 1.0:
        news = scenario.news.model_copy(update={"informed": 1.0})
        words = "everyone knows all corridors from the start"
        yield ("news", "informed"), "plan", words, scenario.model_copy(update={"news": news})
    if scenario.sensitivity == "public":  # live results do not tell where it is unsafe
        for key, incident in sorted(scenario.incidents.items()):
            rest = {name: one for name, one in scenario.incidents.items() if name != key}
            words = f"safe throughout: no {incident.name or key}"
            changed = scenario.model_copy(update={"incidents": rest})
            yield ("incidents", key), "ground", words, changed
    yield from _of_people(scenario)


def _of_corridor(scenario: Scenario, key: str, corridor: Corridor) -> Iterator[Changed]:
    if corridor.lanes is not None and corridor.lanes < 10_000:
        more = corridor.model_copy(update={"lanes": corridor.lanes + 1})
        words = f"corridor {key}: one lane more ({corridor.lanes + 1})"
        changed = _with(scenario, "corridors", key, more)
        yield ("corridors", key, "lanes"), "plan", words, changed
    close = last_close(corridor)
    if close is not None:
        until = f"{close + HOUR:%H:%M}"
        words = f"corridor {key}: an hour longer (to {until})"
        yield ("corridors", key, "hour"), "plan", words, with_later_close(scenario, key, HOUR)
    elif corridor.lanes != 0:
        # A corridor that never opens has nothing of its own to be open at.
        longest = max(scenario.corridors.values(), key=lambda one: len(one.windows))
        if longest.windows:
            open_ = corridor.model_copy(update={"windows": longest.windows})
            words = f"corridor {key}: open when others are"
            changed = _with(scenario, "corridors", key, open_)
            yield ("corridors", key, "windows"), "plan", words, changed


def _of_people(scenario: Scenario) -> Iterator[Changed]:
    """Yield more trust where willingness has drivers, larger shares where these are stated."""
    willingness = scenario.willingness
    if willingness is not None:
        drivers = willingness.drivers
        by_class = {who: _more_trust(here) for who, here in willingness.by_class.items()}
        by_district = {
            key: {who: _more_trust(here) for who, here in classes.items()}
            for key, classes in willingness.by_district.items()
        }
        changed = willingness.model_copy(
            update={
                "drivers": _more_trust(drivers),
                "by_class": by_class,
                "by_district": by_district,
            }
        )
        if changed != willingness:
            words = f"trust in the offer higher by {STEP:g}"
            path = ("willingness", "drivers", "trust_offer")
            yield path, "people", words, scenario.model_copy(update={"willingness": changed})
        return
    people = scenario.population
    districts = {
        key: one.model_copy(update={"leaving": _more_willing(one.leaving)})
        for key, one in people.districts.items()
    }
    update: dict[str, Any] = {"leaving": _more_willing(people.leaving), "districts": districts}
    more = people.model_copy(update=update)
    if more != people:
        words = f"share willing (not fighters) higher by {STEP:g}"
        changed_people = scenario.model_copy(update={"population": more})
        yield ("population", "leaving"), "people", words, changed_people


def _more_trust(drivers: Any) -> Any:
    trust = drivers.trust_offer
    if trust is None:
        return drivers
    return drivers.model_copy(update={"trust_offer": round(min(1.0, trust + STEP), 9)})


def _more_willing(leaving: dict[PersonClass, Leaving]) -> dict[PersonClass, Leaving]:
    return {
        who: share.model_copy(update={"willing": round(min(1.0, share.willing + STEP), 9)})
        if who in _FREE_TO_LEAVE
        else share
        for who, share in leaving.items()
    }


def _with(scenario: Scenario, field: str, key: str, value: object) -> Scenario:
    entries = {**getattr(scenario, field), key: value}
    return scenario.model_copy(update={field: entries})


def _is_assumed(loaded: LoadedScenario, path: tuple[str, ...]) -> bool:
    """Whether the scenario marks as assumed where the change is: a gate, an assembly point."""
    parts = {"corridors": ("gate", "gate_node"), "services": ("assembly",)}.get(path[0])
    places = [path] if parts is None else [(*path[:2], part) for part in parts]
    marks = [loaded.mark(place) for place in places]
    return any(mark is not None and mark.is_assumed for mark in marks)
