"""Rules of corridors: windows, gates, classes, checkpoints, incidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from itertools import combinations
from math import isclose

from sim.scenario.clock import Clock, Window
from sim.scenario.corridor import Corridor, Service
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.parts import Parts
from sim.scenario.words import suggest

_OVER_MIDNIGHT = (
    "A window over midnight takes two date-times, such as `open: 2016-11-04 22:00` and"
    " `close: 2016-11-05 02:00`."
)


def corridor_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong within and between corridors."""
    clock = parts.at(("clock",), Clock)
    sound: dict[FieldPath, Window] = {}
    for path, window in parts.of(Window):
        faults = list(_window_faults(path, window))
        yield from faults
        if not faults:
            sound[path] = window
            yield from _idle_window(path, window, clock)
    yield from _overlaps(sound)
    for path, corridor in parts.of(Corridor):
        yield from _gate_faults(path, corridor)
        yield from _class_faults(path, corridor)
    for path, service in parts.of(Service):
        yield from _service_faults(path, service)


def unknown_corridors(named: list[tuple[FieldPath, str]], parts: Parts) -> Iterator[Fault]:
    """Yield a fault for every name that is no corridor's."""
    known = parts.keys(("corridors",))
    for path, name in named:
        if known and name not in known:
            yield Fault(path, f"there is no corridor {name!r}", suggest(name, known))


def _window_faults(path: FieldPath, window: Window) -> Iterator[Fault]:
    opening, close = window.open, window.close
    if isinstance(opening, datetime) and isinstance(close, datetime):
        if window.days:
            yield Fault(
                (*path, "days"), "stands beside two date-times", "Remove it, or write times of day."
            )
        if close <= opening:
            yield Fault(
                (*path, "close"),
                f"{close:%Y-%m-%d %H:%M} is not after the opening, {opening:%Y-%m-%d %H:%M}",
                "Write a later close.",
            )
    elif isinstance(opening, datetime) or isinstance(close, datetime):
        yield Fault(
            (*path, "close"),
            "`open` and `close` are not of one kind",
            "Write two date-times, or two times of day with `days`.",
        )
    else:
        yield from _daily_faults(path, window, opening, close)


def _daily_faults(path: FieldPath, window: Window, opening: time, close: time) -> Iterator[Fault]:
    words = f"{opening:%H:%M} to {close:%H:%M}"
    overnight = close <= opening
    if not window.days:
        remedy = "Add `days: [2016-11-04]`, say, or write two date-times."
        yield Fault(path, f"{words} has no `days`", _OVER_MIDNIGHT if overnight else remedy)
    elif overnight:
        yield Fault((*path, "close"), f"{words} closes before it has opened", _OVER_MIDNIGHT)
    if len(set(window.days)) < len(window.days):
        yield Fault((*path, "days"), "names a day twice", "Write each day once.")


def _idle_window(path: FieldPath, window: Window, clock: Clock | None) -> Iterator[Fault]:
    if clock is None or clock.end <= clock.start:
        return
    if all(close <= clock.start or opening >= clock.end for opening, close in window.spans()):
        yield Fault(
            path,
            f"lies wholly outside the scenario ({clock.start:%Y-%m-%d %H:%M} to"
            f" {clock.end:%Y-%m-%d %H:%M})",
            "Mend its dates, or the scenario's start and end.",
            severity="warning",
        )


def _overlaps(windows: dict[FieldPath, Window]) -> Iterator[Fault]:
    by_corridor: dict[FieldPath, list[tuple[FieldPath, Window]]] = {}
    for path, window in windows.items():
        by_corridor.setdefault(path[:-1], []).append((path, window))
    for siblings in by_corridor.values():
        for (first_path, first), (path, second) in combinations(siblings, 2):
            common = _common_classes(first, second)
            shared = _shared_span(first, second)
            if common and shared is not None:
                begin, end = shared
                yield Fault(
                    path,
                    f"overlaps window {first_path[-1]} from {begin:%Y-%m-%d %H:%M} to"
                    f" {end:%H:%M} for {common}",
                    "Let one close before the other opens; they may touch.",
                )


def _common_classes(first: Window, second: Window) -> str:
    """Name the classes that two windows are both for; empty where there are none."""
    if not first.classes or not second.classes:
        return ", ".join(first.classes or second.classes) or "every class"
    return ", ".join(name for name in first.classes if name in second.classes)


def _shared_span(first: Window, second: Window) -> tuple[datetime, datetime] | None:
    for begin_a, end_a in first.spans():
        for begin_b, end_b in second.spans():
            begin, end = max(begin_a, begin_b), min(end_a, end_b)
            if begin < end:
                return begin, end
    return None


def _gate_faults(path: FieldPath, corridor: Corridor) -> Iterator[Fault]:
    if corridor.gate is not None and corridor.gate_node is not None:
        yield Fault(
            (*path, "gate_node"),
            "stands beside `gate`",
            "Keep one: a point, or a node of the network.",
        )
    if corridor.gate is None and corridor.gate_node is None:
        yield Fault(
            path,
            "has no gate",
            "Add `gate: {lat: ..., lon: ...}`, or `gate_node:` with a node of the network.",
        )


def _class_faults(path: FieldPath, corridor: Corridor) -> Iterator[Fault]:
    for i, window in enumerate(corridor.windows):
        for j, name in enumerate(window.classes):
            if name not in corridor.admits:
                yield Fault(
                    (*path, "windows", str(i), "classes", str(j)),
                    f"the corridor does not admit {name!r}",
                    f"Remove it here, or add {name} to `admits`.",
                )
    for field in ("service_by_class", "held"):
        for name in getattr(corridor, field):
            if name not in corridor.admits:
                yield Fault(
                    (*path, field, name),
                    f"has no effect, as the corridor does not admit {name!r}",
                    f"Remove it, or add {name} to `admits`.",
                    severity="warning",
                )


def _service_faults(path: FieldPath, service: Service) -> Iterator[Fault]:
    if service.distribution != "mixture":
        for name in ("times_s", "shares"):
            if getattr(service, name):
                yield Fault(
                    (*path, name),
                    "belongs to a mixture only",
                    "Remove it, or write `distribution: mixture`.",
                )
        return
    if not service.times_s:
        yield Fault(path, "is a mixture without `times_s`", "Add `times_s` and as many `shares`.")
    elif len(service.times_s) != len(service.shares):
        yield Fault(
            (*path, "shares"),
            f"has {len(service.shares)} entries for {len(service.times_s)} times",
            "Write one share for each of `times_s`.",
        )
    elif not isclose(sum(service.shares), 1.0, abs_tol=1e-6):
        yield Fault(
            (*path, "shares"), f"sums to {sum(service.shares):g}", "Write shares that sum to 1."
        )
