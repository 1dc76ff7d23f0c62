"""Where fighters and civilians were on the same streets and junctions at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results.columns import names
from sim.results.facts import Facts
from sim.results.tables import local_text, local_texts

if TYPE_CHECKING:
    import pandas as pd

WORST = 10
"""Places that the summary names."""


def crossing_table(facts: Facts, *, most: int | None = None) -> pd.DataFrame | None:
    """Return one row a place, the longest first; None where there are not people of both kinds.

    Parameters
    ----------
    facts
        The run.
    most
        Return so many of the first rows; all if None.
    """
    import pandas as pd

    record = facts.record
    found, network, clock = record.crossings, record.network, record.loaded.scenario.clock
    if found is None:
        return None
    order = np.lexsort((found.place, ~found.is_street, -found.civilians, -found.time_s))[:most]
    is_street, place = found.is_street[order], found.place[order]
    _, first_link = np.unique(network.link_street, return_index=True)
    link = first_link[np.where(is_street, place, 0)]
    ends = network.link_from[link], network.link_to[link]
    node = np.where(is_street, 0, place)
    x_m, y_m = (
        np.where(is_street, (values[ends[0]] + values[ends[1]]) / 2.0, values[node])
        for values in (network.node_x_m, network.node_y_m)
    )
    table = pd.DataFrame(
        {
            "kind": np.where(is_street, "street", "junction"),
            "place": np.where(is_street, place, network.node_id[node]).astype(np.int64),
            "x_m": x_m.round(1),
            "y_m": y_m.round(1),
            "minutes": found.time_s[order] / 60.0,
            "first_s": found.first_s[order],
            "last_s": found.last_s[order],
            "first_local": local_texts(clock, found.first_s[order]),
            "last_local": local_texts(clock, found.last_s[order]),
            "fighters": found.fighters[order],
            "civilians": found.civilians[order],
        }
    )
    return table[names("crossings.csv")]


def crossings(facts: Facts) -> dict[str, Any]:
    """Return the crossing block of ``summary.json``."""
    record = facts.record
    found, table = record.crossings, crossing_table(facts, most=WORST)
    if found is None or table is None:
        return {
            "places": 0, "minutes": 0.0, "first_s": None, "first_local": None, "last_s": None,
            "last_local": None, "fighters": 0, "civilians": 0, "worst": [],
        }  # fmt: skip
    clock = record.loaded.scenario.clock
    first_s = float(found.first_s.min()) if len(found.place) else None
    last_s = float(found.last_s.max()) if len(found.place) else None
    shown = ["kind", "place", "x_m", "y_m", "minutes", "fighters", "civilians"]
    return {
        "places": len(found.place),
        "minutes": found.both_s / 60.0,
        "first_s": first_s,
        "first_local": None if first_s is None else local_text(clock, first_s),
        "last_s": last_s,
        "last_local": None if last_s is None else local_text(clock, last_s),
        "fighters": int(found.fighters.max(initial=0)),
        "civilians": int(found.civilians.max(initial=0)),
        "worst": table[shown].to_dict("records"),
    }
