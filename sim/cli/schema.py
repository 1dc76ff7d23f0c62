"""`corridors schema`: print the JSON Schema of scenario or sweep files."""

from __future__ import annotations

import argparse
import sys

from sim.cli.arguments import Commands
from sim.cli.codes import DONE


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "schema",
        help="print the JSON Schema of scenario or sweep files",
        description="Print the JSON Schema of scenario files, or of sweep files, for editors.",
    )
    command.add_argument(
        "of", nargs="?", choices=("scenario", "sweep"), default="scenario", help="default scenario"
    )
    command.set_defaults(command=_schema)
    return command


def _schema(args: argparse.Namespace) -> int:
    if args.of == "sweep":
        from sim.sweeps.schema import json_schema_text
    else:
        from sim.scenario.schema import json_schema_text

    sys.stdout.write(json_schema_text())
    return DONE
