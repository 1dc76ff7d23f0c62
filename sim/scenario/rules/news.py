"""Rules of news and shelters: times, corridors, places, and areas that can be found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sim.scenario.clock import Clock
from sim.scenario.corridor import Corridor
from sim.scenario.faults import Fault
from sim.scenario.news import Announcement, GatePolicy, Place
from sim.scenario.parts import Parts
from sim.scenario.rules.corridors import unknown_corridors


def news_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong with announcements and with what people do at shut gates."""
    clock = parts.at(("clock",), Clock)
    for path, news in parts.of(Announcement):
        yield from unknown_corridors(
            [((*path, "corridors", str(at)), name) for at, name in enumerate(news.corridors)], parts
        )
        if clock is not None and clock.start < clock.end <= news.time:
            yield Fault(
                (*path, "time"),
                f"{news.time:%Y-%m-%d %H:%M} is not before the scenario's end,"
                f" {clock.end:%Y-%m-%d %H:%M}",
                "Write an earlier time, or a later end.",
            )
        if (news.centre is None) != (news.radius_m is None):
            missing = "centre" if news.centre is None else "radius_m"
            yield Fault(path, f"has no `{missing}`", "Write `centre` and `radius_m`, or neither.")
    yield from _cut_off_faults(parts)
    known = parts.keys(("places",))
    yield from _shelter_faults(parts, known)
    for path, policy in parts.of(GatePolicy):
        if policy.then == "shelter" and policy.place is None:
            yield Fault(path, "names no shelter", "Add `place:`, the id of one of `places`.")
        if policy.place is not None and policy.place not in known:
            yield Fault(
                (*path, "place"),
                f"there is no place {policy.place!r}",
                f"Name one of {', '.join(known)}." if known else "Describe it in `places`.",
            )


def _cut_off_faults(parts: Parts) -> Iterator[Fault]:
    """Who is turned away goes somewhere; and a cut-off is at some time, or at some length."""
    for path, policy in parts.of(GatePolicy):
        if path[:2] == ("shut", "cut_off") and policy.then == "wait":
            yield Fault(
                path,
                "lets people wait whom stewards turn away",
                "Write `then: home`, or `then: shelter` with its `place`.",
            )
    cut = [(path, one.cut_off) for path, one in parts.of(Corridor) if one.cut_off is not None]
    if not cut and parts.keys(("shut", "cut_off")):
        yield Fault(
            ("shut", "cut_off"),
            "has no effect: no corridor has a `cut_off`",
            "Remove it, or give a corridor `cut_off: {at: 18:30}`, say.",
            severity="warning",
        )
    for path, one in cut:
        where = (*path, "cut_off")
        if one.at is None and one.queue_length is None:
            yield Fault(where, "cuts nothing off", "Write `at:` a time, or `queue_length:` people.")
        corridor = parts.at(path, Corridor)
        assert corridor is not None
        if one.at is None or not corridor.windows:
            continue
        spans = [span for window in corridor.windows for span in window.spans()]
        days = {when.date() for span in spans for when in span}
        at = one.at
        times = [at] if isinstance(at, datetime) else [datetime.combine(day, at) for day in days]
        if not any(opens <= when < closes for when in times for opens, closes in spans):
            yield Fault(
                (*where, "at"),
                "lies in no window of the corridor",
                "Write a time at which the corridor is open.",
            )


def _shelter_faults(parts: Parts, known: tuple[str, ...]) -> Iterator[Fault]:
    """Who is sent on from a full shelter comes to another one, and never back."""
    onward = {path[-1]: place.send_on for path, place in parts.of(Place)}
    for path, place in parts.of(Place):
        if place.send_on is None:
            continue
        where = (*path, "send_on")
        if place.send_on not in known:
            remedy = f"Name one of {', '.join(name for name in known if name != path[-1])}."
            yield Fault(where, f"there is no place {place.send_on!r}", remedy)
            continue
        seen = {path[-1]}
        here: str | None = place.send_on
        while here is not None and here not in seen:
            seen.add(here)
            here = onward.get(here)
        if here == path[-1]:
            yield Fault(
                where,
                "sends people round in a circle of shelters",
                "Let the last of them send nobody on: who finds no bed stays outside or goes home.",
            )
