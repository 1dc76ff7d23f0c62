"""What holds people back at a gate, and in all: stated rules, first match wins.

For each gate, of the people who set out for it and had not begun to pass at its last close:

==============  ================================================================================
word            rule
==============  ================================================================================
``shut``        it never opens, has no lanes, or lets no one through
``vehicles``    nobody set out for it on foot, and vehicles carried people through it
``unused``      nobody set out for it
``willingness`` at most `FEW` of those who set out for it are left: more could have come
``limit``       its limit of people has no place for some of those left
``lanes``       people queue at the close, and its lanes were busy for `BUSY` or more of the last
                open hour with a queue
``way``         people stand in the forecourt at the close although lanes are not busy: the way
                or the reception place is full
``streets``     at least `MANY` of those left queue in streets and at doors while lanes rest
``windows``     the others: most of those left were still walking when it closed
==============  ================================================================================

What slowed the people who queued there (`slowed_by`), where they did for `SLOW_S` or more of the
time in which it was open: ``lanes`` if its lanes were busy for `BUSY` of that time, ``way`` if the
forecourt usually held more than `FEW` of them all the same, ``streets`` otherwise.

In all, the word that holds back most people; ``vehicles`` holds back who waited for one and was
not driven off. Gates that stood open and idle for `IDLE_S` or more
before their last close are named if more than `FEW` of the people held back elsewhere are of a
class that they admit: there, choice binds as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.results.facts import FEW
from sim.results.queues import GateUse

BUSY = 0.9
"""Share of the last open hour from which lanes count as always busy."""

MANY = 0.5
"""Share of those left that must queue for the streets to be what holds them."""

IDLE_S = 1800.0
"""Open time without a passage, before the last close, from which a gate counts as idle."""

SLOW_S = 1800.0
"""Open time with a queue from which something is said to have slowed people."""

WORDS: dict[str, str] = {
    "shut": "it lets nobody through",
    "vehicles": "people pass it in vehicles alone",
    "unused": "nobody set out for it",
    "willingness": "everyone who set out for it, or nearly so, is through",
    "limit": "it let through as many people as it may in all",
    "lanes": "its lanes never rest and a queue is left at the close",
    "way": "the forecourt is full while lanes wait for the way behind them",
    "streets": "people queue in the streets while its lanes rest",
    "windows": "people were still walking to it when it closed",
}
"""The words, as half a sentence about a gate."""

_HAD_ROOM = ("willingness", "unused")

_IN_ALL: dict[str, str] = {
    "shut": "Shut gates bind",
    "limit": "The number that a gate may let through binds",
    "lanes": "Checkpoint lanes bind",
    "way": "The ways behind the checkpoints bind",
    "streets": "Streets bind",
    "windows": "Windows bind: people were still walking at the close",
    "vehicles": "Vehicles bind: people waited for one and were not driven off",
}


@dataclass(frozen=True)
class Binding:
    """What holds people back in all.

    Parameters
    ----------
    kind
        A word of the rules.
    words
        The same as a sentence or two, without numbers.
    held_back
        People left at their gate's last close, by the gate's word.
    idle
        Positions of gates that stood open and idle while others had people left.
    """

    kind: str
    words: str
    held_back: dict[str, int]
    idle: tuple[int, ...]


def at_gate(use: GateUse, *, lanes: int, capacity_persons: float) -> str:
    """Return the word that holds for one gate; see the rules above."""
    left = use.left
    queued = left.forecourt + left.streets
    if use.chosen == 0 and use.carried:
        return "vehicles"
    if use.open_s <= 0.0 or lanes == 0 or capacity_persons <= 0.0:
        return "shut"
    if use.chosen == 0:
        return "unused"
    if left.persons <= FEW * use.chosen:
        return "willingness"
    if use.limit_reached:
        return "limit"
    if queued and use.utilisation_at_close is not None and use.utilisation_at_close >= BUSY:
        return "lanes"
    if left.forecourt > FEW * use.chosen and left.forecourt >= left.streets:
        return "way"
    if queued >= MANY * left.persons:
        return "streets"
    return "windows"


def slowed_by(use: GateUse) -> str | None:
    """Return what slowed the people who queued at a gate, None if few did or not for long."""
    if use.queued_open_s < SLOW_S:
        return None
    if use.utilisation_while_queued is not None and use.utilisation_while_queued >= BUSY:
        return "lanes"
    return "way" if use.forecourt_while_queued > FEW * use.chosen else "streets"


def in_all(
    uses: tuple[GateUse, ...],
    kinds: tuple[str, ...],
    admits: list[set[int]],
    *,
    not_driven: int = 0,
) -> Binding:
    """Return what holds people back over all gates.

    Parameters
    ----------
    uses
        What became of each gate.
    kinds
        The word of each gate.
    admits
        Classes that each gate admits.
    not_driven
        People who waited for a vehicle, were not driven off and did not walk on.
    """
    held_back: dict[str, int] = {}
    for use, kind in zip(uses, kinds, strict=True):
        if use.left.persons:
            held_back[kind] = held_back.get(kind, 0) + use.left.persons
    if not_driven:
        held_back["vehicles"] = held_back.get("vehicles", 0) + not_driven
    chosen = sum(use.chosen + use.carried for use in uses) + not_driven
    if sum(held_back.values()) <= FEW * chosen:
        return Binding("willingness", _willing(chosen), held_back, ())
    held = {kind: count for kind, count in held_back.items() if kind != "willingness"}
    kind = max(sorted(held), key=lambda word: held[word])
    idle = tuple(
        gate
        for gate, use in enumerate(uses)
        if _idle(use, kinds[gate]) and _others_wait(gate, uses, kinds, admits)
    )
    words = f"{_IN_ALL[kind]}."
    if idle:
        words += " So does choice: some corridors stood idle while people waited at others."
    return Binding(kind, words, held_back, idle)


def _willing(chosen: int) -> str:
    if not chosen:
        return "Willingness binds: nobody set out."
    return "Willingness binds: nearly everyone who set out is through, and gates had room for more."


def _idle(use: GateUse, kind: str) -> bool:
    """Whether the gate had room, and passed nobody in its last open `IDLE_S`."""
    if kind not in _HAD_ROOM or use.close_s is None:
        return False
    rest_s = use.open_s if use.last_pass_s is None else _open_after(use, use.last_pass_s)
    return rest_s >= IDLE_S


def _open_after(use: GateUse, time_s: float) -> float:
    return float(sum(max(end - max(begin, time_s), 0.0) for begin, end in use.spans))


def _others_wait(
    gate: int, uses: tuple[GateUse, ...], kinds: tuple[str, ...], admits: list[set[int]]
) -> bool:
    """Whether more than `FEW` of the people held back elsewhere might have passed `gate`."""
    held = [use for use, kind in zip(uses, kinds, strict=True) if kind not in _HAD_ROOM]
    could_have = sum(use.left.by_class[line] for use in held for line in admits[gate])
    return could_have > FEW * sum(use.left.persons for use in held)
