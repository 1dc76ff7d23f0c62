"""Runs of one call are made by one program: a process that runs other code refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.results.provenance import code, installed

Run: TypeAlias = Callable[[RunSpec], Outcome]
Program: TypeAlias = tuple[str, str]


class OtherCodeError(RuntimeError):
    """A process runs another program than the one that asked: its runs would not be the same."""


def this_program() -> Program:
    """Return the version and the fingerprint of the code of this process."""
    return installed("corridors"), code()


def run_as(asked: Program, run: Run, spec: RunSpec) -> Outcome:
    """Make a run if this process runs the program that asked for it.

    Raises
    ------
    OtherCodeError
        It does not.
    """
    mine = this_program()
    if mine == asked:
        return run(spec)
    if mine[0] != asked[0]:
        raise OtherCodeError(
            f"a worker has version {mine[0]} of corridors and not {asked[0]}; install the same one"
        )
    raise OtherCodeError(
        f"a worker runs other code of corridors {asked[0]}: its files hash to {mine[1][:12]} and "
        f"not to {asked[1][:12]}; give all the same and start the workers again"
    )
