"""``manifest.json``: which files a result consists of, written last and checked when it is loaded.

It finds what was cut off, changed or never finished. It is no signature: whoever changes a file
and the manifest with it is not found out. What is made from the listed files (``README.txt``,
``report.html``, pictures) is not listed: it can be made again at any time.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sim.results.columns import TABLES
from sim.results.provenance import installed

MANIFEST = "manifest.json"
FORMAT = 1
"""To be raised when files change in a way that `layout` does not see."""

_CHUNK = 1 << 20
_AGAIN = "Run the scenario again, or copy the folder again from where it came."


class ResultFolderError(OSError):
    """A folder cannot be loaded as a result; says every fault, its file and what to do."""


class NoResultError(ResultFolderError, FileNotFoundError):
    """There is no finished result: nothing at all, another folder, or a run cut short."""


class OtherVersionWarning(UserWarning):
    """A result was made by another version of the program."""


def layout() -> str:
    """Return a short name of every file, column and unit: it differs whenever one of them does."""
    told = [
        f"{file}\t{column.name}\t{column.unit}"
        for file, columns in TABLES.items()
        for column in columns
    ]
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"{FORMAT}-{digest[:12]}"


def manifest_text(
    folder: Path, files: Iterable[str], version: str, *, format_: str | None = None
) -> str:
    """Return the manifest of files that are in `folder`.

    Parameters
    ----------
    folder
        Where they are.
    files
        Their names.
    version
        The program's version that made the result.
    format_
        What the files are; default `layout`, the format of a run.
    """
    listed = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": _sha256(folder / name)}
        for name in sorted(files)
    }
    manifest = {"format": format_ or layout(), "version": version, "files": listed}
    return json.dumps(manifest, sort_keys=True, indent=1) + "\n"


def check_folder(
    folder: Path,
    *,
    known: Iterable[str],
    needed: Iterable[str],
    summary: str = "summary.json",
    format_: str | None = None,
) -> frozenset[str]:
    """See that a folder is a complete result of this format, and return the files it lists.

    Parameters
    ----------
    folder
        The folder.
    known, needed
        Names that a manifest may list, and those that it must.
    summary
        The file without which there is nothing at all.
    format_
        What the files must be; default `layout`, the format of a run.

    Raises
    ------
    NoResultError
        There is no manifest or no summary.
    ResultFolderError
        The manifest cannot be read, is of another format, or does not fit the files.

    Warns
    -----
    OtherVersionWarning
        Another version of the program made the result.
    """
    absent = [name for name in (MANIFEST, summary) if not (folder / name).is_file()]
    if absent:
        raise NoResultError(
            f"{folder}: no {' and no '.join(absent)}: it is no finished result (the run or the "
            f"copy was cut short, or this is another folder). {_AGAIN}"
        )
    manifest = _read(folder / MANIFEST)
    format_ = format_ or layout()
    if manifest["format"] != format_:
        raise ResultFolderError(
            f"{folder / MANIFEST}: the result was made by corridors {manifest['version']} in "
            f"format {manifest['format']}; this is corridors {installed('corridors')}, which reads "
            f"{format_}. Run the scenario again with this version, or read it with that one."
        )
    files: dict[str, Any] = manifest["files"]
    faults = [
        *(
            f"{folder / MANIFEST}: lists {name!r}, which is no file of a result. {_AGAIN}"
            for name in sorted(files.keys() - set(known))
        ),
        *(
            f"{folder / MANIFEST}: does not list {name}. {_AGAIN}"
            for name in sorted(set(needed) - files.keys())
        ),
        *_file_faults(folder, {name: files[name] for name in sorted(files.keys() & set(known))}),
    ]
    if faults:
        raise ResultFolderError("\n".join(faults))
    if manifest["version"] != installed("corridors"):
        warnings.warn(
            f"{folder}: made by corridors {manifest['version']}; this is "
            f"{installed('corridors')}. The files mean the same, but a run of the same scenario "
            "may give other numbers: compare only results of one version.",
            OtherVersionWarning,
            stacklevel=4,
        )
    return frozenset(files)


def listed(folder: Path) -> frozenset[str]:
    """Return the files that a folder's manifest lists."""
    return frozenset(_read(folder / MANIFEST)["files"])


def _read(path: Path) -> dict[str, Any]:
    """Read a manifest and see that it has the shape of one."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        manifest = None
    if not (
        isinstance(manifest, dict)
        and isinstance(manifest.get("format"), str)
        and isinstance(manifest.get("version"), str)
        and isinstance(manifest.get("files"), dict)
        and all(
            isinstance(entry, dict) and entry.keys() == {"bytes", "sha256"}
            for entry in manifest["files"].values()
        )
    ):
        raise ResultFolderError(f"{path}: cut off or changed: it is no manifest. {_AGAIN}")
    return manifest


def _file_faults(folder: Path, files: dict[str, Any]) -> Iterator[str]:
    """Say what is missing, cut off or changed."""
    for name, entry in files.items():
        path = folder / name
        if not path.is_file():
            yield f"{path}: is missing. {_AGAIN}"
        elif (size := path.stat().st_size) != entry["bytes"]:
            saved = entry["bytes"]
            yield f"{path}: has {size} bytes, not the {saved} it was saved with. {_AGAIN}"
        elif _sha256(path) != entry["sha256"]:
            yield f"{path}: was changed after it was saved (its SHA-256 differs). {_AGAIN}"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
