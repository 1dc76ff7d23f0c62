"""Changing minds at home, compiled: the log-odds of ``sim.population.willingness``, party by party.

What they are the sum of differs between few kinds of people only and comes in tables; the reason
for which a party stays is found as ``sim.population.willingness.resolve`` finds it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import entry
from sim.engine.observation import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int16]

_HOME = int(Place.HOME)


@entry
def change_minds(
    party: IntArray,
    place: Codes,
    home: IntArray,
    district: Numbers,
    line: Codes,
    kind: IntArray,
    gone: FloatArray,
    nearest: Numbers,
    seen: Numbers,
    ahead: Numbers,
    own: FloatArray,
    neighbours: FloatArray,
    offer: FloatArray,
    guarantor: FloatArray,
    way: FloatArray,
    asked: FloatArray,
    apart: FloatArray,
    held: Codes,
    stay_code: Codes,
    said: Codes,
    willing: BoolArray,
    prevented: BoolArray,
    reason: Codes,
    wants_now: IntArray,
) -> int:
    """Let parties think again, and find those who want to leave and did not before.

    Parameters
    ----------
    party
        (n,) rows of the parties whose turn it is; who is not at home, or was told by hand to leave
        or to stay, is left out.
    place, home, district, line, nearest
        (P,) of the parties; `nearest` is the gate whose way counts.
    kind, gone
        (D, C) which kind of people a class in a district is; (D,) the share of its people who have
        left.
    seen, ahead
        (N,) which risk is seen at each node, and (G, N) on the way from it to each gate.
    own, neighbours, offer, guarantor, way
        ``Parts``, (kinds, risks), where they depend on a risk; (kinds, 1) elsewhere.
    asked, apart, held
        (P,) of ``Mind``.
    stay_code
        Codes of the reasons to stay, in the order of ``steps``, then of being apart.
    said
        (P,) the last answer of each, as `answers` gives it; brought up to date.
    willing, prevented, reason
        (P,), written.
    wants_now
        (n,) places in `party` of those found, written from the first on.

    Returns
    -------
    int
        How many they are.
    """
    found = 0
    for number in range(len(party)):
        one = party[number]
        if place[one] != _HOME or said[one] != willing[one] + 2 * prevented[one]:
            continue
        there, at = district[one], home[one]
        of = kind[there, line[one]]
        alone = own[of, seen[at]] + neighbours[of, 0] * gone[there]
        less = offer[of, seen[at]]
        lesser = less + guarantor[of, 0]
        least = lesser + way[of, ahead[nearest[one], at]]
        wish = asked[one]
        why = np.uint8(0)
        if not wish < alone:
            why = stay_code[0]
        elif not wish < alone + less:
            why = stay_code[1]
        elif not wish < alone + lesser:
            why = stay_code[2]
        elif not wish < alone + least:
            why = stay_code[3]
        elif not wish < alone + least - apart[one]:
            why = stay_code[4]
        wants = why == 0
        if wants and not willing[one]:
            wants_now[found] = number
            found += 1
        willing[one] = wants
        prevented[one] = wants and held[one] != 0
        reason[one] = held[one] if wants else why
        said[one] = willing[one] + 2 * prevented[one]
    return found


def answers(willing: BoolArray, prevented: BoolArray) -> Codes:
    """Return (n,) one number for willing and prevented together."""
    return willing + np.uint8(2) * prevented
