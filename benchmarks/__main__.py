"""Everything in one go, on a quiet machine: ``python -m benchmarks FOLDER``, about an hour.

Each benchmark is a process of its own and writes its JSON into the folder; the tables go into
`benchmarks/README.md` in the end. One that fails is said, in the tables too, and the others go on.
What is measured when it is stopped is in the folder; ``--only`` measures what is missing, and
``python -m benchmarks.report FOLDER --write`` makes the tables of what is there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from benchmarks import report
from benchmarks._common import FAILED, ROOT, Record, write_record

TAIL = 40
"""Lines of a benchmark's complaint that are kept."""


@dataclass(frozen=True)
class Part:
    """A benchmark: its file's name, its module, its options, and those that make it small."""

    name: str
    module: str
    options: tuple[str, ...] = ()
    small: tuple[str, ...] = ()


PARTS = (
    Part("peers", "peers", small=("--people", "2000", "--rounds", "1")),
    Part("scaling", "scaling", small=("--up-to", "10000", "--repeat", "1")),
    Part(
        "startup",
        "startup",
        small=("--repeat", "1", "--scenario", "scenarios/grid-tutorial.yaml"),
    ),
    Part("aleppo-households", "aleppo", ("--households",), ("--repeat", "1")),
    Part("aleppo-singles", "aleppo", ("--singles",), ("--repeat", "1", "--no-memory")),
    Part("agents", "agents", small=("--repeats", "1")),
    Part("decisions", "decisions"),
    Part("page", "page", small=("--side", "20", "--minutes", "60")),
    Part(
        "sweep",
        "sweep",
        small=(
            "--runs", "10", "--people", "2750", "--sample", "4", "--rounds", "1", "--every", "2",
            "--kills", "1", "--kill-runs", "4",
        ),
    ),
)  # fmt: skip
"""In the order in which they are measured."""


def measured(part: Part, file: Path, options: list[str]) -> bool:
    """Measure one part in a process of its own, and say whether it went well.

    What it says goes to standard error as it comes. If it fails, its record, or what there is of
    it, says so.
    """
    print(f"== {part.name}", file=sys.stderr, flush=True)
    file.unlink(missing_ok=True)  # an older figure would pass for this one's
    command = [sys.executable, "-m", f"benchmarks.{part.module}", *options, "--json", str(file)]
    said: deque[str] = deque(maxlen=TAIL)
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            sys.stderr.write(line)
            sys.stderr.flush()
    if process.returncode == 0:
        return True
    record: Record = {"benchmark": part.module}
    if file.is_file():
        record = json.loads(file.read_text(encoding="utf-8"))
    if not record.get(FAILED):
        record[FAILED] = {part.name: "".join(said) or f"exit code {process.returncode}"}
    write_record(record, file)
    return False


def main(argv: list[str] | None = None) -> int:
    """Run every benchmark in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = [part.name for part in PARTS]
    parser.add_argument("folder", type=Path, help="where the JSON goes")
    parser.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"of {', '.join(names)}"
    )
    parser.add_argument("--full", action="store_true", help="slow peers at 250,000 people too")
    parser.add_argument("--sumo-python", metavar="FILE", help="as for benchmarks.peers")
    parser.add_argument(
        "--small",
        action="store_true",
        help="everything small, to see that it works; the tables are printed and mean nothing",
    )
    args = parser.parse_args(argv)
    folder = args.folder.resolve()
    peers = ["--sumo-python", args.sumo_python] if args.sumo_python else []
    peers += ["--full"] if args.full else []
    failed = []
    for part in PARTS:
        if args.only and part.name not in args.only:
            continue
        options = [*part.options, *(part.small if args.small else ())]
        options += peers if part.name == "peers" else []
        try:
            good = measured(part, folder / f"{part.name}.json", options)
        except KeyboardInterrupt:
            print(f"stopped in {part.name}; what is measured is in {folder}", file=sys.stderr)
            return 130
        if not good:
            failed.append(part.name)
    report.main([str(folder), *([] if args.small else ["--write"])])
    if failed:
        print(f"failed: {', '.join(failed)}; the tables say so", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
