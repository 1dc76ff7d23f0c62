"""What a scenario says of news, of shut gates and of the close."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import (
    Count,
    Frozen,
    Identifier,
    NodeId,
    NonNegative,
    PersonClass,
    Point,
    Positive,
    Share,
    Truth,
)
from sim.scenario.times import LocalDateTime


class Announcement(Frozen):
    """Something said of corridors at an instant, to people in an area.

    Parameters
    ----------
    time
        Local date-time at which it is heard.
    corridors
        Ids of the corridors that it speaks of.
    says
        ``open``: they can be used again, or can be used at all; ``shut``: they cannot.
    centre
        Centre of the disc in which it is heard; everywhere, if not given.
    radius_m
        Radius of that disc.
    reach
        Share of the parties there that hear it.
    """

    time: LocalDateTime
    corridors: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    says: Literal["open", "shut"]
    centre: Point | None = None
    radius_m: Positive | None = None
    reach: Share = 1.0


class News(Frozen):
    """Who knows what of the corridors.

    A party remembers of each corridor what it last learnt, and of when that is; older news never
    displaces newer. Who stands at a gate that is shut when it should be open learns it there.

    Parameters
    ----------
    informed
        Share of the parties that know the corridors and their windows from the start.
    tell_per_h
        How often in an hour people at home hear what somebody of their street corner, or of the
        next, knows. On a street, those who meet or stand together tell each other.
    queue_m_s
        Speed at which news of a gate found shut, or open again, runs back along those who come.
    announcements
        What is announced, by the announcements' ids.
    """

    informed: Share = 1.0
    tell_per_h: Annotated[float, Field(ge=0.0, le=60.0, strict=True)] = 0.0
    queue_m_s: Positive = 1.0
    announcements: dict[Identifier, Announcement] = {}


class GatePolicy(Frozen):
    """What a class does at a gate that does not let it pass.

    Parameters
    ----------
    try_another
        It goes to another corridor that it knows, if it can be through there.
    then
        Otherwise it waits, goes home, or goes to the shelter `place`.
    place
        Id of that shelter, in `places`.
    """

    try_another: Truth = False
    then: Literal["wait", "home", "shelter"] = "wait"
    place: Identifier | None = None


class Shut(Frozen):
    """What people do on learning that their corridor is shut, and when it closes as planned.

    Parameters
    ----------
    found_shut
        By class, on learning that a corridor is shut that should be open; else they wait.
    at_close
        By class, when it closes as planned for longer than `patience_s`; else they wait there.
    cut_off
        By class, when stewards turn them away (``corridors.*.cut_off``); else they go home.
    patience_s
        A pause that short is waited for.
    go_again
        Share of those back home or in a shelter that goes again when a corridor opens next.
    """

    found_shut: dict[PersonClass, GatePolicy] = {}
    at_close: dict[PersonClass, GatePolicy] = {}
    cut_off: dict[PersonClass, GatePolicy] = {}
    patience_s: NonNegative = 7200.0
    go_again: Share = 1.0


class Place(Frozen):
    """A place where people can stay.

    Parameters
    ----------
    name
        What people call it.
    node
        The network's own node id.
    beds
        The most people that it holds at a time; null means no limit.
    send_on
        Id of the shelter that people are sent on to when it is full.
    if_full
        Without another to be sent on to: they stay ``outside``, until somebody leaves it, or go
        ``home`` by the way that they came.
    """

    name: str = ""
    node: NodeId
    beds: Count | None = None
    send_on: Identifier | None = None
    if_full: Literal["outside", "home"] = "outside"
