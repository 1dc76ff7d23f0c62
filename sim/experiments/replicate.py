"""A scenario, run again and again with other random numbers; the first run is the usual result."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sim.experiments.many import run_many
from sim.experiments.one_change import changes_to_try
from sim.experiments.outcome import Curves, Outcome, measures_of
from sim.experiments.replications import Replications
from sim.experiments.spec import RunSpec
from sim.experiments.until import Until, run_until
from sim.experiments.what_helps import LEAST_RUNS, help_table, specs_of
from sim.results.result import RunResult
from sim.runner.progress import Progress
from sim.runner.result_folder import replacing
from sim.runner.run import run_ready
from sim.runner.validation import Ready


def run_replicated(
    ready: Ready,
    replications: int | None = None,
    *,
    until: Until | None = None,
    jobs: int = 1,
    what_helps: bool = False,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario that has been checked `replications` times, or `until` it is known enough.

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
    if replications is None:
        replications = 1 if until is None else until.most
    if replications < 1:
        raise ValueError(f"there must be at least one replication, not {replications}")
    with ExitStack() as stack:
        unfinished = None if out is None else stack.enter_context(replacing(Path(out)))
        result = run_ready(ready, progress=progress)
        changes = changes_to_try(ready.loaded) if what_helps else ()
        most = max(replications, LEAST_RUNS) if what_helps else replications
        specs = [RunSpec.of(ready.loaded, replication=number) for number in range(most)]
        own, to_make = [_outcome(specs[0], result)], specs[1:]
        if until is not None:
            own, to_make = _until_known(specs, own, until, jobs, progress), []
        count = len(own) + len(to_make)
        lot = [*to_make, *specs_of(changes, count)]
        made = run_many(lot, jobs=jobs, progress=progress) if lot else []
        own += made[: len(to_make)]
        helps = help_table(own, changes, made[len(to_make) :]) if what_helps else None
        result = replace(result, replications=Replications(tuple(own), until), helps=helps)
        if unfinished is not None:
            result.save(unfinished)
    return result


def _until_known(
    specs: Sequence[RunSpec],
    made: Sequence[Outcome],
    until: Until,
    jobs: int,
    progress: Progress | None,
) -> list[Outcome]:
    return run_until(
        specs,
        lambda found: Replications(tuple(found), until).looks,
        made=made,
        jobs=jobs,
        progress=progress,
    )


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
