"""What a scenario says of danger and damage: unsafe places for a time, and streets in ruins.

Never who fires at whom, never casualties: a place is unsafe, from when to when.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Count, Frozen, Identifier, NonNegative, Point, Positive, Share
from sim.scenario.streets import LatLon
from sim.scenario.times import LocalDateTime


class Zone(Frozen):
    """A part of the map: a polygon, a disc, or districts; exactly one of the three.

    A street belongs to it if the straight line between its ends touches the inside, and to
    districts if one of its ends is a home there; who lives at one of its nodes is at home in it.

    Parameters
    ----------
    polygon
        Corners in order, each [latitude, longitude]; on a grid [x, y] in metres.
    centre
        Centre of a disc.
    radius_m
        Radius of that disc.
    districts
        Ids of districts: wherever their people live.
    """

    polygon: tuple[LatLon, ...] = ()
    centre: Point | None = None
    radius_m: Positive | None = None
    districts: tuple[str, ...] = ()


class Incident(Frozen):
    """A place that is unsafe for a time (never who, only where): corridors, a zone, or both.

    Timed: from `begin` to `end`. Random: with `per_hour` it happens again and again, at the times
    of a Poisson process between `begin` and `end`, each time for `lasts_s`; overlapping times
    are one. Nobody foresees it. While it lasts nobody begins to pass the corridors named and those
    whose gate lies in the zone.

    Parameters
    ----------
    name
        What people call it.
    corridors
        Ids of corridors that nobody begins to pass while it lasts.
    zone
        Where it is unsafe.
    begin
        Local date-time from which it is unsafe; with `per_hour` from which it may be (default:
        the scenario's start).
    end
        Local date-time from which it is safe again; with `per_hour` from which none begins any
        more (default: the scenario's end).
    per_hour
        How often it begins in the mean without a ceasefire; null means once, from begin to end.
        ``ceasefire.reliability`` r leaves the share 1 - r of these times.
    lasts_s
        How long each of these times lasts.
    inside
        What people on the zone's streets do while it lasts. ``shelter``: they stand where they
        are, nobody enters, and who is at home there does not set out. ``pass``: they walk on.
        ``slow``: they walk on, on streets entered meanwhile at `speed_factor` of their speed.
    speed_factor
        Part of their speed that people keep where `inside` is ``slow``.
    """

    name: str = ""
    corridors: tuple[Identifier, ...] = ()
    zone: Zone | None = None
    begin: LocalDateTime | None = None
    end: LocalDateTime | None = None
    per_hour: NonNegative | None = None
    lasts_s: Positive | None = None
    inside: Literal["shelter", "pass", "slow"] = "shelter"
    speed_factor: Annotated[float, Field(gt=0.0, le=1.0, strict=True)] | None = None


class Ceasefire(Frozen):
    """How far a promised ceasefire holds, and how long danger stays in people's minds.

    Parameters
    ----------
    reliability
        1: no random incident happens; 0: all do, at their stated rates; in between each happens
        with probability 1 - reliability. A more reliable one keeps a part of the same times, so
        there is never more danger. Timed incidents are stated facts and happen whatever it is.
    seen_m
        How far from a zone, or from the gate of a corridor that an incident names, people see it
        (assumed).
    half_life_s
        Time after which the risk that people see has halved once it is over (assumed).
    """

    reliability: Share = 0.0
    seen_m: NonNegative = 500.0
    half_life_s: Positive = 3600.0


class Clearing(Frozen):
    """How damaged streets are cleared: at a stated time, or street by street by crews.

    Crews work together on one street after the other, the widest first, then the longest; a
    street is as before once it is cleared, both ways.

    Parameters
    ----------
    done
        Local date-time at which all of them are clear, instead of crews.
    begin
        Local date-time at which crews begin.
    crews
        Number of crews; 0 clears nothing.
    metres_per_hour
        Length of street that one crew clears in an hour.
    """

    done: LocalDateTime | None = None
    begin: LocalDateTime | None = None
    crews: Count = 1
    metres_per_hour: Positive | None = None


class DamagePoints(Frozen):
    """Damaged places from a GeoJSON file of points, such as UNOSAT's of damaged structures.

    A street's damage d is the sum of the weights of the points within `reach_m` of the straight
    line between its ends, a 100 m of its length.

    Parameters
    ----------
    path
        The file, relative to the scenario file (to the working directory when given by ``--set``).
    property
        Property of a point that says how bad it is; empty: every point has weight 1.
    weights
        Weight of a point by the value of that property; other values weigh nothing.
    reach_m
        Farthest a point may be from a street that it lies on (assumed).
    """

    path: str
    property: str = ""
    weights: dict[str, NonNegative] = {}
    reach_m: Positive = 15.0


class Damage(Frozen):
    """Rubble: streets that carry less, or are closed, until they are cleared.

    It is of the streets that fit everything given of `zone`, `line` and `classes`; with `points`
    each of these has the factors to the power of its damage d. Where several damages meet, factors
    multiply. Everybody knows at once of streets that close, slow down or reopen and takes the way
    that is shortest now; where none is left they go as if all were open and wait at the rubble.

    Parameters
    ----------
    name
        What people call it.
    zone
        Streets in a part of the map.
    line
        Streets along a line: both ends within `line_reach_m` of it. Points in order, each
        [latitude, longitude]; on a grid [x, y] in metres.
    line_reach_m
        Farthest a street's ends may be from the line.
    classes
        Streets of these classes, such as ``residential``.
    points
        Damage by a file of damaged places.
    capacity_factor
        Part of its flow that a street keeps; 0 closes it.
    speed_factor
        Part of their speed that people keep on it, on links entered while it lasts.
    begin
        Local date-time of the damage; default the scenario's start.
    clearing
        How it is cleared; null: not within the scenario.
    """

    name: str = ""
    zone: Zone | None = None
    line: tuple[LatLon, ...] = ()
    line_reach_m: Positive = 15.0
    classes: tuple[str, ...] = ()
    points: DamagePoints | None = None
    capacity_factor: Share = 1.0
    speed_factor: Annotated[float, Field(gt=0.0, le=1.0, strict=True)] = 1.0
    begin: LocalDateTime | None = None
    clearing: Clearing | None = None
