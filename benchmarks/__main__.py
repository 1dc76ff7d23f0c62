"""Everything in one go, on a quiet machine: ``python -m benchmarks FOLDER``, about 40 minutes.

Writes the JSON of every benchmark into the folder, and the tables into `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import aleppo, decisions, peers, report, scaling, startup, sweep


def main(argv: list[str] | None = None) -> int:
    """Run every benchmark in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="where the JSON goes")
    parser.add_argument("--full", action="store_true", help="slow peers at 250,000 people too")
    parser.add_argument("--sumo-python", metavar="FILE", help="as for benchmarks.peers")
    args = parser.parse_args(argv)
    sumo = ["--sumo-python", args.sumo_python] if args.sumo_python else []
    full = ["--full"] if args.full else []
    for name, measure, options in (
        ("peers", peers.main, [*sumo, *full]),
        ("scaling", scaling.main, []),
        ("startup", startup.main, []),
        ("aleppo-households", aleppo.main, ["--households"]),
        ("aleppo-singles", aleppo.main, ["--singles"]),
        ("decisions", decisions.main, []),
        ("sweep", sweep.main, []),
    ):
        print(name, file=sys.stderr, flush=True)
        measure([*options, "--json", str(args.folder / f"{name}.json")])
    return report.main([str(args.folder), "--write"])


if __name__ == "__main__":
    raise SystemExit(main())
