"""How news passes between those at home, compiled.

At a stated rate each talks with those of its street corner and of the next, and hears all that they
know that is newer.
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
        (P,) the node that each rests at, -1 if none.
    told : array
        (N, G) of when the newest is that those at each node know.
    guests : array
        (N,) how many rest at each node whose home is elsewhere.
    resident, first_resident : array
        (P,) and (N + 1,): those whose home is n are ``resident[first_resident[n]:...[n + 1]]``.
    first, neighbour : array
        (N + 1,) and (E,): the nodes from which a link leads to node n, so that people at n hear
        from there, are ``neighbour[first[n]:first[n + 1]]``.
    """

    def __init__(self, home: IntArray, gates: int, network: StreetNetwork) -> None:
        parties, nodes = len(home), np.arange(network.node_count + 1)
        self.place = np.full(parties, _NOT_SEEN, np.uint8)
        self.node = np.full(parties, -1, np.int32)
        self.told = np.full((network.node_count, gates), NOTHING, np.float32)
        self.guests = np.zeros(network.node_count, np.int32)
        self.resident: IntArray = np.argsort(home, kind="stable").astype(np.int32)
        self.first_resident = np.searchsorted(home[self.resident], nodes).astype(np.int32)
        order = np.argsort(network.link_to, kind="stable")
        self.neighbour: IntArray = network.link_from[order]
        self.first = np.searchsorted(network.link_to[order], nodes).astype(np.int32)


@entry
def talk_at_home(
    turn: int,
    chance: float,
    key: NDArray[np.uint64],
    place: Said,
    node: IntArray,
    home: IntArray,
    when: Since,
    what: Said,
    anew: bool,
    seen: Said,
    rested: IntArray,
    told: Since,
    guests: IntArray,
    resident: IntArray,
    first_resident: IntArray,
    first: IntArray,
    neighbour: IntArray,
    said: Said,
    since_s: Since,
    newest_s: Since,
    behind: BoolArray,
    persons: IntArray,
    count: Counts,
) -> None:
    """Let those at home whose turn it is and who talk, by chance, hear what neighbours know.

    Parameters
    ----------
    turn
        Its number: one more in each span; the ordinal of the draws.
    chance, key
        What draws are compared with, and the parties' keys.
    place, node, home
        (P,) of the parties: where they are, at which node they live or rest, and their homes.
    when, what
        As in ``sim.behaviour.telling.talk_on_streets``.
    anew
        Whether people at rest have heard anything since the last turn but by it.
    seen, rested, told, guests, resident, first_resident, first, neighbour
        Of `AtRest`; the first four are brought up to date.
    said, since_s, newest_s, behind
        The memory that is written.
    persons, count
        As in ``sim.behaviour.telling.talk_on_streets``.
    """
    count[:] = 0
    _look_who_rests(
        anew, place, node, home, since_s, seen, rested, told, guests, resident, first_resident
    )
    most = len(place) // GROUPS + 1
    talks, talkers = np.empty(most, np.int32), 0
    row = np.full(len(told), -1, np.int32)  # of the nodes where they are
    nodes, rows = np.empty(min(len(told), most), np.int32), 0
    for party in range(turn % GROUPS, len(place), GROUPS):
        at = rested[party]
        if at < 0 or not behind[party] or not drawn(key[party], turn) < chance:
            continue
        talks[talkers] = party
        talkers += 1
        if row[at] < 0:
            row[at] = rows
            nodes[rows] = at
            rows += 1
    if rows == 0:
        return
    known = np.full((rows, told.shape[1]), NOTHING, np.float32)
    for at in nodes[:rows]:
        raise_to(known, row[at], told, at)
        for link in range(first[at], first[at + 1]):
            raise_to(known, row[at], told, neighbour[link])
    for party in talks[:talkers]:
        at = rested[party]
        for gate in range(told.shape[1]):
            since = known[row[at], gate]
            if since > since_s[party, gate] and hear(
                party, gate, since, when, what, said, since_s, newest_s, behind, persons, count
            ):
                told[at, gate] = max(told[at, gate], since)


@helper
def _look_who_rests(
    anew: bool,
    place: Said,
    node: IntArray,
    home: IntArray,
    since_s: Since,
    seen: Said,
    rested: IntArray,
    told: Since,
    guests: IntArray,
    resident: IntArray,
    first_resident: IntArray,
) -> None:
    """Find what is known at the nodes where somebody came to rest or set out."""
    nodes = len(told)
    stale, left, count = np.zeros(nodes, np.bool_), np.empty(nodes, np.int32), 0
    for party in range(len(place)):
        now = place[party]
        if now == seen[party] and now != _ARRIVED:  # who arrived may go from there to another place
            continue
        seen[party] = now
        rests = now in (_HOME, _ARRIVED)
        at, was = node[party] if rests else -1, rested[party]
        if at == was:
            continue
        rested[party] = at
        if was >= 0:
            guests[was] -= home[party] != was
            if not stale[was]:
                stale[was] = True
                left[count] = was
                count += 1
        if at >= 0:
            guests[at] += home[party] != at
            raise_to(told, at, since_s, party)
    among_guests = anew
    if anew:
        stale[:] = True
        told[:] = NOTHING
    for at in left[:count]:
        told[at] = NOTHING
        among_guests |= guests[at] > 0
        for one in resident[first_resident[at] : first_resident[at + 1]]:
            if rested[one] == at:
                raise_to(told, at, since_s, one)
    if not among_guests:
        return
    for party in range(len(place)):
        at = rested[party]
        if at >= 0 and stale[at] and (anew or guests[at] > 0):
            raise_to(told, at, since_s, party)
