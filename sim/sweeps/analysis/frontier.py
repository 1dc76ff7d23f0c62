"""Cost against what is wanted: the settings that no other beats in both.

A setting is one value of every factor that costs something, what a planner decides. Over all other
factors, what nobody knows, the mean is taken: a point is not good because its people walk fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from sim.sweeps.result import SweepResult


def frontier(result: SweepResult) -> pd.DataFrame | None:
    """Return a row a setting: its factors, cost, mean of the objective, points, ``best``.

    Cheapest first. ``best``: no setting costs as little and gives as much, one of them better.
    None where the sweep states no costs.
    """
    points = result.points
    if "cost" not in points:
        return None
    goal, measure = next(iter(result.about["objective"].items()))
    decided = [factor["name"] for factor in result.about["factors"] if _costs(factor)]
    known = points.dropna(subset=["cost", measure])
    groups = known.groupby([*decided, "cost"], sort=True)[measure]
    table = groups.agg(["mean", "size"]).reset_index()
    table = table.rename(columns={"mean": measure, "size": "points"})
    wanted = table[measure].to_numpy(np.float64) * (1.0 if goal == "maximise" else -1.0)
    cost = table["cost"].to_numpy(np.float64)
    order = np.lexsort((-wanted, cost))
    best = np.zeros(len(table), np.bool_)
    reached, spent = -np.inf, -np.inf
    for row in order.tolist():
        if wanted[row] > reached or (wanted[row] == reached and cost[row] == spent):
            best[row] = True
            reached, spent = wanted[row], cost[row]
    sorted_by_cost: pd.DataFrame = table.assign(best=best).iloc[order]
    return sorted_by_cost


def _costs(factor: dict[str, Any]) -> bool:
    """Whether a factor's values cost something: each by itself, or a unit of it."""
    return bool(factor.get("costs")) or factor.get("cost_per_unit") is not None
