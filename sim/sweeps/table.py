"""The table of a sweep: a row a run, in the order of the design, whoever finished first."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.outcome import Outcome
from sim.sweeps.folder import FINISHED, TABLE_CSV, TABLE_PARQUET, write_whole
from sim.sweeps.plan import Sweep

if TYPE_CHECKING:
    import pandas as pd


def table_of(sweep: Sweep, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return a row a run: which it is, factors, cost, measures, error, key.

    `RunId` and `iteration` are what mesa's `batch_run` calls a run's number and its replication.

    Parameters
    ----------
    sweep
        The sweep.
    outcomes
        (R,) outcomes in the order of its runs.
    """
    import pandas as pd

    runs = list(sweep.runs())
    columns: dict[str, Any] = {
        "RunId": list(range(len(runs))),
        "iteration": [replication for _, replication in runs],
        "point": [point.number for point, _ in runs],
        "seed": [sweep.seed] * len(runs),
    }
    for factor in sweep.factors:
        columns[factor.name] = _column([sweep.value(point, factor) for point, _ in runs])
    costs = [sweep.cost(point) for point, _ in runs]
    if any(cost is not None for cost in costs):
        columns["cost"] = pd.array(costs, dtype="Float64").to_numpy(float, na_value=float("nan"))
    for name in sweep.measures:
        values = [outcome.measures.get(name) for outcome in outcomes]
        columns[name] = pd.Series(values, dtype="float64")
    columns["error"] = [outcome.error for outcome in outcomes]
    columns["key"] = [outcome.key for outcome in outcomes]
    return pd.DataFrame(columns)


def write_tables(folder: Path, table: pd.DataFrame) -> None:
    """Write ``runs.csv``, ``runs.parquet``, and their hashes last."""
    stream = io.BytesIO()
    table.to_parquet(stream, index=False)
    data = {
        TABLE_CSV: table.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace"),
        TABLE_PARQUET: stream.getvalue(),
    }
    for name, content in data.items():
        write_whole(folder / name, content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}
    write_whole(folder / FINISHED, (json.dumps(hashes, indent=1) + "\n").encode())


def _column(values: list[Any]) -> list[Any]:
    """Return values of one kind: numbers, or texts; anything else as JSON."""
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if numbers or all(isinstance(value, str) for value in values):
        return values
    if all(isinstance(v, int | float | None) and not isinstance(v, bool) for v in values):
        return [float("nan") if value is None else float(value) for value in values]
    return [json.dumps(value, ensure_ascii=False) for value in values]
