"""The grid from 10,000 people to 5 million: time, nanoseconds a traversal, memory.

    python -m benchmarks.scaling --json scaling.json [--up-to 20000000]

Each size runs in a fresh process, so that its peak memory is its own; it includes Python, numpy,
the network, the people and the routes, not the engine alone.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from benchmarks._common import Record, in_parts, machine, module_record

SIZES = (10_000, 50_000, 250_000, 1_000_000, 5_000_000, 20_000_000)
REFERENCE_SIZE = 250_000
MOST_COST = 2.5
"""Times the cost of a traversal at 250,000 people that no size up to 5 million may exceed."""
MOST_MB = 2048.0
"""Memory that 5 million people may take."""


def measure(sizes: list[int], *, repeats: int, file: Path | None) -> int:
    """Run each size in a process of its own; costs are compared with that at 250,000."""
    record: Record = {"benchmark": "scaling", "rows": [], "machine": machine()}

    def one(size: int) -> None:
        made = module_record("benchmarks.grid", "--people", str(size), "--repeat", str(repeats))
        record["rows"] = with_ratios([*record["rows"], made])

    return in_parts(record, {f"{size:,} people": partial(one, size) for size in sizes}, file)


def with_ratios(rows: list[Record]) -> list[Record]:
    """Add `cost_ratio`: a traversal's cost over that at 250,000 people, None without that size."""
    costs = {row["people"]: row["ns_per_traversal"] for row in rows}
    base = costs.get(REFERENCE_SIZE)
    return [
        {**row, "cost_ratio": None if base is None else round(row["ns_per_traversal"] / base, 2)}
        for row in rows
    ]


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--from", dest="least", type=int, default=SIZES[0], metavar="N")
    parser.add_argument("--up-to", type=int, default=5_000_000, metavar="N", help="largest size")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="median of N; 3")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    sizes = [size for size in SIZES if args.least <= size <= args.up_to]
    return measure(sizes or [args.up_to], repeats=args.repeat, file=args.json)


if __name__ == "__main__":
    raise SystemExit(main())
