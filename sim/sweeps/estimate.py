"""What a sweep will take: number of runs, time, disk, from runs that were made."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine.warmup import compile_engine, is_compiled
from sim.experiments.outcome import Outcome
from sim.runner.progress import Progress
from sim.scenario import Fault, ScenarioError
from sim.scenario.faults import Place
from sim.sweeps.keep import Keep
from sim.sweeps.plan import Sweep
from sim.sweeps.store import RecordStore

BLOCK_BYTES = 4096
"""What the smallest file takes on a common disk."""

CELL_BYTES = 30
"""What a number takes in both tables, about."""

WARM = 1
"""Runs that are made before one is measured: streets and compiled code are loaded by then."""


@dataclass(frozen=True)
class Estimate:
    """What is left to do, and what it takes.

    Parameters
    ----------
    runs, points, replications
        The whole sweep.
    known
        Runs that are there already.
    run_s
        Time of a run in one process, in seconds.
    measured
        How many runs that is the median of.
    seconds
        Time that the other runs take.
    jobs
        Processes that share them.
    disk_bytes
        Room that all takes in the end.
    """

    runs: int
    points: int
    replications: int
    known: int
    run_s: float
    measured: int
    seconds: float
    jobs: int
    disk_bytes: float

    def text(self) -> str:
        """Return it in words."""
        there = f", {self.known:,} of them are there already" if self.known else ""
        how = "1 process" if self.jobs == 1 else f"{self.jobs} processes"
        of = "a run made now" if not self.known else f"{self.measured:,} runs that are there"
        return (
            f"{self.runs:,} runs: {self.points:,} points, {self.replications:,} "
            f"replication{'' if self.replications == 1 else 's'} of each{there}\n"
            f"time: about {spoken(self.seconds)} with {how} ({self.run_s:.2g} s a run, the median "
            f"of {of}; as if {how} ran at full speed)\n"
            f"disk: about {self.disk_bytes / 1e6:.1f} MB\n"
        )


def estimate(
    sweep: Sweep, store: RecordStore, *, jobs: int, progress: Progress
) -> tuple[Estimate, list[Outcome]]:
    """Return what a sweep will take, and the runs that were made to find out.

    What is there already is the measure; with nothing there, one run is made to warm up and one
    to be measured.

    Parameters
    ----------
    sweep
        The sweep.
    store
        Its records; nothing is written.
    jobs
        Processes that will share the runs.
    progress
        Hears what is going on.
    """
    keys = dict.fromkeys(sweep.keys)
    known = [outcome for key in keys if (outcome := store.get(key)) is not None]
    made: list[Outcome] = []
    if not known:
        made = _measured(sweep, progress)
    sample = known or made[-1:]
    run_s = statistics.median(outcome.seconds for outcome in sample)
    record = statistics.fmean(len(outcome.to_json()) + 65 for outcome in sample)
    blocks = -(-record // BLOCK_BYTES)
    cells = len(sweep.measures) + len(sweep.factors) + 8
    left = len(keys) - len(known)
    return Estimate(
        runs=sweep.run_count,
        points=len(sweep.points),
        replications=sweep.said.replications,
        known=len(known),
        run_s=run_s,
        measured=len(sample),
        seconds=run_s * left / min(jobs, max(left, 1)),
        jobs=jobs,
        disk_bytes=len(keys) * blocks * BLOCK_BYTES + sweep.run_count * cells * CELL_BYTES,
    ), made


def check_budget(sweep: Sweep, found: Estimate) -> None:
    """See that an estimate keeps to the budget.

    Raises
    ------
    ScenarioError
        It does not; one fault for time, one for disk.
    """
    budget, place = sweep.said.budget, Place(sweep.file)
    faults = []
    if budget.hours is not None and found.seconds > budget.hours * 3600.0:
        faults.append(
            Fault(
                ("budget", "hours"),
                f"{found.runs - found.known:,} runs would take about {spoken(found.seconds)} with "
                f"--jobs {found.jobs}, and the budget is {budget.hours:g} h",
                "Take fewer points or replications, more --jobs, or raise budget.hours.",
                place,
            )
        )
    if budget.disk_mb is not None and found.disk_bytes > budget.disk_mb * 1e6:
        faults.append(
            Fault(
                ("budget", "disk_mb"),
                f"the records would take about {found.disk_bytes / 1e6:.1f} MB, and the budget is "
                f"{budget.disk_mb:g} MB",
                "Keep fewer measures, take fewer points, or raise budget.disk_mb.",
                place,
            )
        )
    if faults:
        raise ScenarioError(faults)


def spoken(seconds: float) -> str:
    """Return a time as people say it, to two figures."""
    if seconds < 90.0:
        return f"{seconds:.2g} s" if seconds < 10.0 else f"{seconds:.0f} s"
    if seconds < 5400.0:
        return f"{seconds / 60.0:.0f} min"
    return f"{seconds / 3600.0:.1f} h"


def _measured(sweep: Sweep, progress: Progress) -> list[Outcome]:
    specs: Sequence[object] = sweep.specs[: WARM + 1]
    if not is_compiled():
        progress.stage("compiling the movement engine, once")
        compile_engine()
    progress.stage(f"making {len(specs)} runs to measure how long one takes")
    return [Keep(sweep.measures)(spec) for spec in sweep.specs[: WARM + 1]]
