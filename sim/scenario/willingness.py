"""What a scenario says of why people leave or stay: drivers, and how much each of them weighs.

The logit that reads these is ``sim.population.willingness``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Identifier, NonNegative, PersonClass, Positive, Share

Weight = Annotated[float, Field(ge=0.0, le=10.0, strict=True)]
"""A coefficient of the log-odds; 0 switches its driver off."""


class Drivers(Frozen):
    """What people see, believe and are told. Every default is neutral: it moves nobody.

    Parameters
    ----------
    trust_offer
        Trust that the offer holds; 0: nobody leaves, 0.5: neutral, 1: everyone wants to leave
        whom no other driver at its own extreme holds.
    trust_guarantor
        Trust in whoever guarantees it; 0: nobody leaves, 1: neutral.
    risk_way
        Risk seen along the way to a corridor; 0: neutral, 1: nobody leaves.
    risk_home
        Risk seen near home, such as recent shelling, which drives people out; 0: neutral.
    siege_days
        Days under siege; 0: neutral.
    neighbours_seen
        How much of its district's leaving a household gets to see; 0: neutral, 1: all of it.
    orders
        Share of the fighters' groups whose commanders refuse; 0: neutral, 1: none leaves that
        does not defect.
    defection
        Share of those groups that leave in spite of it; 0: neutral.
    fear
        Share of the civilian men of fighting age who fear arrest or conscription at the checkpoint;
        0: neutral, 1: all of them.
    kept
        Share of the willing whom others keep from leaving; 0: neutral, 1: all of them.
    """

    trust_offer: Share = 0.5
    trust_guarantor: Share = 1.0
    risk_way: Share = 0.0
    risk_home: Share = 0.0
    siege_days: NonNegative = 0.0
    neighbours_seen: Share = 0.0
    orders: Share = 0.0
    defection: Share = 0.0
    fear: Share = 0.0
    kept: Share = 0.0


class DriversHere(Frozen):
    """Drivers where they differ for a class, or for a class in a district.

    Parameters
    ----------
    trust_offer
        As in ``Drivers``, like the others; null: as for everyone.
    trust_guarantor
        Trust in whoever guarantees the offer.
    risk_way
        Risk seen along the way.
    risk_home
        Risk seen near home.
    siege_days
        Days under siege.
    neighbours_seen
        How much of its district's leaving a household gets to see.
    orders
        Share of the fighters' groups whose commanders refuse.
    defection
        Share of those groups that leave in spite of it.
    fear
        Share of the men of fighting age who fear the checkpoint.
    kept
        Share of the willing whom others keep from leaving.
    """

    trust_offer: Share | None = None
    trust_guarantor: Share | None = None
    risk_way: Share | None = None
    risk_home: Share | None = None
    siege_days: NonNegative | None = None
    neighbours_seen: Share | None = None
    orders: Share | None = None
    defection: Share | None = None
    fear: Share | None = None
    kept: Share | None = None


class Coefficients(Frozen):
    """What the drivers weigh in the log-odds of wanting to leave: assumed, nobody measured them.

    Parameters
    ----------
    constant
        Log-odds where every driver is neutral; 0: half of all.
    trust_offer
        Weight of the log-odds of the trust in the offer.
    trust_guarantor
        Weight of the logarithm of the trust in the guarantor.
    risk_way
        Weight of the logarithm of one less the risk along the way.
    risk_home
        What a risk of 1 near home adds.
    hardship
        What a siege without end adds.
    siege_scale_days
        After so many days a siege has added 63 % of that.
    neighbours
        What it adds that all of one's district have left, where all of it is seen.
    apart
        What it takes off to leave without a member who stays behind (``split: allowed``).
    trust_lost
        Share of the trust in the offer that those lose who see, from home, a place that is unsafe
        or a corridor that an incident shuts; it comes back as ``ceasefire.half_life_s`` says.
    """

    constant: Annotated[float, Field(ge=-10.0, le=10.0, strict=True)] = 0.0
    trust_offer: Weight = 1.0
    trust_guarantor: Weight = 1.0
    risk_way: Weight = 2.0
    risk_home: Weight = 1.0
    hardship: Weight = 1.0
    siege_scale_days: Positive = 30.0
    neighbours: Weight = 2.0
    apart: Weight = 2.0
    trust_lost: Share = 0.5


class Faction(Frozen):
    """A part of the fighters whose commanders answer the offer in their own way.

    Parameters
    ----------
    share
        Its part of the fighters' groups.
    orders
        As in ``Drivers``.
    defection
        As in ``Drivers``.
    """

    share: Share
    orders: Share = 0.0
    defection: Share = 0.0


class Willingness(Frozen):
    """Why people leave or stay: a logit over stated drivers, instead of stated shares.

    Parameters
    ----------
    coefficients
        What each driver weighs: the same in scenarios that are compared.
    drivers
        The drivers, for everyone.
    by_class
        Where they differ for a class.
    by_district
        Where they differ for a class in a district, by the district's id.
    factions
        Parts of the fighters, by their ids; who belongs to none has the class's `orders`.
    men_share
        Share of civilian adults who are men of fighting age.
    split
        ``never``: a household leaves whole or stays, so one man's fear holds all; ``allowed``: it
        may leave without the men who fear the checkpoint, if a grown-up goes with it.
    reconsider_s
        During the run a party at home thinks again this often, at times of its own, and at once
        when a place that it sees becomes unsafe or safe; 1800 is assumed.
    reunite
        What the two parts of a divided household do that both leave. ``go``: each goes when it is
        ready, by the corridor that suits it; ``wait``: who is ready first waits for the other at
        home, both take one corridor, and who is at the place of safety first takes no bus from
        there before the other is safe.
    """

    coefficients: Coefficients = Coefficients()
    drivers: Drivers = Drivers()
    by_class: dict[PersonClass, DriversHere] = {}
    by_district: dict[str, dict[PersonClass, DriversHere]] = {}
    factions: dict[Identifier, Faction] = {}
    men_share: Share = 0.5
    split: Literal["never", "allowed"] = "never"
    reconsider_s: Positive = 1800.0
    reunite: Literal["go", "wait"] = "go"
