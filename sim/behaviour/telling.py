"""How news passes from one to another, compiled: along queues and on streets.

Beliefs are (P, G) arrays as in ``sim.behaviour.memory``; whoever hears something newer than it
knows takes it over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.memory import SHUT
from sim.engine.compiled import entry, helper, inlined
from sim.engine.observation import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray

Since = NDArray[np.float32]
Said = NDArray[np.uint8]
Counts = NDArray[np.int64]

NOTHING = -2.0
"""Of when is what is not known at all."""

_LINK, _FORECOURT = int(Place.LINK), int(Place.FORECOURT)


@entry
def run_back(
    on_way: IntArray,
    front_m: FloatArray,
    said_now: Said,
    since_now: Since,
    node: IntArray,
    rest_m: FloatArray,
    place: Said,
    at_gate: NDArray[np.int16],
    chosen: NDArray[np.int16],
    cost_m: FloatArray,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    heard: Counts,
    unaware: IntArray,
) -> int:
    """Tell who stands at gates with news, and who comes to them as far back as it has run.

    Parameters
    ----------
    on_way
        (W,) rows of those at doors, on streets and in forecourts.
    front_m, said_now, since_now
        (G,) how far the news of each gate has run back, NaN where there is none; what it is, and of
        when.
    node, rest_m
        (W,) nodes that they are at or come to next, and metres to there.
    place, at_gate, chosen
        (P,) of the parties, as in ``Observation``, and the gates that they walk to.
    cost_m
        (G, N) metres of ways to the gates.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, heard
        (P,) people of the parties; (2, G), written: to how many it was news, at the gates and along
        the queues.
    unaware
        (W,), written from the first on: who comes to a gate with news that it has not heard, nor
        believes it shut.

    Returns
    -------
    int
        How many these are.
    """
    heard[:] = 0
    walk = 0
    for number in range(len(on_way)):
        party, coming = on_way[number], 0
        if place[party] == _FORECOURT:
            gate = at_gate[party]
            reached = not np.isnan(front_m[gate])
        elif place[party] == _LINK:
            gate, coming = chosen[party], 1
            if gate < 0 or np.isnan(front_m[gate]):
                continue
            if not since_s[party, gate] < since_now[gate]:
                continue
            reached = cost_m[gate, node[number]] + rest_m[number] <= front_m[gate]
            if not reached and said[party, gate] != SHUT:
                unaware[walk] = party
                walk += 1
        else:
            continue
        if reached and since_s[party, gate] < since_now[gate]:
            heard[coming, gate] += persons[party]
            _take_over(
                party, gate, said_now[gate], since_now[gate], said, since_s, newest_s, behind
            )
    return walk


@entry
def talk_on_streets(
    on_way: IntArray,
    link: IntArray,
    street: IntArray,
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
    on_way
        (W,) rows of those at doors, on streets and in forecourts.
    link, street
        (P,) link that each party is on, -1 if none; (E,) street of each link.
    chosen
        (P,) gate that each party walks to.
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
    on = np.full(len(on_way), -1, np.int32)  # each one's street
    for number in range(len(on_way)):
        party = on_way[number]
        if link[party] >= 0:
            on[number] = street[link[party]]
            if behind[party] and row[on[number]] < 0:
                row[on[number]] = rows
                rows += 1
    if rows == 0:
        return
    table = np.full((rows, gates), NOTHING, np.float32)
    for number in range(len(on_way)):
        if on[number] >= 0:
            on[number] = row[on[number]]
            if on[number] >= 0:
                raise_to(table, on[number], since_s, on_way[number])
    for number in range(len(on_way)):
        party, at = on_way[number], on[number]
        if at >= 0 and behind[party] and knows_more(table, at, since_s, party):
            for gate in range(gates):
                since = table[at, gate]
                if since > since_s[party, gate] and not (has_front[gate] and chosen[party] == gate):
                    hear(
                        party, gate, since, when, what,
                        said, since_s, newest_s, behind, persons, count,
                    )  # fmt: skip


@entry
def find_told(
    on_way: IntArray,
    chosen: NDArray[np.int16],
    said: Said,
    since_s: Since,
    decided_s: Since,
    told: IntArray,
) -> int:
    """Find who is bound for a gate that it believes shut, and has not acted on that news.

    Parameters
    ----------
    on_way, chosen, said, since_s
        As in `run_back`.
    decided_s
        (P,) of when the last news is that each has acted on; brought up to date.
    told
        (W,) rows of those found, written from the first on.

    Returns
    -------
    int
        How many they are.
    """
    count = 0
    for party in on_way:
        gate = chosen[party]
        if gate < 0:
            continue
        if said[party, gate] == SHUT and since_s[party, gate] > decided_s[party]:
            decided_s[party] = since_s[party, gate]
            told[count] = party
            count += 1
    return count


@inlined
def knows_more(table: Since, at: int, known: Since, who: int) -> bool:
    """Whether a row of a table holds anything newer than somebody knows."""
    newer = False
    for gate in range(table.shape[1]):
        newer |= table[at, gate] > known[who, gate]
    return newer


@inlined
def raise_to(table: Since, at: int, known: Since, who: int) -> None:
    """Raise a row of a table to what somebody knows, where that is newer."""
    for gate in range(table.shape[1]):
        before, now = table[at, gate], known[who, gate]
        table[at, gate] = now if now > before else before  # all gates at once: `max` is not


@helper
def hear(
    party: int,
    gate: int,
    since: float,
    when: Since,
    what: Said,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    count: Counts,
) -> bool:
    """Let a party take over the piece of news of an instant, and count it; False: there is none."""
    item = _item(when, gate, since)
    if item < 0:
        return False
    count[gate, item] += persons[party]
    _take_over(party, gate, what[gate, item], since, said, since_s, newest_s, behind)
    return True


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
