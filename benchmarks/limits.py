"""What must hold and what we would like, beside what was measured: a row a limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks._common import Record, table
from benchmarks.agents import LIMIT_S
from benchmarks.decisions import MOST_BYTES, MOST_SHARE
from benchmarks.peers import ALEPPO, HEAP, OURS, OURS_MIXED, PACKED
from benchmarks.recipe import PEOPLE as PEOPLE_OF_GRID
from benchmarks.scaling import MOST_COST, MOST_MB
from benchmarks.sweep import LEAST_SPEED_UP, MOST_MIN, PEOPLE, RUNS

Records = dict[str, Record]
"""What the benchmarks wrote, by the name of the file."""


@dataclass(frozen=True)
class Limit:
    """What must hold, what we would like, and where to look what does.

    `must` and `goal` take the records and return the figure that the measured one may not exceed,
    or, with `at_least`, not fall short of.
    """

    work: str
    unit: str
    measured: Callable[[Records], float]
    must: Callable[[Records], float]
    goal: Callable[[Records], float] | None = None
    at_least: bool = False


def kernels_of(records: Records) -> Record:
    """Return the comparison with the reference kernels; KeyError if it failed."""
    for compared in records["peers"].get("comparisons", []):
        if "differs" not in compared:
            return dict(compared)
    raise KeyError("the kernels were not compared")


def slow_peers_of(records: Records) -> list[Record]:
    """Return the comparisons with other simulators."""
    compared = records.get("peers", {}).get("comparisons", [])
    return [one for one in compared if "differs" in one]


def kernel_row(records: Records, engine: str) -> Record:
    """Return an engine's row among the kernels; KeyError if they moved another number of people."""
    compared = kernels_of(records)
    if compared["people"] != PEOPLE_OF_GRID:
        raise KeyError("the limits are for another number of people")
    rows: list[Record] = compared["rows"]
    return next(row for row in rows if row["engine"] == engine)


def over_heap(engine: str, figure: str = "seconds") -> Callable[[Records], float]:
    """Measure an engine by `event_heap` in the same run."""
    return lambda r: float(kernel_row(r, engine)[figure] / kernel_row(r, HEAP.name)[figure])


def always(value: float) -> Callable[[Records], float]:
    """Return a limit that does not depend on what was measured."""
    return lambda _: value


def packed_times(factor: float) -> Callable[[Records], float]:
    """Return a multiple of the packed kernel's time, by `event_heap`."""
    return lambda r: factor * over_heap(PACKED.name)(r)


def found(name: str, *path: str) -> Callable[[Records], float]:
    """Return a figure of a record."""

    def look(records: Records) -> float:
        at: Any = records[name]
        for step in path:
            at = at[step]
        return float(at)

    return look


def at_people(records: Records, people: int, figure: str) -> float:
    """Return a figure of the size with that many people."""
    rows = records["scaling"]["rows"]
    return float(next(row[figure] for row in rows if row["people"] == people))


def worst_cost(records: Records) -> float:
    """Return the largest cost ratio from 250,000 people on."""
    rows = records["scaling"]["rows"]
    return float(max(row["cost_ratio"] for row in rows if row["people"] >= 250_000))


def thousand_s(records: Records) -> float:
    """Return what a thousand runs took; KeyError if fewer, or of fewer people, were made."""
    record = records["sweep"]
    if (record["whole"]["runs"], record["people"]) != (RUNS, PEOPLE):
        raise KeyError("not a thousand runs of everyone")
    return float(record["whole"]["seconds"])


_HEAP_S = 0.42
"""What `event_heap` takes on the machine that the limits in seconds were written for."""

LIMITS = (
    Limit("grid, 250,000 single people", "x event_heap",
          over_heap(OURS), always(1.0), packed_times(1.5)),
    Limit("grid --mixed, cost of a traversal", "x event_heap",
          over_heap(OURS_MIXED, "ns_per_traversal"), always(1.5), always(1.0)),
    Limit("real Aleppo, 50,000 households", "x event_heap",
          over_heap(ALEPPO["households"]), always(0.4 / _HEAP_S), always(0.2 / _HEAP_S)),
    Limit("real Aleppo, 275,000 single people", "x event_heap",
          over_heap(ALEPPO["singles"]), always(4.0 / _HEAP_S), always(1.5 / _HEAP_S)),
    Limit("5 million people, peak memory", "MB",
          lambda r: at_people(r, 5_000_000, "peak_rss_mb"), always(MOST_MB)),
    Limit("cost of a traversal up to 5 million, at most", "x that at 250,000",
          worst_cost, always(MOST_COST)),
    Limit("memory a party beside the network, 275,000 single people", "bytes",
          found("aleppo-singles", "bytes_per_party"), always(100.0), always(64.0)),
    Limit("memory a party beside the network, 50,000 households", "bytes",
          found("aleppo-households", "bytes_per_party"), always(100.0), always(64.0)),
    Limit("deciding, everything on", "share of a run",
          found("decisions", "share"), always(MOST_SHARE)),
    Limit("deciding, everything on, nothing written", "share of a run",
          found("decisions", "share_unwritten"), always(MOST_SHARE)),
    Limit("memory that decisions hold a party", "bytes",
          found("decisions", "bytes_per_party"), always(MOST_BYTES)),
    Limit("a thousand runs of 275,000 people in households, two cores", "s",
          thousand_s, always(60.0 * MOST_MIN)),
    Limit("two cores beside one", "times as fast",
          found("sweep", "speed_up", "speed_up"), always(LEAST_SPEED_UP), at_least=True),
    Limit("a view of each of 275,000 parties", "s",
          found("agents", "work", "a view of each", "seconds"), always(LIMIT_S)),
)  # fmt: skip
PEER_LIMITS = {"UXsim C++": 80.0, "SUMO meso": 80.0, "Mesa objects": 500.0}
"""How many times faster than each we must be."""


def limits_table(records: Records) -> str:
    """Return must, goal and measured, a row a limit; a peer's row says how much faster we are.

    What was not measured has no row.
    """
    rows = []
    for limit in LIMITS:
        try:
            measured, must = limit.measured(records), limit.must(records)
            goal = None if limit.goal is None else limit.goal(records)
        except (KeyError, IndexError, TypeError, ValueError, StopIteration):
            continue
        figures = [_figure(must), "" if goal is None else _figure(goal), _figure(measured)]
        verdict = _verdict(measured, must, goal, at_least=limit.at_least)
        rows.append([limit.work, limit.unit, *figures, verdict])
    for comparison in slow_peers_of(records):
        peer = comparison["rows"][1]
        must = PEER_LIMITS[peer["engine"]]
        verdict = _verdict(peer["ratio"], must, None, at_least=True)
        work = f"faster than {peer['engine']}, {comparison['people']:,} people"
        rows.append([work, "times", f"{must:.0f}", "", f"{peer['ratio']:.0f}", verdict])
    if not rows:
        return ""
    return table(["work", "measured in", "must", "goal", "measured", ""], rows)


def _figure(number: float) -> str:
    return f"{number:.3g}" if number < 1000 else f"{number:.0f}"


def _verdict(measured: float, must: float, goal: float | None, *, at_least: bool) -> str:
    """Say whether a figure is within its limit, and within its goal."""
    if measured < must if at_least else measured > must:
        return "missed"
    return "goal reached" if goal is not None and measured <= goal < must else "holds"
