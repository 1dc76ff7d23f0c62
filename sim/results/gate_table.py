"""``corridors.csv``: what passed each gate in every report interval, zero rows included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.results import windows
from sim.results.columns import names
from sim.results.facts import Facts
from sim.results.queues import cumulative_curves, services
from sim.results.tables import local_texts
from sim.results.weighted import grouped_mean, grouped_quantile
from sim.scenario import CLASSES

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
CountArray = NDArray[np.int64]


def interval_edges(end_s: float, interval_s: float) -> FloatArray:
    """Return the edges of the report intervals up to the run's end; the last may be shorter."""
    count = max(1, int(np.ceil(round(end_s / interval_s, 9))))
    edges = np.arange(count + 1, dtype=np.float64) * interval_s
    edges[-1] = max(end_s, edges[-2])
    return edges


def interval_of(time_s: FloatArray, edge_s: FloatArray) -> CountArray:
    """Return the interval [edge, next edge) of each time; the run's last instant is in the last."""
    found = np.searchsorted(edge_s, time_s, side="right") - 1
    return np.clip(found, 0, len(edge_s) - 2).astype(np.int64)


def corridor_table(facts: Facts, interval_s: float) -> pd.DataFrame:
    """Return one row a corridor and report interval, in that order."""
    import pandas as pd

    record = facts.record
    clock = record.loaded.scenario.clock
    edges = interval_edges(record.end_s, interval_s)
    gates, bins = len(record.corridor_ids), len(edges) - 1
    table: dict[str, object] = {
        "corridor": np.repeat(np.asarray(record.corridor_ids, object), bins),
        "begin_s": np.tile(edges[:-1], gates),
        "end_s": np.tile(edges[1:], gates),
        "begin_local": local_texts(clock, edges[:-1]) * gates,
        "end_local": local_texts(clock, edges[1:]) * gates,
    }
    table |= _counts(facts, edges)
    rows = [facts.sample(edge) for edge in edges[1:]]
    table["forecourt"] = record.series.forecourt.sum(axis=2)[rows].T.ravel()
    table["queue"] = record.series.queued_for[rows].T.ravel()
    table |= _waits(facts, edges)
    table["queue_wait_s"] = np.concatenate([_queue_wait(facts, g, edges) for g in range(gates)])
    opened, used = zip(*(_open_and_use(facts, gate, edges) for gate in range(gates)), strict=True)
    table["open_s"] = np.concatenate(opened)
    table["utilisation"] = np.concatenate(used)
    return pd.DataFrame(table)[names("corridors.csv")]


def queue_table(facts: Facts) -> pd.DataFrame:
    """Return one row a control interval and corridor: where its queue stands, who has passed."""
    import pandas as pd

    record = facts.record
    series, gates = record.series, len(record.corridor_ids)
    joined = np.column_stack([cumulative_curves(facts, gate).joined for gate in range(gates)])
    forecourt = series.forecourt.sum(axis=2)
    table = {
        "time_s": np.repeat(series.time_s, gates),
        "corridor": np.tile(np.asarray(record.corridor_ids, object), len(series.time_s)),
        "forecourt": forecourt.ravel(),
        # Who stands aside for a class that may not pass yet is in the forecourt's lines.
        "streets": np.maximum(series.queued_for - forecourt, 0).ravel(),
        "passed": (joined - series.queued_for).ravel(),
    }
    return pd.DataFrame(table)[names("queues.csv")]


def _counts(facts: Facts, edges: FloatArray) -> dict[str, CountArray]:
    """People who arrived, passed and were out in each cell, in all and by class."""
    record = facts.record
    moments = {
        "arrived": record.gate_arrival_s,
        "passed": record.service_begin_s,
        "out": record.out_s,
    }
    counts: dict[str, CountArray] = {}
    for name, time_s in moments.items():
        by_class = np.stack([_people(facts, edges, time_s, line) for line in range(len(CLASSES))])
        counts[name] = by_class.sum(axis=0)
        if name != "out":
            counts |= {f"{name}_{c}": by_class[line] for line, c in enumerate(CLASSES)}
    return counts


def _people(facts: Facts, edges: FloatArray, time_s: FloatArray, line: int) -> CountArray:
    population = facts.record.population
    who = (facts.through >= 0) & ~np.isnan(time_s) & (population.line == line)
    cells = _cells(facts, edges, time_s, who)
    size = len(facts.record.corridor_ids) * (len(edges) - 1)
    return np.bincount(cells, weights=population.persons[who], minlength=size).astype(np.int64)


def _cells(
    facts: Facts, edges: FloatArray, time_s: FloatArray, who: NDArray[np.bool_]
) -> CountArray:
    return facts.through[who].astype(np.int64) * (len(edges) - 1) + interval_of(time_s[who], edges)


def _waits(facts: Facts, edges: FloatArray) -> dict[str, FloatArray]:
    """Wait from gate to lane of those who passed in each cell, over people."""
    record = facts.record
    who = facts.passed & (facts.bound >= 0)
    cells = _cells(facts, edges, record.service_begin_s, who)
    wait = record.service_begin_s[who] - record.gate_arrival_s[who]
    weight = record.population.persons[who]
    size = len(record.corridor_ids) * (len(edges) - 1)
    return {
        "wait_mean_s": grouped_mean(cells, wait, weight, size),
        "wait_median_s": grouped_quantile(cells, wait, weight, 0.5, size),
        "wait_p95_s": grouped_quantile(cells, wait, weight, 0.95, size),
    }


def _queue_wait(facts: Facts, gate: int, edges: FloatArray) -> FloatArray:
    """Return how long the last one to pass in each interval had queued, NaN if nobody passed."""
    curves = cumulative_curves(facts, gate)
    result = np.full(len(edges) - 1, np.nan)
    cells = interval_of(curves.begin_s, edges)
    # Services come in order of time: the last one written to a cell is its last.
    result[cells] = curves.waits_s()
    return result


def _open_and_use(facts: Facts, gate: int, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Open seconds and utilisation of each interval."""
    spans = windows.open_spans(facts.record.gates, gate, facts.duration_s)
    opened = np.diff(windows.open_before(spans, edges))
    lanes = int(facts.record.gates.lanes[gate])
    if lanes <= 0:
        return opened, np.full(len(opened), np.nan)
    busy = windows.busy_inside(*services(facts, gate), spans, edges)
    open_lane_s = opened * lanes
    use = np.divide(busy, open_lane_s, out=np.full(len(opened), np.nan), where=opened > 0.0)
    return opened, use
