"""Leave or stay: the log-odds of wanting to leave, from stated drivers.

The log-odds of a party are

    V = constant
        + b_offer ln(o / (1 - o)) + b_guarantor ln(g) + b_way ln(1 - r)
        + b_home h + b_hardship (1 - exp(-days / scale)) + b_neighbours n
        - b_apart [leaves a member behind]

with the trust in the offer o and in the guarantor g, the risks r along the way and h near home, and
the share n of the neighbours who have left, as far as that is seen. A binary logit (McFadden 1974)
in which beliefs enter by their logarithms: a belief at its extreme decides alone, exactly, and
a neutral one takes no part. Every party has one uniform draw u for life and wants to leave when
ln(u / (1 - u)) < V: so a driver that pushes harder never loses anyone.

During a run what people see changes drivers (``sim.behaviour.reconsider``): n grows as neighbours
leave, and danger seen at home, s, and on the way, w, makes r into 1 - (1 - r)(1 - w), h into
1 - (1 - h)(1 - s) and o into o (1 - lost s).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.scenario import CLASSES, Scenario
from sim.scenario.reasons import REASON_CODE, STAY_REASONS
from sim.scenario.willingness import Coefficients, Drivers, Willingness

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CERTAIN = 1e6
"""Log-odds of a driver at an extreme that moves everyone: no draw comes near."""
NEVER = -1e9
"""Log-odds of a driver at an extreme that holds everyone, whatever else is certain."""

_LEAST = 2.0**-54
"""Stands for a draw of exactly 0, which a uniform generator may give."""

STAY_CODE = np.array([REASON_CODE[name] for name in STAY_REASONS], np.uint8)
"""Codes of the reasons to stay: in the order of `steps`, then for leaving a member behind."""


@dataclass(frozen=True)
class Felt:
    """Drivers as arrays of one shape; see ``sim.scenario.willingness.Drivers``."""

    trust_offer: FloatArray
    trust_guarantor: FloatArray
    risk_way: FloatArray
    risk_home: FloatArray
    siege_days: FloatArray
    neighbours_seen: FloatArray
    orders: FloatArray
    defection: FloatArray
    fear: FloatArray
    kept: FloatArray

    def at(self, *where: NDArray[np.integer]) -> Felt:
        """Return the drivers at some places of their arrays."""
        return Felt(**{item.name: getattr(self, item.name)[where] for item in fields(self)})

    def seeing(self, home: FloatArray, way: FloatArray, *, trust_lost: float) -> Felt:
        """Return the drivers of (n,) parties that see danger at home and on their way."""
        return replace(
            self,
            trust_offer=self.trust_offer * (1.0 - trust_lost * home),
            risk_home=1.0 - (1.0 - self.risk_home) * (1.0 - home),
            risk_way=1.0 - (1.0 - self.risk_way) * (1.0 - way),
        )


def stated_drivers(scenario: Scenario, willingness: Willingness) -> Felt:
    """Return (D, C) drivers by district, sorted by id, and class: district, else class, else all.

    Raises
    ------
    KeyError
        A driver is stated for a district that there is not.
    """
    ids = {name: row for row, name in enumerate(sorted(scenario.population.districts))}
    table: dict[str, FloatArray] = {}
    for name in Drivers.model_fields:
        values = np.full((len(ids), len(CLASSES)), getattr(willingness.drivers, name), np.float64)
        for code, line in enumerate(CLASSES):
            own = willingness.by_class.get(line)
            if own is not None and getattr(own, name) is not None:
                values[:, code] = getattr(own, name)
        for district_id, classes in willingness.by_district.items():
            for person_class, here in classes.items():
                if getattr(here, name) is not None:
                    values[ids[district_id], CLASSES.index(person_class)] = getattr(here, name)
        table[name] = values
    return Felt(**table)


def resistance(uniform: FloatArray) -> FloatArray:
    """Return the log-odds that uniform draws in [0, 1) ask for; finite, at most 37.5 in size."""
    drawn = np.maximum(uniform, _LEAST)
    value: FloatArray = np.log(drawn) - np.log1p(-drawn)
    return value


@dataclass(frozen=True)
class Parts:
    """What the log-odds are the sum of, but for what leaving a member behind takes off.

    Parameters
    ----------
    own
        All that is neither distrust, nor a danger on the way, nor the neighbours' doing.
    neighbours
        What it adds that all the neighbours have left, as far as that is seen.
    offer, guarantor, way
        What distrust of the offer, of its guarantor, and the risk along the way take off.
    """

    own: FloatArray
    neighbours: FloatArray
    offer: FloatArray
    guarantor: FloatArray
    way: FloatArray


def steps(weights: Coefficients, felt: Felt, neighbours: FloatArray) -> FloatArray:
    """Return the log-odds as one holding driver after another is counted in.

    Parameters
    ----------
    weights
        The coefficients.
    felt
        Drivers of n parties.
    neighbours
        (n,) share of the neighbours who have left.

    Returns
    -------
    (4, n), from row to row never rising: all that is neither distrust nor a danger on the way;
    then with distrust of the offer, of its guarantor, and with the risk along the way. The last
    row is V but for what leaving a member behind takes off.
    """
    one = parts(weights, felt)
    own = one.own + one.neighbours * neighbours
    two = one.offer + one.guarantor
    value: FloatArray = np.stack([own, own + one.offer, own + two, own + (two + one.way)])
    return value


def parts(weights: Coefficients, felt: Felt) -> Parts:
    """Return what the log-odds are the sum of; each part in the shape of what it depends on."""
    offer = np.zeros_like(felt.trust_offer)
    if weights.trust_offer > 0.0:
        offer = _log_odds(felt.trust_offer, weights.trust_offer)
    own = (
        weights.constant
        + np.maximum(offer, 0.0)
        + weights.risk_home * felt.risk_home
        + weights.hardship * -np.expm1(-felt.siege_days / weights.siege_scale_days)
    )
    return Parts(
        own,
        neighbours=weights.neighbours * felt.neighbours_seen,
        offer=np.minimum(offer, 0.0),
        guarantor=_log(felt.trust_guarantor, weights.trust_guarantor),
        way=_log(1.0 - felt.risk_way, weights.risk_way),
    )


def resolve(log_odds: FloatArray, asked: FloatArray, apart: FloatArray) -> NDArray[np.uint8]:
    """Return (n,) the reason for which a party stays, 0 (``none``) where it wants to leave.

    The reason is the first holding driver, in the order of `steps`, without which and all after it
    the party would still want to leave; last, that a member would be left behind.

    Parameters
    ----------
    log_odds
        (4, n) from `steps`.
    asked
        (n,) from `resistance`.
    apart
        (n,) what leaving without a member takes off.
    """
    reason = np.zeros(len(asked), np.uint8)
    reason[~(asked < log_odds[-1] - apart)] = STAY_CODE[-1]
    for step in range(len(log_odds) - 1, -1, -1):
        reason[~(asked < log_odds[step])] = STAY_CODE[step]
    return reason


def _log(belief: FloatArray, weight: float) -> FloatArray:
    """Return weight times the logarithm, `NEVER` at 0; a weight of 0 switches it off."""
    if weight == 0.0:
        return np.zeros_like(belief)
    none = belief <= 0.0
    value: FloatArray = np.where(none, NEVER, weight * np.log(np.where(none, 1.0, belief)))
    return value


def _log_odds(belief: FloatArray, weight: float) -> FloatArray:
    """Return weight times the log-odds, `NEVER` at 0 and `CERTAIN` at 1."""
    middle = np.clip(belief, 1e-12, 1.0 - 1e-12)
    value: FloatArray = np.where(
        belief <= 0.0,
        NEVER,
        np.where(belief >= 1.0, CERTAIN, weight * (np.log(middle) - np.log1p(-middle))),
    )
    return value
