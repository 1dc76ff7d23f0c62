"""Tables for people, from the JSON that the benchmarks wrote: into `benchmarks/README.md`.

    python -m benchmarks.report FOLDER            # print the tables
    python -m benchmarks.report FOLDER --write    # put them into README.md, between its marks

The folder holds what the other scripts wrote: peers.json, scaling.json, startup.json,
aleppo-households.json, aleppo-singles.json, sweep.json. What is absent is left out and said.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._common import Record
from benchmarks.peers import ALEPPO, HEAP, OURS, OURS_MIXED, PACKED
from benchmarks.scaling import MOST_COST, MOST_MB
from benchmarks.sweep import table_rows

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FILES = ("peers", "aleppo-households", "aleppo-singles", "scaling", "startup", "sweep")

Records = dict[str, Record]


@dataclass(frozen=True)
class Limit:
    """What must hold, what we would like, and where to look what does.

    `must` and `goal` take the records and return the figure that the measured one may not exceed.
    """

    work: str
    unit: str
    measured: Callable[[Records], float]
    must: Callable[[Records], float]
    goal: Callable[[Records], float]


def kernel_row(records: Records, engine: str) -> Record:
    """Return an engine's row among the kernels."""
    rows: list[Record] = records["peers"]["comparisons"][0]["rows"]
    return next(row for row in rows if row["engine"] == engine)


def over_heap(engine: str, figure: str = "seconds") -> Callable[[Records], float]:
    """Measure an engine by `event_heap` in the same run."""
    return lambda r: float(kernel_row(r, engine)[figure] / kernel_row(r, HEAP.name)[figure])


def always(value: float) -> Callable[[Records], float]:
    """Return a limit that does not depend on what was measured."""
    return lambda _: value


def packed_times(factor: float) -> Callable[[Records], float]:
    """Return a multiple of the packed kernel's time, by `event_heap`."""
    return lambda r: factor * over_heap(PACKED.name)(r)


def at_people(records: Records, people: int, figure: str) -> float:
    """Return a figure of the size with that many people."""
    rows = records["scaling"]["rows"]
    return float(next(row[figure] for row in rows if row["people"] == people))


def worst_cost(records: Records) -> float:
    """Return the largest cost ratio from 250,000 people on."""
    rows = records["scaling"]["rows"]
    return float(max(row["cost_ratio"] for row in rows if row["people"] >= 250_000))


_HEAP_S = 0.42
"""What `event_heap` takes on the machine that the limits in seconds were written for."""

LIMITS = (
    Limit(
        "grid, 250,000 single people",
        "x event_heap",
        over_heap(OURS),
        always(1.0),
        packed_times(1.5),
    ),
    Limit(
        "grid --mixed, cost of a traversal",
        "x event_heap",
        over_heap(OURS_MIXED, "ns_per_traversal"),
        always(1.5),
        always(1.0),
    ),
    Limit(
        "real Aleppo, 50,000 households",
        "x event_heap",
        over_heap(ALEPPO["households"]),
        always(0.4 / _HEAP_S),
        always(0.2 / _HEAP_S),
    ),
    Limit(
        "real Aleppo, 275,000 single people",
        "x event_heap",
        over_heap(ALEPPO["singles"]),
        always(4.0 / _HEAP_S),
        always(1.5 / _HEAP_S),
    ),
    Limit(
        "5 million people, peak memory",
        "MB",
        lambda r: at_people(r, 5_000_000, "peak_rss_mb"),
        always(MOST_MB),
        always(MOST_MB),
    ),
    Limit(
        "cost of a traversal up to 5 million, at most",
        "x that at 250,000",
        worst_cost,
        always(MOST_COST),
        always(MOST_COST),
    ),
    Limit(
        "memory a party beside the network, 275,000 single people",
        "bytes",
        lambda r: float(r["aleppo-singles"]["bytes_per_party"]),
        always(100.0),
        always(64.0),
    ),
)
PEER_LIMITS = {"UXsim C++": 80.0, "SUMO meso": 80.0, "Mesa objects": 500.0}


def limits_table(records: Records) -> str:
    """Return must, goal and measured, a row a limit; a peer's row says how much faster we are."""
    rows = []
    for limit in LIMITS:
        try:
            measured = limit.measured(records)
            must, goal = limit.must(records), limit.goal(records)
        except (KeyError, StopIteration):
            continue
        verdict = _verdict(measured, must, goal)
        figures = [f"{number:.3g}" if number < 1000 else f"{number:.0f}" for number in
                   (must, goal, measured)]  # fmt: skip
        rows.append([limit.work, limit.unit, *figures, verdict])
    for comparison in records.get("peers", {}).get("comparisons", [])[1:]:
        peer = comparison["rows"][1]
        must = PEER_LIMITS[peer["engine"]]
        verdict = "holds" if peer["ratio"] >= must else "missed"
        work = f"faster than {peer['engine']}, {comparison['people']:,} people"
        rows.append([work, "times", f"{must:.0f}", "", f"{peer['ratio']:.0f}", verdict])
    return table(["work", "measured in", "must", "goal", "measured", ""], rows)


def _verdict(measured: float, must: float, goal: float) -> str:
    """Say whether a figure is small enough; a goal that asks no more than the limit is none."""
    if measured > must:
        return "missed"
    return "goal reached" if measured <= goal < must else "holds"


def kernels_table(records: Records) -> str:
    """Return the kernels and our workloads."""
    rows = [
        [
            row["engine"],
            f"{row['traversals']:,}",
            f"{row['seconds']:.3f}",
            "{:.3f} to {:.3f}".format(*row["spread_s"]),
            f"{row['ns_per_traversal']:.0f}",
            f"{row['ratio']:.2f}",
            f"{row['ratio_of_least']:.2f}",
            f"{row['clearance_h']:.2f}",
        ]
        for row in records["peers"]["comparisons"][0]["rows"]
    ]
    head = ["engine", "traversals", "s", "least to most", "ns a traversal", "x event_heap"]
    return table([*head, "least x least", "clearance h"], rows)


def peers_table(records: Records) -> str:
    """Return each slow peer beside ours."""
    rows = []
    for comparison in records["peers"]["comparisons"][1:]:
        ours, theirs = comparison["rows"]
        figures = [f"{ours['seconds']:.3f}", f"{theirs['seconds']:.1f}", f"{theirs['ratio']:.0f}"]
        hours = [f"{ours['clearance_h']:.2f}", f"{theirs['clearance_h']:.2f}"]
        memory = [f"{ours['rss_mb']:.0f}", f"{theirs['rss_mb']:.0f}"]
        people = f"{comparison['people']:,}"
        rows.append([theirs["engine"], people, *figures, *hours, *memory, comparison["differs"]])
    head = ["peer", "people", "ours s", "theirs s", "times faster", "ours h", "theirs h"]
    return table([*head, "ours MB", "theirs MB", "what differs"], rows)


def scaling_table(records: Records) -> str:
    """Return the grid by size."""
    rows = [
        [
            f"{row['people']:,}",
            f"{row['traversals']:,}",
            f"{row['engine_seconds']:.3f}",
            f"{row['ns_per_traversal']:.0f}",
            "" if row["cost_ratio"] is None else f"{row['cost_ratio']:.2f}",
            f"{row['clearance_h']:.2f}",
            f"{row['peak_rss_mb']:.0f}",
        ]
        for row in records["scaling"]["rows"]
    ]
    head = ["people", "traversals", "s", "ns a traversal", "x 250,000", "clearance h"]
    return table([*head, "peak MB of the process"], rows)


def aleppo_table(records: Records) -> str:
    """Return the real streets, time and memory."""
    rows = [
        [
            f"{row['people']:,} people as {row['parties']:,} parties",
            f"{row['traversals']:,}",
            f"{row['engine_seconds']:.2f}",
            f"{row['ns_per_traversal']:.0f}",
            f"{row['clearance_h']:.1f}",
            f"{row['peak_rss_mb']:.0f}",
            f"{row['bytes_per_party']:.0f}",
            f"{row['input_bytes_per_party']:.0f}",
        ]
        for name in ("aleppo-households", "aleppo-singles")
        if (row := records.get(name)) is not None
    ]
    head = ["who", "traversals", "s", "ns a traversal", "clearance h", "peak MB of the process"]
    return table([*head, "bytes a party", "its inputs"], rows)


def startup_table(records: Records) -> str:
    """Return whole commands."""
    rows = [
        [
            f"`{row['command']}`",
            f"{row['seconds']:.2f}",
            "{:.2f} to {:.2f}".format(*row["spread_s"]),
            "" if row["limit_s"] is None else f"{row['limit_s']}",
        ]
        for row in records["startup"]["rows"]
    ]
    return table(["command", "s", "least to most", "limit s"], rows)


def sweep_table(records: Records) -> str:
    """Return what a sweep must show, and whether it does."""
    rows = [
        [what, must, measured, ("holds" if holds else "missed") if must else ""]
        for what, must, measured, holds in table_rows(records["sweep"])
    ]
    return table(["sweep of the built-in Aleppo", "must", "measured", ""], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; numbers to the right."""
    numeric = [all(_is_number(row[at]) for row in rows) for at in range(len(head))]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdigit() or cell == ""


SECTIONS: tuple[tuple[str, str, Callable[[Records], str]], ...] = (
    ("Limits", "peers", limits_table),
    ("Beside the reference kernels, in one run", "peers", kernels_table),
    ("Beside other simulators", "peers", peers_table),
    ("By size", "scaling", scaling_table),
    ("The real streets", "aleppo-households", aleppo_table),
    ("Whole commands", "startup", startup_table),
    ("A thousand runs", "sweep", sweep_table),
)


def report(records: Records) -> str:
    """Return all tables that the records allow."""
    parts = [_machine(records)]
    for title, needs, make in SECTIONS:
        if "skipped" in records.get(needs, {"skipped": True}):
            parts.append(f"### {title}\n\nNot measured: there is no `{needs}.json`.")
        else:
            parts.append(f"### {title}\n\n{make(records)}")
    return "\n\n".join(parts)


def _machine(records: Records) -> str:
    for record in records.values():
        if "machine" in record:
            named = record["machine"]
            versions = ", ".join(
                f"{name} {named[name]}"
                for name in ("numpy", "numba", "llvmlite", "scipy", "mesa", "uxsim")
                if name in named
            )
            place = f"{named['cores']} cores {named['processor']}, {named['system']}"
            return f"Machine: {place}, Python {named['python']}, {versions}."
    return "No machine is named."


def read(folder: Path) -> Records:
    """Read what there is."""
    return {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in FILES
        if (folder / f"{name}.json").is_file()
    }


def put_into(page: str, tables: str) -> str:
    """Return the page with the tables between its marks.

    Raises
    ------
    ValueError
        If the page has no marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables, or write them into the README."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="where the JSON files are")
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    args = parser.parse_args(argv)
    records = read(args.folder)
    if not records:
        print(f"{args.folder} holds none of {', '.join(f'{n}.json' for n in FILES)}",
              file=sys.stderr)  # fmt: skip
        return 2
    tables = report(records)
    if args.write:
        page = README.read_text(encoding="utf-8")
        README.write_text(put_into(page, tables), encoding="utf-8")
    else:
        print(tables)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
