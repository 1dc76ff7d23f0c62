"""A sweep of the built-in Aleppo: how long, how much faster on two cores, how much memory, killed.

    python -m benchmarks.sweep --json sweep.json                # 1,000 runs of 275,000 people
    python -m benchmarks.sweep --runs 20 --people 5500          # to try it

Every sweep is the command ``corridors sweep`` in a process of its own, with the factors of the
shipped sweep `aleppo-thousand`: lanes, the rate of the search, who leaves, how fast people walk.
One after the other, some 15 minutes in all; the JSON grows as it goes, and what held and what did
not is said at the end:

- all runs with ``--jobs 2``; memory of parent and workers from the first run to the last;
- a smaller sweep, undisturbed; then again, its whole process group killed ten times (SIGKILL) at
  points drawn beforehand, and resumed: the table must be the same and nothing made twice;
- the same few runs with ``--jobs 1`` and ``--jobs 2`` in turn; their tables must be equal. How much
  faster two are is told run by run, without the start of processes, and for the whole command.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks._common import ROOT, Record, in_parts, machine, median, spread, write_record
from sim.engine.warmup import compile_engine
from sim.scenario import load_scenario

SWEEP, SCENARIO = "aleppo-thousand", "aleppo-2016-11-04"
POINTS = "design: {kind: latin-hypercube, points: 500}"
"""The line of the shipped sweep that says how many points; each is run twice."""

RUNS, PEOPLE = 1000, 275_000
SAMPLE, ROUNDS = 60, 3
KILLS, KILL_RUNS, KILL_PEOPLE = 10, 60, 27_500
EVERY = 50
"""Runs between two looks at the memory."""

SETTLED = 0.1
"""Share of the runs after which memory counts: caches have filled by then."""

MOST_MIN, LEAST_SPEED_UP = 15.0, 1.8
MOST_KB_A_RUN = 10.0
"""What a process may grow by: 10 MB over a thousand runs."""

POLL_S = 1.0
"""Time between two looks at a sweep that goes on: each takes a few milliseconds."""

TABLES = ("runs.csv", "runs.parquet")


def sweep_file(folder: Path, name: str, *, runs: int, people: int) -> Path:
    """Write the shipped sweep with so many runs, of so many people in the same districts."""
    text = (ROOT / "scenarios" / "sweeps" / f"{SWEEP}.yaml").read_text(encoding="utf-8")
    if POINTS not in text:
        raise ValueError(f"{SWEEP} no longer says {POINTS!r}")
    text = text.replace(POINTS, POINTS.replace("500", str(max(1, runs // 2))))
    text = text.replace("runs: 1000,", f"runs: {max(runs, 2)},")
    if people != PEOPLE:
        lines = [f"  {path}: {count}" for path, count in scaled(people / PEOPLE).items()]
        text += "\nset:\n" + "\n".join(lines) + "\n"
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def scaled(share: float) -> dict[str, int]:
    """Return a share of the people of every district, by path."""
    found = {}
    for district, said in load_scenario(SCENARIO).scenario.population.districts.items():
        path = f"population.districts.{district}"
        found[f"{path}.persons"] = max(10, round(said.persons * share))
        found[f"{path}.fighters"] = int(said.fighters * share)
        found[f"{path}.wounded"] = int(said.wounded * share)
    return found


@contextmanager
def started(file: Path, out: Path, jobs: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the command in a process group of its own; end the group with the block."""
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs), "--quiet"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def made(file: Path, out: Path, jobs: int, look: Callable[[int, int], None] | None = None) -> float:
    """Make a sweep to its end and return how long the command took.

    Parameters
    ----------
    look
        Called now and then with the process's number and how many runs are there.

    Raises
    ------
    RuntimeError
        The command fails; the message ends with what it complained of.
    """
    begin = time.perf_counter()
    with started(file, out, jobs) as process:
        while process.poll() is None:
            if look is not None:
                look(process.pid, len(records(out)))
            time.sleep(POLL_S if look is not None else POLL_S / 40.0)
        taken = time.perf_counter() - begin
        if process.returncode != 0:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"corridors sweep failed:\n{said[-2000:]}")
    return taken


def records(out: Path) -> list[Path]:
    """Return the files of finished runs."""
    return list((out / "runs").glob("*/*.json"))


def steady_s(out: Path, jobs: int) -> float:
    """Return the time a run without the start: from when each process has made one to the last."""
    stamps = sorted(file.stat().st_mtime_ns for file in records(out))
    return (stamps[-1] - stamps[jobs - 1]) / 1e9 / (len(stamps) - jobs)


def tables(out: Path) -> list[bytes]:
    """Return the tables' bytes."""
    return [(out / name).read_bytes() for name in TABLES]


def speed_up(folder: Path, *, runs: int, people: int, rounds: int) -> Record:
    """Make the same runs on one core and on two, in turn."""
    file = sweep_file(folder, "sample", runs=runs, people=people)
    whole: dict[int, list[float]] = {1: [], 2: []}
    steady: dict[int, list[float]] = {1: [], 2: []}
    first: list[bytes] | None = None
    same = True
    for number in range(rounds):
        for jobs in (1, 2) if number % 2 == 0 else (2, 1):
            out = folder / f"sample-{number}-{jobs}"
            whole[jobs].append(made(file, out, jobs))
            steady[jobs].append(steady_s(out, jobs))
            first = first or tables(out)
            same = same and tables(out) == first
            print(f"{runs} runs, --jobs {jobs}: {whole[jobs][-1]:.1f} s", file=sys.stderr)
    ratios = [one / two for one, two in zip(steady[1], steady[2], strict=True)]
    return {
        "runs": runs // 2 * 2,
        "rounds": rounds,
        "one_core_s_a_run": round(median(steady[1]), 3),
        "two_cores_s_a_run": round(median(steady[2]), 3),
        "speed_up": round(median(ratios), 3),
        "spread": spread(ratios, 3),
        "whole_command_speed_up": round(median(whole[1]) / median(whole[2]), 3),
        "same_table": same,
    }


class MemoryLook:
    """Notes the memory of a process and its workers: at the first run, then every so many runs.

    Parameters
    ----------
    every, runs
        Runs between two looks, and in all; near the end every look that is new is noted.
    note
        Hears the rows so far.
    """

    def __init__(self, every: int, runs: int, note: Callable[[list[Record]], None]) -> None:
        self.rows: list[Record] = []
        self._every, self._note = every, note
        self._next, self._near_end = 1, runs - max(2, every // 5)

    def __call__(self, pid: int, count: int) -> None:
        """Look, if it is time and workers are there."""
        if count < min(self._next, self._near_end) or count == 0:
            return
        workers = [rss_mb(child) for child in workers_of(pid)]
        if not workers or (self.rows and self.rows[-1]["runs"] == count):
            return
        self._next = (count // self._every + 1) * self._every
        self.rows.append({"runs": count, "parent_mb": rss_mb(pid), "workers_mb": workers})
        self._note(self.rows)


def rss_mb(pid: int) -> float:
    """Return the memory that a process holds, in MB of 2**20 bytes; 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def workers_of(pid: int) -> list[int]:
    """Return the processes that a process has started to make runs, oldest first."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            said = (folder / "cmdline").read_bytes()
        except (OSError, IndexError, ValueError):
            continue
        if parent == pid and b"resource_tracker" not in said:
            found.append(int(folder.name))
    return sorted(found)


def memory(rows: list[Record], runs: int) -> Record:
    """Return how memory goes with the runs, from the looks after the first tenth of them."""
    settled = [row for row in rows if row["runs"] >= SETTLED * runs and row["workers_mb"]]
    if len(settled) < 3:
        return {"skipped": f"{len(rows)} looks at the memory are too few"}
    at = [row["runs"] for row in settled]
    series = {
        "parent": [row["parent_mb"] for row in settled],
        "largest worker": [max(row["workers_mb"]) for row in settled],
    }
    return {
        who: {
            "first_mb": values[0],
            "last_mb": values[-1],
            "kb_a_run": round(float(np.polyfit(at, values, 1)[0]) * 1024.0, 2),
        }
        for who, values in series.items()
    }


def memory_at(rows: list[Record], runs: int) -> dict[str, Record]:
    """Return the looks at the start, after a tenth and a half of the runs, and at the end."""
    if not rows:
        return {}
    shares = {"start": 0.0, "10 %": 0.1, "50 %": 0.5}
    found = {
        name: next((row for row in rows if row["runs"] >= share * runs), rows[-1])
        for name, share in shares.items()
    }
    return {**found, "end": rows[-1]}


def whole(
    folder: Path, *, runs: int, people: int, every: int, note: Callable[[list[Record]], None]
) -> Record:
    """Make all runs on two cores; `note` hears what is seen of the memory as it goes."""
    file, out = sweep_file(folder, "whole", runs=runs, people=people), folder / "whole"
    look = MemoryLook(every, runs, note)
    seconds = made(file, out, 2, look)
    count = len(records(out))
    print(f"{count} runs: {seconds:.1f} s", file=sys.stderr)
    return {
        "runs": count,
        "seconds": round(seconds, 1),
        "runs_a_minute": round(60.0 * count / seconds, 1),
        "s_a_run": round(steady_s(out, 2), 3),
        "before_first_record_and_after_last_s": round(seconds - steady_s(out, 2) * (count - 2), 1),
        "memory": memory(look.rows, count),
        "memory_at": memory_at(look.rows, count),
        "looks": look.rows,
    }


def killed(folder: Path, *, runs: int, people: int, kills: int, seed: int) -> Record:
    """Make a sweep undisturbed, and again with its whole process group killed so many times."""
    file = sweep_file(folder, "killed", runs=runs, people=people)
    undisturbed, out = folder / "undisturbed", folder / "killed"
    made(file, undisturbed, 2)
    draws = np.random.default_rng(seed)
    at = sorted(int(count) for count in draws.integers(0, round(0.9 * len(records(undisturbed))),
                                                       kills))  # fmt: skip
    late_s = draws.uniform(0.0, 2.0 * steady_s(undisturbed, 2), kills)
    ended, seen = 0, {}
    for count, late in zip(at, late_s, strict=True):
        with started(file, out, 2) as process:
            while process.poll() is None and len(records(out)) < count:
                time.sleep(0.002)
            time.sleep(late)
            ended += process.poll() is not None
        seen |= {record: record.stat().st_mtime_ns for record in records(out)}
        print(f"killed with {len(records(out))} runs there", file=sys.stderr)
    made(file, out, 2)
    return {
        "runs": len(records(out)),
        "people": people,
        "kills": kills - ended,
        "at_runs": at,
        "same_table": tables(out) == tables(undisturbed),
        "made_twice": sum(record.stat().st_mtime_ns != stamp for record, stamp in seen.items()),
    }


def measure(args: argparse.Namespace) -> int:
    """Measure everything, in one run."""
    if not Path("/proc/self/statm").exists():
        raise RuntimeError("memory of processes is read from /proc, which is not here")
    compile_engine()
    record: Record = {"benchmark": "sweep", "people": args.people, "machine": machine()}
    sample = {"runs": args.sample, "people": args.people, "rounds": args.rounds}
    every = {"runs": args.runs, "people": args.people, "every": args.every}

    def note(rows: list[Record]) -> None:
        if args.json is not None:
            write_record({**record, "whole_so_far": rows}, args.json)

    few = min(args.kill_people, args.people)
    kill = {"runs": args.kill_runs, "people": few, "kills": args.kills, "seed": args.seed}
    with tempfile.TemporaryDirectory(prefix="corridors-sweep-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "whole": lambda: record.update(whole=whole(folder, note=note, **every)),
            "killed": lambda: record.update(killed=killed(folder, **kill)),
            "speed_up": lambda: record.update(speed_up=speed_up(folder, **sample)),
        }
        failed = in_parts(record, parts, args.json)
    for line in verdicts(record):
        print(line, file=sys.stderr)
    return failed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    numbers: dict[str, tuple[int, str]] = {
        "runs": (RUNS, "runs on two cores"),
        "people": (PEOPLE, "people of a run"),
        "sample": (SAMPLE, "runs of the speed-up"),
        "rounds": (ROUNDS, "times that these are made on one core and on two"),
        "every": (EVERY, "runs between two looks at the memory"),
        "kills": (KILLS, "times that a sweep is killed"),
        "kill-runs": (KILL_RUNS, "its runs"),
        "kill-people": (KILL_PEOPLE, "people of one of its runs, at most --people"),
        "seed": (1, "seed of the moments of the kills"),
    }
    for name, (default, words) in numbers.items():
        parser.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=f"{words}; {default:,}"
        )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    for name in ("runs", "sample", "kill_runs"):
        if getattr(args, name) < 4:
            parser.error(f"--{name.replace('_', '-')} is at least 4")
    return measure(args)


def verdicts(record: Record) -> list[str]:
    """Return a line a row of the table: whether it held, what was measured, what it must be."""
    return [
        f"{'held  ' if holds else 'MISSED'} {what}: {measured}"
        + (f" (must: {must})" if must else "")
        for what, must, measured, holds in table_rows(record)
    ]


def table_rows(record: Record) -> list[tuple[str, str, str, bool]]:
    """Return what was measured in words: (what, must, measured, whether it holds)."""
    rows = []
    if "whole" in record:
        rows += _whole_rows(record["whole"], record["people"])
    if "speed_up" in record:
        rows += _speed_rows(record["speed_up"])
    if "killed" in record:
        rows += _kill_rows(record["killed"])
    if "whole" in record:
        rows += _memory_rows(record["whole"]["memory"])
    return rows


def _whole_rows(all_runs: Record, people: int) -> list[tuple[str, str, str, bool]]:
    full = (all_runs["runs"], people) == (RUNS, PEOPLE)
    return [
        (
            f"{all_runs['runs']:,} runs of {people:,} people in households, two cores",
            f"{MOST_MIN:g} min" if full else "",
            f"{all_runs['seconds'] / 60.0:.1f} min, {all_runs['runs_a_minute']:.0f} runs a minute",
            all_runs["seconds"] <= 60.0 * MOST_MIN,
        )
    ]


def _memory_rows(memory: Record) -> list[tuple[str, str, str, bool]]:
    rows = []
    for who, found in memory.items():
        if who != "skipped":
            said = f"{found['first_mb']:.0f} to {found['last_mb']:.0f} MB"
            rate = found["kb_a_run"]
            must = f"{MOST_KB_A_RUN:g} kB a run"
            measured = f"{said}, {rate:+.1f} kB a run"
            rows.append((f"memory of the {who}", must, measured, rate <= MOST_KB_A_RUN))
    return rows


def _speed_rows(speed: Record) -> list[tuple[str, str, str, bool]]:
    low, high = speed["spread"]
    return [
        (
            f"two cores beside one, run by run: {speed['runs']} runs in turn, "
            f"{speed['rounds']} times",
            f"{LEAST_SPEED_UP:g} times",
            f"{speed['speed_up']:.2f} times ({low:.2f} to {high:.2f}); "
            f"{speed['one_core_s_a_run']:.2f} s a run on one; the whole command, its start "
            f"included, {speed['whole_command_speed_up']:.2f} times",
            speed["speed_up"] >= LEAST_SPEED_UP,
        ),
        ("tables of one core and of two", "same bytes", *_same(speed["same_table"])),
    ]


def _kill_rows(kill: Record) -> list[tuple[str, str, str, bool]]:
    return [
        (
            f"table after {kill['kills']} kills ({kill['runs']} runs of {kill['people']:,} people)",
            "same bytes",
            *_same(kill["same_table"]),
        ),
        ("runs made twice after the kills", "0", f"{kill['made_twice']}", not kill["made_twice"]),
    ]


def _same(same: bool) -> tuple[str, bool]:
    return ("same bytes" if same else "they differ"), same


if __name__ == "__main__":
    raise SystemExit(main())
