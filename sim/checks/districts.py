"""Districts against the streets and the corridors: can their people get anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.checks.text import corridors, listing, members, people
from sim.network.pieces import reaching
from sim.network.street_network import BoolArray, StreetNetwork
from sim.plan.corridors import corridor_ids
from sim.population.homes import HomeFinder
from sim.population.leaving import may_want_to_leave
from sim.population.population import Population
from sim.scenario import CLASSES, Fault, Scenario

if TYPE_CHECKING:
    from sim.engine.inputs import Gates

STREET_REACH_M = 1000.0
"""A district without a street, whose centre is further than this from one, has no street near."""

_OPEN_THE_WAY = (
    "Move the district or a corridor, or open a way between them "
    "(network.forbidden_areas, network.forbidden_lines)."
)


def district_faults(
    scenario: Scenario, network: StreetNetwork, population: Population, gates: Gates
) -> Iterator[Fault]:
    """Find districts without streets, and people from whose homes no corridor can be reached."""
    yield from _without_streets(scenario, network)
    reach = reaching(network, gates.node)
    yield from _not_admitted(scenario, population, gates)
    persons = _persons(population, np.ones(population.party_count, np.bool_))
    reaches_any: BoolArray = np.logical_or.reduce(reach[:, population.home], axis=0)
    any_gate = _persons(population, reaches_any)
    admitting = _persons(population, _reaches_admitting(population, gates, reach))
    for index, district_id in enumerate(population.district_ids):
        if persons[index].sum() == 0:
            continue
        if any_gate[index].sum() == 0:
            yield _unreachable(scenario, district_id, int(persons[index].sum()))
            continue
        yield from _cut_off(scenario, gates, district_id, persons[index], admitting[index])
    yield from _assigned_out_of_reach(scenario, population, reach)


def _without_streets(scenario: Scenario, network: StreetNetwork) -> Iterator[Fault]:
    finder = HomeFinder(network)
    for district_id, district in sorted(scenario.population.districts.items()):
        nearest_m = finder.find(district_id, district).nearest_m
        if nearest_m is None or district.persons == 0:
            continue
        path = ("population", "districts", district_id, "centre")
        if nearest_m > STREET_REACH_M:
            yield Fault(
                path,
                f"has no street near: the nearest that may be walked is {nearest_m:,.0f} m from "
                "its centre",
                "Give a centre in the city (is it latitude first?), or name its nodes.",
            )
        else:
            yield Fault(
                path,
                "has no street junction within its area: all its people live at the nearest, "
                f"{nearest_m:,.0f} m from its centre",
                "Give a larger area_km2, or name its nodes.",
                severity="warning",
            )


def _not_admitted(scenario: Scenario, population: Population, gates: Gates) -> Iterator[Fault]:
    """Warn of classes that want to leave and that no corridor admits."""
    for code, line in enumerate(CLASSES):
        if gates.admits[:, code].any():
            continue
        willing = population.willing & (population.line == code)
        count = int(population.persons[willing].sum())
        if count:
            yield Fault(
                ("corridors",),
                f"no corridor admits {members(line)}: {people(count)} who want to leave cannot",
                f"Add {line} to a corridor's `admits`, or set their willing share to 0.",
                severity="warning",
            )


def _persons(population: Population, which: BoolArray) -> NDArray[np.int64]:
    """Count (D, C) the people of each district and class in the parties `which`."""
    cell = population.district.astype(np.int64) * len(CLASSES) + population.line
    count = np.bincount(
        cell[which],
        population.persons[which],
        minlength=len(population.district_ids) * len(CLASSES),
    )
    return count.astype(np.int64).reshape(-1, len(CLASSES))


def _reaches_admitting(population: Population, gates: Gates, reach: BoolArray) -> BoolArray:
    """Return (P,) whether some corridor that admits the party's class can be reached."""
    by_class = np.array(
        [reach[gates.admits[:, code]].any(axis=0) for code in range(len(CLASSES))], np.bool_
    )
    reaches: BoolArray = by_class[population.line, population.home]
    return reaches


def _unreachable(scenario: Scenario, district_id: str, count: int) -> Fault:
    wants = any(may_want_to_leave(scenario, district_id, line) for line in CLASSES)
    return Fault(
        ("population", "districts", district_id),
        f"none of its {people(count)} can reach a corridor "
        f"(tried {listing(corridor_ids(scenario))})",
        _OPEN_THE_WAY,
        severity="fault" if wants else "warning",
    )


def _cut_off(
    scenario: Scenario,
    gates: Gates,
    district_id: str,
    persons: NDArray[np.int64],
    reaching: NDArray[np.int64],
) -> Iterator[Fault]:
    ids = corridor_ids(scenario)
    for code, line in enumerate(CLASSES):
        admitting = [ids[gate] for gate in np.flatnonzero(gates.admits[:, code])]
        cut_off = int(persons[code] - reaching[code])
        wants = may_want_to_leave(scenario, district_id, line)
        if not admitting or not cut_off or not wants:
            continue
        if reaching[code] == 0:
            yield Fault(
                ("population", "districts", district_id),
                f"none of its {cut_off:,} {members(line)} can reach a corridor that admits them "
                f"(tried {listing(admitting)})",
                _OPEN_THE_WAY,
            )
        else:
            yield Fault(
                ("population", "districts", district_id),
                f"{cut_off:,} of its {persons[code]:,} {members(line)} live where the front cuts "
                f"off every corridor that admits them (tried {listing(admitting)})",
                "Draw the front around their homes, or name the district's nodes.",
                severity="warning",
            )


def _assigned_out_of_reach(
    scenario: Scenario, population: Population, reach: BoolArray
) -> Iterator[Fault]:
    """Warn of districts that cannot reach the corridor which they are assigned to."""
    if scenario.choice.rule != "assigned":
        return
    ids = corridor_ids(scenario)
    fighter = population.line == CLASSES.index("fighter")
    for index, district_id in enumerate(population.district_ids):
        district = scenario.population.districts[district_id]
        here = population.district == index
        for field, corridor_id, which in (
            ("corridor", district.corridor, here & ~fighter),
            ("fighters_corridor", district.fighters_corridor, here & fighter),
        ):
            if corridor_id is None or not which.any():
                continue
            if not reach[ids.index(corridor_id), population.home[which]].any():
                yield Fault(
                    ("population", "districts", district_id, field),
                    f"none of those assigned to {corridors([corridor_id])} can reach it",
                    "They walk to the nearest that they can reach; assign that one.",
                    severity="warning",
                )
