"""`corridors sweep`: many runs of one file, kept run by run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands, add_jobs, jobs_of
from sim.cli.codes import DONE, WRONG_INPUT
from sim.cli.run import RESULTS
from sim.cli.say import complain


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "sweep",
        help="run a scenario at many points of its inputs",
        description="Make the runs of a sweep file, each kept as soon as it is finished. "
        "Interrupted, the same command goes on where it was.",
    )
    command.add_argument("sweep", help="a sweep file, or the id of a shipped sweep")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="its folder; default results/sweep-<file>"
    )
    add_jobs(command)
    command.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="a Dask scheduler, such as tcp://host:8786, whose workers make the runs instead",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="say how many runs, how long, how much disk"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_sweep)
    return command


def _sweep(args: argparse.Namespace) -> int:
    from sim.runner.progress import progress_for
    from sim.runner.stopping import Stoppable
    from sim.sweeps.read import read_sweep

    progress = Stoppable(progress_for(sys.stderr, quiet=args.quiet), args.stop)
    if args.scheduler and args.jobs is not None:
        complain("--jobs are processes of this machine; with --scheduler there are none")
        return WRONG_INPUT
    progress.stage("checking every point")
    sweep = read_sweep(args.sweep, checked=lambda _: args.stop.check())
    out = args.out or RESULTS / f"sweep-{sweep.name}"

    from sim.sweeps.folder import RUNS
    from sim.sweeps.run import estimate_sweep, run_sweep

    if args.dry_run:
        sys.stdout.write(estimate_sweep(sweep, out, jobs=jobs_of(args), progress=progress).text())
        return DONE
    try:
        result = run_sweep(
            sweep, out, jobs=jobs_of(args), scheduler=args.scheduler, progress=progress
        )
    except (KeyboardInterrupt, OSError):
        kept = sum(1 for _ in (out / RUNS).glob("*/*.json"))
        if kept:
            complain(
                f"{kept:,} finished runs are kept in {out}; the same command goes on with them"
            )
        raise
    sys.stdout.write(
        f"{result.text()}\nThe sweep is in {out}\nWhat it says: corridors analyse {out}\n"
    )
    return DONE
