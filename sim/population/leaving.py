"""Who wants to leave and who is kept from it, before anything has happened: shares or drivers.

A scenario states shares (``population.leaving``) or drivers (``willingness``). Either way a
party has the same two draws, one for wanting to leave and one for being kept from it; shares are
thresholds that never move, drivers give thresholds that may (``sim.behaviour.leaving``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.population.streams import AnyDraws
from sim.population.willingness import (
    NEVER,
    Felt,
    resistance,
    resolve,
    stated_drivers,
    steps,
)
from sim.scenario import CLASSES, Scenario
from sim.scenario.base import PersonClass
from sim.scenario.people import Leaving
from sim.scenario.people import Population as People
from sim.scenario.reasons import REASON_CODE
from sim.scenario.willingness import Willingness

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

FIGHTER = CLASSES.index("fighter")
EVERYONE = slice(None)

_NOBODY = Leaving(willing=0.0)


@dataclass(frozen=True)
class Mind:
    """What of a party's decision to leave stays the same for life; only where drivers are stated.

    Parameters
    ----------
    asked
        (P,) log-odds of wanting to leave that the party asks for (``willingness.resistance``).
    men
        (P,) civilian men of fighting age in it.
    held
        (P,) code of the reason for which it would be kept from leaving, 0 if it would not.
    apart
        (P,) what leaving takes off the log-odds where a member would stay behind.
    """

    asked: FloatArray
    men: IntArray
    held: NDArray[np.uint8]
    apart: FloatArray


@dataclass(frozen=True)
class Leave:
    """Who would leave, P parties.

    Parameters
    ----------
    willing, prevented
        (P,) as in ``Population``.
    reason
        (P,) code of the reason in ``REASONS``.
    mind
        What it comes from, None where shares are stated.
    """

    willing: BoolArray
    prevented: BoolArray
    reason: NDArray[np.uint8]
    mind: Mind | None


def leaving_of(people: People, district_id: str, line: PersonClass) -> Leaving:
    """Return the stated shares for a class in a district: its own, else the population's.

    A class that neither names wants to stay: nobody leaves by default.
    """
    own = people.districts[district_id].leaving.get(line)
    return own or people.leaving.get(line) or _NOBODY


def may_want_to_leave(scenario: Scenario, district_id: str, line: PersonClass) -> bool:
    """Whether anyone of a class in a district may want to leave."""
    if scenario.willingness is None:
        return leaving_of(scenario.population, district_id, line).willing > 0.0
    felt = stated_drivers(scenario, scenario.willingness)
    log_odds = steps(scenario.willingness.coefficients, felt, np.zeros_like(felt.fear))[-1]
    row = sorted(scenario.population.districts).index(district_id)
    return bool(log_odds[row, CLASSES.index(line)] > NEVER / 2)


def by_shares(scenario: Scenario, draws: AnyDraws, district: IntArray, line: IntArray) -> Leave:
    """Draw who leaves where the scenario states shares.

    Parameters
    ----------
    scenario
        Its `population`.
    draws
        The parties' streams.
    district, line
        (P,) index of the district, sorted by id, and code of the class.
    """
    ids = sorted(scenario.population.districts)
    shares = [[leaving_of(scenario.population, name, line) for line in CLASSES] for name in ids]
    wish = np.array([[share.willing for share in row] for row in shares])
    bar = np.array([[share.prevented for share in row] for row in shares])
    willing = draws.per_party("willing") < wish[district, line]
    prevented = willing & (draws.per_party("prevented") < bar[district, line])
    stated = np.uint8(REASON_CODE["stated"])
    reason = np.where(willing & ~prevented, np.uint8(0), stated).astype(np.uint8)
    return Leave(willing, prevented, reason, None)


def by_drivers(
    scenario: Scenario,
    willingness: Willingness,
    draws: AnyDraws,
    district: IntArray,
    line: IntArray,
    men: IntArray,
    afraid: IntArray,
    leaves_behind: BoolArray,
) -> Leave:
    """Draw who leaves where the scenario states drivers, before anyone has left.

    Parameters
    ----------
    scenario, willingness
        The scenario and its drivers.
    draws
        The parties' streams.
    district, line
        (P,) index of the district, sorted by id, and code of the class.
    men, afraid
        (P,) men of fighting age in each party, and those of them who fear the checkpoint.
    leaves_behind
        (P,) would leave without a member of its household.
    """
    felt = stated_drivers(scenario, willingness)
    log_odds = steps(willingness.coefficients, felt, np.zeros_like(felt.fear))
    mind = Mind(
        asked=resistance(draws.per_party("willing")),
        men=men,
        held=held_by(willingness, felt, draws, district, line, afraid),
        apart=np.where(leaves_behind, willingness.coefficients.apart, 0.0),
    )
    return decided(log_odds[:, district, line], mind)


def decided(log_odds: FloatArray, mind: Mind, party: IntArray | slice = EVERYONE) -> Leave:
    """Return who would leave, (n,) `party`, at (4, n) log-odds from ``willingness.steps``."""
    stays = resolve(log_odds, mind.asked[party], mind.apart[party])
    held = mind.held[party]
    willing = stays == 0
    return Leave(willing, willing & (held != 0), np.where(willing, held, stays), mind)


def held_by(
    willingness: Willingness,
    felt: Felt,
    draws: AnyDraws,
    district: IntArray,
    line: IntArray,
    afraid: IntArray,
) -> NDArray[np.uint8]:
    """Return (P,) the first of `KEPT_REASONS` that would keep a party from leaving, 0 if none.

    Orders hold fighters alone, and those of them who do not defect.
    """
    held = np.zeros(len(line), np.uint8)
    held[afraid > 0] = REASON_CODE["fear"]
    kept_draw = draws.per_party("prevented")
    held[kept_draw < felt.kept[district, line]] = REASON_CODE["kept"]
    fighter = np.flatnonzero(line == FIGHTER).astype(np.int32)
    if len(fighter):
        orders, defection = _commanders(willingness, felt, draws, district, fighter)
        refused = draws.per_party("orders")[fighter] < orders
        defects = draws.per_party("defection")[fighter] < defection
        held[fighter[refused & ~defects]] = REASON_CODE["orders"]
    return held


def _commanders(
    willingness: Willingness, felt: Felt, draws: AnyDraws, district: IntArray, fighter: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return orders and defection for each group of fighters, by its faction."""
    orders = felt.orders[district[fighter], FIGHTER]
    defection = felt.defection[district[fighter], FIGHTER]
    factions = [willingness.factions[name] for name in sorted(willingness.factions)]
    edges = np.cumsum([faction.share for faction in factions])
    belongs = np.searchsorted(edges, draws.per_party("faction")[fighter], side="right")
    for index, faction in enumerate(factions):
        orders[belongs == index] = faction.orders
        defection[belongs == index] = faction.defection
    return orders, defection
