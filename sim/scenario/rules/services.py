"""Rules of vehicles: fleets that exist, corridors that admit them, times that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from sim.scenario.clock import Clock
from sim.scenario.corridor import Corridor
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.parts import Parts
from sim.scenario.rules.corridors import unknown_corridors
from sim.scenario.services import Assembly, VehicleService
from sim.scenario.speeds import Stretchers
from sim.scenario.words import suggest


def service_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong with the services of vehicles."""
    clock = parts.at(("clock",), Clock)
    for path, assembly in parts.of(Assembly):
        yield from _assembly_faults(path, assembly, parts)
    for path, service in parts.of(VehicleService):
        yield from unknown_corridors([((*path, "corridor"), service.corridor)], parts)
        known = parts.keys(("population", "districts"))
        for at, name in enumerate(service.districts):
            if known and name not in known:
                yield Fault(
                    (*path, "districts", str(at)),
                    f"there is no district {name!r}",
                    suggest(name, known),
                )
        yield from _fleet_faults(path, service)
        yield from _bearer_faults(path, service, parts)
        yield from _convoy_faults(path, service)
        yield from _class_faults(path, service, parts)
        if clock is not None and clock.start < clock.end:
            yield from _time_faults(path, service, clock)


def _assembly_faults(path: FieldPath, assembly: Assembly, parts: Parts) -> Iterator[Fault]:
    names = ("node", "point", "place", "district")
    given = [name for name in names if getattr(assembly, name) is not None]
    if len(given) != 1:
        yield Fault(
            path,
            f"has {' and '.join(f'`{name}`' for name in given) or 'no place'}",
            "Give exactly one of: `node`, `point`, `place`, `district`.",
        )
    for name, where in (("place", ("places",)), ("district", ("population", "districts"))):
        value = getattr(assembly, name)
        known = parts.keys(where)
        if value is not None and value not in known:
            yield Fault(
                (*path, name),
                f"there is no {name} {value!r}",
                suggest(value, known) if known else "Describe it in `places`.",
            )


def _fleet_faults(path: FieldPath, service: VehicleService) -> Iterator[Fault]:
    if service.seats + service.stretchers == 0:
        yield Fault(
            (*path, "seats"),
            "is 0: nobody can board",
            "Write the seats of one vehicle, or its `stretchers`.",
        )
    if service.stretchers and "wounded" not in service.classes:
        yield Fault(
            (*path, "stretchers"),
            "are for the wounded, whom the service does not carry",
            "Add wounded to `classes`, or write seats instead.",
        )
    elif service.stretchers and service.seats == 0 and set(service.classes) != {"wounded"}:
        yield Fault(
            (*path, "seats"),
            "is 0, and stretchers are for the wounded alone",
            "Write `classes: [wounded]`, or some seats.",
        )


def _bearer_faults(path: FieldPath, service: VehicleService, parts: Parts) -> Iterator[Fault]:
    carried = parts.at(("population", "stretchers"), Stretchers)
    if carried is None or carried.share == 0.0 or "wounded" not in service.classes:
        return
    if service.stretchers and service.seats < carried.bearers:
        yield Fault(
            (*path, "seats"),
            f"are too few for the {carried.bearers} bearers who ride with each stretcher",
            f"Write at least {carried.bearers}.",
        )


def _convoy_faults(path: FieldPath, service: VehicleService) -> Iterator[Fault]:
    if service.convoy > service.vehicles > 0:
        yield Fault(
            (*path, "convoy"),
            f"of {service.convoy} is larger than the fleet of {service.vehicles}",
            f"Write at most {service.vehicles}.",
        )
    if service.escorts_per_convoy > service.escorts:
        yield Fault(
            (*path, "escorts_per_convoy"),
            f"is {service.escorts_per_convoy}, and there are {service.escorts} escorts: no convoy"
            " ever leaves",
            "Write more `escorts`, or fewer for each convoy.",
        )
    if service.fetches:
        for name in ("convoy", "departures", "escorts_per_convoy"):
            if getattr(service, name) not in (0, 1, ()):
                yield Fault(
                    (*path, name),
                    "is for vehicles that leave from the assembly point, and these fetch people",
                    "Remove it, or write `fetches: false`.",
                )


def _class_faults(path: FieldPath, service: VehicleService, parts: Parts) -> Iterator[Fault]:
    corridor = parts.at(("corridors", service.corridor), Corridor)
    if corridor is None:
        return
    for at, name in enumerate(service.classes):
        if name not in corridor.admits:
            yield Fault(
                (*path, "classes", str(at)),
                f"corridor {service.corridor} does not admit {name!r}",
                f"Name another corridor, or add {name} to its `admits`.",
            )


def _time_faults(path: FieldPath, service: VehicleService, clock: Clock) -> Iterator[Fault]:
    times = [((*path, "first_departure"), service.first_departure)]
    times += [((*path, "departures", str(i)), when) for i, when in enumerate(service.departures)]
    for where, when in times:
        if when is not None and when >= clock.end:
            yield Fault(
                where,
                f"{when:%Y-%m-%d %H:%M} is not before the scenario's end,"
                f" {clock.end:%Y-%m-%d %H:%M}",
                "Write an earlier time, or a later end.",
            )
    if service.last_departure is not None and service.last_departure < clock.start:
        yield Fault(
            (*path, "last_departure"),
            f"{service.last_departure:%Y-%m-%d %H:%M} is before the scenario's start,"
            f" {clock.start:%Y-%m-%d %H:%M}: no vehicle ever leaves",
            "Write a later time.",
        )
    for at, (early, late) in enumerate(pairwise(service.departures), start=1):
        if late <= early:
            yield Fault(
                (*path, "departures", str(at)),
                f"{late:%Y-%m-%d %H:%M} is not after the one before, {early:%Y-%m-%d %H:%M}",
                "Write them in order, each once.",
            )
    yield from _order_faults(path, service)


def _order_faults(path: FieldPath, service: VehicleService) -> Iterator[Fault]:
    first, last = service.first_departure, service.last_departure
    if first is not None and last is not None and last < first:
        yield _out_of_order((*path, "last_departure"), last, "before the first departure", first)
    for at, when in enumerate(service.departures):
        where = (*path, "departures", str(at))
        if first is not None and when < first:
            yield _out_of_order(where, when, "before the first departure", first)
        if last is not None and when > last:
            yield _out_of_order(where, when, "after the last departure", last)


def _out_of_order(path: FieldPath, when: datetime, said: str, limit: datetime) -> Fault:
    return Fault(
        path, f"{when:%Y-%m-%d %H:%M} is {said}, {limit:%Y-%m-%d %H:%M}", "Mend one of them."
    )
