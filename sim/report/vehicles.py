"""What is said of vehicles, and of fighters and civilians who cross, in words."""

from __future__ import annotations

from typing import Any

from sim.report.text import about, clock, spans_days

Json = dict[str, Any]

KIND_WORDS: dict[str, str] = {"bus": "bus", "ambulance": "ambulance", "car": "car"}


def vehicles(summary: Json) -> str:
    """Say who got out by which vehicles, when these left, and who was left; nothing without any."""
    if not any(summary["modes"][kind] for kind in KIND_WORDS) and not summary.get("services"):
        return ""
    parts = [
        f"by {word} {about(summary['modes'][kind])}{_departures(summary, kind)}"
        for kind, word in KIND_WORDS.items()
        if summary["modes"][kind] or _of_kind(summary, kind)
    ]
    parts.append(f"on foot {about(summary['modes']['foot'])}")
    text = f"Out {', '.join(parts)}."
    left = [service["left_behind"] for service in summary.get("services", ())]
    persons = sum(one["persons"] for one in left)
    if persons:
        children = sum(one["children"] for one in left)
        text += (
            f" Waited for a vehicle and were not driven off: {about(persons)}, children among "
            f"them: {about(children)}."
        )
    return text


def left_by_vehicles(summary: Json) -> int:
    """Return the people who waited for a vehicle, were not driven off and did not walk on."""
    return sum(service["left_behind"]["persons"] for service in summary.get("services", ()))


def crossings(summary: Json) -> str:
    """Say where and for how long fighters and civilians crossed; nothing if they did not."""
    found = summary.get("crossings")
    if not found or not found["places"]:
        return ""
    day = spans_days(summary)
    first, last = (clock(found[f"{name}_local"], day=day) for name in ("first", "last"))
    return (
        "Fighters and civilians were on the same streets or junctions at the same time for "
        f"{_spoken(found['minutes'])} between {first} and {last}, at "
        f"{about(found['places'])} places; the most at one of them: {about(found['fighters'])} "
        f"fighters, {about(found['civilians'])} others."
    )


def _spoken(minutes: float) -> str:
    """Return a time as people say it: minutes, from two hours on hours."""
    return f"{about(round(minutes))} min" if minutes < 120.0 else f"about {minutes / 60.0:.0f} h"


def _of_kind(summary: Json, kind: str) -> list[Json]:
    return [service for service in summary.get("services", ()) if service["kind"] == kind]


def _departures(summary: Json, kind: str) -> str:
    """Return the convoys of a kind, and when the first and the last of them left."""
    day = spans_days(summary)
    services = [service for service in _of_kind(summary, kind) if service["convoys"]]
    if not services:
        return ""
    first = min(services, key=lambda service: service["first_departure_s"])
    last = max(services, key=lambda service: service["last_departure_s"])
    convoys = sum(service["convoys"] for service in services)
    left = clock(first["first_departure_local"], day=day)
    if convoys == 1:
        return f" (one departure, {left})"
    until = clock(last["last_departure_local"], day=day)
    return f" ({convoys} departures, {left} to {until})"
