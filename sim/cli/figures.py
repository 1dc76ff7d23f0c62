"""`corridors figures`: pictures of a finished run for a publication, and the run as a film."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands
from sim.cli.codes import DONE, FAILED
from sim.cli.folder import load_folder
from sim.cli.say import complain


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "figures",
        help="draw a finished run for a publication",
        description="Draw a finished run: statuses over time, corridors, streets, the queue along "
        "the way to each gate that has one, people out so far (with bands where there are "
        "replications), who is stranded by district; with --film the run as a film.",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="a result folder")
    command.add_argument(
        "--format",
        dest="formats",
        action="append",
        choices=("png", "svg", "pdf"),
        help="kind of picture; may be repeated; default png",
    )
    command.add_argument(
        "--film", choices=("gif", "mp4"), help="write a film as well; mp4 needs ffmpeg"
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where they go; default DIR/figures"
    )
    command.set_defaults(command=_figures)
    return command


def _figures(args: argparse.Namespace) -> int:
    from sim.report.animation import NoVideoError
    from sim.report.figures import save_all

    result = load_folder(args.folder)
    out = args.out or args.folder / "figures"
    for file in save_all(result, out, formats=tuple(dict.fromkeys(args.formats or ["png"]))):
        sys.stdout.write(f"{file}\n")
    if args.film is None:
        return DONE
    if result.links is None:
        complain("this result is live: it holds no streets, so there is no film")
        return FAILED
    try:
        sys.stdout.write(f"{result.figures.animation(out / f'film.{args.film}')}\n")
    except NoVideoError as error:
        complain(str(error))
        return FAILED
    return DONE
