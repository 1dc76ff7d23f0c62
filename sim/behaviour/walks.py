"""Where parties are and how far they have to each gate, compiled: one pass over those who ask."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.memory import USABLE
from sim.engine.compiled import entry, helper
from sim.engine.observation import Place
from sim.network.street_network import BoolArray, FloatArray, IntArray
from sim.scenario import CLASSES

Codes = NDArray[np.uint8]

_FORECOURT: Final = int(Place.FORECOURT)
_CIVILIAN, _WOUNDED, _FIGHTER = (CLASSES.index(one) for one in ("civilian", "wounded", "fighter"))


@entry
def write_whereabouts(
    party: IntArray,
    place: Codes,
    at_gate: NDArray[np.int16],
    link: IntArray,
    where: IntArray,
    ready_s: FloatArray,
    still_until_s: FloatArray,
    speed_m_s: FloatArray,
    link_to: IntArray,
    length_m: FloatArray,
    gate_node: IntArray,
    now_s: float,
    node: IntArray,
    rest_m: FloatArray,
) -> None:
    """Write the node that parties are at or come to next, and how far they still walk to it.

    Parameters
    ----------
    party
        (n,) rows of the parties.
    place, at_gate, link, where, ready_s, speed_m_s
        (P,) of the parties, as in ``Observation`` and ``Situation``.
    still_until_s, link_to, length_m
        (E,) of links.
    gate_node
        (G,) nodes of the gates.
    now_s
        The instant.
    node, rest_m
        (n,) what is written.
    """
    for number in range(len(party)):
        one = party[number]
        at = link[one]
        rest_m[number] = 0.0
        if at >= 0:
            node[number] = link_to[at]
            # who queues has none to walk; who shelters stands, and has none the more for it
            left_s = max(ready_s[one] - max(now_s, still_until_s[at]), 0.0)
            rest_m[number] = min(left_s * speed_m_s[one], length_m[at])
        elif place[one] == _FORECOURT:
            node[number] = gate_node[at_gate[one]]
        else:
            node[number] = where[one]


@entry
def write_walks(
    party: IntArray,
    node: IntArray,
    rest_m: FloatArray,
    start_s: FloatArray,
    cost_m: FloatArray,
    speed_m_s: FloatArray,
    line: Codes,
    persons: IntArray,
    wounded: IntArray,
    fighters: IntArray,
    admits: BoolArray,
    close_s: FloatArray,
    said: Codes,
    barred: BoolArray,
    walk_s: FloatArray,
) -> None:
    """Write how long parties walk to each gate; inf where it is no way out for them.

    Parameters
    ----------
    party
        (n,) rows of the parties.
    node, rest_m, start_s
        (n,) from which node they walk on, how far it is to there, and when they begin.
    cost_m
        (G, N) metres of ways to the gates.
    speed_m_s, line, persons, wounded, fighters
        (P,) of the parties.
    admits, close_s
        (G, C) whether a gate admits a class, and when it shuts for good.
    said, barred
        (P, G) of ``Memory``, and of ``Situation``; without rows: everyone knows the plan, nobody is
        turned away.
    walk_s
        (n, G) what is written.
    """
    for number in range(len(party)):
        one = party[number]
        for gate in range(len(admits)):
            walk_s[number, gate] = np.inf
            if len(said) > 0 and not USABLE[said[one, gate]]:
                continue
            if len(barred) > 0 and barred[one, gate]:
                continue
            if not _admits(admits[gate], persons[one], wounded[one], fighters[one]):
                continue
            walk = (cost_m[gate, node[number]] + rest_m[number]) / speed_m_s[one]
            if not start_s[number] + walk >= close_s[gate, line[one]]:
                walk_s[number, gate] = walk


@entry
def write_admits(
    party: IntArray,
    persons: IntArray,
    wounded: IntArray,
    fighters: IntArray,
    admits: BoolArray,
    admitted: BoolArray,
) -> None:
    """Write (n, G) whether each gate admits every member of parties; see `write_walks`."""
    for number in range(len(party)):
        one = party[number]
        for gate in range(len(admits)):
            admitted[number, gate] = _admits(
                admits[gate], persons[one], wounded[one], fighters[one]
            )


@helper
def _admits(admits: BoolArray, persons: int, wounded: int, fighters: int) -> bool:
    """Whether a gate that admits (C,) classes admits every member of a party."""
    if wounded != 0 and not admits[_WOUNDED]:
        return False
    if fighters != 0 and not admits[_FIGHTER]:
        return False
    return bool(admits[_CIVILIAN] or persons == wounded + fighters)


@entry
def write_costs(
    walk_s: FloatArray,
    wait_s: FloatArray,
    wait_weight: float,
    distrust_s: FloatArray,
    risk: FloatArray,
    risk_s: float,
    way_risk: FloatArray,
) -> None:
    """Turn (n, G) waits into what corridors cost, as ``sim.behaviour.weighing`` says.

    Parameters
    ----------
    walk_s, wait_s
        (n, G) walks; waits, which are written over.
    wait_weight, risk_s, distrust_s, risk
        Of ``Weighing``.
    way_risk
        (n, G) greatest risk seen on the ways; without rows where risk does not count.
    """
    for number in range(len(wait_s)):
        for gate in range(wait_s.shape[1]):
            cost_s = np.inf
            if np.isfinite(walk_s[number, gate]) and np.isfinite(wait_s[number, gate]):
                cost_s = walk_s[number, gate] + wait_weight * wait_s[number, gate]
            cost_s += distrust_s[gate]
            if len(way_risk) > 0:
                cost_s += risk_s * (1.0 - (1.0 - risk[gate]) * (1.0 - way_risk[number, gate]))
            wait_s[number, gate] = cost_s
