"""Others beside ours, on the same grid, in one run: times as ratios.

    python -m benchmarks.peers --json peers.json --sumo-python /path/to/sumo-env/bin/python
    python -m benchmarks.peers --full ...          # the slow peers at 250,000 too

The reference kernels and the scripts that drive UXsim, SUMO and Mesa are run where they lie
(`--reference`), as processes of their own, in turn with ours: rounds of every fast engine one after
another, so that a slow moment of the machine strikes all alike. Of each engine the median counts.
What is compared is `engine_seconds`: from state arrays to the last person out, without building the
workload, finding routes or compiling. The peers' own departures from the recipe are named in
`PEERS`; none of them has windows, lanes, parties or overtaking.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks._common import (
    REFERENCE,
    Record,
    command_record,
    in_parts,
    machine,
    median,
    module_record,
    spread,
    write_record,
)
from benchmarks.aleppo import streets_file

OURS = "corridors"
OURS_MIXED = "corridors --mixed"
ALEPPO = {"households": "corridors, Aleppo households", "singles": "corridors, Aleppo singles"}


@dataclass(frozen=True)
class Place:
    """Where the reference scripts are, who runs SUMO's, and where they may write."""

    reference: Path
    scratch: Path
    sumo_python: str | None = None


@dataclass(frozen=True)
class Peer:
    """An engine nobody here wrote, or a reference kernel, and how its script is called."""

    name: str
    script: str
    arguments: tuple[str, ...]
    """`{n}` is the number of people."""
    differs: str
    sumo: bool = False

    def measure(self, people: int, place: Place) -> Record:
        """Run it once, in a process of its own."""
        arguments = [argument.format(n=people) for argument in self.arguments]
        python = place.sumo_python if self.sumo else sys.executable
        record = command_record(
            [str(python), self.script, *arguments], cwd=place.reference, scratch=place.scratch
        )
        return {
            "seconds": record["engine_s"],
            "clearance_h": record["clearance_h"],
            "rss_mb": record.get("sumo_rss_mb", record["rss_mb"]),
        }


HEAP = Peer(
    "event_heap",
    "run_kernel.py",
    ("{n}", "event_heap"),
    "reference kernel: exact order, FIFO, spatial queue; no backward wave, gates only a rate",
)
PACKED = Peer(
    "event_packed_10s",
    "run_kernel.py",
    ("{n}", "event_packed_10s"),
    "simplest packed kernel: as event_heap, and order only within 10 s",
)
KERNELS = (HEAP, PACKED)
UXSIM = Peer(
    "UXsim C++",
    "run_uxsim.py",
    ("{n}", "cpp", "5", "2"),
    "kinematic waves; platoons of 5, time steps of 10 s",
)
SUMO = Peer(
    "SUMO meso",
    "run_sumo.py",
    ("{n}",),
    "queues with jam headways, steps of 1 s; loads XML (not counted)",
    sumo=True,
)
MESA = Peer(
    "Mesa objects",
    "run_oo.py",
    ("mesa_agents", "{n}"),
    "an object a person, steps of 10 s, random order in a link",
)
PEERS = (UXSIM, SUMO, MESA)
SIZES = {UXSIM.name: 10_000, SUMO.name: 50_000, MESA.name: 10_000}
"""Where each slow peer is measured by default; with --full at 250,000."""


def ours(people: int, *, mixed: bool = False) -> Record:
    """Run ours in a process of its own: the median of three (the kernels count their second)."""
    options = ["--mixed"] if mixed else []
    record = module_record("benchmarks.grid", "--people", str(people), "--repeat", "3", *options)
    return {
        "seconds": record["engine_seconds"],
        "clearance_h": record["clearance_h"],
        "rss_mb": record["peak_rss_mb"],
        "traversals": record["traversals"],
    }


def aleppo(kind: str) -> Record:
    """Run ours on the real streets, in a process of its own, the median of three."""
    record = module_record("benchmarks.aleppo", f"--{kind}", "--no-memory")
    return {
        "seconds": record["engine_seconds"],
        "clearance_h": record["clearance_h"],
        "rss_mb": record["peak_rss_mb"],
        "traversals": record["traversals"],
    }


def in_turn(engines: dict[str, Callable[[], Record]], rounds: int) -> list[Record]:
    """Run every engine `rounds` times, round by round, and keep each one's median."""
    runs: dict[str, list[Record]] = defaultdict(list)
    for _ in range(rounds):
        for name, run in engines.items():
            runs[name].append(run())
            _say(f"{name}: {runs[name][-1]['seconds']} s")
    rows = []
    for name, records in runs.items():
        seconds = [record["seconds"] for record in records]
        row = {"engine": name, **records[0], "seconds": round(median(seconds), 4)}
        rows.append({**row, "spread_s": spread(seconds), "runs": len(seconds)})
    return rows


def with_ratios(rows: list[Record], base: str) -> list[Record]:
    """Add `ratio`: an engine's seconds over those of `base`; and of the least of both."""
    first = next(row for row in rows if row["engine"] == base)
    seconds, least = first["seconds"], first["spread_s"][0]
    return [
        {
            **row,
            "ratio": round(row["seconds"] / seconds, 3),
            "ratio_of_least": round(row["spread_s"][0] / least, 3),
        }
        for row in rows
    ]


def kernels(people: int, *, rounds: int, place: Place) -> Record:
    """Compare all workloads of ours with the reference kernels; ratios to `event_heap`."""
    engines: dict[str, Callable[[], Record]] = {
        kernel.name: partial(kernel.measure, people, place) for kernel in KERNELS
    }
    engines[OURS] = partial(ours, people)
    engines[OURS_MIXED] = partial(ours, people, mixed=True)
    if streets_file().is_file():
        engines |= {name: partial(aleppo, kind) for kind, name in ALEPPO.items()}
    rows = in_turn(engines, rounds)
    singles = next(row["traversals"] for row in rows if row["engine"] == OURS)
    for row in rows:
        row.setdefault("traversals", singles)
        row["ns_per_traversal"] = round(row["seconds"] / row["traversals"] * 1e9, 1)
    return {"people": people, "rows": with_ratios(rows, HEAP.name)}


def beside(peer: Peer, people: int, place: Place) -> Record:
    """Compare with one slow peer: ours before and after it; ratios to the mean of ours."""
    runs = [ours(people), peer.measure(people, place), ours(people)]
    for name, run in zip((OURS, peer.name, OURS), runs, strict=True):
        _say(f"{name}: {run['seconds']} s")
    seconds = [runs[0]["seconds"], runs[2]["seconds"]]
    mine = {**runs[0], "engine": OURS, "seconds": round(sum(seconds) / 2.0, 4), "runs": 2}
    mine["spread_s"] = spread(seconds)
    theirs = {**runs[1], "engine": peer.name, "runs": 1, "spread_s": [runs[1]["seconds"]] * 2}
    rows = with_ratios([mine, theirs], OURS)
    return {"people": people, "rows": rows, "differs": peer.differs}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparisons that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--people", type=int, default=250_000, metavar="N", help="size for the kernels")
    add("--rounds", type=int, default=5, metavar="R", help="rounds of the fast engines; default 5")
    add("--full", action="store_true", help="the slow peers at that size too (some 10 minutes)")
    add("--kernels-only", action="store_true", help="leave the slow peers out")
    add("--reference", type=Path, default=REFERENCE, metavar="DIR", help="the reference scripts")
    add("--sumo-python", metavar="FILE", help="python of an environment that has eclipse-sumo")
    add("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    if not (args.reference / HEAP.script).is_file():
        print(f"skipped: the reference scripts are not in {args.reference}")
        write_record({"benchmark": "peers", "skipped": "no reference scripts"}, args.json)
        return 0
    record: Record = {"benchmark": "peers", "comparisons": [], "machine": machine()}
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(args.reference, Path(scratch), args.sumo_python)
        compared = record["comparisons"].append
        parts: dict[str, Callable[[], None]] = {
            "kernels": lambda: compared(kernels(args.people, rounds=args.rounds, place=place))
        }
        for peer in () if args.kernels_only else PEERS:
            if peer.sumo and args.sumo_python is None:
                _say(f"{peer.name} left out: name its environment with --sumo-python")
                continue
            people = args.people if args.full else min(args.people, SIZES[peer.name])
            parts[peer.name] = lambda peer=peer, people=people: compared(  # type: ignore[misc]
                beside(peer, people, place)
            )
        return in_parts(record, parts, args.json)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
