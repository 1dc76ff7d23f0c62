"""What a scenario says of the people: districts, households, classes, speeds, who sets out when."""

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
)
from sim.scenario.speeds import Speeds, Stretchers
from sim.scenario.times import LocalDateTime


class Ages(Frozen):
    """Shares of the civilians by age; adults are the rest.

    Parameters
    ----------
    child
        Share of children, under 15.
    elderly
        Share of the elderly, 65 and over.
    """

    child: Share = 0.40
    elderly: Share = 0.04


class Leaving(Frozen):
    """Stated shares: who wants to leave, and who of those is kept from leaving.

    A person is `stayed` with probability 1 - willing, `prevented` with willing * prevented.

    Parameters
    ----------
    willing
        Share of the class that wants to leave.
    prevented
        Share of the willing that is kept from leaving.
    """

    willing: Share
    prevented: Share = 0.0


class Departures(Frozen):
    """What every wave of departures has.

    Parameters
    ----------
    begin
        Local date-time that the wave's curve counts from, usually the announcement.
    share
        Part of those leaving that sets out in this wave; the waves' shares sum to 1.
    """

    begin: LocalDateTime
    share: Share = 1.0


class Rayleigh(Departures):
    """Departures with F(t) = 1 - exp(-t^2 / (2 sigma^2)) after `begin`.

    Parameters
    ----------
    sigma_s
        Time after `begin` at which most set out; half have by 1.18 sigma.
    """

    curve: Literal["rayleigh"]
    sigma_s: Positive


class Logistic(Departures):
    """Departures with F(t) = 1 / (1 + exp(-rate (t - half))) after `begin`, cut at t = 0.

    Parameters
    ----------
    rate_per_s
        Steepness of the curve.
    half_time_s
        Time after `begin` at which half would have set out.
    """

    curve: Literal["logistic"]
    rate_per_s: Positive
    half_time_s: NonNegative


class Lognormal(Departures):
    """Departures lognormal after `begin`, by their median and the sigma of the logarithm.

    Parameters
    ----------
    median_s
        Time after `begin` by which half have set out.
    sigma_log
        Standard deviation of the logarithm of the time.
    """

    curve: Literal["lognormal"]
    median_s: Positive
    sigma_log: Positive


class Uniform(Departures):
    """Departures uniform in [low, high] after `begin`.

    Parameters
    ----------
    low_s
        First time after `begin`.
    high_s
        Last time after `begin`.
    """

    curve: Literal["uniform"]
    low_s: NonNegative = 0.0
    high_s: NonNegative


class Table(Departures):
    """Departures by a table: cumulative shares, from 0 to 1, at `times_s` after `begin`.

    Parameters
    ----------
    times_s
        Rising times after `begin`.
    shares
        Part of the wave that has set out by each of them, from 0 to 1; straight in between.
    """

    curve: Literal["table"]
    times_s: Annotated[tuple[NonNegative, ...], Field(min_length=2)]
    shares: Annotated[tuple[Share, ...], Field(min_length=2)]


Wave = Annotated[Rayleigh | Logistic | Lognormal | Uniform | Table, Field(discriminator="curve")]
"""One wave of departures; `share` is the part of those leaving that sets out in it."""


class District(Frozen):
    """People of one district and where they live.

    Homes are street nodes within `area_km2` around `centre` (a disc), or the `nodes` named by the
    network's own node ids.

    Parameters
    ----------
    name
        What people call it.
    centre
        Centre of the disc that homes lie in.
    area_km2
        Area of that disc.
    nodes
        Street nodes that homes lie at, instead of a disc.
    persons
        Everyone who lives here, fighters and wounded included.
    fighters
        How many of `persons` are fighters.
    wounded
        How many of `persons` are wounded civilians.
    leaving
        Shares for this district where they differ from ``population.leaving``.
    corridor
        With ``choice.rule: assigned``, the corridor of the civilians and the wounded here.
    fighters_corridor
        Likewise for the fighters.
    """

    name: str = ""
    centre: Point | None = None
    area_km2: Positive | None = None
    nodes: tuple[NodeId, ...] = ()
    persons: Count
    fighters: Count = 0
    wounded: Count = 0
    leaving: dict[PersonClass, Leaving] = {}
    corridor: Identifier | None = None
    fighters_corridor: Identifier | None = None


class Population(Frozen):
    """Everyone in the scenario.

    Parameters
    ----------
    household
        Mean size of a civilian household; 1 makes every party one person.
    household_sizes
        ``poisson``: one plus a Poisson number; ``fixed``: all alike (the last one takes the rest).
    fighter_group
        Size of a fighter group.
    ages
        Shares of the civilians by age.
    impaired_share
        Share of civilians who walk with an impairment.
    wheelchair_share
        Share of those who go by wheelchair; each takes the place of one who stands.
    wounded_space
        Space that a wounded person takes in a street, those who carry or help it included, in
        standing persons.
    stretchers
        Which of the wounded are carried, and how.
    speeds
        Free walking speed by group.
    leaving
        Who wants to leave and who is kept, by class, as stated shares: every class that has people
        needs its entry, unless ``willingness`` says by drivers why people leave.
    departure
        Waves in which those leaving set out.
    departure_by_class
        The same for classes that set out otherwise.
    districts
        Where people live, by the district's id.
    """

    household: Annotated[float, Field(ge=1, le=50, strict=True)] = 5.0
    household_sizes: Literal["poisson", "fixed"] = "poisson"
    fighter_group: Annotated[int, Field(ge=1, le=1000, strict=True)] = 10
    ages: Ages = Ages()
    impaired_share: Share = 0.10
    wheelchair_share: Share = 0.0
    wounded_space: Positive = 3.0
    stretchers: Stretchers = Stretchers()
    speeds: Speeds = Speeds()
    leaving: dict[PersonClass, Leaving] = {}
    departure: Annotated[tuple[Wave, ...], Field(min_length=1)]
    departure_by_class: dict[PersonClass, Annotated[tuple[Wave, ...], Field(min_length=1)]] = {}
    districts: Annotated[dict[str, District], Field(min_length=1)]
