"""Time the engine on the grid: ``python -m benchmarks.grid --people N [--mixed] --json FILE``."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.recipe import grid
from sim.engine import Engine
from sim.engine.warmup import compile_engine


def measure(people: int, *, mixed: bool = False, repeat: int = 1) -> dict[str, object]:
    """Run the workload and return its figures; the time is the median of `repeat` runs.

    ``engine_seconds`` is all time from arrays in scenario order to the last passage: packing and
    sorting count, routing and compiling don't.
    """
    compile_engine()
    work = grid(people, mixed=mixed)
    seconds = []
    for _ in range(repeat):
        begin = time.perf_counter()
        engine = Engine(work.links, work.routes, work.gates, work.parties)
        engine.advance(np.inf)
        seconds.append(time.perf_counter() - begin)
    seen = engine.observe()
    through = np.isfinite(seen.out_s)
    traversals = int(work.hops[through].sum())
    engine_s = float(np.median(seconds))
    gates = np.bincount(seen.gate[through], work.parties.persons[through], minlength=8)
    return {
        "people": people,
        "parties": len(work.parties.persons),
        "mixed": mixed,
        "out": int(work.parties.persons[through].sum()),
        "traversals": traversals,
        "engine_seconds": round(engine_s, 4),
        "ns_per_traversal": round(engine_s / traversals * 1e9, 1),
        "clearance_h": round(float(seen.out_s[through].max()) / 3600.0, 4),
        "by_gate": gates.astype(int).tolist(),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, 1),
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure once, write or print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=250_000)
    parser.add_argument("--mixed", action="store_true", help="speeds, parties, windows, choices")
    parser.add_argument("--repeat", type=int, default=1, help="runs; the median counts")
    parser.add_argument("--json", type=Path, help="where to write; default: to the screen")
    given = parser.parse_args(arguments)
    figures = measure(given.people, mixed=given.mixed, repeat=given.repeat)
    text = json.dumps(figures)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
