"""What no single value tells: faults and doubts that lie between the fields of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.scenario.faults import Fault
from sim.scenario.parts import Parts
from sim.scenario.rules.choice import choice_faults
from sim.scenario.rules.corridors import corridor_faults
from sim.scenario.rules.hazards import hazard_faults
from sim.scenario.rules.news import news_faults
from sim.scenario.rules.people import people_faults
from sim.scenario.rules.services import service_faults
from sim.scenario.rules.streets import street_faults
from sim.scenario.rules.time import time_faults
from sim.scenario.rules.willingness import willingness_faults

RULES: tuple[Callable[[Parts], Iterator[Fault]], ...] = (
    time_faults,
    street_faults,
    people_faults,
    willingness_faults,
    corridor_faults,
    hazard_faults,
    choice_faults,
    news_faults,
    service_faults,
)
"""Each takes the sound parts and yields what is wrong between them."""


def check_rules(parts: Parts) -> list[Fault]:
    """Return the findings of every rule."""
    return [fault for rule in RULES for fault in rule(parts)]


__all__ = ["RULES", "check_rules"]
