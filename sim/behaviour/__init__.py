"""What people decide, one small file a decision; each sees the world by a `Situation`."""

from sim.behaviour.choice import Assigned, Choice, Nearest, Prospect, choice_rule, prospect
from sim.behaviour.leaving import Leaving, StatedShares
from sim.behaviour.situation import NONE, GateArray, Situation

__all__ = [
    "NONE",
    "Assigned",
    "Choice",
    "GateArray",
    "Leaving",
    "Nearest",
    "Prospect",
    "Situation",
    "StatedShares",
    "choice_rule",
    "prospect",
]
