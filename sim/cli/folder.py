"""Result folders that commands read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.say import complain

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison
    from sim.results.result import RunResult

KINDS = (("sweep.json", "a sweep", "analyse"), ("compare.json", "a comparison", "report"))
"""The file that tells other folders of ours, what they are, and the command that reads them."""


def load_folder(folder: Path) -> RunResult:
    """Load a result folder; what is to be said of it goes to standard error as a line.

    Raises
    ------
    ResultFolderError
        It is none; says what it is instead, where that is known.
    """
    import sim
    from sim.results import ResultFolderError

    for file, of, instead in KINDS:
        if (folder / file).is_file():
            raise ResultFolderError(f"{folder}: {of}, not a run: `corridors {instead} {folder}`")
    if not folder.exists():
        raise ResultFolderError(f"{folder}: there is no such folder. Check the name.")
    with _told():
        return sim.load_results(folder)


def load_compared(folder: Path) -> Comparison:
    """Load the folder of a comparison; what is to be said of it goes to standard error."""
    import sim

    with _told():
        return sim.load_comparison(folder)


@contextmanager
def _told() -> Iterator[None]:
    import warnings

    from sim.results import OtherVersionWarning

    with warnings.catch_warnings(
        record=True, action="always", category=OtherVersionWarning
    ) as told:
        yield
    for warning in told:
        complain(f"warning: {warning.message}")
