"""Who got out: every status by district, class and vulnerability, and how equal that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names
from sim.results.facts import Facts
from sim.results.status import STATUS_CODE, STATUSES
from sim.scenario import CLASSES

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

OUT = STATUS_CODE["out"]

VULNERABLE: tuple[str, ...] = ("children", "elderly", "impaired", "wounded")
"""Members of parties that are counted apart; one person may be in two of these groups."""


def group_table(facts: Facts) -> pd.DataFrame:
    """Return one row a group, for all districts together and for each that has such people."""
    import pandas as pd

    population = facts.record.population
    groups: list[tuple[str, str, NDArray[np.integer]]] = [("all", "all", population.persons)]
    groups += [
        ("class", name, np.where(population.line == line, population.persons, 0))
        for line, name in enumerate(CLASSES)
    ]
    groups += [("vulnerability", name, getattr(population, name)) for name in VULNERABLE]
    table = pd.concat([_rows(facts, *group) for group in groups], ignore_index=True)
    return table[names("groups.csv")]


def shares(out: NDArray[Any], willing: NDArray[Any]) -> FloatArray:
    """Return out / willing, NaN where nobody is willing."""
    willing = np.asarray(willing, np.float64)
    share: FloatArray = np.divide(
        out, willing, out=np.full(willing.shape, np.nan), where=willing > 0
    )
    return share


def gini(share: FloatArray, weight: FloatArray) -> float | None:
    """Return the Gini coefficient of shares over people.

    It is half the mean absolute difference between two people, over the mean share:
    sum_ij w_i w_j |x_i - x_j| / (2 W^2 m). None without people or with a mean of 0.
    """
    total = weight.sum()
    mean = float((share * weight).sum() / total) if total > 0 else 0.0
    if mean <= 0.0:
        return None
    difference = np.abs(share[:, None] - share[None, :])
    return float(weight @ difference @ weight / (2.0 * total**2 * mean))


def equity(facts: Facts) -> dict[str, Any] | None:
    """Return the equity block of ``summary.json``; None if nobody is willing."""
    population, out = facts.record.population, _is_out(facts)
    willing = population.willing
    count = len(population.district_ids)

    def people(who: NDArray[np.bool_]) -> FloatArray:
        counts = np.bincount(
            population.district[who], weights=population.persons[who], minlength=count
        )
        return counts.astype(np.float64)

    weight = people(willing)
    some = weight > 0
    if not some.any():
        return None
    share = shares(people(out & willing), weight)[some]
    worst = int(np.flatnonzero(some)[np.argmin(share)])

    def share_of(members: NDArray[np.integer]) -> float | None:
        total = int(members[willing].sum())
        return int(members[willing & out].sum()) / total if total else None

    return {
        "share_out": share_of(population.persons),
        "district_worst": population.district_ids[worst],
        "share_out_worst": float(share.min()),
        "share_out_median": float(np.median(share)),
        "gini": gini(share, weight[some]),
        "share_out_children": share_of(population.children),
        "share_out_impaired": share_of(population.impaired),
    }


def _is_out(facts: Facts) -> NDArray[np.bool_]:
    return np.asarray(facts.record.status == OUT, np.bool_)


def _rows(facts: Facts, kind: str, group: str, members: NDArray[np.integer]) -> pd.DataFrame:
    """Count a group's members in all and in every district where some live."""
    import pandas as pd

    population, status = facts.record.population, facts.record.status
    count = len(population.district_ids)
    district = population.district.astype(np.int64)
    cells = np.bincount(
        district * len(STATUSES) + status, weights=members, minlength=count * len(STATUSES)
    )
    by_status = cells.astype(np.int64).reshape(count, len(STATUSES))

    def people(who: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(district, weights=members * who, minlength=count).astype(np.int64)

    willing, set_out = people(population.willing), people(facts.set_out)
    some = np.flatnonzero(by_status.sum(axis=1) > 0)

    def column(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate(([values.sum()], values[some]))

    table: dict[str, Any] = {
        "kind": kind,
        "group": group,
        "district": ["", *(population.district_ids[row] for row in some)],
        "persons": column(by_status.sum(axis=1)),
        "willing": column(willing),
        "set_out": column(set_out),
    }
    table |= {name: column(by_status[:, code]) for code, name in enumerate(STATUSES)}
    table["share_out"] = shares(table["out"], table["willing"])
    return pd.DataFrame(table)
