"""Tables for people, from the JSON that the benchmarks wrote: into `benchmarks/README.md`.

    python -m benchmarks.report FOLDER            # print the tables
    python -m benchmarks.report FOLDER --write    # put them into README.md, between its marks

The folder holds what ``python -m benchmarks FOLDER`` writes, a file a benchmark. What is absent,
failed or was stopped before its end is said under its title.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import page, sweep
from benchmarks._common import FAILED, LEFT, MACHINE_PACKAGES, table
from benchmarks.limits import Records, kernels_of, limits_table, slow_peers_of

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FILES = (
    "peers", "scaling", "startup", "aleppo-households", "aleppo-singles", "agents", "decisions",
    "page", "sweep",
)  # fmt: skip
"""What is read, in the order in which it is measured."""


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
        for row in kernels_of(records)["rows"]
    ]
    head = ["engine", "traversals", "s", "least to most", "ns a traversal", "x event_heap"]
    return table([*head, "least x least", "clearance h"], rows)


def peers_table(records: Records) -> str:
    """Return each slow peer beside ours; nothing if none was measured."""
    rows = []
    for comparison in slow_peers_of(records):
        ours, theirs = comparison["rows"]
        figures = [f"{ours['seconds']:.3f}", f"{theirs['seconds']:.1f}", f"{theirs['ratio']:.0f}"]
        hours = [f"{ours['clearance_h']:.2f}", f"{theirs['clearance_h']:.2f}"]
        memory = [f"{ours['rss_mb']:.0f}", f"{theirs['rss_mb']:.0f}"]
        people = f"{comparison['people']:,}"
        rows.append([theirs["engine"], people, *figures, *hours, *memory, comparison["differs"]])
    head = ["peer", "people", "ours s", "theirs s", "times faster", "ours h", "theirs h"]
    return table([*head, "ours MB", "theirs MB", "what differs"], rows) if rows else ""


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
            f"{row['bytes_per_party']:.0f}" if "bytes_per_party" in row else "",
            f"{row['input_bytes_per_party']:.0f}",
        ]
        for name in ("aleppo-households", "aleppo-singles")
        if "parties" in (row := records.get(name, {}))
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


def agents_table(records: Records) -> str:
    """Return what it costs to look at everybody."""
    record = records["agents"]
    rows = [
        [name, f"{row['seconds']:.3f}", "{:.3f} to {:.3f}".format(*row["spread_s"])]
        for name, row in record["work"].items()
    ]
    return table([f"of {record['parties']:,} parties", "s", "least to most"], rows)


def decisions_table(records: Records) -> str:
    """Return what each decision costs of a run."""
    record = records["decisions"]
    rows = [
        [name, f"{taken:.2f}", f"{taken / record['run_s']:.2f}"]
        for name, taken in sorted(record["seconds"].items(), key=lambda one: -one[1])
    ]
    rows.append(["the whole run", f"{record['run_s']:.2f}", "1.00"])
    said = (
        f"{record['people']:,} people as {record['parties']:,} parties. Deciding takes "
        f"{record['share']:.2f} of the run as `corridors run` makes it, "
        f"{record['share_with_orders']:.2f} with what it costs to tell the engine; "
        f"{record['share_unwritten']:.2f} of the {record['unwritten_s']:.1f} s before anything is "
        f"written; {record['bytes_per_party']:.0f} bytes a party."
    )
    return f"{said}\n\n{table(['decision', 's', 'share'], rows)}"


def page_table(records: Records) -> str:
    """Return the page of the largest runs, and what it must do."""
    head = ["page", "must", "measured", ""]
    return table(head, [_judged(row) for row in page.table_rows(records["page"])])


def sweep_table(records: Records) -> str:
    """Return what a sweep must show, and whether it does."""
    rows = [_judged(row) for row in sweep.table_rows(records["sweep"])]
    return table(["sweep of the built-in Aleppo", "must", "measured", ""], rows) if rows else ""


def _judged(row: tuple[str, str, str, bool]) -> list[str]:
    what, must, measured, holds = row
    return [what, must, measured, ("holds" if holds else "missed") if must else ""]


SECTIONS: tuple[tuple[str, tuple[str, ...], Callable[[Records], str]], ...] = (
    ("Beside the reference kernels, in one run", ("peers",), kernels_table),
    ("Beside other simulators", ("peers",), peers_table),
    ("By size", ("scaling",), scaling_table),
    ("The real streets", ("aleppo-households", "aleppo-singles"), aleppo_table),
    ("Whole commands", ("startup",), startup_table),
    ("Looking at people", ("agents",), agents_table),
    ("Deciding", ("decisions",), decisions_table),
    ("The page", ("page",), page_table),
    ("A thousand runs", ("sweep",), sweep_table),
)
"""A title, the files that it needs one of, and what makes the table."""


def report(records: Records) -> str:
    """Return all tables that the records allow."""
    limits = limits_table(records)
    parts = [_machine(records), f"### Limits\n\n{limits}" if limits else ""]
    for at, (title, needs, make) in enumerate(SECTIONS):
        later = {name for _, names, _ in SECTIONS[at + 1 :] for name in names}
        there = [records[name] for name in needs if name in records]
        try:
            body = make(records) if there else ""
        except (KeyError, IndexError):  # stopped or failed before anything was measured
            body = ""
        gone = [f"there is no `{name}.json`" for name in needs if name not in records]
        gone += [record["skipped"] for record in there if "skipped" in record]
        last = [records[name] for name in needs if name in records and name not in later]
        said = [body, f"Not measured: {'; '.join(gone)}." if gone else "", *map(_unmade, last)]
        told = "\n\n".join(text for text in said if text) or "Not measured."
        parts.append(f"### {title}\n\n{told}")
    return "\n\n".join(part for part in parts if part)


def _unmade(record: dict[str, object]) -> str:
    """Say what failed, by the last line of its complaint, and what a stop left undone."""
    failed, left = record.get(FAILED), record.get(LEFT)
    said = []
    if isinstance(failed, dict):
        for part, complaint in failed.items():
            last = str(complaint).strip().splitlines()[-1:] or ["no word"]
            said.append(f"Failed: {part} ({last[0]}).")
    if isinstance(left, list) and left:
        said.append(f"Stopped before: {', '.join(map(str, left))}.")
    return "\n\n".join(said)


def _machine(records: Records) -> str:
    for record in records.values():
        if "machine" in record:
            named = record["machine"]
            versions = ", ".join(
                f"{name} {named[name]}" for name in MACHINE_PACKAGES if name in named
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
