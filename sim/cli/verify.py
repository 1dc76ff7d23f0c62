"""`corridors verify`: run the verification cases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands
from sim.cli.codes import DONE, FAILED, WRONG_INPUT
from sim.cli.say import complain


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "verify",
        help="run the verification cases",
        description="Run closed forms, hand calculations and published tests on the real engine: "
        "case, source, expected, measured, pass. Exit code 1 if one fails.",
    )
    command.add_argument("case", nargs="*", help="cases to run, such as V10; default all")
    command.add_argument(
        "--json", type=Path, metavar="FILE", help="write everything as JSON as well"
    )
    command.add_argument(
        "--page", type=Path, metavar="FILE", help="write the page of the documentation as well"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_verify)
    return command


def _verify(args: argparse.Namespace) -> int:
    from sim.verification.command import UnknownCaseError, verify

    try:
        passed = verify(
            sys.stdout,
            None if args.quiet else sys.stderr,
            names=args.case,
            json_path=args.json,
            page_path=args.page,
        )
    except UnknownCaseError as error:
        complain(str(error))
        return WRONG_INPUT
    return DONE if passed else FAILED
