"""At the close and beyond the gate: who was turned away, held, sheltered, out of doors at night."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.results.facts import Facts
from sim.results.record import AtClose, NightPlace
from sim.results.status import STATUS_CODE
from sim.results.tables import local_text
from sim.scenario import CLASSES
from sim.scenario.corridor import Onward

Json = dict[str, Any]


def at_window_close(facts: Facts, gate: int, close_s: float) -> Json | None:
    """Return who was on the way to a gate at one of its closes; None where it was not counted."""
    for found in facts.record.closing.closes:
        if found.gate == gate and found.close_s == close_s:
            return _at_close(found)
    return None


def turned_away(facts: Facts, gate: int) -> Json | None:
    """Return whom stewards turned away at a gate; None where no corridor has a cut-off."""
    closing = facts.record.closing
    if closing.turned_away is None or closing.turned_away_children is None:
        return None
    return {
        "persons": int(closing.turned_away[gate].sum()),
        "children": int(closing.turned_away_children[gate]),
        "by_class": _classes(closing.turned_away[gate].tolist()),
    }


def held(facts: Facts, gate: int) -> Json:
    """Return who was held after screening at a gate."""
    people = facts.record.population
    who = (facts.bound == gate) & (facts.record.status == STATUS_CODE["held"])
    by_class = np.bincount(people.line[who], people.persons[who], minlength=len(CLASSES))
    return {
        "persons": int(people.persons[who].sum()),
        "children": int(people.children[who].sum()),
        "by_class": _classes([int(count) for count in by_class]),
    }


def reception(facts: Facts, gate: int) -> Json:
    """Return what became of those out by a gate at its place of safety.

    Buses are counted from the times at which people came in, apart from the engine.
    """
    record = facts.record
    corridor = record.loaded.scenario.corridors[record.corridor_ids[gate]]
    people, own = record.population.persons, facts.bound == gate
    inside = own & ~np.isnan(record.safe_s)
    rows = np.flatnonzero(inside)
    onward = corridor.reception.onward
    if onward is None:  # who is there stays: the most are there at the end
        peak, gone = int(people[rows][record.safe_s[rows] <= record.end_s].sum()), 0
    else:
        waits = _waits(facts)
        comes = [(float(record.safe_s[row]), int(people[row]), 0) for row in rows]
        comes_free = [
            (max(float(record.safe_s[row]), float(waits[row])), 0, int(people[row])) for row in rows
        ]
        peak, gone = _by_bus(facts, onward, sorted(comes + comes_free))
    still = int(people[own & ~np.isnan(record.out_s) & np.isnan(record.safe_s)].sum())
    return {
        "beds": corridor.reception.beds,
        "peak": peak,
        "onward": None if onward is None else gone,
        "there_at_end": int(people[inside].sum()) - gone,
        "not_taken_in": still,
    }


def _waits(facts: Facts) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return (P,) until when each waits for its other part beyond the gate; inf: for ever."""
    record = facts.record
    willingness, family = record.loaded.scenario.willingness, record.population.family
    if willingness is None or willingness.reunite != "wait":
        return np.full(len(family), -np.inf)
    other_s = np.where(family >= 0, record.safe_s[family], -np.inf)
    return np.asarray(np.where(np.isnan(other_s), np.inf, other_s), np.float64)


def _by_bus(facts: Facts, onward: Onward, comes: list[tuple[float, int, int]]) -> tuple[int, int]:
    """Return the most people at a place of safety, and how many went on by bus in the run.

    Parameters
    ----------
    comes
        When so many come in, and so many may board from then on, in the order of time. Who comes
        at the instant of a bus comes after it.
    """
    there = boarding = peak = gone = buses = 0
    clock = facts.record.loaded.scenario.clock
    first_s = 0.0 if onward.first is None else clock.seconds(onward.first)
    for time_s, persons, free in [*comes, (facts.record.end_s, 0, 0)]:
        while (due := first_s + buses * onward.every_s) <= time_s:
            if boarding == 0:
                buses += int((time_s - due) // onward.every_s)
            taken = min(onward.seats, boarding)
            boarding, there, gone, buses = boarding - taken, there - taken, gone + taken, buses + 1
        if time_s <= facts.record.end_s:
            there, boarding = there + persons, boarding + free
        peak = max(peak, there)
    return peak, gone


def nights(facts: Facts) -> list[Json]:
    """Return where people were in each night, out of doors first."""
    record = facts.record
    clock = record.loaded.scenario.clock
    return [
        {
            "close_s": night.close_s,
            "close_local": local_text(clock, night.close_s),
            "at_s": night.at_s,
            "at_local": local_text(clock, night.at_s),
            "out_of_doors": sum(sum(place.by_class) for place in night.places),
            "out_of_doors_children": sum(place.children for place in night.places),
            "out_of_doors_by_class": _classes(
                [
                    sum(place.by_class[line] for place in night.places)
                    for line in range(len(CLASSES))
                ]
            ),
            "places": [_night_place(facts, place) for place in night.places],
            "sheltering": night.sheltering,
            "sheltering_children": night.sheltering_children,
            "returned": night.returned,
        }
        for night in record.closing.nights
    ]


def shelters(facts: Facts) -> list[Json]:
    """Return what became of every shelter; where none has beds, who is in each is all there is."""
    record = facts.record
    found = []
    used = record.closing.shelters
    row_of = {int(node): row for row, node in enumerate(record.network.node_id)}
    for number, (name, place) in enumerate(sorted(record.loaded.scenario.places.items())):
        use = None if used is None else used[number]
        row = row_of[int(place.node)]
        found.append(
            {
                "id": name,
                "name": place.name,
                "x_m": float(record.network.node_x_m[row]),
                "y_m": float(record.network.node_y_m[row]),
                "beds": place.beds,
                "peak": None if use is None else use.peak,
                "sent_on": 0 if use is None else use.sent_on,
                "no_place": 0 if use is None else use.no_place,
                "outside_at_end": 0 if use is None else use.outside,
            }
        )
    return found


def _night_place(facts: Facts, place: NightPlace) -> Json:
    record = facts.record
    if place.kind == "outside":
        name = sorted(record.loaded.scenario.places)[place.number]
    else:
        name = record.corridor_ids[place.number] if place.number >= 0 else ""
    return {
        "kind": place.kind,
        "id": name,
        "persons": sum(place.by_class),
        "children": place.children,
    }


def _at_close(found: AtClose) -> Json:
    return {
        "persons": sum(found.by_class),
        "children": found.children,
        "by_class": _classes(found.by_class),
        "forecourt": found.forecourt,
        "streets": found.streets,
        "walking": found.walking,
    }


def _classes(counts: tuple[int, ...] | list[int]) -> dict[str, int]:
    return {name: int(counts[line]) for line, name in enumerate(CLASSES)}
