"""What it costs to look at everybody: views of all parties, made, read and counted.

    python -m benchmarks.agents --json agents.json

The announced scenario of 4 November 2016 with every person a party of its own (275,000). Nothing of
this is done in a run that nobody looks into.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sim
from benchmarks._common import Record, machine, median, spread, timed, write_record
from sim.model import EvacuationModel

SCENARIO = "aleppo-2016-11-04"
LIMIT_S = 0.2
"""Most that making a view of each of 275,000 parties may take."""


def measured(work: Callable[[], Any], repeats: int) -> Record:
    """Return seconds of some work: median, least and most."""
    taken = [timed(work)[0] for _ in range(repeats)]
    return {"seconds": round(median(taken), 4), "spread_s": spread(taken)}


def measure(repeats: int) -> Record:
    """Build the model, step it once, and look at everybody in several ways."""
    model = EvacuationModel(sim.load(SCENARIO, overrides=["population.household=1"]))
    model.step()
    everybody = model.agents
    work: dict[str, Callable[[], Any]] = {
        "a view of each": lambda: list(everybody),
        "one attribute of each": lambda: everybody.get("speed_m_s"),
        "those of one status": lambda: everybody.select(status="moving"),
        "the same by asking each": lambda: everybody.select(lambda one: one.status == "moving"),
        "people by status": lambda: everybody.groupby("status").agg("persons", sum),
    }
    slow = {"the same by asking each"}
    return {
        "machine": machine(),
        "parties": len(everybody),
        "limit_s": LIMIT_S,
        "work": {
            name: measured(each, 1 if name in slow else repeats) for name, each in work.items()
        },
    }


def main(argv: list[str] | None = None) -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agents", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="default: standard output")
    args = parser.parse_args(argv)
    write_record(measure(args.repeats), args.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
