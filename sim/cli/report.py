"""`corridors report`: write the page of a finished run, or of a comparison."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands
from sim.cli.codes import DONE
from sim.cli.folder import load_compared, load_folder


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "report",
        help="write the page of a finished run or comparison",
        description="Write the page of a finished run or comparison: one file that opens in a "
        "browser and needs no network.",
    )
    command.add_argument(
        "folder", type=Path, metavar="DIR", help="a result folder, or that of a comparison"
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to write it; default DIR/report.html, for a comparison DIR/compare.html",
    )
    command.set_defaults(command=_report)
    return command


def _report(args: argparse.Namespace) -> int:
    if (args.folder / "compare.json").is_file():
        file = load_compared(args.folder).report(args.out or args.folder / "compare.html")
    else:
        file = load_folder(args.folder).report(args.out or args.folder / "report.html")
    sys.stdout.write(f"The page is {file}\n")
    return DONE
