"""`corridors analyse`: what a finished sweep says."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands
from sim.cli.codes import DONE, FAILED
from sim.cli.say import complain


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "analyse",
        help="say what a finished sweep says",
        description="Effects, indices, interactions, cost against people, convergence of a "
        "finished sweep: tables, pictures, and one page that opens in a browser.",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="the folder of a sweep")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where it goes; default DIR/analysis"
    )
    command.set_defaults(command=_analyse)
    return command


def _analyse(args: argparse.Namespace) -> int:
    import sim

    result = sim.load_sweep(args.folder)
    out = args.out or args.folder / "analysis"
    try:
        analysis = result.analyse(out)
    except ValueError as error:
        complain(str(error))
        return FAILED
    sys.stdout.write(f"{analysis.text()}\nThe page is {out / 'analysis.html'}\n")
    return DONE
