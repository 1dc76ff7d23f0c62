"""Rules of danger and damage: zones, times, rates, clearing."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.clock import Clock
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.hazards import Clearing, Damage, Incident, Zone
from sim.scenario.parts import Parts
from sim.scenario.rules.corridors import unknown_corridors
from sim.scenario.rules.streets import are_in_degrees, degree_faults, polygon_faults
from sim.scenario.words import suggest

MOST_EVENTS = 100_000
"""Times that a random incident may happen in a run; more is a slip of the pen."""


def hazard_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong with incidents, zones and damage."""
    clock = parts.at(("clock",), Clock)
    for path, zone in parts.of(Zone):
        yield from _zone_faults(path, zone, parts)
    for path, incident in parts.of(Incident):
        named = [((*path, "corridors", str(i)), name) for i, name in enumerate(incident.corridors)]
        yield from unknown_corridors(named, parts)
        if not incident.corridors and incident.zone is None:
            yield Fault(
                path, "does not say what is unsafe", "Name `corridors`, or give a `zone`, or both."
            )
        if (incident.inside == "slow") != (incident.speed_factor is not None):
            yield Fault(
                path,
                "says `slow` without a `speed_factor`, or has one and does not say `slow`",
                "Write both `inside: slow` and `speed_factor`, or neither.",
            )
        if incident.per_hour is None:
            yield from _timed_faults(path, incident)
        else:
            yield from _random_faults(path, incident, clock)
    for path, damage in parts.of(Damage):
        yield from _damage_faults(path, damage, are_in_degrees(parts))
        if damage.begin is not None and clock is not None and damage.begin >= clock.end:
            yield Fault(
                (*path, "begin"),
                f"{damage.begin:%Y-%m-%d %H:%M} is not before the scenario's end,"
                f" {clock.end:%Y-%m-%d %H:%M}",
                "Write an earlier begin, or remove the damage.",
            )
    for path, clearing in parts.of(Clearing):
        yield from _clearing_faults(path, clearing)


def _zone_faults(path: FieldPath, zone: Zone, parts: Parts) -> Iterator[Fault]:
    disc = [name for name in ("centre", "radius_m") if getattr(zone, name) is not None]
    kinds = [
        name
        for name, given in (
            ("polygon", zone.polygon),
            ("centre", disc),
            ("districts", zone.districts),
        )
        if given
    ]
    if len(kinds) != 1:
        yield Fault(
            path,
            f"has {' and '.join(f'`{kind}`' for kind in kinds) or 'no place'}",
            "Give exactly one of: `polygon`, `centre` with `radius_m`, `districts`.",
        )
    elif len(disc) == 1:
        missing = "radius_m" if disc == ["centre"] else "centre"
        yield Fault(path, f"has no `{missing}`", "A disc takes `centre` and `radius_m`.")
    if zone.polygon:
        if are_in_degrees(parts):
            yield from degree_faults((*path, "polygon"), zone.polygon)
        yield from polygon_faults((*path, "polygon"), zone.polygon)
    known = parts.keys(("population", "districts"))
    for i, name in enumerate(zone.districts):
        if known and name not in known:
            yield Fault(
                (*path, "districts", str(i)),
                f"there is no district {name!r}",
                suggest(name, known),
            )


def _timed_faults(path: FieldPath, incident: Incident) -> Iterator[Fault]:
    for name in ("begin", "end"):
        if getattr(incident, name) is None:
            yield Fault(
                path,
                f"has no `{name}`",
                "Add `begin` and `end`; one that happens at random takes `per_hour` and `lasts_s`.",
            )
    if incident.lasts_s is not None:
        yield Fault(
            (*path, "lasts_s"),
            "stands beside `begin` and `end`, which say how long it lasts",
            "Remove it, or add `per_hour` for one that happens at random.",
        )


def _random_faults(path: FieldPath, incident: Incident, clock: Clock | None) -> Iterator[Fault]:
    if incident.lasts_s is None:
        yield Fault(path, "happens at random and has no `lasts_s`", "Add how long each time lasts.")
    if clock is None or incident.per_hour is None:
        return
    expected = incident.per_hour * clock.duration_s / 3600.0
    if expected > MOST_EVENTS:
        yield Fault(
            (*path, "per_hour"),
            f"means {expected:,.0f} times within the scenario",
            f"Write a rate of at most {MOST_EVENTS * 3600.0 / clock.duration_s:,.3g} an hour.",
        )


def _damage_faults(path: FieldPath, damage: Damage, in_degrees: bool) -> Iterator[Fault]:
    if damage.zone is None and not damage.line and not damage.classes and damage.points is None:
        yield Fault(
            path,
            "does not say which streets are damaged",
            "Give a `zone`, a `line`, `classes` or `points`; streets fit all that are given.",
        )
    if damage.line:
        where = (*path, "line")
        if in_degrees:
            yield from degree_faults(where, damage.line)
        if len(set(damage.line)) < 2:
            yield Fault(where, "is a single place", "Write two different points or more.")
    if damage.capacity_factor == 1.0 and damage.speed_factor == 1.0:
        yield Fault(
            path,
            "has no effect, as its `capacity_factor` and `speed_factor` are 1",
            "Write one of them below 1.",
            severity="warning",
        )
    clearing = damage.clearing
    if clearing is not None and damage.begin is not None:
        for name in ("begin", "done"):
            when = getattr(clearing, name)
            if when is not None and when < damage.begin:
                yield Fault(
                    (*path, "clearing", name),
                    f"{when:%Y-%m-%d %H:%M} is before the damage, {damage.begin:%Y-%m-%d %H:%M}",
                    "Write a later time.",
                )


def _clearing_faults(path: FieldPath, clearing: Clearing) -> Iterator[Fault]:
    by_crews = clearing.begin is not None and clearing.metres_per_hour is not None
    some_crews = clearing.begin is not None or clearing.metres_per_hour is not None
    if clearing.done is not None and some_crews:
        yield Fault(
            (*path, "done"),
            "stands beside what crews do",
            "Keep `done`, or `begin` with `metres_per_hour` and `crews`.",
        )
    elif clearing.done is None and not by_crews:
        yield Fault(
            path,
            "does not say when streets are clear",
            "Give `done`, or `begin` with `metres_per_hour` and `crews`.",
        )
