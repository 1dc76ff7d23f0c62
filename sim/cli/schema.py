"""`corridors schema`: print the JSON Schema of scenario files."""

from __future__ import annotations

import argparse
import sys

from sim.cli.arguments import Commands
from sim.cli.codes import DONE


def add(commands: Commands) -> argparse.ArgumentParser:
    """Say what the command takes."""
    command = commands.add_parser(
        "schema",
        help="print the JSON Schema of scenario files",
        description="Print the JSON Schema of scenario files, for editors.",
    )
    command.set_defaults(command=_schema)
    return command


def _schema(_args: argparse.Namespace) -> int:
    from sim.scenario.schema import json_schema_text

    sys.stdout.write(json_schema_text())
    return DONE
