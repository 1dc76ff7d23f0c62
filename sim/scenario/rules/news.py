"""Rules of news and shelters: times, corridors, places, and areas that can be found."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.clock import Clock
from sim.scenario.faults import Fault
from sim.scenario.news import Announcement, GatePolicy
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
    known = parts.keys(("places",))
    for path, policy in parts.of(GatePolicy):
        if policy.then == "shelter" and policy.place is None:
            yield Fault(path, "names no shelter", "Add `place:`, the id of one of `places`.")
        if policy.place is not None and policy.place not in known:
            yield Fault(
                (*path, "place"),
                f"there is no place {policy.place!r}",
                f"Name one of {', '.join(known)}." if known else "Describe it in `places`.",
            )
