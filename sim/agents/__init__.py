"""Parties as Mesa's users know agents: views on rows of arrays, and what has become of each."""

from sim.agents.parties import Civilian, Fighter, Party, PartyGroups, PartySet

__all__ = ["Civilian", "Fighter", "Party", "PartyGroups", "PartySet"]
