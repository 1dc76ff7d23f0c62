"""Rules of time: zones, spans, and local times that a clock change leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sim.scenario.base import Frozen
from sim.scenario.clock import Clock, DarkSpan, Window
from sim.scenario.corridor import CutOff, Onward
from sim.scenario.faults import Fault, FieldPath
from sim.scenario.hazards import Clearing, Damage, Incident
from sim.scenario.news import Announcement
from sim.scenario.parts import Parts
from sim.scenario.people import Departures
from sim.scenario.services import VehicleService
from sim.scenario.words import suggest

LONGEST = timedelta(days=366)
MOST_STEPS = 1_000_000
"""Steps or report rows in a run; more is a slip of the pen."""


def time_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong with the clock and with times against it."""
    clock = parts.at(("clock",), Clock)
    if clock is None:
        return
    zone = find_zone(clock.zone)
    if zone is None:
        yield Fault(
            ("clock", "zone"),
            f"{clock.zone!r} is no time zone",
            suggest_zone(clock.zone),
        )
    yield from _clock_faults(clock)
    yield from _spans_of(parts, clock)
    if zone is not None:
        for path, when in _local_times(parts):
            yield from _gap_faults(path, when, zone)


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def suggest_zone(name: str) -> str:
    """Return the remedy for an unknown zone: the nearest name, or examples."""
    known = sorted(available_timezones())
    city = name.rsplit("/", 1)[-1].lower().replace(" ", "_")
    for zone in known:
        if zone.rsplit("/", 1)[-1].lower() == city:
            return f"Did you mean `{zone}`?"
    by_name = {zone.lower(): zone for zone in known}
    hint = suggest(name, by_name)
    if hint.startswith("Did you mean"):
        return f"Did you mean `{by_name[hint.split('`')[1]]}`?"
    return "Write an IANA name, such as Asia/Damascus."


def _clock_faults(clock: Clock) -> Iterator[Fault]:
    duration = clock.end - clock.start
    if duration <= timedelta(0):
        yield Fault(
            ("clock", "end"),
            f"{clock.end:%Y-%m-%d %H:%M} is not after the start, {clock.start:%Y-%m-%d %H:%M}",
            "Write a later end.",
        )
        return
    if duration > LONGEST:
        yield Fault(
            ("clock", "end"),
            f"lies {duration.days} days after the start",
            f"Write an end at most {LONGEST.days} days after it.",
        )
        return
    for name in ("control_interval_s", "report_interval_s"):
        steps = duration.total_seconds() / getattr(clock, name)
        if steps > MOST_STEPS:
            yield Fault(
                ("clock", name),
                f"cuts the scenario into {steps:,.0f} pieces",
                f"Write at least {duration.total_seconds() / MOST_STEPS:.3g}.",
            )


def _spans_of(parts: Parts, clock: Clock) -> Iterator[Fault]:
    dark = [(path, span.begin, span.end) for path, span in parts.of(DarkSpan)]
    for path, begin, end in dark + list(_incident_spans(parts, clock)):
        if end <= begin:
            yield Fault(
                (*path, "end"),
                f"{end:%Y-%m-%d %H:%M} is not after its begin, {begin:%Y-%m-%d %H:%M}",
                "Write a later end.",
            )
        elif end <= clock.start or begin >= clock.end:
            yield Fault(
                path,
                f"lies wholly outside the scenario ({clock.start:%Y-%m-%d %H:%M} to"
                f" {clock.end:%Y-%m-%d %H:%M}) and has no effect",
                "Remove it, or mend its dates.",
                severity="warning",
            )
    yield from _overlapping_dark(dark)


def _incident_spans(parts: Parts, clock: Clock) -> Iterator[tuple[FieldPath, datetime, datetime]]:
    """Yield when incidents may be; one that does not say so may be from start to end."""
    for path, event in parts.of(Incident):
        if event.begin is not None or event.end is not None:
            yield path, event.begin or clock.start, event.end or clock.end


def _overlapping_dark(dark: list[tuple[FieldPath, datetime, datetime]]) -> Iterator[Fault]:
    ordered = sorted(dark, key=lambda span: span[1])
    for (_, _, before_end), (path, begin, _) in pairwise(ordered):
        if begin < before_end:
            yield Fault(
                (*path, "begin"),
                f"{begin:%Y-%m-%d %H:%M} lies within another dark span",
                "Let one end before the other begins.",
            )


def _local_times(parts: Parts) -> Iterator[tuple[FieldPath, datetime]]:
    """Yield every local date-time of a scenario with its path."""
    for path, clock in parts.of(Clock):
        yield (*path, "start"), clock.start
        yield (*path, "end"), clock.end
    for path, span in parts.of(DarkSpan):
        yield (*path, "begin"), span.begin
        yield (*path, "end"), span.end
    for path, part, name in _optional_times(parts):
        when = getattr(part, name)
        if when is not None:
            yield (*path, name), when
    for path, window in parts.of(Window):
        if isinstance(window.open, datetime) == isinstance(window.close, datetime):
            for opening, close in window.spans():
                yield (*path, "open"), opening
                yield (*path, "close"), close
    for path, wave in parts.of(Departures):
        yield (*path, "begin"), wave.begin
    for path, news in parts.of(Announcement):
        yield (*path, "time"), news.time
    for path, cut in parts.of(CutOff):
        if isinstance(cut.at, datetime):
            yield (*path, "at"), cut.at
    for path, service in parts.of(VehicleService):
        for at, when in enumerate(service.departures):
            yield (*path, "departures", str(at)), when


def _optional_times(parts: Parts) -> Iterator[tuple[FieldPath, Frozen, str]]:
    """Yield the parts with times that need not be given, and the times' names."""
    for path, event in parts.of(Incident):
        yield path, event, "begin"
        yield path, event, "end"
    for path, damage in parts.of(Damage):
        yield path, damage, "begin"
    for path, clearing in parts.of(Clearing):
        yield path, clearing, "begin"
        yield path, clearing, "done"
    for path, onward in parts.of(Onward):
        yield path, onward, "first"
    for path, service in parts.of(VehicleService):
        yield path, service, "first_departure"
        yield path, service, "last_departure"


def _gap_faults(path: FieldPath, when: datetime, zone: ZoneInfo) -> Iterator[Fault]:
    local = when.replace(tzinfo=zone)
    back = local.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) != when:
        yield Fault(
            path,
            f"{when:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks are put forward then",
            f"Write {back:%Y-%m-%d %H:%M} or another time.",
        )
    elif local.utcoffset() != local.replace(fold=1).utcoffset():
        yield Fault(
            path,
            f"{when:%Y-%m-%d %H:%M} comes twice in {zone.key}, as the clocks are put back; the"
            " first is taken",
            "Choose another time if the second is meant.",
            severity="warning",
        )
