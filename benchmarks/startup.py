"""Whole commands as a user waits for them: fresh processes, from the key press to the prompt.

    python -m benchmarks.startup --json startup.json

`help`, `validate` and `run` are measured with the engine compiled already; `first run` has an empty
folder for compiled code and so compiles, once. ``python -m sim`` is the same as ``corridors``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks._common import ROOT, Record, machine, median, spread, timed, write_record

SCENARIO = "scenarios/aleppo-2016-11-04.yaml"
CORRIDORS = (sys.executable, "-m", "sim")
LIMITS_S = {"help": 0.5, "validate": 1.0}


def seconds_of(arguments: Sequence[str], *, compiled_in: Path | None = None) -> float:
    """Run a command in a fresh process and return how long it took.

    Parameters
    ----------
    arguments
        What follows ``corridors``.
    compiled_in
        Folder for compiled code, instead of the user's own.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    environment = dict(os.environ)
    if compiled_in is not None:
        environment["NUMBA_CACHE_DIR"] = str(compiled_in)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*CORRIDORS, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    taken, ended = timed(run)
    if ended.returncode != 0:
        raise RuntimeError(f"corridors {' '.join(arguments)} failed:\n{ended.stderr[-2000:]}")
    return taken


def commands(scenario: str, out: Path) -> dict[str, list[str]]:
    """Name the commands that are measured warm."""
    return {
        "help": ["--help"],
        "validate": ["validate", scenario],
        "run": ["run", scenario, "--quiet", "--out", str(out)],
    }


def measure(scenario: str, *, repeats: int) -> Record:
    """Measure the commands in turn, `repeats` rounds; the first run once."""
    with tempfile.TemporaryDirectory() as folder:
        out, compiled = Path(folder) / "result", Path(folder) / "compiled"
        compiled.mkdir()
        warm = commands(scenario, out)
        first = seconds_of(warm["run"], compiled_in=compiled)
        seconds: dict[str, list[float]] = {name: [] for name in warm}
        for _ in range(repeats):
            for name, arguments in warm.items():
                seconds[name].append(seconds_of(arguments, compiled_in=compiled))
        compiled_mb = sum(f.stat().st_size for f in compiled.rglob("*") if f.is_file()) / 2**20
    rows = [
        {
            "command": " ".join(["corridors", *warm[name][:2]]),
            "name": name,
            "seconds": round(median(values), 3),
            "spread_s": spread(values, 3),
            "runs": len(values),
            "limit_s": LIMITS_S.get(name),
        }
        for name, values in seconds.items()
    ]
    once = {"command": f"corridors run {scenario}, first", "name": "first run", "limit_s": None}
    rows.append({**once, "seconds": round(first, 1), "spread_s": [round(first, 1)] * 2, "runs": 1})
    return {
        "benchmark": "startup",
        "rows": rows,
        "compiled_code_mb": round(compiled_mb, 1),
        "machine": machine(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--scenario", default=SCENARIO, help=f"default {SCENARIO}")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="median of N; 5")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    write_record(measure(args.scenario, repeats=args.repeat), args.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
