"""The folder of a sweep: what it is of, its records, and the tables when all is there.

``sweep.json`` comes first and says which sweep it is; ``runs/`` fills up; the tables are written
when every run is there, and ``finished.json``, with their hashes, last.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sim.results.provenance import code, installed
from sim.runner.result_folder import ForeignFolderError
from sim.sweeps.plan import Sweep
from sim.sweeps.store import RecordStore

ABOUT, FINISHED, RUNS = "sweep.json", "finished.json", "runs"
TABLE_CSV, TABLE_PARQUET = "runs.csv", "runs.parquet"
LOCK = ".lock"
FORMAT = 1
"""Raise this whenever the folder holds other things, or holds them otherwise."""

Json = dict[str, Any]

_SAID = {
    "version": "the version of the program",
    "code": "the code of the program",
    "scenario": "the scenario",
    "fixed": "`set`",
    "seed": "the seed",
    "factors": "the factors",
    "design": "the design",
    "replications": "the replications",
    "measures": "the measures",
}


class OtherSweepError(ForeignFolderError):
    """The folder holds another sweep, or this one made by another program."""


class BusyFolderError(ForeignFolderError):
    """Another process is at work in the folder."""


def about(sweep: Sweep) -> Json:
    """Return what ``sweep.json`` holds: everything that the analysis needs but the runs."""
    said = sweep.said
    return {
        "format": FORMAT,
        "version": installed("corridors"),
        "code": code(),
        "title": said.title,
        "scenario": {
            "id": sweep.base.scenario.id,
            "title": sweep.base.scenario.title,
            "sha256": sweep.base.sha256,
        },
        "fixed": said.model_dump(mode="json", by_alias=True)["set"],
        "seed": sweep.seed,
        "factors": [
            {
                "name": factor.name,
                "label": factor.label,
                "base": factor.base,
                "source": factor.mark.source if factor.mark else "",
                "assumed": (factor.mark.assumed or "") if factor.mark else "",
                **factor.distribution.model_dump(
                    mode="json", by_alias=True, exclude={"label"}, exclude_none=True
                ),
            }
            for factor in sweep.factors
        ],
        "design": said.design.model_dump(mode="json", exclude=_points_of(sweep)),
        "points": [
            {
                "values": [sweep.value(point, factor) for factor in sweep.factors],
                "quantiles": list(point.quantiles),
                "cost": sweep.cost(point),
            }
            for point in sweep.points
        ],
        "replications": said.replications,
        "measures": list(sweep.measures),
        "objective": said.objective.model_dump(mode="json", exclude_none=True),
        "cost_unit": said.cost_unit,
        "runs_sha256": hashlib.sha256(json.dumps(sweep.keys).encode()).hexdigest(),
    }


def _points_of(sweep: Sweep) -> set[str]:
    """Return what a design need not say again: the points that are listed anyway."""
    return {"points"} if sweep.said.design.kind == "list" else set()


def read_about(folder: Path) -> Json | None:
    """Return what a sweep's folder says it is of; None where there is no such folder.

    Raises
    ------
    ForeignFolderError
        Something else is there.
    """
    if not os.path.lexists(folder):
        return None
    if folder.is_symlink() or not folder.is_dir():
        raise ForeignFolderError(f"{folder} is not a folder")
    names = {entry.name for entry in folder.iterdir()} - {LOCK}
    if not names:
        return None
    try:
        found = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        known = isinstance(found, dict) and found.keys() >= {"format", "runs_sha256", "points"}
    except (OSError, ValueError):
        known = False
    if not known:
        raise ForeignFolderError(f"{folder} holds something other than a sweep")
    return dict(found)


def check_same(folder: Path, sweep: Sweep) -> bool:
    """Return whether the folder holds this sweep already, begun or finished.

    Raises
    ------
    ForeignFolderError
        Something other than a sweep is there.
    OtherSweepError
        Another sweep is there; the message says in what it differs.
    """
    there = read_about(folder)
    if there is None:
        return False
    mine = about(sweep)
    if there["format"] != FORMAT:
        raise OtherSweepError(f"{folder} was written by a version with another format of sweeps")
    if all(there.get(key) == mine[key] for key in ("version", "code", "runs_sha256", "measures")):
        return True
    differing = [words for key, words in _SAID.items() if there.get(key) != mine[key]]
    what = ", ".join(differing or ["the runs"])
    raise OtherSweepError(f"{folder} holds another sweep: it differs in {what}")


@contextmanager
def opened(folder: Path, sweep: Sweep) -> Iterator[RecordStore]:
    """Yield the records of a sweep's folder, which is made if need be and held by this process.

    Raises
    ------
    ForeignFolderError
        Something else is there; see `check_same`.
    BusyFolderError
        Another process is at work there.
    OSError
        The folder cannot be made or written.
    """
    check_same(folder, sweep)
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / LOCK):
        text = json.dumps(about(sweep), ensure_ascii=False, allow_nan=False, indent=1)
        write_whole(folder / ABOUT, (text + "\n").encode("utf-8", "surrogatepass"))
        store = RecordStore(folder / RUNS)
        store.sweep_out()
        yield store


def write_whole(file: Path, data: bytes) -> None:
    """Write a file, or leave what was there."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends."""
    with path.open("ab") as lock:
        try:
            _lock(lock)
        except OSError:
            raise BusyFolderError(f"another sweep is at work in {path.parent}") from None
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
