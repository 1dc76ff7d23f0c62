"""A scenario, run again and again with other random numbers; the first run is the usual result."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sim.experiments.many import run_many
from sim.experiments.outcome import Curves, Outcome, measures_of
from sim.experiments.replications import Replications
from sim.experiments.spec import RunSpec
from sim.results.result import RunResult
from sim.runner.progress import Progress
from sim.runner.result_folder import replacing
from sim.runner.run import run_ready
from sim.runner.validation import Ready


def run_replicated(
    ready: Ready,
    replications: int,
    *,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario that has been checked `replications` times.

    Returns
    -------
    RunResult
        The result of replication 0, with all of them in its `replications`.

    Raises
    ------
    ValueError
        `replications` or `jobs` is below 1.
    ForeignFolderError
        `out` holds something that is no result; it is left alone.
    """
    if replications < 1:
        raise ValueError(f"there must be at least one replication, not {replications}")
    with ExitStack() as stack:
        unfinished = None if out is None else stack.enter_context(replacing(Path(out)))
        result = run_ready(ready, progress=progress)
        specs = [RunSpec.of(ready.loaded, replication=number) for number in range(replications)]
        others = run_many(specs[1:], jobs=jobs, progress=progress) if specs[1:] else []
        result = replace(result, replications=Replications((_outcome(specs[0], result), *others)))
        if unfinished is not None:
            result.save(unfinished)
    return result


def _outcome(spec: RunSpec, result: RunResult) -> Outcome:
    """Return what is kept of a run that was made as a whole."""
    return Outcome(
        key=spec.key,
        scenario=spec.loaded.scenario.id,
        seed=spec.seed,
        replication=spec.replication,
        measures=measures_of(result),
        curves=Curves.of(result),
    )
