"""What a sweep will take: number of runs, time, disk, from runs that were made."""

from __future__ import annotations

import statistics
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

MEASURED = 3
"""Runs that are measured, spread over the points, after one to load streets and compiled code."""


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
        many = f"{self.measured:,} run{'' if self.measured == 1 else 's'}"
        of = (
            f"{many} that {'is' if self.measured == 1 else 'are'} there"
            if self.known
            else (f"{many} made now")
        )
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

    What is there already is the measure; with nothing there, one run is made to warm up and a few
    to be measured: points differ in what they take.

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
    sample = known or made[1:] or made
    run_s = statistics.median(outcome.seconds for outcome in sample)
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
        disk_bytes=disk_bytes(sweep),
    ), made


def disk_bytes(sweep: Sweep) -> float:
    """Return the room that a sweep's records and tables take: no run need be made to tell."""
    longest = dict.fromkeys(sweep.measures, -123456.7890123456)
    outcome = Outcome("0" * 64, sweep.base.scenario.id, sweep.seed, 0, longest, seconds=1.23456789)
    blocks = -(-(len(outcome.to_json()) + 66) // BLOCK_BYTES)
    cells = len(sweep.measures) + len(sweep.factors) + 8
    files = len(dict.fromkeys(sweep.keys))
    return float(files * blocks * BLOCK_BYTES + sweep.run_count * cells * CELL_BYTES)


def check_budget(sweep: Sweep, found: Estimate | None) -> None:
    """See that a sweep keeps to its budget.

    Parameters
    ----------
    sweep
        The sweep.
    found
        What it will take; None where its time was not estimated.

    Raises
    ------
    ScenarioError
        It does not; one fault for time, one for disk.
    """
    budget, place = sweep.said.budget, Place(sweep.file)
    faults = []
    room = disk_bytes(sweep)
    if budget.hours is not None and found is not None and found.seconds > budget.hours * 3600.0:
        faults.append(
            Fault(
                ("budget", "hours"),
                f"{found.runs - found.known:,} runs would take about {spoken(found.seconds)} with "
                f"--jobs {found.jobs}, and the budget is {budget.hours:g} h",
                "Take fewer points or replications, more --jobs, or raise budget.hours.",
                place,
            )
        )
    if budget.disk_mb is not None and room > budget.disk_mb * 1e6:
        faults.append(
            Fault(
                ("budget", "disk_mb"),
                f"the records would take about {room / 1e6:.1f} MB, and the budget is "
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
    """Make the first run and some of other points."""
    if not is_compiled():
        progress.stage("compiling the movement engine, once")
        compile_engine()
    points = len(sweep.points)
    at = [0, *(points * (2 * k + 1) // (2 * MEASURED) for k in range(MEASURED))]
    chosen = list(dict.fromkeys(at))
    progress.stage(f"making {len(chosen)} runs to measure how long one takes")
    made = [Keep(sweep.measures)(sweep.specs[number]) for number in chosen]
    return list({outcome.key: outcome for outcome in made}.values())
