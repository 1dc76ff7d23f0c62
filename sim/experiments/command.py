"""What `corridors compare` does behind its arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.experiments.compare import compare
from sim.experiments.progress import StoppableRuns, runs_progress_for
from sim.scenario import LoadedScenario


def compare_command(
    args: argparse.Namespace, loaded: Sequence[LoadedScenario], results: Path
) -> str:
    """Compare, write the folder, and return what the terminal says.

    Parameters
    ----------
    args
        The arguments of the command.
    loaded
        The scenarios.
    results
        Where the folder goes unless the arguments say where.
    """
    out = args.out or results / ("compare-" + "-".join(one.scenario.id for one in loaded))[:200]
    comparison = compare(
        loaded,
        replications=args.replications,
        inputs=args.inputs,
        jobs=args.jobs,
        seed=args.seed,
        out=out,
        progress=StoppableRuns(runs_progress_for(sys.stderr, quiet=args.quiet), args.stop),
    )
    return f"{comparison.text()}\nThe comparison is in {out}\n"
