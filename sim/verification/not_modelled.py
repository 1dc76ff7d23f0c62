"""Published tests that a street-network model cannot be put through, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotModelled:
    """One published test.

    Parameters
    ----------
    guideline
        Which guideline.
    test
        Its number there.
    title
        What it is about.
    reason
        Why it does not apply.
    """

    guideline: str
    test: str
    title: str
    reason: str


_RIMEA = "RiMEA 4.1"
_IMO = "IMO MSC.1/Circ.1533"
_NIST = "NIST TN 1822"
_ISO = "ISO 20414:2020"

_STAIRS = "No stairs: streets are level; slopes and steps are part of a street's width and speed."
_CORNER = "Bodies have no place across a street's width, so that a corner costs nobody time."
_SMOKE = "No fire and no smoke."
_LIFTS = "No buildings, so no lifts or escalators."
_SOCIAL = "People choose by time and news, not by whom they see or know."

NOT_MODELLED = (
    NotModelled(_RIMEA, "2", "Walking speed up stairs", _STAIRS),
    NotModelled(_RIMEA, "3", "Walking speed down stairs", _STAIRS),
    NotModelled(_RIMEA, "6", "Movement around a corner", _CORNER),
    NotModelled(
        _RIMEA,
        "8",
        "Parameter analysis",
        "A three-storey building; how results move with parameters is the sensitivity analysis "
        "of a scenario instead.",
    ),
    NotModelled(
        _RIMEA,
        "12a, 12b",
        "Bottlenecks: distance to the goal, length of the bottleneck",
        "Flow at a bottleneck is an input here; it does not emerge from room geometry.",
    ),
    NotModelled(_RIMEA, "13", "Fundamental diagram on stairs", _STAIRS),
    NotModelled(
        _RIMEA,
        "14",
        "Choice of route",
        "A choice between a short way over stairs and a long level one, inside a building.",
    ),
    NotModelled(_RIMEA, "15", "A large crowd around a corner", _CORNER),
    NotModelled(
        _RIMEA,
        "16",
        "One-dimensional fundamental diagram",
        "Single-file body spacing; a street's diagram is an input (V20 checks that it comes out).",
    ),
    NotModelled(_IMO, "2", "Walking speed up a staircase", _STAIRS),
    NotModelled(_IMO, "3", "Walking speed down a staircase", _STAIRS),
    NotModelled(_IMO, "6", "Rounding corners", _CORNER),
    NotModelled(
        _IMO,
        "8",
        "Counterflow: two rooms joined by a corridor",
        "Bodies that give way to each other; streets share width between directions by rule (V54).",
    ),
    NotModelled(_IMO, "11", "Staircase", _STAIRS),
    NotModelled(
        _IMO,
        "12",
        "Flow and density",
        "Density in a cabin corridor with bodies; V20 tests the diagram on a ring of streets.",
    ),
    NotModelled(_NIST, "2.2", "Speed on stairs", _STAIRS),
    NotModelled(_NIST, "2.3", "Movement around a corner", _CORNER),
    NotModelled(_NIST, "2.5", "Reduced visibility and walking speed", _SMOKE),
    NotModelled(_NIST, "2.6", "Incapacitation", _SMOKE),
    NotModelled(_NIST, "2.7", "Lifts", _LIFTS),
    NotModelled(
        _NIST,
        "2.8",
        "Horizontal counter-flows",
        "Bodies that give way to each other; streets share width between directions by rule (V54).",
    ),
    NotModelled(_NIST, "3.2", "Social influence", _SOCIAL),
    NotModelled(_NIST, "3.3", "Affiliation", _SOCIAL),
    NotModelled(_ISO, "3", "Walking speed on stairs", _STAIRS),
    NotModelled(_ISO, "4", "Movement around a corner", _CORNER),
    NotModelled(
        _ISO,
        "6",
        "Horizontal counter-flows",
        "Bodies that give way to each other; streets share width between directions by rule (V54).",
    ),
    NotModelled(_ISO, "10", "Congestion in front of stairs", _STAIRS),
    NotModelled(_ISO, "12", "Flow on stairs", _STAIRS),
    NotModelled(_ISO, "15", "Social influence on exit choice", _SOCIAL),
    NotModelled(_ISO, "16", "Affiliation to familiar exits", _SOCIAL),
    NotModelled(
        _ISO, "17", "Route choice by geometric layout", "A building of two storeys with stairs."
    ),
    NotModelled(_ISO, "18", "Reduced visibility and walking speed", _SMOKE),
    NotModelled(_ISO, "19", "Incapacitation by fire and smoke", _SMOKE),
    NotModelled(_ISO, "20", "Lifts", _LIFTS),
    NotModelled(_ISO, "21", "Escalators", _LIFTS),
)
