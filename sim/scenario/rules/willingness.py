"""Rules of willingness: shares or drivers, districts that are there, factions that sum up."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault
from sim.scenario.parts import Parts
from sim.scenario.people import District, Leaving
from sim.scenario.willingness import Willingness
from sim.scenario.words import suggest

WILLINGNESS = ("willingness",)
DISTRICTS = ("population", "districts")


def states_drivers(parts: Parts) -> bool:
    """Whether the scenario says by drivers why people leave, soundly or not."""
    return bool(parts.keys(WILLINGNESS)) or parts.at(WILLINGNESS, Willingness) is not None


def willingness_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong between the drivers, the stated shares and the people."""
    if not states_drivers(parts):
        return
    yield from _both_ways(parts)
    stated = parts.at(WILLINGNESS, Willingness)
    if stated is None:
        return
    known = parts.keys(DISTRICTS)
    for district_id in stated.by_district:
        if known and district_id not in known:
            yield Fault(
                (*WILLINGNESS, "by_district", district_id),
                f"there is no district {district_id!r}",
                suggest(district_id, known),
            )
    shares = sum(faction.share for faction in stated.factions.values())
    if shares > 1.0 + 1e-9:
        yield Fault(
            (*WILLINGNESS, "factions"),
            f"their shares sum to {shares:g}",
            "Write shares of at most 1 together; the others belong to none.",
        )
    fighters = any(district.fighters for _, district in parts.of(District))
    if stated.factions and not fighters:
        yield Fault(
            (*WILLINGNESS, "factions"),
            "there are no fighters in any district: factions have no effect",
            "Remove them, or write `fighters` in a district.",
            severity="warning",
        )


def _both_ways(parts: Parts) -> Iterator[Fault]:
    """Shares say how many leave, drivers say why: one of them decides."""
    for path, _ in parts.of(Leaving):
        yield Fault(
            path,
            "states shares beside the drivers of `willingness`",
            f"Keep one: without `willingness`, or with `{path[-1]}: null` here.",
        )
