"""Make a sweep: what is there is kept, what is missing is run, and the tables come last."""

from __future__ import annotations

from pathlib import Path

from sim.experiments.many import run_each
from sim.experiments.outcome import Outcome
from sim.runner.progress import Progress, Silent
from sim.runner.validation import make_ready
from sim.sweeps.estimate import Estimate, check_budget, estimate
from sim.sweeps.folder import RUNS, about, check_same, opened
from sim.sweeps.keep import Keep
from sim.sweeps.plan import Sweep
from sim.sweeps.result import SweepResult
from sim.sweeps.store import RecordStore
from sim.sweeps.table import table_of, write_tables


def run_sweep(
    sweep: Sweep,
    out: Path,
    *,
    jobs: int = 1,
    scheduler: str = "",
    progress: Progress | None = None,
) -> SweepResult:
    """Make every run of a sweep that is not there yet, and write the tables.

    The tables are the same to the bit whatever `jobs` and `scheduler` are, and however often the
    sweep was interrupted.

    Parameters
    ----------
    sweep
        The sweep.
    out
        Its folder: new, empty, or with a part of this sweep.
    jobs
        Processes that share the runs.
    scheduler
        Address of a Dask scheduler whose workers make them instead.
    progress
        Who hears how it goes.

    Raises
    ------
    ScenarioError
        The scenario cannot be run as it is, or the sweep would take more than its budget.
    ForeignFolderError
        The folder holds something else, another sweep, or is in use.
    OSError
        The disk is full, say; what is finished is kept.
    """
    progress = progress or Silent()
    check_same(out, sweep)
    make_ready(sweep.base, progress)
    found, made = None, list[Outcome]()
    if sweep.said.budget.hours is not None:
        found, made = estimate(sweep, RecordStore(out / RUNS), jobs=jobs, progress=progress)
    check_budget(sweep, found)
    with opened(out, sweep) as store:
        for measured in made:
            store.put(measured)
        specs = list({spec.key: spec for spec in sweep.specs}.values())
        for _ in run_each(
            specs,
            jobs=jobs,
            scheduler=scheduler,
            progress=progress,
            store=store,
            run=Keep(sweep.measures),
        ):
            pass
        outcomes = {spec.key: store.read(spec.key) for spec in specs}
        lost = [key for key, outcome in outcomes.items() if outcome is None]
        if lost:
            raise OSError(f"{len(lost)} records were changed while the sweep went on; run it again")
        rows = [outcome for key in sweep.keys if (outcome := outcomes[key]) is not None]
        table = table_of(sweep, rows)
        write_tables(out, table)
    return SweepResult(about(sweep), table)


def estimate_sweep(
    sweep: Sweep, out: Path, *, jobs: int = 1, progress: Progress | None = None
) -> Estimate:
    """Return what a sweep will take; nothing is written.

    Raises
    ------
    ScenarioError
        The scenario cannot be run as it is.
    ForeignFolderError
        The folder holds something else, or another sweep.
    """
    progress = progress or Silent()
    check_same(out, sweep)
    make_ready(sweep.base, progress)
    return estimate(sweep, RecordStore(out / RUNS), jobs=jobs, progress=progress)[0]
