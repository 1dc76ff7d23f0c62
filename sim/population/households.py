"""How many parties a district has, how many people are in each, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor

import numpy as np
from numpy.typing import NDArray

from sim.population.streams import stream
from sim.scenario.people import Population as People

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


def group_sizes(persons: int, size: int) -> IntArray:
    """Share out `persons` to groups of `size`; the last group takes the rest."""
    whole, rest = divmod(persons, size)
    return np.array([size] * whole + [rest] * (rest > 0), np.int32)


def household_sizes(people: People, persons: int, generator: np.random.Generator) -> IntArray:
    """Share out `persons` to households; the last one takes the rest.

    ``poisson``: one plus a Poisson number with the mean `household` - 1, one draw a household.
    ``fixed``: all alike; where `household` is no whole number, sizes alternate so that the first
    n households hold n times `household` people, rounded down.

    Parameters
    ----------
    people
        The scenario's `household` and `household_sizes`.
    persons
        People to share out.
    generator
        The district's stream of household sizes, at its beginning.
    """
    if persons <= 0:
        return np.zeros(0, np.int32)
    if people.household == 1.0:
        return np.ones(persons, np.int32)
    if people.household_sizes == "fixed":
        count = floor(persons / people.household) + 2
        sizes = np.diff(np.floor(np.arange(count + 1) * people.household))
    else:
        cumulative = _poisson_shares(people.household - 1.0)
        sizes = np.zeros(0)
        while sizes.sum() < persons:
            more = floor(1.1 * (persons - sizes.sum()) / people.household) + 10
            sizes = np.append(sizes, 1 + np.searchsorted(cumulative, generator.random(more)))
    total = np.cumsum(sizes).astype(np.int64)
    last = int(np.searchsorted(total, persons))
    filled: IntArray = sizes[: last + 1].astype(np.int32)
    filled[last] -= total[last] - persons
    return filled


def _poisson_shares(mean: float) -> FloatArray:
    """Return P(X <= k) of a Poisson number, from k = 0 until the rest is below 1e-12."""
    share = exp(-mean)
    cumulative = [share]
    while 1.0 - cumulative[-1] > 1e-12 and len(cumulative) < 1000:
        share *= mean / len(cumulative)
        cumulative.append(cumulative[-1] + share)
    return np.array(cumulative[:-1])


@dataclass(frozen=True)
class Members:
    """Who M people are, the members of party 0 first; nobody is a child and elderly.

    Parameters
    ----------
    child, elderly
        (M,) age; the others are adults.
    impaired
        (M,) walks with an impairment; never a wounded person, whose condition is `wounded`.
    wheelchair
        (M,) those of the impaired who go by wheelchair.
    wounded, fighter
        (M,) the wounded; members of fighters' groups.
    carried, bearer
        (M,) the wounded on stretchers; adults who carry them.
    """

    child: BoolArray
    elderly: BoolArray
    impaired: BoolArray
    wheelchair: BoolArray
    wounded: BoolArray
    fighter: BoolArray
    carried: BoolArray
    bearer: BoolArray


def describe_members(
    people: People,
    *,
    wounded: BoolArray,
    fighter: BoolArray,
    first: BoolArray,
    carried: BoolArray,
    age_draw: FloatArray,
    impaired_draw: FloatArray,
) -> Members:
    """Say who each member is.

    No household is of children alone: its first member is an adult or elderly, and the others are
    children so much more often that the share of all civilians stays as stated (as far as it can:
    with households of 5 in the mean at most 80 % are not first). Where `household` is 1 a party
    is no household but one person, drawn by the plain shares, and so are the wounded.

    Parameters
    ----------
    people
        The scenario's shares.
    wounded, fighter
        (M,) members of such parties.
    first
        (M,) the first member of a party.
    carried
        (M,) members of a party with a stretcher: the first is on it, the others carry it.
    age_draw, impaired_draw
        (M,) uniform draws.
    """
    ages = people.ages
    child_share = np.full(len(first), ages.child)
    if people.household > 1.0:
        others = min(1.0, ages.child * people.household / (people.household - 1.0))
        child_share = np.where(first, 0.0, others)
        child_share[wounded] = ages.child
    elderly_of_grown = ages.elderly / (1.0 - ages.child) if ages.child < 1.0 else 0.0
    bearer = carried & ~first
    child = (age_draw < child_share) & ~fighter & ~bearer
    elderly = (age_draw >= 1.0 - (1.0 - child_share) * elderly_of_grown) & ~child & ~fighter
    elderly &= ~bearer
    impaired = (impaired_draw < people.impaired_share) & ~wounded & ~fighter
    # Of the same draw: who goes by wheelchair at one share does at every larger one.
    wheelchair = impaired & (impaired_draw < people.impaired_share * people.wheelchair_share)
    return Members(
        child=child,
        elderly=elderly,
        impaired=impaired,
        wheelchair=wheelchair,
        wounded=wounded & ~bearer,
        fighter=fighter,
        carried=carried & first,
        bearer=bearer,
    )


def draw_household_sizes(
    people: People, persons: int, *, seed: int, replication: int, district_id: str
) -> IntArray:
    """Draw the household sizes of one district from its own stream."""
    generator = stream(seed, replication, "household size", district_id)
    return household_sizes(people, persons, generator)
