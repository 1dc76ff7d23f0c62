"""Rules of people: who lives where, how fast, who leaves and when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import isclose

from sim.scenario.base import PersonClass
from sim.scenario.choice import Choice
from sim.scenario.clock import Clock
from sim.scenario.corridor import Corridor
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.parts import Parts
from sim.scenario.people import (
    Ages,
    Departures,
    District,
    Population,
    Table,
    Uniform,
)
from sim.scenario.rules.corridors import unknown_corridors
from sim.scenario.rules.willingness import states_drivers
from sim.scenario.speeds import NormalSpeed, UniformSpeed

PEOPLE = ("population",)


def people_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong within and between the parts of a population."""
    for path, district in parts.of(District):
        yield from _home_faults(path, district)
        yield from _count_faults(path, district)
        yield from _assignment_faults(path, district, parts)
    yield from _empty_faults(parts)
    yield from _bearer_faults(parts)
    population = parts.at(PEOPLE, Population)
    if population is not None and not states_drivers(parts):
        yield from _leaving_faults(population)
    for path, ages in parts.of(Ages):
        if ages.child + ages.elderly > 1.0 + 1e-9:
            yield Fault(
                path,
                f"child and elderly sum to {ages.child + ages.elderly:g}",
                "Write shares of at most 1 together; adults are the rest.",
            )
    yield from _speed_faults(parts)
    yield from _wave_faults(parts)


def _home_faults(path: FieldPath, district: District) -> Iterator[Fault]:
    disc = [name for name in ("centre", "area_km2") if getattr(district, name) is not None]
    if district.nodes and disc:
        yield Fault((*path, disc[0]), "stands beside `nodes`", "Keep a disc or nodes, not both.")
    elif not district.nodes and len(disc) < 2:
        missing = "area_km2" if disc == ["centre"] else "centre"
        message = f"has no `{missing}`" if disc else "does not say where its people live"
        yield Fault(path, message, "Add `centre` and `area_km2`, or `nodes` of the network.")


def _count_faults(path: FieldPath, district: District) -> Iterator[Fault]:
    inside = district.fighters + district.wounded
    if inside > district.persons:
        yield Fault(
            (*path, "persons"),
            f"{district.persons} persons are fewer than the {district.fighters} fighters and"
            f" {district.wounded} wounded among them",
            "Write everyone who lives there, fighters and wounded included.",
        )


def _bearer_faults(parts: Parts) -> Iterator[Fault]:
    """Every stretcher needs its bearers among the district's own people."""
    population = parts.at(PEOPLE, Population)
    if population is None or population.stretchers.share == 0.0:
        return
    bearers = population.stretchers.bearers
    for path, district in parts.of(District):
        there, needed = _count(district, "civilian"), bearers * district.wounded
        if needed > there and district.wounded:
            yield Fault(
                (*path, "wounded"),
                f"{district.wounded} wounded may need {needed} bearers, and there are {there}"
                " others to be them",
                "Write fewer wounded, or fewer `bearers` in `population.stretchers`.",
            )


def _assignment_faults(path: FieldPath, district: District, parts: Parts) -> Iterator[Fault]:
    groups: list[tuple[str, str | None, list[PersonClass]]] = [
        ("corridor", district.corridor, ["civilian", "wounded"]),
        ("fighters_corridor", district.fighters_corridor, ["fighter"]),
    ]
    for field, corridor_id, classes in groups:
        if corridor_id is None:
            continue
        yield from unknown_corridors([((*path, field), corridor_id)], parts)
        corridor = parts.at(("corridors", corridor_id), Corridor)
        choice = parts.at(("choice",), Choice)
        if corridor is None or choice is None or choice.rule != "assigned":
            continue
        for name in classes:
            if _count(district, name) and name not in corridor.admits:
                yield Fault(
                    (*path, field),
                    f"corridor {corridor_id!r} does not admit {name!r}",
                    "Name a corridor that does, or none for the nearest.",
                )


def _empty_faults(parts: Parts) -> Iterator[Fault]:
    path = (*PEOPLE, "districts")
    districts = parts.below(path, District)
    whole = districts and len(districts) == len(parts.keys(path))
    if whole and not any(district.persons for district in districts.values()):
        yield Fault(path, "nobody lives in any district", "Write `persons` above 0 in one of them.")


def _leaving_faults(population: Population) -> Iterator[Fault]:
    classes: list[PersonClass] = ["civilian", "wounded", "fighter"]
    for name in classes:
        if name in population.leaving:
            continue
        unsaid = [
            (key, _count(district, name))
            for key, district in population.districts.items()
            if _count(district, name) > 0 and name not in district.leaving
        ]
        if unsaid:
            persons = sum(count for _, count in unsaid)
            yield Fault(
                (*PEOPLE, "leaving"),
                f"says nothing of the {persons} people of class {name!r} (first in {unsaid[0][0]})",
                f"Add `{name}: {{willing: ...}}`, or `willingness` with its drivers.",
            )


def _count(district: District, name: PersonClass) -> int:
    """Count a district's people of one class."""
    if name == "fighter":
        return district.fighters
    if name == "wounded":
        return district.wounded
    return max(0, district.persons - district.fighters - district.wounded)


def _speed_faults(parts: Parts) -> Iterator[Fault]:
    speeds: list[tuple[FieldPath, NormalSpeed | UniformSpeed]] = [
        *parts.of(NormalSpeed),
        *parts.of(UniformSpeed),
    ]
    for path, speed in speeds:
        if speed.low_m_s > speed.high_m_s:
            yield Fault(
                (*path, "low_m_s"),
                f"{speed.low_m_s:g} is above `high_m_s`, {speed.high_m_s:g}",
                "Write the lower speed first.",
            )
        elif (
            isinstance(speed, NormalSpeed) and not speed.low_m_s <= speed.mean_m_s <= speed.high_m_s
        ):
            yield Fault(
                (*path, "mean_m_s"),
                f"{speed.mean_m_s:g} lies outside {speed.low_m_s:g} to {speed.high_m_s:g}",
                "Write a mean between `low_m_s` and `high_m_s`.",
            )


def _wave_faults(parts: Parts) -> Iterator[Fault]:
    by_list: dict[FieldPath, list[float]] = {}
    clock = parts.at(("clock",), Clock)
    for path, wave in parts.of(Departures):
        by_list.setdefault(path[:-1], []).append(wave.share)
        if clock is not None and clock.start < clock.end <= wave.begin:
            yield Fault(
                (*path, "begin"),
                f"{wave.begin:%Y-%m-%d %H:%M} is not before the scenario's end,"
                f" {clock.end:%Y-%m-%d %H:%M}",
                "Write an earlier begin, or a later end.",
            )
        if isinstance(wave, Uniform) and wave.low_s > wave.high_s:
            yield Fault(
                (*path, "low_s"),
                f"{wave.low_s:g} is above `high_s`, {wave.high_s:g}",
                "Write the earlier time first.",
            )
        if isinstance(wave, Table):
            yield from _table_faults(path, wave)
    for path, shares in by_list.items():
        whole = len(shares) == len(parts.keys(path))
        if whole and not isclose(sum(shares), 1.0, abs_tol=1e-6):
            yield Fault(
                path,
                f"the shares of its waves sum to {sum(shares):g}",
                "Write a `share` for each wave, 1 in all.",
            )


def _table_faults(path: FieldPath, table: Table) -> Iterator[Fault]:
    if len(table.times_s) != len(table.shares):
        yield Fault(
            (*path, "shares"),
            f"has {len(table.shares)} entries for {len(table.times_s)} times",
            "Write one share for each of `times_s`.",
        )
    if any(later <= earlier for earlier, later in pairwise(table.times_s)):
        yield Fault((*path, "times_s"), "does not rise", "Write each time once, in order.")
    if any(later < earlier for earlier, later in pairwise(table.shares)):
        yield Fault(
            (*path, "shares"), "falls somewhere", "Write cumulative shares, which never fall."
        )
    elif table.shares[0] != 0.0 or table.shares[-1] != 1.0:
        yield Fault(
            (*path, "shares"),
            f"goes from {table.shares[0]:g} to {table.shares[-1]:g}",
            "Begin with 0 and end with 1.",
        )
