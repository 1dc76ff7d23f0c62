"""What a corridor costs a party: walk, wait, risk and distrust, in seconds of walking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.behaviour.choice import Prospect
from sim.behaviour.outlook import expected_wait_s
from sim.behaviour.walks import write_costs
from sim.network.street_network import FloatArray
from sim.scenario import Scenario


@dataclass(frozen=True)
class Weighing:
    """Walk + weight * wait + risk and distrust.

    The risk of a corridor is 1 - (1 - r)(1 - w), of the stated r and of w, the greatest that is
    seen on the way to its gate: certain danger of either kind cannot be made worse by the other.

    Parameters
    ----------
    wait_weight
        Seconds of walking that a second of waiting weighs as much as.
    risk
        (G,) stated risk on each corridor, in [0, 1].
    risk_s
        Seconds of walking that a risk of 1 weighs as much as; 0: risk does not count.
    distrust_s
        (G,) seconds of walking that distrust of each corridor weighs as much as.
    """

    wait_weight: float
    risk: FloatArray
    risk_s: float
    distrust_s: FloatArray

    def cost_s(self, ahead: Prospect) -> FloatArray:
        """Return (n, G) costs; inf where a party cannot go, or expects never to be through."""
        cost_s = expected_wait_s(ahead)
        way_risk = ahead.way_risk if self.risk_s > 0.0 else np.empty((0, 0))
        write_costs(
            ahead.walk_s,
            cost_s,
            self.wait_weight,
            self.distrust_s,
            self.risk,
            self.risk_s,
            way_risk,
        )
        return cost_s


def weighing(scenario: Scenario) -> Weighing:
    """Return what a scenario's people weigh: risk and distrust where `choice.rule` is logit."""
    choice = scenario.choice
    names = sorted(scenario.corridors)
    nothing = np.zeros(len(names))
    if choice.rule != "logit":
        return Weighing(choice.wait_weight, nothing, 0.0, nothing)
    trust = np.array([choice.trust.get(name, 1.0) for name in names])
    return Weighing(
        wait_weight=choice.wait_weight,
        risk=np.array([choice.risk.get(name, 0.0) for name in names]),
        risk_s=choice.risk_s,
        distrust_s=choice.distrust_s * (1.0 - trust),
    )
