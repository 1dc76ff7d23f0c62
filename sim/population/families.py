"""Households that may leave without some of their members: laid out as two rows from the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Rearranged:
    """P households as Q >= P rows, of which some are two parts of one household.

    Parameters
    ----------
    source
        (Q,) household of each row.
    member
        (M,) old position of each member: members stand by row again.
    persons
        (Q,) people in each row.
    family
        (Q,) row of the household's other part, -1 if it has none.
    stays
        (Q,) the part of those who would not come along.
    """

    source: NDArray[np.int64]
    member: NDArray[np.int64]
    persons: IntArray
    family: IntArray
    stays: BoolArray


def divide(
    district: NDArray[np.int16], persons: IntArray, *, behind: BoolArray, grown: BoolArray
) -> Rearranged:
    """Divide the households of which a part may leave without the others.

    A household is divided where a grown-up is left to go with those who leave: children never go
    alone. The parts that stay follow all households of their district, so that nobody else's
    number changes.

    Parameters
    ----------
    district
        (P,) district of each household, never falling.
    persons
        (P,) members of each household.
    behind
        (M,) members who would stay behind, the members of household 0 first.
    grown
        (M,) members who are no children.
    """
    count = len(persons)
    household = np.repeat(np.arange(count), persons)
    guides = np.bincount(household[grown & ~behind], minlength=count)
    divided = np.flatnonzero((np.bincount(household[behind], minlength=count) > 0) & (guides > 0))
    rows = np.concatenate([np.arange(count), divided])
    order = np.argsort(district[rows], kind="stable")
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows))
    part = np.full(count, -1, np.int64)
    part[divided] = place[count:]
    leaves = behind & (part[household] >= 0)
    row = np.where(leaves, part[household], place[household])
    family = np.full(len(rows), -1, np.int32)
    family[place[divided]] = place[count:]
    family[place[count:]] = place[divided]
    return Rearranged(
        source=rows[order],
        member=np.argsort(row, kind="stable"),
        persons=np.bincount(row, minlength=len(rows)).astype(np.int32),
        family=family,
        stays=order >= count,
    )
