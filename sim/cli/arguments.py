"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sim.scenario import Fault
    from sim.scenario.scenario import Scenario

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added; argparse gives this class no public name."""


def add_overrides(command: argparse.ArgumentParser) -> None:
    """Let values of the scenario be changed."""
    command.add_argument(
        "--set",
        dest="overrides",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change a value, such as corridors.3.lanes=12; may be repeated",
    )


def add_jobs(command: argparse.ArgumentParser) -> None:
    """Let processes share the runs."""
    command.add_argument(
        "--jobs",
        type=from_one,
        metavar="N",
        help="processes that share the runs; default one for every core it may use",
    )


def add_until(command: argparse.ArgumentParser, what: str) -> None:
    """Let runs be added until the mean of a measure is known well enough."""
    command.add_argument(
        "--until",
        action="append",
        default=[],
        metavar="MEASURE=HALFWIDTH",
        help=f"add runs, in tens, until the 95 %% interval of {what} is no wider to either side, "
        "such as out_by_close=200; at most R or 200; may be repeated",
    )


def half_widths(
    args: argparse.Namespace, scenarios: Sequence[Scenario], faults: Sequence[Fault] = ()
) -> dict[str, float]:
    """Return what ``--until`` says.

    Raises
    ------
    ScenarioError
        There are `faults` already, or it asks for what is not there; holds all.
    """
    from sim.scenario import ScenarioError

    found: dict[str, float] = {}
    wrong = list(faults)
    if args.until:
        from sim.experiments.targets import read_targets, target_faults

        found, unread = read_targets(args.until)
        wrong += [*unread, *target_faults(found, args.replications, scenarios)]
    if wrong:
        raise ScenarioError(dict.fromkeys(wrong))
    return found


def jobs_of(args: argparse.Namespace) -> int:
    """Return what ``--jobs`` says; without it the number of cores that this process may use."""
    if args.jobs is not None:
        return int(args.jobs)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def from_one(text: str) -> int:
    """Read a whole number from 1 up."""
    if not (text.isdecimal() and text.isascii() and int(text[:7]) >= 1 and len(text) < 7):
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 up")
    return int(text)


def seed_number(text: str) -> int:
    """Read a seed."""
    if not (text.isdecimal() and text.isascii() and len(text) < 20 and int(text) < 2**63):
        raise argparse.ArgumentTypeError(f"{text} is no whole number between 0 and 2^63 - 1")
    return int(text)
