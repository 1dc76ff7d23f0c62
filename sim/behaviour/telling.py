"""How news passes from one to another, compiled: along queues, on streets, between homes.

Beliefs are (P, G) arrays as in ``sim.behaviour.memory``; whoever hears something newer than it
knows takes it over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.dice import drawn
from sim.behaviour.memory import SHUT
from sim.engine.compiled import entry, helper
from sim.engine.observation import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray

Since = NDArray[np.float32]
Said = NDArray[np.uint8]
Counts = NDArray[np.int64]

NOTHING = -2.0
"""Of when is what is not known at all."""

_HOME, _DOOR, _LINK, _FORECOURT, _ARRIVED = (
    int(place) for place in (Place.HOME, Place.DOOR, Place.LINK, Place.FORECOURT, Place.ARRIVED)
)


@entry
def run_back(
    front_m: FloatArray,
    said_now: Said,
    since_now: Since,
    place: Said,
    at_gate: NDArray[np.int16],
    link: IntArray,
    ready_s: FloatArray,
    still_until_s: FloatArray,
    chosen: NDArray[np.int16],
    speed_m_s: FloatArray,
    length_m: FloatArray,
    link_to: IntArray,
    cost_m: FloatArray,
    now_s: float,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    heard: Counts,
    unaware: BoolArray,
) -> None:
    """Tell who stands at gates with news, and who comes to them as far back as it has run.

    Parameters
    ----------
    front_m, said_now, since_now
        (G,) how far the news of each gate has run back, NaN where there is none; what it is, and of
        when.
    place, at_gate, link, ready_s, chosen, speed_m_s
        (P,) of the parties, as in ``Observation``, and the gates that they walk to.
    still_until_s, length_m, link_to, cost_m
        (E,) of links, and (G, N) metres of ways to the gates.
    now_s
        The instant.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, heard
        (P,) people of the parties; (2, G), written: to how many it was news, at the gates and along
        the queues.
    unaware
        (P,), written: who comes to a gate with news that it has not heard, nor believes it shut.
    """
    heard[:] = 0
    unaware[:] = False
    for party in range(len(place)):
        coming = 0
        if place[party] == _FORECOURT:
            gate = at_gate[party]
            reached = not np.isnan(front_m[gate])
        elif place[party] == _LINK:
            gate, coming = chosen[party], 1
            if gate < 0 or np.isnan(front_m[gate]):
                continue
            if not since_s[party, gate] < since_now[gate]:
                continue
            at = link[party]
            away_m = cost_m[gate, link_to[at]] + left_to_walk_m(
                ready_s[party], still_until_s[at], now_s, speed_m_s[party], length_m[at]
            )
            reached = away_m <= front_m[gate]
            unaware[party] = not reached and said[party, gate] != SHUT
        else:
            continue
        if reached and since_s[party, gate] < since_now[gate]:
            heard[coming, gate] += persons[party]
            _take_over(
                party, gate, said_now[gate], since_now[gate], said, since_s, newest_s, behind
            )


@entry
def talk_on_streets(
    place: Said,
    street: IntArray,
    link: IntArray,
    chosen: NDArray[np.int16],
    has_front: BoolArray,
    when: Since,
    what: Said,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    count: Counts,
) -> None:
    """Let those on a street where somebody knows less hear at once what another knows.

    Parameters
    ----------
    place, link, chosen
        (P,) of the parties; `street` is the (E,) street of each link.
    has_front
        (G,) gates whose news runs along the queue: who comes to one hears of it there.
    when, what
        (G, K) of when each piece of news is, NaN for none, and what it says.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, count
        (P,) people of the parties; (G, K), written: how many of them heard each piece of news.
    """
    count[:] = 0
    gates = len(has_front)
    row = np.full(len(street), -1, np.int32)  # of those streets alone
    rows = 0
    for party in range(len(place)):
        if place[party] == _LINK and behind[party] and row[street[link[party]]] < 0:
            row[street[link[party]]] = rows
            rows += 1
    if rows == 0:
        return
    table = np.full((rows, gates), NOTHING, np.float32)
    for party in range(len(place)):
        if place[party] == _LINK:
            at = row[street[link[party]]]
            if at < 0:
                continue
            for gate in range(gates):
                if since_s[party, gate] > table[at, gate]:
                    table[at, gate] = since_s[party, gate]
    for party in range(len(place)):
        if place[party] == _LINK and behind[party]:
            at = row[street[link[party]]]
            for gate in range(gates):
                since = table[at, gate]
                if since > since_s[party, gate] and not (has_front[gate] and chosen[party] == gate):
                    item = _item(when, gate, since)
                    if item >= 0:
                        count[gate, item] += persons[party]
                        news = what[gate, item]
                        _take_over(party, gate, news, since, said, since_s, newest_s, behind)


@entry
def talk_at_home(
    first: int,
    every: int,
    ordinal: int,
    chance: float,
    key: NDArray[np.uint64],
    place: Said,
    node: IntArray,
    link_from: IntArray,
    link_to: IntArray,
    tells: BoolArray,
    when: Since,
    what: Said,
    anew: bool,
    rested: IntArray,
    told: Since,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    count: Counts,
) -> None:
    """Let a group of those at home hear, by chance, what neighbours know.

    Parameters
    ----------
    first, every
        The group: each `every`-th party from the `first` on.
    ordinal, chance, key
        Of the draws: the first gate's ordinal, what they are compared with, the parties' keys.
    place, node
        (P,) of the parties: where they are, and at which node they live or rest.
    link_from, link_to
        (E,) nodes of links: neighbours are at the same node, or at the begin of a link to it.
    tells
        (G,) gates of which there is something to tell.
    when, what
        As in `talk_on_streets`.
    anew
        Whether people at rest have heard anything since the last call but by it.
    rested, told
        (P,) the node that each was at rest at in the last call, -1 if none; and (N, G) the newest
        that those at each node knew after it. Brought up to date where somebody came or went.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, count
        As in `talk_on_streets`.
    """
    count[:] = 0
    gates = told.shape[1]
    _look_who_rests(anew, place, node, since_s, rested, told)
    asked = np.zeros(len(told), np.bool_)
    anybody = False
    for party in range(first, len(place), every):
        if behind[party] and rested[party] >= 0:
            asked[rested[party]] = True
            anybody = True
    if not anybody:
        return
    heard = told.copy()
    for link in range(len(link_to)):
        if asked[link_to[link]]:
            at, there = link_to[link], link_from[link]
            for gate in range(gates):
                if told[there, gate] > heard[at, gate]:
                    heard[at, gate] = told[there, gate]
    for party in range(first, len(place), every):
        at = rested[party]
        if not behind[party] or at < 0:
            continue
        for gate in range(gates):
            since = heard[at, gate]
            if not tells[gate] or not since > since_s[party, gate]:
                continue
            item = _item(when, gate, since)
            if item >= 0 and drawn(key[party], ordinal + gate) < chance:
                count[gate, item] += persons[party]
                news = what[gate, item]
                _take_over(party, gate, news, since, said, since_s, newest_s, behind)
                told[at, gate] = max(told[at, gate], since)


@helper
def _look_who_rests(
    anew: bool, place: Said, node: IntArray, since_s: Since, rested: IntArray, told: Since
) -> None:
    """Find what is known at the nodes where somebody came to rest or set out."""
    stale = np.full(len(told), anew)
    for party in range(len(place)):
        rests = place[party] == _HOME or place[party] == _ARRIVED
        at = node[party] if rests else -1
        if at != rested[party]:
            if at >= 0:
                stale[at] = True
            if rested[party] >= 0:
                stale[rested[party]] = True
            rested[party] = at
    for at in range(len(told)):
        if stale[at]:
            told[at] = NOTHING
    for party in range(len(place)):
        at = rested[party]
        if at >= 0 and stale[at]:
            for gate in range(told.shape[1]):
                if since_s[party, gate] > told[at, gate]:
                    told[at, gate] = since_s[party, gate]


@entry
def find_told(
    place: Said,
    chosen: NDArray[np.int16],
    said: Said,
    since_s: Since,
    decided_s: Since,
    told: IntArray,
) -> int:
    """Find who is bound for a gate that it believes shut, and has not acted on that news.

    Parameters
    ----------
    place, chosen, said, since_s
        As in `run_back`.
    decided_s
        (P,) of when the last news is that each has acted on; brought up to date.
    told
        (P,) rows of those found, written from the first on.

    Returns
    -------
    int
        How many they are.
    """
    count = 0
    for party in range(len(place)):
        gate = chosen[party]
        # Door, link and forecourt follow each other.
        if gate < 0 or place[party] < _DOOR or place[party] > _FORECOURT:
            continue
        if said[party, gate] == SHUT and since_s[party, gate] > decided_s[party]:
            decided_s[party] = since_s[party, gate]
            told[count] = party
            count += 1
    return count


@helper
def left_to_walk_m(
    ready_s: float, still_until_s: float, now_s: float, speed_m_s: float, length_m: float
) -> float:
    """Return the metres that a party on a link still walks on it; 0 for who queues.

    Who shelters there stands until `still_until_s` and has none the more to walk for it.
    """
    left_s = max(ready_s - max(now_s, still_until_s), 0.0)
    return min(left_s * speed_m_s, length_m)


@helper
def _item(when: Since, gate: int, since: float) -> int:
    """Return which piece of news of a gate is of `since`; -1 if none."""
    for item in range(when.shape[1]):
        if when[gate, item] == since:
            return item
    return -1


@helper
def _take_over(
    party: int,
    gate: int,
    news: int,
    since: float,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
) -> None:
    """Let a party believe what it hears, which is newer than what it knew."""
    said[party, gate] = news
    since_s[party, gate] = since
    if newest_s[gate] < since:
        newest_s[gate] = since
        behind[:] = True
    behind[party] = False
    for other in range(len(newest_s)):
        if since_s[party, other] < newest_s[other]:
            behind[party] = True
