"""Worker processes that survive each other, and end with the process that started them.

The pool is the standard library's. What is added: a run in flight when a worker is killed is made
again, alone, so that it is known whether it was the cause; Ctrl-C reaches this process only, which
then ends its workers; and workers end by themselves when this process is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeAlias

from sim.experiments.outcome import Outcome
from sim.experiments.same_code import OtherCodeError, Run, run_as, this_program
from sim.experiments.spec import RunSpec
from sim.runner.progress import Progress

Numbered: TypeAlias = tuple[int, RunSpec]

AHEAD = 2
"""Runs in flight a worker: one that it makes, one that it has ready."""

KILLED = "the process that made this run was killed twice, as when memory is short"


class ProgramChangedError(OSError):
    """The program's files were changed while runs were made: new workers run other code."""


def in_workers(
    specs: list[Numbered], jobs: int, progress: Progress, run: Run
) -> Iterator[tuple[int, Outcome]]:
    """Make runs in `jobs` processes and yield (position, outcome) as they are done."""
    waiting = deque(specs)
    while waiting:
        lost: list[Numbered] = []
        yield from _pooled(waiting, jobs, run, lost)
        if lost:
            progress.stage("a worker process was killed; what it was at is made again")
        for numbered in sorted(lost, key=lambda numbered: numbered[0]):
            yield from _alone(numbered, run)


def _alone(numbered: Numbered, run: Run) -> Iterator[tuple[int, Outcome]]:
    """Make a run in a process of its own; if that is killed as well, the run has failed."""
    lost: list[Numbered] = []
    yield from _pooled(deque([numbered]), 1, run, lost)
    for position, spec in lost:
        scenario = spec.loaded.scenario.id
        yield position, Outcome(spec.key, scenario, spec.seed, spec.replication, error=KILLED)


def _pooled(
    waiting: deque[Numbered], jobs: int, run: Run, lost: list[Numbered]
) -> Iterator[tuple[int, Outcome]]:
    """Make runs until none is `waiting` or a worker is killed; what it took along is `lost`."""
    flying: dict[Future[Outcome], Numbered] = {}
    program = this_program()  # a worker may start when its files have been changed
    with _pool(jobs) as pool:
        while waiting or flying:
            try:
                while waiting and len(flying) < AHEAD * jobs:
                    with _deaf_to_interrupts():
                        flying[pool.submit(run_as, program, run, waiting[0][1])] = waiting[0]
                    waiting.popleft()
            except BrokenProcessPool:
                lost += flying.values()
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                numbered = flying.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    lost.append(numbered)
                    broken = True
                except OtherCodeError:
                    raise ProgramChangedError(
                        "the program's files were changed while runs were made; the same command "
                        "begins with the new ones"
                    ) from None
                else:
                    yield numbered[0], outcome
            if broken:
                lost += flying.values()
                return


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of workers; where the block does not end well, they are ended at once."""
    others = {child.pid for child in multiprocessing.active_children()}
    context = multiprocessing.get_context("spawn")  # as mesa asks; forks of a threaded process hang
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            if child.pid not in others:
                child.terminate()
        raise
    finally:
        pool.shutdown(wait=True)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes that are started inside never hear Ctrl-C; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """Leave interrupts to the process above, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
