"""Counting everyone, in one compiled pass: what every interval of a run asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry


@entry
def write_codes(
    rule: NDArray[np.uint8],
    place: NDArray[np.uint8],
    walking_until_s: NDArray[np.float64],
    willing: NDArray[np.bool_],
    prevented: NDArray[np.bool_],
    now_s: float,
    codes: NDArray[np.uint8],
) -> None:
    """Write the codes that (places, 2, 2, 2) `rule` has for parties' place and three answers.

    The answers are whether a party walks, is willing, and is prevented.
    """
    for party in range(len(codes)):
        walks = 1 if walking_until_s[party] > now_s else 0
        wants, kept = int(willing[party]), int(prevented[party])
        codes[party] = rule[place[party], walks, wants, kept]


@entry
def count_cells(
    status: NDArray[np.uint8],
    place: NDArray[np.uint8],
    chosen: NDArray[np.int16],
    persons: NDArray[np.int32],
    cells: NDArray[np.int64],
) -> None:
    """Add (P,) parties' `persons` to (statuses, places, 1 + gates) `cells`; gate -1 comes first.

    Who has a code that there is not is not counted.
    """
    _, places, gates = cells.shape
    flat = cells.ravel()
    for party in range(len(status)):
        cell = (status[party] * places + place[party]) * gates + chosen[party] + 1
        if 0 <= cell < len(flat):
            flat[cell] += persons[party]


@entry
def raise_peaks(
    persons: NDArray[np.int64],
    opposite: NDArray[np.int32],
    now_s: float,
    peak: NDArray[np.int64],
    peak_s: NDArray[np.float64],
) -> None:
    """Raise the (E,) most people seen on each link, and when, by those who are there now.

    The people of a link's `opposite`, -1 for none, count with its own.
    """
    for link in range(len(persons)):
        there = persons[link]
        if opposite[link] >= 0:
            there += persons[opposite[link]]
        if there > peak[link]:
            peak[link] = there
            peak_s[link] = now_s


@entry
def count_meetings(
    link: NDArray[np.int32],
    before: NDArray[np.int32],
    fights: NDArray[np.bool_],
    persons: NDArray[np.int32],
    street: NDArray[np.int32],
    to_node: NDArray[np.int32],
    on_street: NDArray[np.int64],
    past_node: NDArray[np.int64],
) -> None:
    """Count the people on each street now, and past each node since the sample before.

    Parameters
    ----------
    link, before
        (P,) the link that each party is on now, and was on at the sample before; -1 for none.
    fights, persons
        (P,) whether a party's people count as fighters, and how many they are.
    street, to_node
        (E,) the street of each link, and the node at its end.
    on_street, past_node
        (2, streets) and (2, N), written: fighters, then others. Who has left the link of the sample
        before has passed its end.
    """
    on_street[:] = 0
    past_node[:] = 0
    for party in range(len(link)):
        now, was = link[party], before[party]
        side = 0 if fights[party] else 1
        if now >= 0:
            on_street[side, street[now]] += persons[party]
        if was >= 0 and was != now:
            past_node[side, to_node[was]] += persons[party]
