"""Result folders that commands read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.say import complain

if TYPE_CHECKING:
    from sim.results.result import RunResult


def load_folder(folder: Path) -> RunResult:
    """Load a result folder; what is to be said of it goes to standard error as a line."""
    import warnings

    import sim
    from sim.results import OtherVersionWarning

    with warnings.catch_warnings(
        record=True, action="always", category=OtherVersionWarning
    ) as told:
        result = sim.load_results(folder)
    for warning in told:
        complain(f"warning: {warning.message}")
    return result
