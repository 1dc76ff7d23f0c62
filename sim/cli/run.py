"""`corridors run`: run one scenario, once or often."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import (
    Commands,
    add_jobs,
    add_overrides,
    add_until,
    from_one,
    half_widths,
    jobs_of,
    seed_number,
)
from sim.cli.codes import DONE
from sim.cli.lanes import lanes
from sim.cli.say import list_faults
from sim.runner.stopping import Stoppable

if TYPE_CHECKING:
    from sim.experiments.until import Until
    from sim.results.result import RunResult
    from sim.runner.validation import Ready
    from sim.scenario import LoadedScenario

RESULTS = Path("results")
"""Where results go unless told otherwise."""


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "run", help="run one scenario", description="Run one scenario and write its results."
    )
    command.add_argument("scenario", help="a scenario file, or the id of a shipped scenario")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where results go; default results/<id>"
    )
    command.add_argument(
        "--seed", type=seed_number, metavar="N", help="instead of the scenario's seed"
    )
    add_overrides(command)
    command.add_argument(
        "--replications",
        type=from_one,
        metavar="R",
        help="run it R times with other random numbers; tables and pictures are of the first",
    )
    add_until(command, "the mean of a measure")
    add_jobs(command)
    command.add_argument(
        "--what-helps",
        action="store_true",
        help="try changes one at a time on the same people (a lane or an hour more, a place safe, "
        "news to all, more trust), each in R runs, at least 5",
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_run_scenario)
    return command


def _run_scenario(args: argparse.Namespace) -> int:
    import sim
    from sim.report.helps import help_text
    from sim.runner.progress import progress_for
    from sim.runner.result_folder import check_replaceable
    from sim.runner.validation import make_ready
    from sim.scenario import ScenarioError

    try:
        loaded = sim.load(args.scenario, overrides=args.overrides, seed=args.seed)
    except ScenarioError as error:
        half_widths(args, (), error.faults)
        raise
    until = _until(args, loaded)
    out = args.out or RESULTS / loaded.scenario.id
    check_replaceable(out)
    progress = Stoppable(progress_for(sys.stderr, quiet=args.quiet), args.stop)
    ready = make_ready(loaded, progress)
    list_faults(ready.warnings)

    result = _run_ready(args, ready, until, out, progress)
    needs = "\n".join(lanes(ready))
    many = f"\n{result.replications.text()}" if result.replications is not None else ""
    helps = f"\n{help_text(result.helps)}" if result.helps is not None else ""
    sys.stdout.write(f"{result.headline()}\n{needs}\n{many}{helps}\nResults are in {out}\n")
    return DONE


def _until(args: argparse.Namespace, loaded: LoadedScenario) -> Until | None:
    if not args.until:
        return None
    from sim.experiments.targets import until_of

    scenarios = [loaded.scenario]
    return until_of(half_widths(args, scenarios), args.replications, scenarios)


def _run_ready(
    args: argparse.Namespace, ready: Ready, until: Until | None, out: Path, progress: Stoppable
) -> RunResult:
    """Run once or often; all this is heavy, so wrong input is answered before it."""
    if until is None and args.replications in (None, 1) and not args.what_helps:
        from sim.runner.run import run_ready

        return run_ready(ready, out=out, progress=progress)
    from sim.experiments.replicate import run_replicated

    return run_replicated(
        ready,
        args.replications,
        until=until,
        jobs=jobs_of(args),
        what_helps=args.what_helps,
        out=out,
        progress=progress,
    )
