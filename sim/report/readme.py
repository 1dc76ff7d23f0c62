"""``README.txt`` beside results: what the files are, and the headline. Plain text, no markup."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.report.headline import WIDTH, headline

if TYPE_CHECKING:
    from sim.results.result import RunResult

_FILES = """\
summary.json      the run in figures
manifest.json     the other files with their SHA-256; written last
corridors.csv     each corridor and report interval
districts.csv     each district
series.csv        people of each status over time
columns.csv       what every column means, and its unit
figures/          pictures
report.html       all of it as one page, to open in a browser; needs no network"""
_DETAIL = """\
links.parquet     each directed street link
people.parquet    each party
scenario.yaml     the scenario as resolved, with its marks"""
_MANY = """\
replications.csv  a row a replication: its seed and measures
replication_curves.csv  who was out when, in each of them
replications.json what all replications say together; the other files are of the first"""


def readme(result: RunResult) -> str:
    """Return the text."""
    summary = result.summary
    files = _FILES if result.people is None else f"{_FILES}\n{_DETAIL}"
    files = files if result.replications is None else f"{files}\n{_MANY}"
    credit = summary["network"]["attribution"]
    made = f"Made by corridors {summary['version']} from scenario {summary['scenario']}, "
    made += f"seed {summary['seed']}, input {summary['input_sha256'][:12]}."
    parts = [headline(result).rstrip(), f"Files\n-----\n{files}", textwrap.fill(made, WIDTH)]
    if credit:
        parts.append(textwrap.fill(f"Streets: {credit}", WIDTH))
    return "\n\n".join(parts) + "\n"
