"""Stated drivers against the people: what holds everyone, and what concerns nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.checks.text import listing, members, people
from sim.network.street_network import BoolArray
from sim.population.population import Population
from sim.scenario import CLASSES, Fault, Scenario
from sim.scenario.faults import FieldPath
from sim.scenario.willingness import Drivers

if TYPE_CHECKING:
    from sim.scenario.willingness import Willingness

Count = NDArray[np.int64]

FIGHTER = CLASSES.index("fighter")
CIVILIAN = CLASSES.index("civilian")

_WEIGHT: Final = {
    "trust_offer": "trust_offer",
    "trust_guarantor": "trust_guarantor",
    "risk_way": "risk_way",
    "risk_home": "risk_home",
    "siege_days": "hardship",
    "neighbours_seen": "neighbours",
}
"""The coefficient by which each driver of the log-odds weighs."""

_HOLDS_AT: Final = {"trust_offer": 0.0, "trust_guarantor": 0.0, "risk_way": 1.0, "kept": 1.0}
"""Where a driver decides alone that nobody leaves. Orders do so by their nature."""


@dataclass(frozen=True)
class Said:
    """One driver at one place of a scenario that is not neutral there.

    Parameters
    ----------
    path, name, value
        Where it stands, which driver, how much.
    cells
        (D, C) districts and classes that it holds for.
    """

    path: FieldPath
    name: str
    value: float
    cells: BoolArray


def driver_warnings(scenario: Scenario, population: Population) -> Iterator[Fault]:
    """Warn of drivers, coefficients and rules of households that can have no effect."""
    willingness = scenario.willingness
    if willingness is None or population.mind is None:
        return
    persons = _by_cell(scenario, population, population.persons)
    parties = _by_cell(scenario, population, np.ones(population.party_count, np.int64))
    men = _by_cell(scenario, population, population.mind.men)
    everything = list(stated(scenario, willingness))
    for said in everything:
        remedy = "Leave it out, or state it where it holds for somebody."
        why = _concerns_nobody(said, persons, parties, men)
        if why is None and getattr(willingness.coefficients, _WEIGHT.get(said.name, ""), 1.0) == 0:
            why = f"its coefficient, `{_WEIGHT[said.name]}`, is 0"
            remedy = f"Raise `willingness.coefficients.{_WEIGHT[said.name]}`, or leave it out."
        if why is not None:
            yield _warning(said.path, f"has no effect: {why}", remedy)
    yield from _holds_a_class(scenario, everything, persons)
    yield from _without_orders(willingness, everything)
    yield from _of_households(scenario, willingness)
    hours = scenario.clock.duration_s / 3600.0
    if willingness.reconsider_s > scenario.clock.duration_s:
        yield _warning(
            ("willingness", "reconsider_s"),
            f"is longer than the scenario, {hours:g} h: some never think again",
            f"Write at most {scenario.clock.duration_s:.0f}.",
        )


def stated(scenario: Scenario, willingness: Willingness) -> Iterator[Said]:
    """Yield every driver that is not neutral, for the cells that it is not overridden in."""
    ids = sorted(scenario.population.districts)
    for name, field in Drivers.model_fields.items():
        free = np.ones((len(ids), len(CLASSES)), np.bool_)
        places: list[tuple[FieldPath, float, BoolArray]] = []
        for district, classes in willingness.by_district.items():
            for line, here in classes.items():
                value = getattr(here, name)
                if value is not None and district in ids:
                    cell = np.zeros_like(free)
                    cell[ids.index(district), CLASSES.index(line)] = True
                    at = ("willingness", "by_district", district, line, name)
                    places.append((at, value, cell))
        for line, own in willingness.by_class.items():
            value = getattr(own, name)
            if value is not None:
                cell = np.zeros_like(free)
                cell[:, CLASSES.index(line)] = True
                places.append((("willingness", "by_class", line, name), value, cell))
        places.append(
            (("willingness", "drivers", name), getattr(willingness.drivers, name), free.copy())
        )
        for path, value, cell in places:
            if value != field.default:
                yield Said(path, name, value, cell & free)
            free &= ~cell


def _by_cell(scenario: Scenario, population: Population, weight: NDArray[np.integer]) -> Count:
    """Sum (P,) weights to (D, C), by district and class."""
    count = len(scenario.population.districts)
    cell = population.district.astype(np.int64) * len(CLASSES) + population.line
    total = np.bincount(cell, weight, minlength=count * len(CLASSES))
    return total.astype(np.int64).reshape(count, len(CLASSES))


def _concerns_nobody(
    said: Said,
    persons: Count,
    parties: Count,
    men: Count,
) -> str | None:
    """Return why a driver holds for nobody; None if it does for somebody."""
    own = said.path[1] == "drivers"
    if not own and not persons[said.cells].any():
        return "no such people live there" if said.cells.any() else "districts state it themselves"
    fighters = persons[said.cells[:, FIGHTER], FIGHTER]
    if said.name in ("orders", "defection") and not fighters.any():
        return "orders are for fighters, and it holds for none"
    if said.name == "fear" and not men[said.cells[:, CIVILIAN], CIVILIAN].any():
        return "fear is of civilian men of fighting age, and it holds for none"
    if said.name == "neighbours_seen":
        alone = parties.sum(axis=1) < 2
        if alone[said.cells.any(axis=1)].all():
            return "nobody has neighbours: each of its districts is a single household"
    return None


def _holds_a_class(scenario: Scenario, everything: list[Said], persons: Count) -> Iterator[Fault]:
    """Yield drivers that hold every member of a class by themselves."""
    assert scenario.willingness is not None
    weights = scenario.willingness.coefficients
    lines = persons.any(axis=0)
    for said in everything:
        name, held = said.name, said.name in _HOLDS_AT and said.value == _HOLDS_AT[said.name]
        if not held or getattr(weights, name, 1.0) == 0.0:
            continue
        there = persons > 0
        whole = [
            code for code in np.flatnonzero(lines) if said.cells[:, code][there[:, code]].all()
        ]
        if whole:
            who = (
                "everyone"
                if len(whole) == lines.sum()
                else listing(members(CLASSES[code]) for code in whole)
            )
            yield _warning(
                said.path,
                f"at {said.value:g} it keeps {who} from leaving, whatever else is stated: "
                f"{people(int(persons[:, whole].sum()))}",
                "Write a value between 0 and 1, if that is not meant.",
            )


def _without_orders(willingness: Willingness, everything: list[Said]) -> Iterator[Fault]:
    """Nobody defects where nobody has ordered to stay."""
    ordered = any(said.name == "orders" for said in everything)
    for said in everything:
        if said.name == "defection" and not ordered:
            yield _warning(
                said.path,
                "has no effect: no `orders` are stated that anybody could defy",
                "State `orders` beside it, or leave it out.",
            )
    for name, faction in willingness.factions.items():
        if faction.defection > 0.0 and faction.orders == 0.0:
            yield _warning(
                ("willingness", "factions", name, "defection"),
                "has no effect: the faction has no `orders` that anybody could defy",
                "State `orders` beside it, or leave it out.",
            )


def _of_households(scenario: Scenario, willingness: Willingness) -> Iterator[Fault]:
    """Yield what is said of divided households where there are none."""
    if willingness.reunite == "wait" and willingness.split == "never":
        yield _warning(
            ("willingness", "reunite"),
            "has no effect: with `split: never` no household is divided",
            "Write `split: allowed`, or leave it out.",
        )
    if willingness.split == "allowed" and scenario.population.household == 1:
        yield _warning(
            ("willingness", "split"),
            "has no effect: `population.household` is 1, everyone is a household of its own",
            "Leave it out, or write the size of families.",
        )


def _warning(path: FieldPath, message: str, remedy: str) -> Fault:
    return Fault(path, message, remedy, severity="warning")
