"""Why people stayed, by class, in a table that adds up to everyone; which families were divided."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results.facts import Facts
from sim.results.status import STATUS_CODE
from sim.scenario import CLASSES
from sim.scenario.reasons import REASONS

BoolArray = NDArray[np.bool_]

STATED = REASONS.index("stated")

AT_HOME: tuple[str, ...] = ("stayed", "prevented")
"""Statuses that a reason belongs to."""


def reasons(facts: Facts) -> list[dict[str, Any]]:
    """Return one entry a class: who set out, who had not yet, who stayed and was kept, and why.

    `persons` is the sum of all the others. Who was told by hand to stay, and by no driver, is
    counted as ``stated``.
    """
    line = facts.record.population.line
    return [
        {"person_class": name, **_of_class(facts, line == code)}
        for code, name in enumerate(CLASSES)
    ]


def _of_class(facts: Facts, own: BoolArray) -> dict[str, Any]:
    population, status = facts.record.population, facts.record.status
    found: dict[str, Any] = {
        "persons": int(population.persons[own].sum()),
        "set_out": int(population.persons[own & facts.set_out].sum()),
        "at_home": int(population.persons[own & (status == STATUS_CODE["at_home"])].sum()),
    }
    reason = np.where(population.reason == 0, STATED, population.reason)
    for name in AT_HOME:
        who = own & (status == STATUS_CODE[name])
        counts = np.bincount(reason[who], weights=population.persons[who], minlength=len(REASONS))
        found[name] = {REASONS[code]: int(counts[code]) for code in np.flatnonzero(counts)}
    return found


def protection(facts: Facts) -> dict[str, int | None]:
    """Return who is held, the divided households and the children who left without a grown-up.

    A household is apart at the end when both parts of it set out and one is out alone.
    A household is divided when one part of it set out and the other did not. Children are alone
    when a party of children only sets out; the wounded are single people whose families the
    scenario does not know, and so is everyone where `household` is 1 (then None).
    """
    record = facts.record
    population, out = record.population, facts.set_out
    other = population.family
    divided = (other >= 0) & out & ~out[other]
    parted = population.persons[divided], population.persons[other[divided]]
    alone = (
        out & (population.line == CLASSES.index("civilian"))
        & (population.children == population.persons)
    )  # fmt: skip
    households = record.loaded.scenario.population.household > 1.0
    free = record.status == STATUS_CODE["out"]
    both = (other >= 0) & out & out[other]
    apart = both & free & ~free[other]
    held = record.status == STATUS_CODE["held"]
    return {
        "held_persons": int(population.persons[held].sum()),
        "held_children": int(population.children[held].sum()),
        "held_awaited": int(population.persons[held & (other >= 0) & free[other]].sum()),
        "reunited_households": int((both & free & free[other]).sum()) // 2,
        "apart_households": int(apart.sum()),
        "apart_persons": int((population.persons[apart] + population.persons[other[apart]]).sum()),
        "apart_children": int(
            (population.children[apart] + population.children[other[apart]]).sum()
        ),
        "divided_households": int(divided.sum()),
        "divided_persons": int(parted[0].sum() + parted[1].sum()),
        "divided_left": int(parted[0].sum()),
        "divided_left_children": int(population.children[divided].sum()),
        "children_alone": int(population.persons[alone].sum()) if households else None,
    }
