"""Arguments are understood, a command runs, and what goes wrong becomes lines and a code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from sim.cli import (
    analyse,
    compare,
    export,
    figures,
    report,
    run,
    schema,
    sweep,
    validate,
    verify,
)
from sim.cli.codes import FAILED, INTERRUPTED, NO_READER, WRONG_INPUT
from sim.cli.say import complain, list_faults
from sim.runner.stopping import Stop, Stopped

COMMANDS = (run, compare, sweep, analyse, validate, report, figures, export, schema, verify)
"""In the order in which help names them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, 1 the run failed, 2 the input is wrong; 130 interrupted, 141 nobody reads the output,
    143 terminated. A failure that we did not foresee ends in one line; with ``--debug`` in the
    traceback as well.

    Parameters
    ----------
    argv
        The arguments; default those of the process.
    """
    args = _parser().parse_args(argv)
    args.stop = Stop()
    if argv is None:  # the process is ours
        args.stop.listen()
        if not args.debug:
            sys.excepthook = _report_failure
    try:
        try:
            code = _run(args.command, args)
            sys.stdout.flush()
        finally:  # what a library made of the interruption is not what happened
            args.stop.check()
    except KeyboardInterrupt as interruption:
        complain("interrupted")
        return interruption.exit_code if isinstance(interruption, Stopped) else INTERRUPTED
    except BrokenPipeError:
        # What is left in the buffer has no reader; without this Python complains at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridors",
        description="Simulate people who leave a city through corridors open only for hours.",
        epilog="Exit codes: 0 done, 1 the run failed, 2 the input is wrong.",
    )
    parser.add_argument("--version", action=_Version, help="say which version this is")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        command = module.add(commands)
        command.add_argument(
            "--debug", action="store_true", help="show where in the program a failure happened"
        )
    return parser


class _Version(argparse.Action):
    """Prints the version and leaves; the package's data are read only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from sim.results.provenance import installed

        sys.stdout.write(f"corridors {installed('corridors')}\n")
        parser.exit()


def _run(command: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command; what is wrong with its input becomes lines, not a traceback."""
    from sim.results import ResultFolderError
    from sim.runner.result_folder import ForeignFolderError
    from sim.scenario import ScenarioError

    try:
        return command(args)
    except ScenarioError as error:
        list_faults(error.faults)
        return WRONG_INPUT
    except ForeignFolderError as error:
        complain(f"{error}; it is left alone. Give another folder with --out, or move it away.")
        return WRONG_INPUT
    except ResultFolderError as error:
        for fault in str(error).splitlines():
            complain(fault)
        return WRONG_INPUT
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"the run failed: {error}")
        return FAILED


def _report_failure(
    kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    """Say in a line what went wrong in the program itself; Python then exits with code 1."""
    complain(
        f"the run failed: {kind.__name__}: {error}. This is a fault of the program; run the "
        "command again with --debug and report what it shows."
    )
