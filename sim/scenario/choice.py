"""What a scenario says of decisions: when people set out, and for which corridor."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Identifier, NonNegative, Share


class Choice(Frozen):
    """When a party sets out, and which corridor it walks to.

    A party never sets out for a corridor that it would reach, by its own walking time, only after
    the last close of its class's windows as they are known.

    Parameters
    ----------
    rule
        ``nearest``: the nearest, by its own walking time, of those that admit all its members.
        ``assigned``: the one its district names, or the nearest where it names none.
        ``logit``: by chance, likelier the less it costs: walking time, expected wait, risk and
        distrust. Who turns on the way weighs the same. ``equilibrium``: nobody would be through
        earlier by another, as far as the queues at the gates decide (streets count by their walking
        times).
    theta_per_s
        With ``logit``: how much a second of cost counts; 0.002 to 0.02, assumed.
    wait_weight
        Seconds of walking that a second of waiting weighs as much as; 1 to 2.5, assumed.
    risk
        With ``logit``: risk of a corridor as people judge it beforehand, from 0 to 1; 0 where not
        named. Danger that they see on the way to it, or at its gate, while the run goes on comes on
        top: stated r and seen w make 1 - (1 - r)(1 - w).
    risk_s
        Seconds of walking that a risk of 1 weighs as much as; 0: risk does not count.
    trust
        With ``logit``: trust in a corridor, from 0 to 1; 1 where not named.
    distrust_s
        Seconds of walking that a trust of 0 weighs as much as.
    iterations
        With ``equilibrium``: most rounds of the search.
    gap
        With ``equilibrium``: it ends when the mean time to be gained is below this share.
    look_again_per_minute
        Share of those on their way who look, in a minute, whether another corridor is better; each
        at a time of its own. 0: nobody. 0.05 settles; with 1, and no least saving, people turn
        round and round between equal ways.
    least_saving
        They change only for at least this share of the cost that is left to them,
    least_saving_s
        and for at least this many seconds.
    assembly_s_per_member
        Time that a family takes to assemble, for each member beyond the first.
    help_s
        Time that helpers take to start with a party that has wounded people.
    """

    rule: Literal["nearest", "assigned", "logit", "equilibrium"] = "nearest"
    theta_per_s: Annotated[float, Field(ge=0.0, le=1.0, strict=True)] = 0.01
    wait_weight: Annotated[float, Field(ge=0.0, le=10.0, strict=True)] = 1.5
    risk: dict[Identifier, Share] = {}
    risk_s: NonNegative = 600.0
    trust: dict[Identifier, Share] = {}
    distrust_s: NonNegative = 600.0
    iterations: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 200
    gap: Share = 0.001
    look_again_per_minute: Share = 0.0
    least_saving: Share = 0.10
    least_saving_s: NonNegative = 300.0
    assembly_s_per_member: NonNegative = 0.0
    help_s: NonNegative = 0.0
