"""What every benchmark needs: medians, memory, the machine's name, JSON."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
"""The project's top folder; commands run from here."""
REFERENCE = ROOT.parent / "shared" / "bench"
"""Where the reference scripts lie unless an option says otherwise."""
SHARED_DATA = ROOT.parent / "shared" / "data"
"""Where the real street data lie unless CORRIDORS_SHARED_DATA says otherwise."""

Record = dict[str, Any]

FAILED = "failed"
"""Of a record: parts that could not be measured, each with its complaint."""
LEFT = "left"
"""Of a record that is written before its end: parts that are still to be measured."""

MACHINE_PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "uxsim")
"""Whose versions count."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Do `work` once; return seconds and what it returned."""
    begin = perf_counter()
    done = work()
    return perf_counter() - begin, done


def median(values: list[float]) -> float:
    """Return the middle one: single slow runs on a shared machine do not move it."""
    return float(statistics.median(values))


def spread(values: list[float], digits: int = 4) -> list[float]:
    """Return the least and the largest, so that a noisy run shows."""
    return [round(min(values), digits), round(max(values), digits)]


def peak_rss_mb() -> float:
    """Return the most memory that this process held, in MB of 2**20 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def write_record(record: Record, path: Path | None) -> None:
    """Write JSON to a file, and to standard output if there is none; whole or not at all."""
    text = json.dumps(record, indent=1)
    if path is None:
        print(text)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)


def in_parts(
    record: Record,
    parts: dict[str, Callable[[], None]],
    path: Path | None,
) -> int:
    """Measure part after part, each into the record; return the exit code.

    With a file the record is written after every part, so that a stop loses nothing that is
    measured. A part that fails is noted with its complaint, and the others are measured all the
    same; the code is 1 then.
    """
    record[FAILED], record[LEFT] = {}, list(parts)
    for name, measure in parts.items():
        try:
            measure()
        except (LookupError, OSError, RuntimeError, ValueError) as error:
            print(f"{name} failed: {error}", file=sys.stderr, flush=True)
            record[FAILED][name] = str(error)
        record[LEFT].remove(name)
        if path is not None:
            write_record(record, path)
    if path is None:
        write_record(record, None)
    return 1 if record[FAILED] else 0


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; numbers to the right."""
    numeric = [all(_is_number(row[at]) for row in rows) for at in range(len(head))]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdigit() or cell == ""


def command_record(command: list[str], *, cwd: Path, scratch: Path) -> Record:
    """Run a foreign script in its own folder and return the JSON object that it prints last.

    What it compiles goes to `scratch`: nothing is written beside the script.

    Raises
    ------
    RuntimeError
        If the command fails; the message ends with what it complained of.
    """
    ended = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "NUMBA_CACHE_DIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{ended.stderr[-2000:]}")
    record: Record = json.loads(ended.stdout.strip().splitlines()[-1])
    return record


def module_record(module: str, *arguments: str) -> Record:
    """Run a benchmark of this folder in a fresh process and return what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.json"
        command = [sys.executable, "-m", module, *arguments, "--json", str(file)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} failed:\n{ended.stderr[-2000:]}")
        record: Record = json.loads(file.read_text(encoding="utf-8"))
    return record


def machine() -> Record:
    """Name the machine and what ran on it."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version for name in MACHINE_PACKAGES if (version := _version(name))},
        "load_1min": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
