"""A result folder is written beside its place and moved there when it is complete.

While a run writes ``results/plan``, its files lie in ``results/.plan.unfinished-XXXXXXXX``. That
folder holds a lock for as long as the run lives, so the next run of the same name knows what a
killed run left behind and removes it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import IO

SUMMARY = "summary.json"
OURS = frozenset({"scenario", "seed", "version", "persons", "by_status", "corridors"})
"""Keys that every summary of ours has."""

COMPARISON = "compare.json"
_MARKS = {SUMMARY: OURS, COMPARISON: frozenset({"scenarios", "version", "differences"})}
"""The file that is written last, of a run and of a comparison, and keys that it has."""

_LOCK = ".lock"


class ForeignFolderError(FileExistsError):
    """The place for the results holds something that is no result; it is left alone."""


def is_result(folder: Path) -> bool:
    """Return whether `folder` is a finished result of ours: a run or a comparison."""
    return any(_holds(folder / name, keys) for name, keys in _MARKS.items())


def _holds(file: Path, keys: frozenset[str]) -> bool:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.keys() >= keys


def check_replaceable(folder: Path) -> None:
    """See that results may be put at `folder`: nothing is there, an empty folder, or a result.

    Raises
    ------
    ForeignFolderError
        Something else is there, or in the place of a folder above it.
    """
    above = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    if not above.is_dir() or folder.is_symlink():
        raise ForeignFolderError(f"{above} is not a folder")
    if above != folder:
        return
    if any(folder.iterdir()) and not is_result(folder):
        raise ForeignFolderError(f"{folder} holds something other than a finished result")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` when the block ends well.

    However the block ends otherwise, what was at `folder` stays as it was and the new folder is
    removed. What a killed run of the same name left behind is removed first.

    Raises
    ------
    ForeignFolderError
        Something other than a result is at `folder`.
    OSError
        The folder beside it cannot be made or moved.
    """
    folder = Path(os.path.abspath(folder))
    check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(folder)
    unfinished = _beside(folder, "unfinished")
    lock: IO[bytes] | None = None
    try:  # from before the folder is there: a signal may come at any moment
        unfinished.mkdir()
        lock = _lock(unfinished / _LOCK)
        yield unfinished
        lock.close()
        (unfinished / _LOCK).unlink()
        _put_in_place(unfinished, folder)
    finally:
        if lock is not None:
            lock.close()
        shutil.rmtree(unfinished, ignore_errors=True)


def _beside(folder: Path, what: str) -> Path:
    return folder.parent / f".{folder.name}.{what}-{secrets.token_hex(4)}"


def _others(folder: Path, what: str) -> list[Path]:
    return sorted(folder.parent.glob(f".{escape(folder.name)}.{what}-*"))


def _put_in_place(unfinished: Path, folder: Path) -> None:
    """Move a complete folder to its place; a result that is there is removed after the move."""
    check_replaceable(folder)
    if not folder.exists():
        unfinished.rename(folder)
        return
    previous = _beside(folder, "previous")
    folder.rename(previous)
    unfinished.rename(folder)
    shutil.rmtree(previous)


def _clear_leftovers(folder: Path) -> None:
    """Remove what killed runs left beside `folder`; a result that lost its place gets it back."""
    for previous in _others(folder, "previous"):
        if not folder.exists() and is_result(previous):
            previous.rename(folder)
        else:
            shutil.rmtree(previous, ignore_errors=True)
    for leftover in _others(folder, "unfinished"):
        if not _is_held(leftover / _LOCK):
            shutil.rmtree(leftover, ignore_errors=True)


def _lock(path: Path) -> IO[bytes]:
    """Make a file and hold its lock until it is closed or the process ends, however it ends."""
    file = path.open("wb")
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file  # on Windows an open file cannot be removed, which is lock enough


def _is_held(path: Path) -> bool:
    """Return whether a living process holds the lock at `path`."""
    if not path.exists():
        return False
    if sys.platform == "win32":
        try:
            path.unlink()
        except PermissionError:
            return True
        return False
    import fcntl

    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
