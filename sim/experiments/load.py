"""Results and comparisons read back from their folders, each by its own verb."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.experiments import compare_files
from sim.experiments.comparison import Comparison
from sim.experiments.replications import Replications
from sim.results.manifest import NoResultError, listed
from sim.results.result import RunResult
from sim.results.store import load_result


def load_results(folder: Path) -> RunResult:
    """Load a run, with its replications if it has any; see `sim.load_results`."""
    if (folder / "compare.json").is_file():
        raise NoResultError(f"{folder}: a comparison, not a run: sim.load_comparison loads it")
    result = load_result(folder)
    if "replications.csv" in listed(folder):
        result = replace(result, replications=Replications.load(folder))
    return result


def load_comparison(folder: Path) -> Comparison:
    """Load a comparison; see `sim.load_comparison`."""
    if (folder / "summary.json").is_file():
        raise NoResultError(f"{folder}: a run, not a comparison: sim.load_results loads it")
    return compare_files.load_comparison(folder)
