"""Runs over the workers of a Dask cluster: the same runs, wherever their machines stand.

Dask hands out tasks, notices lost workers and gives what they were at to others. A worker process
builds streets and loads the compiled engine once, as every process of ours does.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from sim.experiments.outcome import Outcome
from sim.experiments.same_code import OtherCodeError, Program, Run, run_as, this_program
from sim.experiments.spec import RunSpec
from sim.experiments.workers import KILLED
from sim.runner.progress import Progress

if TYPE_CHECKING:
    from distributed import Client

Numbered: TypeAlias = tuple[int, RunSpec]

AHEAD = 2
"""Runs in flight a thread of the cluster: one that is made, one that is ready."""

LEAST_AHEAD = 8
"""Runs in flight while no worker is there yet."""

CONNECT_S = 30.0

LOST = "the scheduler was lost; runs that were not finished are not made"

_one_at_a_time = threading.Lock()


class ClusterError(OSError):
    """The scheduler cannot be reached, is lost, or its workers run another program."""


def on_cluster(
    specs: list[Numbered], scheduler: str, progress: Progress, run: Run
) -> Iterator[tuple[int, Outcome]]:
    """Make runs on a cluster and yield (position, outcome) as they are done.

    Raises
    ------
    ClusterError
        The cluster cannot be used, or no longer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            'a scheduler needs the package distributed: pip install "corridors[cluster]"'
        ) from None
    try:
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"the scheduler {scheduler} cannot be reached ({error})") from None
    with _quiet(), client:
        try:
            threads = sum(client.nthreads().values())
            progress.stage(f"{scheduler} has {threads} worker threads")
            yield from _flown(client, deque(specs), run)
        except ClusterError:
            raise
        except OSError:  # asked how many threads there are, nobody answers
            raise ClusterError(LOST) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log from the terminal: a lost cluster is told once, by us."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _flown(client: Client, waiting: deque[Numbered], run: Run) -> Iterator[tuple[int, Outcome]]:
    """Keep a few runs in flight for each thread until all are done."""
    from distributed import as_completed

    program = this_program()
    flying: dict[Any, Numbered] = {}
    done = as_completed(loop=client.loop)
    while waiting or flying:
        ahead = max(LEAST_AHEAD, AHEAD * sum(client.nthreads().values()))
        while waiting and len(flying) < ahead:
            numbered = waiting.popleft()
            future = client.submit(
                _on_worker, program, run, numbered[1], key=f"corridors-{numbered[1].key}"
            )
            flying[future.key] = numbered
            done.add(future)
        future = next(done)
        position, spec = flying.pop(future.key)
        yield position, _outcome(future, spec)
        future.release()


def _outcome(future: Any, spec: RunSpec) -> Outcome:
    from distributed import KilledWorker

    try:
        outcome: Outcome = future.result()
    except KilledWorker:  # it took several workers with it, one after the other
        scenario = spec.loaded.scenario.id
        return Outcome(spec.key, scenario, spec.seed, spec.replication, error=KILLED)
    except OtherCodeError as error:
        raise ClusterError(str(error)) from None
    except CancelledError:
        raise ClusterError(LOST) from None
    except Exception as error:
        raise ClusterError(f"the cluster failed: {type(error).__name__}: {error}") from error
    return outcome


def _on_worker(program: Program, run: Run, spec: RunSpec) -> Outcome:
    """Make a run in a worker; of its threads one at a time: the model is made for processes."""
    with _one_at_a_time:
        return run_as(program, run, spec)
