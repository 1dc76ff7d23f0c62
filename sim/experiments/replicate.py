"""A scenario, run again and again with other random numbers; the first run is the usual result."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sim.experiments.many import run_many
from sim.experiments.one_change import changes_to_try
from sim.experiments.outcome import Curves, Outcome, measures_of
from sim.experiments.replications import Replications
from sim.experiments.spec import RunSpec
from sim.experiments.what_helps import LEAST_RUNS, help_table, specs_of
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
    what_helps: bool = False,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario that has been checked `replications` times.

    With `what_helps` it is run `LEAST_RUNS` times at least, and every change of `changes_to_try`
    as often, on the same people.

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
        changes = changes_to_try(ready.loaded) if what_helps else ()
        count = max(replications, LEAST_RUNS) if what_helps else replications
        specs = [RunSpec.of(ready.loaded, replication=number) for number in range(count)]
        more = [*specs[1:], *specs_of(changes, count)]
        others = run_many(more, jobs=jobs, progress=progress) if more else []
        own = (_outcome(specs[0], result), *others[: count - 1])
        helps = help_table(own, changes, others[count - 1 :]) if what_helps else None
        result = replace(result, replications=Replications(own), helps=helps)
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
