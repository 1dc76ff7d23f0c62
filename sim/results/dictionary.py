"""The data dictionary in its two forms: ``columns.csv`` beside results, and a page of the docs.

``python -m sim.results`` writes the page to standard output.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from sim.results.binding import WORDS
from sim.results.column import Column
from sim.results.columns import TABLES
from sim.results.measures import MEASURES

_FILES: dict[str, str] = {
    "corridors.csv": "One row a corridor and report interval, zero rows of unused corridors too.",
    "districts.csv": "One row a district.",
    "series.csv": "One row a control interval, the start included.",
    "queues.csv": "One row a control interval and corridor. Not written with `sensitivity: live`.",
    "groups.csv": "Every status by class and vulnerability, in all and by district. Not written "
    "with `sensitivity: live`.",
    "bottlenecks.csv": "What delayed people, most first. Not written with `sensitivity: live`.",
    "services.csv": "One row a trip of a vehicle with people aboard. Written where there are "
    "services; not with `sensitivity: live`.",
    "refusals.csv": "People who could not board, by service, minute and reason. Written as "
    "services.csv.",
    "crossings.csv": "Streets and junctions where fighters and civilians were at once, the longest "
    "first. Written where there are both; not with `sensitivity: live`.",
    "what_helps.csv": "One row a change, tried alone on the same people, the largest gain first. "
    "Written with `--what-helps`.",
    "links.parquet": "One row a directed link. Not written with `sensitivity: live`.",
    "link_series.parquet": "One row a sample and directed link with people on it, or that people "
    "left since the sample before. Samples are control intervals; where these would give more than "
    "four million rows, every second, fourth, ... of them. Not written with `sensitivity: live`.",
    "people.parquet": "One row a party, with `persons`. Not written with `sensitivity: live`.",
    "summary.json": "The run on one page. Written last: a folder without it is not a result.",
}

_HEAD = """\
# Results: the data dictionary

*Made from `sim/results/columns.py` by `python -m sim.results`; do not edit.*

A run leaves one folder: the files below, `scenario.yaml` (the scenario as resolved, with its
marks), `columns.csv` (this page as a table), `README.txt` (what a planner would say first) and
`figures/`, and `report.html` (all of it as one page). Counts are people, never parties. Times are
seconds from the scenario's start, beside local clock times. Quantiles are over people: the smallest
value that at least that share of them does not exceed. The same input gives the same bytes on the
same kind of machine with the same
libraries, except for the keys that `summary.json` lists as `volatile`.

With `sensitivity: live` times are rounded to 30 minutes; tables of people and links, the scenario,
the map, warnings and all figures by class are left out.

A corridor offered is not a duty to leave. Whoever stays, for whatever reason, remains a civilian
protected by international humanitarian law; no table may be read as a list of those who chose to
fight.
"""


def columns_csv(present: Mapping[str, list[str]]) -> str:
    """Return ``columns.csv`` for the files and columns that a result has."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "column", "unit", "meaning"])
    for file, found in present.items():
        known = {column.name: column for column in TABLES[file]}
        for name in found:
            writer.writerow([file, name, known[name].unit, known[name].meaning])
    return text.getvalue()


def page() -> str:
    """Return the docs page."""
    parts = [_HEAD]
    parts += [f"\n## {file}\n\n{_FILES[file]}\n\n{_table(TABLES[file])}" for file in TABLES]
    parts.append("\n## Measures\n\nScalars by name, from `sim.results.headline_measures(result)`; ")
    parts.append("`*` is the id of a corridor or district. What was not reached is nan.\n\n")
    parts.append("| name | unit | meaning | formula | source |\n|---|---|---|---|---|\n")
    parts += [
        f"| `{m.name}` | {m.unit} | {m.meaning} | {m.formula} | {m.source} |\n" for m in MEASURES
    ]
    parts.append(
        "\n## What binds\n\nWords of `corridors[].binds` and `binding.kind`; the rules are"
    )
    parts.append(" in `sim/results/binding.py`.\n\n| word | meaning |\n|---|---|\n")
    parts += [f"| `{word}` | {meaning} |\n" for word, meaning in WORDS.items()]
    return "".join(parts)


def _table(columns: tuple[Column, ...]) -> str:
    rows = "".join(f"| `{c.name}` | {c.unit} | {c.meaning} |\n" for c in columns)
    return "| name | unit | meaning |\n|---|---|---|\n" + rows
