"""Parties as Mesa's users know agents: views on rows of arrays, and what has become of each."""

from sim.agents.groups import PartyGroups
from sim.agents.one_by_one import HOME, OneByOne, Shelter
from sim.agents.parties import PartySet
from sim.agents.party import Civilian, Fighter, Party
from sim.agents.sees import Sees

__all__ = [
    "HOME",
    "Civilian",
    "Fighter",
    "OneByOne",
    "Party",
    "PartyGroups",
    "PartySet",
    "Sees",
    "Shelter",
]
