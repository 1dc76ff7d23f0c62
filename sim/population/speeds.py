"""How fast people walk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.population.households import Members
from sim.population.quantiles import truncated_normal
from sim.scenario.speeds import NormalSpeed, Speed, Speeds, Stretchers

FloatArray = NDArray[np.float64]


def speed_quantile(speed: Speed, uniform: FloatArray) -> FloatArray:
    """Return the free walking speeds in m/s at the given uniform draws."""
    if isinstance(speed, NormalSpeed):
        return truncated_normal(
            uniform, speed.mean_m_s, speed.sd_m_s, speed.low_m_s, speed.high_m_s
        )
    return speed.low_m_s + uniform * (speed.high_m_s - speed.low_m_s)


def member_speeds(
    speeds: Speeds, stretchers: Stretchers, members: Members, uniform: FloatArray
) -> FloatArray:
    """Return (M,) free walking speeds in m/s.

    A person has one group, the first that fits of: fighter, wounded, wheelchair, impaired,
    elderly, child, adult. Who is carried moves at the bearers' mean speed, rests included, and
    the bearers themselves as fast as they carry.
    """
    speed = np.empty(len(uniform))
    left = np.ones(len(uniform), np.bool_)
    groups = (
        (members.fighter, speeds.fighter),
        (members.wounded, speeds.wounded),
        (members.wheelchair, speeds.wheelchair),
        (members.impaired, speeds.impaired),
        (members.elderly, speeds.elderly),
        (members.child, speeds.child),
        (left, speeds.adult),
    )
    for belongs, group in groups:
        chosen = np.flatnonzero(belongs & left)
        speed[chosen] = speed_quantile(group, uniform[chosen])
        left[chosen] = False
    carried = np.flatnonzero(members.carried)
    speed[carried] = speed_quantile(stretchers.speed, uniform[carried]) * stretchers.moving_share
    speed[members.bearer] = np.inf
    return speed
