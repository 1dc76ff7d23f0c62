"""What people decide, one small file a decision; each sees the world by `Observation` alone."""

from sim.behaviour.choice import Assigned, Choice, Nearest, Prospect, choice_rule, prospect
from sim.behaviour.leaving import sets_out

__all__ = ["Assigned", "Choice", "Nearest", "Prospect", "choice_rule", "prospect", "sets_out"]
