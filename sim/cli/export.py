"""`corridors export`: write a finished run for QGIS or MATSim's tools."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.cli.arguments import Commands
from sim.cli.codes import DONE, WRONG_INPUT
from sim.cli.folder import load_folder
from sim.cli.say import complain


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "export",
        help="write a finished run for QGIS or MATSim's tools",
        description="Write the streets of a finished run for QGIS, or what became of its people "
        "as events, and beside it what the columns mean (FILE.columns.csv).",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="a result folder")
    command.add_argument(
        "--to",
        required=True,
        choices=("geojson", "gpkg", "events"),
        help="GeoJSON or GeoPackage of the streets; events as MATSim writes them",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to write it; default DIR/links.geojson, links.gpkg or events.xml.gz",
    )
    command.set_defaults(command=_export)
    return command


def _export(args: argparse.Namespace) -> int:
    from sim.results.export.command import FILES, NotExportableError, export

    result = load_folder(args.folder)
    try:
        file, columns = export(result, args.to, args.out or args.folder / FILES[args.to])
    except NotExportableError as error:
        complain(f"{args.folder}: {error}")
        return WRONG_INPUT
    sys.stdout.write(f"The export is {file}, its columns are in {columns}\n")
    return DONE
