"""`corridors compare`: scenarios on the same people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.arguments import (
    Commands,
    add_jobs,
    add_until,
    from_one,
    half_widths,
    jobs_of,
    seed_number,
)
from sim.cli.codes import DONE, FAILED, WRONG_INPUT
from sim.cli.run import RESULTS
from sim.cli.say import complain

if TYPE_CHECKING:
    from sim.scenario import Fault, LoadedScenario


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "compare",
        help="compare scenarios on the same people",
        description="Run scenarios on the same people and say how each differs from the first, "
        "and how sure that is.",
    )
    command.add_argument(
        "scenario", nargs="+", help="two or more: scenario files, or ids of shipped scenarios"
    )
    command.add_argument(
        "--replications", type=from_one, metavar="R", help="runs of each; default 10"
    )
    add_until(command, "each paired difference of a measure")
    command.add_argument(
        "--inputs",
        type=from_one,
        default=0,
        metavar="N",
        help="draw the inputs N times from their ranges as well; a verdict needs it",
    )
    add_jobs(command)
    command.add_argument(
        "--seed", type=seed_number, metavar="N", help="instead of the first one's seed"
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where it goes; default results/compare-<ids>"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_compare)
    return command


def _compare(args: argparse.Namespace) -> int:
    from sim.scenario import ScenarioError, load_scenario

    if len(args.scenario) < 2:
        complain("compare takes two scenarios or more")
        return WRONG_INPUT
    loaded: list[LoadedScenario] = []
    faults: list[Fault] = []
    for path in args.scenario:
        try:
            loaded.append(load_scenario(path))
        except ScenarioError as error:
            faults += error.faults
    until = half_widths(args, [one.scenario for one in loaded], faults)

    from sim.experiments.compare import NoRunError, compare
    from sim.runner.progress import progress_for
    from sim.runner.stopping import Stoppable

    out = args.out or RESULTS / ("compare-" + "-".join(one.scenario.id for one in loaded))[:200]
    try:
        comparison = compare(
            loaded,
            replications=args.replications,
            until=until,
            inputs=args.inputs,
            jobs=jobs_of(args),
            seed=args.seed,
            out=out,
            progress=Stoppable(progress_for(sys.stderr, quiet=args.quiet), args.stop),
        )
    except NoRunError as error:
        complain(str(error))
        return FAILED
    sys.stdout.write(f"{comparison.text()}\nThe comparison is in {out}\n")
    return DONE
