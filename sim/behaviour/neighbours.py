"""How news passes between those at home, compiled: only where there may be something to hear.

A node is awake while somebody there may hear what it does not know: from when somebody came, or the
node or one next to it came to know more, until everyone has had a turn with nothing left to hear.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.dice import drawn
from sim.behaviour.telling import NOTHING, Counts, Said, Since, hear, raise_to
from sim.engine.compiled import entry, helper
from sim.engine.observation import Place
from sim.network.street_network import BoolArray, IntArray, StreetNetwork

GROUPS = 10
"""People at home hear from neighbours in this many groups, one a span, each in its turn."""

_HOME, _ARRIVED = int(Place.HOME), int(Place.ARRIVED)
_NOT_SEEN = 255


class AtRest:
    """Who is at rest where, and what is known there; P parties, N nodes, G gates.

    Attributes
    ----------
    place : array
        (P,) where each was when last seen.
    node : array
        (`GROUPS`, P / `GROUPS` rounded up) the node that each rests at, -1 if none, group by group.
    told : array
        (N, G) of when the newest is that those at each node know.
    awake : array
        (N,) the last turn in which somebody at each node may hear something.
    first, neighbour : array
        (N + 1,) and (E,): the nodes from which a link leads to node n, so that people at n hear
        from there, are ``neighbour[first[n]:first[n + 1]]``.
    """

    def __init__(self, parties: int, gates: int, network: StreetNetwork) -> None:
        self.place = np.full(parties, _NOT_SEEN, np.uint8)
        self.node = np.full((GROUPS, -(-parties // GROUPS)), -1, np.int32)
        self.told = np.full((network.node_count, gates), NOTHING, np.float32)
        self.awake = np.full(network.node_count, -1, np.int32)
        order = np.argsort(network.link_to, kind="stable")
        self.neighbour: IntArray = network.link_from[order]
        nodes = np.arange(network.node_count + 1)
        self.first = np.searchsorted(network.link_to[order], nodes).astype(np.int32)


@entry
def talk_at_home(
    turn: int,
    ordinal: int,
    chance: float,
    key: NDArray[np.uint64],
    place: Said,
    node: IntArray,
    link_start: IntArray,
    link_to: IntArray,
    tells: BoolArray,
    when: Since,
    what: Said,
    anew: bool,
    seen: Said,
    rested: IntArray,
    told: Since,
    awake: IntArray,
    first: IntArray,
    neighbour: IntArray,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    count: Counts,
) -> None:
    """Let the group of those at home whose turn it is hear, by chance, what neighbours know.

    Parameters
    ----------
    turn
        Its number: one more in each span.
    ordinal, chance, key
        Of the draws: the first gate's ordinal, what they are compared with, the parties' keys.
    place, node
        (P,) of the parties: where they are, and at which node they live or rest.
    link_start, link_to
        (N + 1,) and (E,) of the links that leave each node.
    tells
        (G,) gates of which there is something to tell.
    when, what
        As in ``sim.behaviour.telling.talk_on_streets``.
    anew
        Whether people at rest have heard anything since the last turn but by it.
    seen, rested, told, awake, first, neighbour
        Of `AtRest`; all but the last two are brought up to date.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, count
        As in ``sim.behaviour.telling.talk_on_streets``.
    """
    count[:] = 0
    if anew:
        awake[:] = turn + GROUPS
    _look_who_rests(
        turn, anew, place, node, link_start, link_to, since_s, seen, rested, told, awake
    )
    group = rested[turn % GROUPS]
    listens = np.empty(len(group), np.int32)  # numbers of those who may hear something
    listeners = 0
    row = np.full(len(told), -1, np.int32)  # of the nodes where they are
    nodes = np.empty(min(len(told), len(group)), np.int32)
    rows = 0
    for number in range(len(group)):
        at = group[number]
        if at < 0 or awake[at] < turn or not behind[number * GROUPS + turn % GROUPS]:
            continue
        listens[listeners] = number
        listeners += 1
        if row[at] < 0:
            row[at] = rows
            nodes[rows] = at
            rows += 1
    if rows == 0:
        return
    heard = np.full((rows, told.shape[1]), NOTHING, np.float32)
    for at in nodes[:rows]:
        raise_to(heard, row[at], told, at)
        for link in range(first[at], first[at + 1]):
            raise_to(heard, row[at], told, neighbour[link])
    for number in listens[:listeners]:
        at = group[number]
        party = number * GROUPS + turn % GROUPS
        for gate in range(told.shape[1]):
            since = heard[row[at], gate]
            if not since > since_s[party, gate]:
                continue
            awake[at] = turn + GROUPS
            if not tells[gate] or not drawn(key[party], ordinal + gate) < chance:
                continue
            if (
                hear(
                    party, gate, since, when, what, said, since_s, newest_s, behind, persons, count
                )
                and told[at, gate] < since
            ):
                told[at, gate] = since
                _wake(at, turn, link_start, link_to, awake)


@helper
def _look_who_rests(
    turn: int,
    anew: bool,
    place: Said,
    node: IntArray,
    link_start: IntArray,
    link_to: IntArray,
    since_s: Since,
    seen: Said,
    rested: IntArray,
    told: Since,
    awake: IntArray,
) -> None:
    """Find what is known at the nodes where somebody came to rest or set out."""
    stale = np.full(len(told), anew)
    some_stale = anew
    for party in range(len(place)):
        now = place[party]
        if now == seen[party] and now != _ARRIVED:  # who arrived may go from there to another place
            continue
        seen[party] = now
        group, number = party % GROUPS, party // GROUPS
        rests = now in (_HOME, _ARRIVED)
        at, was = node[party] if rests else -1, rested[group, number]
        if at == was:
            continue
        rested[group, number] = at
        if was >= 0:
            stale[was] = some_stale = True
        if at >= 0:
            raise_to(told, at, since_s, party)
            _wake(at, turn, link_start, link_to, awake)
    if not some_stale:
        return
    for at in range(len(told)):
        if stale[at]:
            told[at] = NOTHING
    for group in range(GROUPS):
        for number in range(rested.shape[1]):
            at = rested[group, number]
            if at >= 0 and stale[at]:
                raise_to(told, at, since_s, number * GROUPS + group)


@helper
def _wake(at: int, turn: int, link_start: IntArray, link_to: IntArray, awake: IntArray) -> None:
    """Let those at a node, and at nodes next to it, listen in their next turns."""
    awake[at] = turn + GROUPS
    for link in range(link_start[at], link_start[at + 1]):
        awake[link_to[link]] = turn + GROUPS
