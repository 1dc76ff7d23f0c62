"""What people decide, one small file a decision; each sees the world by a `Situation`."""

from sim.behaviour.at_shut_gate import AtShutGate, Policies
from sim.behaviour.choice import Assigned, Choice, Nearest, Prospect, prospect
from sim.behaviour.equilibrium import Equilibrium
from sim.behaviour.leaving import Leaving, StatedShares
from sim.behaviour.logit import Logit
from sim.behaviour.look_again import InTurn, LookAgain
from sim.behaviour.news import News
from sim.behaviour.rules import choice_rule
from sim.behaviour.setting_out import Assembled, Readiness
from sim.behaviour.situation import NONE, GateArray, Situation

__all__ = [
    "NONE",
    "Assembled",
    "Assigned",
    "AtShutGate",
    "Choice",
    "Equilibrium",
    "GateArray",
    "InTurn",
    "Leaving",
    "Logit",
    "LookAgain",
    "Nearest",
    "News",
    "Policies",
    "Prospect",
    "Readiness",
    "Situation",
    "StatedShares",
    "choice_rule",
    "prospect",
]
