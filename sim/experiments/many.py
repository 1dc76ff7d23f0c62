"""Many runs over one process or several: the same outcomes, in the order they were asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol, TypeAlias

from sim.engine.warmup import compile_engine, is_compiled
from sim.experiments.cluster import on_cluster
from sim.experiments.once import run_spec
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.experiments.workers import Numbered, in_workers
from sim.runner.progress import Progress, Silent

Run: TypeAlias = Callable[[RunSpec], Outcome]


class Store(Protocol):
    """Somewhere to keep outcomes by their key, so that no run is made twice."""

    def get(self, key: str) -> Outcome | None:
        """Return the outcome of that key; None if it is not there, or only half there."""

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome: wholly or not at all."""


def run_many(
    specs: Sequence[RunSpec],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    store: Store | None = None,
    run: Run = run_spec,
) -> list[Outcome]:
    """Make runs and return their outcomes in the order of `specs`; see `run_each`."""
    found = dict(run_each(specs, jobs=jobs, progress=progress, store=store, run=run))
    return [found[position] for position in range(len(specs))]


def run_each(
    specs: Sequence[RunSpec],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    store: Store | None = None,
    run: Run = run_spec,
    scheduler: str = "",
) -> Generator[tuple[int, Outcome], None, None]:
    """Make runs and yield (position in `specs`, outcome) as they are done.

    Which outcomes there are depends on the specs alone, never on `jobs`. A run that fails is an
    outcome with its error. Workers end with this process, however it ends; a worker that is killed
    is replaced, and its run is made again once before it counts as failed. To close the generator
    is to give up the runs that are not over.

    Parameters
    ----------
    specs
        The runs.
    jobs
        Worker processes; with 1 the runs are made in this process. Processes are spawned, so a
        program that asks for more than one keeps its own work under ``if __name__ ==
        "__main__":``.
    progress
        Who hears how it goes.
    store
        Asked for each run before it is made, given each new outcome as soon as it is there.
    run
        What makes a run: a module's own function, so that workers can be told its name.
    scheduler
        Address of a Dask scheduler whose workers make the runs instead of `jobs` processes.

    Raises
    ------
    ValueError
        `jobs` is below 1.
    ClusterError
        The scheduler cannot be reached, or no longer.
    """
    if jobs < 1:
        raise ValueError(f"runs need at least one job, not {jobs}")
    progress = progress or Silent()
    try:
        known, to_make = _look_up(specs, store)
        if to_make and not scheduler and not is_compiled():
            progress.stage("compiling the movement engine, once")
            compile_engine()  # or every worker would
        progress.many(len(specs), len(known))
        yield from known
        made = (
            on_cluster(to_make, scheduler, progress, run)
            if scheduler and to_make
            else _made(to_make, min(jobs, len(to_make)), progress, run)
        )
        for position, outcome in made:
            if store is not None:
                store.put(outcome)
            progress.run_over(outcome.failure)
            yield position, outcome
    finally:
        progress.close()


def _look_up(
    specs: Sequence[RunSpec], store: Store | None
) -> tuple[list[tuple[int, Outcome]], list[Numbered]]:
    """Return what the store has, and what is to be made."""
    known: list[tuple[int, Outcome]] = []
    to_make: list[Numbered] = []
    for position, spec in enumerate(specs):
        outcome = None if store is None else store.get(spec.key)
        if outcome is None:
            to_make.append((position, spec))
        else:
            known.append((position, outcome))
    return known, to_make


def _made(
    specs: list[Numbered], jobs: int, progress: Progress, run: Run
) -> Iterator[tuple[int, Outcome]]:
    if jobs > 1:
        yield from in_workers(specs, jobs, progress, run)
        return
    for position, spec in specs:
        yield position, run(spec)
