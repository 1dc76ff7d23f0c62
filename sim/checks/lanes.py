"""How many checkpoint lanes the people who would set out need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.checks.text import corridors, listing, members
from sim.network.street_network import BoolArray
from sim.plan.corridors import Window, corridor_ids, merge, windows_of
from sim.population.population import Population
from sim.scenario import CLASSES, Fault, PersonClass, Scenario
from sim.services.riders import may_use

if TYPE_CHECKING:
    from sim.engine.inputs import Gates

_ROUNDING = 1e-9


@dataclass(frozen=True)
class LanesNeeded:
    """What some classes need of the checkpoints that admit them, and what there is.

    Parameters
    ----------
    classes
        The classes together.
    corridors
        Ids of the corridors that admit at least one of them.
    persons
        People of these classes who want to leave and are not kept from it.
    service_s
        Mean time that one of them takes in a lane, over the lanes open to them.
    open_s
        Mean time that a lane is open to them within the run, incidents taken off.
    needed
        Lanes that serve `persons` in `open_s`, rounded up; None where no time is enough because
        no corridor that admits them is ever open.
    lanes
        Lanes there are; None: no limit.
    """

    classes: tuple[PersonClass, ...]
    corridors: tuple[str, ...]
    persons: int
    service_s: float
    open_s: float
    needed: int | None
    lanes: int | None

    @property
    def short(self) -> bool:
        """Whether not all of them can pass in the time there is."""
        return self.needed is None or (self.lanes is not None and self.needed > self.lanes)

    @property
    def persons_per_lane_minute(self) -> float:
        """People a minute a lane; inf where service takes no time."""
        return 60.0 / self.service_s if self.service_s > 0 else inf


def lanes_needed(
    scenario: Scenario, gates: Gates, population: Population
) -> tuple[LanesNeeded, ...]:
    """Say what each class that would set out needs: persons times service time over open time.

    Whom a service of vehicles serves, wherever it lives, and leaves to wait is not counted.
    Several classes together are listed only where they are short and no part of them is: lanes
    that are enough for each class alone may be too few for all (Hall's condition for the
    assignment of people to lanes). Walking, queues in streets and departure times are left out,
    so that enough lanes here are necessary, not sufficient.

    Parameters
    ----------
    scenario
        The corridors' ids and the run's end.
    gates
        From ``sim.plan.corridors.build_gates``: lanes, service, windows less incidents.
    population
        Who wants to leave.
    """
    going = population.willing & ~population.prevented & ~_carried(scenario, population)
    persons = np.bincount(
        population.line[going], population.persons[going], minlength=len(CLASSES)
    ).astype(np.int64)
    present = [code for code in range(len(CLASSES)) if persons[code] > 0]
    needs: list[LanesNeeded] = []
    for codes in _groups(present):
        if any(set(need.classes) <= {CLASSES[code] for code in codes} for need in _short(needs)):
            continue
        need = _need(scenario, gates, codes, persons.tolist())
        if len(codes) == 1 or need.short:
            needs.append(need)
    return tuple(needs)


def _carried(scenario: Scenario, population: Population) -> BoolArray:
    """Return (P,) who is bound to a service: it serves them at any distance, and none walks on."""
    carried = np.zeros(population.party_count, np.bool_)
    for said in scenario.services.values():
        if said.within_m is None and said.left_behind == "wait":
            carried |= may_use(said, population)
    return carried


def lane_warnings(needs: tuple[LanesNeeded, ...]) -> Iterator[Fault]:
    """Warn of classes that are more than their lanes can pass in the time there is."""
    for need in needs:
        if not need.short or not need.corridors:
            continue
        who = listing(members(line) for line in need.classes)
        where = corridors(need.corridors)
        if need.needed is None:
            yield Fault(
                ("corridors",),
                f"{need.persons:,} {who} would set out and nothing of {where} opens for them in "
                "the run",
                "Give a window within the run, or set their willing share to 0.",
                severity="warning",
            )
        else:
            rate = need.persons_per_lane_minute
            lanes = "1 lane" if need.needed == 1 else f"{need.needed:,} lanes"
            yield Fault(
                ("corridors",),
                f"{need.persons:,} {who} would set out; at {rate:.3g} people a minute a lane and "
                f"{need.open_s / 3600:.3g} h they need {lanes} and there are "
                f"{need.lanes:,} ({where})",
                "Expect people to remain, or add lanes or open time.",
                severity="warning",
            )


def open_lane_seconds(gates: Gates, end_s: float) -> NDArray[np.float64]:
    """Return (G,) lanes times the time that a gate is open to anyone; inf: lanes without limit."""
    every = tuple(range(len(CLASSES)))
    open_s = np.array([_open_s(gates, gate, every, end_s) for gate in range(len(gates.lanes))])
    lanes = np.where(gates.lanes < 0, np.inf, gates.lanes)
    lane_s: NDArray[np.float64] = np.where(open_s > 0, lanes, 0.0) * open_s
    return lane_s


def open_seconds(windows: list[Window], end_s: float) -> float:
    """Return how long disjoint windows are open between the start and `end_s`."""
    return sum(max(0.0, min(closed, end_s) - max(opened, 0.0)) for opened, closed in windows)


def _groups(codes: list[int]) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(codes) + 1):
        yield from combinations(codes, size)


def _short(needs: list[LanesNeeded]) -> list[LanesNeeded]:
    return [need for need in needs if need.short]


def _need(
    scenario: Scenario, gates: Gates, codes: tuple[int, ...], persons: list[int]
) -> LanesNeeded:
    ids = corridor_ids(scenario)
    admitting = [gate for gate in range(len(ids)) if gates.admits[gate, list(codes)].any()]
    lanes = [int(gates.lanes[gate]) for gate in admitting]
    unlimited = any(count < 0 for count in lanes)
    opened_s = [_open_s(gates, gate, codes, scenario.clock.duration_s) for gate in admitting]
    weight = [1.0 if unlimited else float(count) for count in lanes]
    open_s = _mean(opened_s, weight)
    total_s = sum(
        persons[code] * _service_s(gates, code, admitting, lanes, opened_s) for code in codes
    )
    needed = None
    if open_s > 0 and total_s < inf:
        needed = ceil(total_s / open_s - _ROUNDING)
    count = sum(persons[code] for code in codes)
    return LanesNeeded(
        classes=tuple(CLASSES[code] for code in codes),
        corridors=tuple(ids[gate] for gate in admitting),
        persons=count,
        service_s=total_s / count,
        open_s=open_s,
        needed=needed,
        lanes=None if unlimited else sum(lanes),
    )


def _open_s(gates: Gates, gate: int, codes: tuple[int, ...], end_s: float) -> float:
    windows = [window for code in codes for window in windows_of(gates, gate, code)]
    return open_seconds(merge(windows), end_s)


def _service_s(
    gates: Gates, code: int, admitting: list[int], lanes: list[int], opened_s: list[float]
) -> float:
    """Return the mean lane time of a person of one class, people spread over all open lanes.

    A gate's lanes pass (lane time / mean service time) people; lane time over the people passed
    is the mean that counts.
    """
    lane_s, passed, means = 0.0, 0.0, []
    for gate, count, open_s in zip(admitting, lanes, opened_s, strict=True):
        if not gates.admits[gate, code]:
            continue
        mean_s = float(gates.service_mean_s[gate, code])
        if mean_s == 0.0:
            return 0.0
        means.append(mean_s)
        lane_s += abs(count) * open_s
        passed += abs(count) * open_s / mean_s
    if passed > 0:
        return lane_s / passed
    return sum(means) / len(means) if means else 0.0


def _mean(values: list[float], weight: list[float]) -> float:
    if sum(weight) == 0:
        return sum(values) / len(values) if values else 0.0
    return sum(v * w for v, w in zip(values, weight, strict=True)) / sum(weight)
