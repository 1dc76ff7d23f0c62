"""Streets in ruins: each damage in a line of the summary, and what it left of each link."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results.facts import Facts, assumption
from sim.results.record import DamageRecord

FloatArray = NDArray[np.float64]
Json = dict[str, Any]


def damages(facts: Facts) -> list[Json]:
    """Return one entry a damage of the scenario, in the order of their ids."""
    record = facts.record
    found = []
    for key, damage in sorted(record.damage.items()):
        assumed = assumption(record.loaded, ("damage", key))
        links = np.flatnonzero(_touched(damage))
        streets, first = np.unique(record.network.link_street[links], return_index=True)
        rows = links[first]
        cleared_s = damage.clear_s[links]
        last_s = float(cleared_s.max(initial=damage.begin_s))
        found.append(
            {
                "id": key,
                "name": record.loaded.scenario.damage[key].name,
                "assumed": assumed is not None,
                "assumed_why": assumed or "",
                "begin_s": damage.begin_s,
                "cleared_s": last_s if np.isfinite(last_s) else None,
                "streets": len(streets),
                "streets_m": round(float(record.network.link_length_m[rows].sum()), 1),
                "closed": int((damage.capacity_factor[rows] == 0.0).sum()),
                "cleared": int((damage.clear_s[rows] <= record.end_s).sum()),
            }
        )
    return found


def damage_columns(facts: Facts) -> dict[str, FloatArray]:
    """Return what damage left of each link at its worst, from when, and until when it was harmed.

    Where several damages meet, their factors multiply; they count from the first to the last.
    """
    count = facts.record.network.link_count
    flow, speed = np.ones(count), np.ones(count)
    begin_s, clear_s = np.full(count, np.nan), np.full(count, np.nan)
    for damage in facts.record.damage.values():
        on = _touched(damage)
        flow[on] *= damage.capacity_factor[on]
        speed[on] *= damage.speed_factor[on]
        begin_s[on] = np.fmin(begin_s[on], damage.begin_s)
        clear_s[on] = np.fmax(clear_s[on], damage.clear_s[on])
    clear_s[np.isinf(clear_s)] = np.nan
    return {
        "damage_flow": flow,
        "damage_speed": speed,
        "damaged_s": begin_s,
        "cleared_s": clear_s,
    }


def _touched(damage: DamageRecord) -> NDArray[np.bool_]:
    return np.asarray((damage.capacity_factor < 1.0) | (damage.speed_factor < 1.0))
