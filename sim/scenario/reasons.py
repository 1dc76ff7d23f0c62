"""Why a party stays: one reason each, so that a table of them adds up to everyone."""

from __future__ import annotations

STAY_REASONS: tuple[str, ...] = ("own", "trust_offer", "trust_guarantor", "risk_way", "apart")
"""Reasons of own choice, in the order in which they are asked after.

See ``sim.population.willingness``.

``own``: would stay even were the offer trusted and the way safe.
"""

KEPT_REASONS: tuple[str, ...] = ("orders", "kept", "fear")
"""Reasons of those who want to leave and are kept from it; the first that holds counts."""

REASONS: tuple[str, ...] = ("none", "stated", *STAY_REASONS, *KEPT_REASONS)
"""Every reason; its position here is its code. ``stated``: the scenario states shares, no reasons.

``none``: wants to leave and may.
"""

REASON_CODE: dict[str, int] = {name: code for code, name in enumerate(REASONS)}
