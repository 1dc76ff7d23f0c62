"""What is wrong with a scenario file, and where: one fault a finding, never just the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

FieldPath = tuple[str, ...]
"""Where a value lives in a scenario: keys and list positions, ``("corridors", "3", "lanes")``."""


@dataclass(frozen=True)
class Place:
    """A position in a file; `line` and `column` count from 1, 0 where there is none."""

    file: Path | None
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.file is None:
            return "--set"
        return f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong (or, as a warning, doubtful) and what to do about it.

    Parameters
    ----------
    path
        The field at fault.
    message
        What is wrong, as a sentence without its full stop.
    remedy
        What to write instead, as a full sentence.
    place
        Where it stands; filled in by the loader for faults found later (``sim.checks``).
    severity
        ``"fault"`` stops the run, ``"warning"`` is printed and the run goes on.
    """

    path: FieldPath
    message: str
    remedy: str
    place: Place | None = None
    severity: Literal["fault", "warning"] = "fault"

    def __str__(self) -> str:
        field = ".".join(self.path) or "file"
        where = f"{self.place}: " if self.place is not None else ""
        kind = "" if self.severity == "fault" else "warning: "
        return f"{where}{kind}{field}: {self.message}. {self.remedy}"


class ScenarioError(ValueError):
    """A scenario that cannot be run; holds every fault found, not just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def refuse(place: Place, message: str, remedy: str, path: FieldPath = ()) -> NoReturn:
    """Raise a fault that leaves nothing to go on with."""
    raise ScenarioError([Fault(path, message, remedy, place)])
