"""Which exports there are, and how one is written: whole or not at all, its columns beside it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.results.export import events, geojson, geopackage, links

if TYPE_CHECKING:
    from sim.results.result import RunResult

Kind = Literal["geojson", "gpkg", "events"]

FILES: dict[Kind, str] = {
    "geojson": "links.geojson",
    "gpkg": "links.gpkg",
    "events": "events.xml.gz",
}
"""Exports by name, with the name of the file that each writes if none is given."""

_WRITE = {"geojson": geojson.write, "gpkg": geopackage.write, "events": events.write}
_COLUMNS = {"geojson": links.columns, "gpkg": links.columns, "events": events.columns}


class NotExportableError(ValueError):
    """The result must not, or cannot, be written in this form."""


def export(result: RunResult, kind: Kind, file: Path) -> tuple[Path, Path]:
    """Write an export and the dictionary of its columns beside it, ``FILE.columns.csv``.

    Parameters
    ----------
    result
        The run.
    kind
        A key of `FILES`.
    file
        Where to write it; what is there is replaced when the new file is complete.

    Returns
    -------
    tuple
        The two files.

    Raises
    ------
    NotExportableError
        The run is ``sensitivity: live``: single streets and people are not told.
    ValueError
        There is no such export.
    """
    if kind not in FILES:
        raise ValueError(f"there is no export {kind!r}; there are {', '.join(FILES)}")
    if result.links is None or result.people is None:
        raise NotExportableError(
            "the run is marked sensitivity: live, and an export would tell of single streets and "
            "people. Nothing is written; tables by district and corridor are in the folder."
        )
    beside = file.with_name(f"{file.name}.columns.csv")
    unfinished = file.with_name(f".{file.name}.unfinished-{secrets.token_hex(4)}")
    try:
        _WRITE[kind](result, unfinished, compressed=file.suffix == ".gz")
        beside.write_text(_COLUMNS[kind](result, file.name), encoding="utf-8", newline="")
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file, beside
