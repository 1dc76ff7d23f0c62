"""`corridors validate`: say everything that is wrong with scenarios."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sim.cli.arguments import Commands, add_overrides
from sim.cli.codes import DONE, WRONG_INPUT
from sim.cli.lanes import lanes
from sim.cli.say import list_faults

if TYPE_CHECKING:
    from sim.runner.validation import Ready


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "validate",
        help="say everything that is wrong with scenarios",
        description="Say everything that is wrong or doubtful, with file, line and remedy, and "
        "the lanes that the people who would set out need.",
    )
    command.add_argument(
        "scenario", nargs="+", help="a scenario file, or the id of a shipped scenario"
    )
    add_overrides(command)
    command.set_defaults(command=_validate)
    return command


def _validate(args: argparse.Namespace) -> int:
    from sim.runner.validation import make_ready
    from sim.scenario import ScenarioError, load_scenario

    code = DONE
    for path in args.scenario:
        try:
            ready = make_ready(load_scenario(path, overrides=args.overrides))
        except ScenarioError as error:
            list_faults(error.faults)
            code = WRONG_INPUT
        else:
            list_faults(ready.warnings)
            sys.stdout.write(f"{path}: {_what_is_there(ready)}\n")
    return code


def _what_is_there(ready: Ready) -> str:
    """Say in a few lines what a valid scenario holds and what its people would need."""
    population = ready.population
    districts, corridors = len(population.district_ids), len(ready.loaded.scenario.corridors)
    first = (
        f"valid; {population.person_count:,} people in {districts} district{_s(districts)}, "
        f"{corridors} corridor{_s(corridors)}"
    )
    return "\n".join([first, *lanes(ready)])


def _s(count: int) -> str:
    return "" if count == 1 else "s"
