"""A result as files, and back. The same result gives the same bytes."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.results.columns import TABLES, names
from sim.results.dictionary import columns_csv
from sim.results.manifest import MANIFEST, check_folder, manifest_text
from sim.results.result import RunResult

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "summary.json"
SCENARIO = "scenario.yaml"
_CSV = {
    "corridors.csv": "corridors",
    "districts.csv": "districts",
    "series.csv": "series",
    "queues.csv": "queues",
    "groups.csv": "groups",
    "bottlenecks.csv": "bottlenecks",
    "services.csv": "trips",
    "refusals.csv": "refusals",
    "crossings.csv": "crossings",
    "what_helps.csv": "helps",
}
_NOT_ALWAYS = (
    "queues.csv", "groups.csv", "bottlenecks.csv", "services.csv", "refusals.csv", "crossings.csv",
    "what_helps.csv",
)  # fmt: skip
_PARQUET = {
    "links.parquet": "links",
    "link_series.parquet": "link_series",
    "people.parquet": "people",
}
COLUMNS = "columns.csv"
_NEEDED = frozenset({SUMMARY, COLUMNS, *_CSV}) - frozenset(_NOT_ALWAYS)
REPLICATIONS = ("replications.csv", "replication_curves.csv", "replications.json")
"""Files of a result that holds replications; ``sim.experiments`` writes and reads them."""
_KNOWN = frozenset({SUMMARY, COLUMNS, SCENARIO, *_CSV, *_PARQUET, *REPLICATIONS})
_TEXT_COLUMNS = (
    "corridor", "district", "name", "kind", "group", "service", "reason", "change", "words",
)  # fmt: skip
"""Columns of text that a reader of CSV could take for numbers, or for missing."""
_YES_OR_NO = ("persons_assumed", "assumed", "sure", "leads")


def write_tables(result: RunResult, folder: Path) -> None:
    """Write the tables, what their columns mean, and the scenario."""
    present: dict[str, list[str]] = {}
    for file, attribute in _CSV.items():
        table = getattr(result, attribute)
        if table is not None:
            write_text(folder / file, table.to_csv(index=False, lineterminator="\n"))
            present[file] = list(table.columns)
    for file, attribute in _PARQUET.items():
        table = getattr(result, attribute)
        if table is not None:
            _write_parquet(table, folder / file, result.summary)
            present[file] = list(table.columns)
    present[SUMMARY] = names(SUMMARY)
    if result.scenario_text is not None:
        write_text(folder / SCENARIO, result.scenario_text)
    write_text(folder / COLUMNS, columns_csv(present))


def write_summary(result: RunResult, folder: Path) -> None:
    """Write ``summary.json``: to be done when everything else is written."""
    write_text(folder / SUMMARY, summary_text(result.summary))


def write_manifest(result: RunResult, folder: Path) -> None:
    """Write ``manifest.json``, which says that the files beside it are complete: the very last."""
    tables = _CSV | _PARQUET
    files = [file for file, name in tables.items() if getattr(result, name) is not None]
    files += [SUMMARY, COLUMNS] + ([SCENARIO] if result.scenario_text is not None else [])
    files += REPLICATIONS if result.replications is not None else ()
    write_text(folder / MANIFEST, manifest_text(folder, files, result.summary["version"]))


def unmark(folder: Path) -> None:
    """Remove what says that a folder is complete: to be done before anything in it is changed."""
    for name in (MANIFEST, SUMMARY):
        (folder / name).unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with the line ends that it has.

    A title may hold anything that YAML can write, halves of a surrogate pair included: those are
    written as escapes.
    """
    path.write_bytes(text.encode("utf-8", errors="backslashreplace"))


def summary_text(summary: dict[str, Any]) -> str:
    """Return ``summary.json``: keys sorted, numbers as Python writes them, no NaN."""
    return json.dumps(summary, sort_keys=True, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def load_result(folder: Path | str) -> RunResult:
    """Read a saved result; only what its manifest lists is read.

    Raises
    ------
    ResultFolderError
        The folder is no result (`NoResultError`, a ``FileNotFoundError``), was cut short or
        changed after it was saved, or is of a format that this version does not read.

    Warns
    -----
    OtherVersionWarning
        Another version of the program made it.
    """
    folder = Path(folder)
    listed = check_folder(folder, known=_KNOWN, needed=_NEEDED)
    tables: dict[str, Any] = {
        attribute: _read_csv(folder / file) if file in listed else None
        for file, attribute in _CSV.items()
    }

    def parquet(file: str) -> pd.DataFrame | None:
        return _read_parquet(folder / file) if file in listed else None

    scenario = (folder / SCENARIO).read_text(encoding="utf-8") if SCENARIO in listed else None
    return RunResult(
        summary=json.loads((folder / SUMMARY).read_text(encoding="utf-8")),
        links=parquet("links.parquet"),
        people=parquet("people.parquet"),
        read_link_series=partial(parquet, "link_series.parquet"),
        scenario_text=scenario,
        **tables,
    )


def _write_parquet(table: pd.DataFrame, path: Path, summary: dict[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    units = {column.name: column.unit for column in TABLES[path.name]}
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    fields = [arrow.schema.field(name).with_metadata({"unit": units[name]}) for name in units]
    origin = {key: str(summary[key]) for key in ("scenario", "seed", "start_local", "zone")}
    arrow = arrow.cast(pa.schema(fields, metadata=origin))
    pq.write_table(arrow, path, compression="zstd")


def _read_csv(path: Path) -> Any:
    """Read a table by its dictionary: text stays text."""
    import pandas as pd

    units = {column.name: column.unit for column in TABLES[path.name]}
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in table.columns:
        text = table[name]
        if units[name] in ("persons", "number"):
            table[name] = text.astype("int64")
        elif name in _YES_OR_NO:
            table[name] = text == "True"
        elif units[name] == "local time":
            table[name] = text.where(text != "", None)
        elif name not in _TEXT_COLUMNS:
            table[name] = text.where(text != "", "nan").astype("float64")
    return table


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table: pd.DataFrame = pq.read_table(path).to_pandas()
    return table
