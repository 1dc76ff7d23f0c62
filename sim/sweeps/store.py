"""One file a finished run: written whole or not at all, checked when it is read.

A record is written beside its place, flushed to the disk and renamed. It begins with the hash of
what follows; one that is cut off or changed counts as not there, and its run is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from sim.experiments.outcome import Outcome
from sim.experiments.workers import KILLED

_UNFINISHED = ".unfinished"


class RecordStore:
    """Outcomes by their key, in a folder: ``runs/3f/3fa9....json``.

    Parameters
    ----------
    folder
        Where; made when the first record is put.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Outcome | None:
        """Return the outcome of that key; None if it is not there, broken, or to be made again.

        A run whose process was killed twice says nothing of the scenario, but of the machine's
        memory on that day: it is made again.
        """
        outcome = self.read(key)
        return None if outcome is None or outcome.error == KILLED else outcome

    def read(self, key: str) -> Outcome | None:
        """Return the outcome of that key as it is kept; None if it is not there or broken."""
        try:
            text = self._file(key).read_text(encoding="utf-8")
            digest, _, record = text.partition("\n")
            record = record.removesuffix("\n")
            if digest != _digest(record):
                return None
            outcome = Outcome.from_json(record)
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return outcome if outcome.key == key else None

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome: wholly or not at all.

        Raises
        ------
        OSError
            There is no room, say; nothing of the record is left then.
        """
        file = self._file(outcome.key)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(_UNFINISHED)
        record = outcome.to_json()
        try:
            with unfinished.open("w", encoding="utf-8") as stream:
                stream.write(f"{_digest(record)}\n{record}\n")
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise

    def sweep_out(self) -> None:
        """Remove what a killed process had begun to write."""
        for unfinished in self._folder.glob(f"*/*{_UNFINISHED}"):
            unfinished.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _digest(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()
