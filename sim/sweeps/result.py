"""A finished sweep: what it was of, and its runs as a pandas table."""

from __future__ import annotations

import hashlib
import html
import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.rounding import place_of, round_to
from sim.results import ResultFolderError
from sim.runner.result_folder import ForeignFolderError
from sim.sweeps.folder import FINISHED, FORMAT, RUNS, TABLE_CSV, TABLE_PARQUET, read_about

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.analysis.analysis import Analysis

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Extreme:
    """The point where the objective is reached furthest, or the first of several.

    Parameters
    ----------
    where
        It in words.
    values
        Its factors, cost and measures, by column.
    """

    where: str
    values: pd.Series


@dataclass(frozen=True, eq=False, repr=False)
class SweepResult:
    """A sweep whose every run is there.

    Parameters
    ----------
    about
        What ``sweep.json`` holds.
    runs
        A row a run: ``RunId``, ``iteration``, ``point``, ``seed``, the factors by path, ``cost``
        if one is stated, the measures, ``error``, ``key``.
    """

    about: Json
    runs: pd.DataFrame

    @property
    def factors(self) -> list[str]:
        """Columns of the factors."""
        return [factor["name"] for factor in self.about["factors"]]

    @property
    def measures(self) -> list[str]:
        """Columns of the measures."""
        return list(self.about["measures"])

    @property
    def good(self) -> pd.DataFrame:
        """The runs that did not fail."""
        return self.runs[self.runs["error"] == ""]

    @property
    def failed(self) -> pd.DataFrame:
        """The runs that failed, with their errors."""
        return self.runs[self.runs["error"] != ""]

    @property
    def points(self) -> pd.DataFrame:
        """A row a point: factors, cost, and the mean of each measure over its replications."""
        cost = ["cost"] if "cost" in self.runs else []
        first = self.runs.groupby("point", sort=True)[[*self.factors, *cost]].first()
        means = self.good.groupby("point", sort=True)[self.measures].mean()
        return first.join(means)

    def analyse(self, out: str | os.PathLike[str] | None = None) -> Analysis:
        """Return effects, indices, interactions, frontier and convergence.

        Parameters
        ----------
        out
            Folder to write tables and the page ``analysis.html`` to as well.
        """
        from sim.sweeps.analysis.analysis import analyse

        analysis = analyse(self)
        if out is not None:
            analysis.save(Path(out))
        return analysis

    def text(self) -> str:
        """Return what the terminal says of it."""
        about, failed = self.about, len(self.failed)
        lines = [
            f"{len(self.runs):,} runs of {about['scenario']['id']}: {len(about['points']):,} "
            f"points, {about['replications']} of each"
            + (f"; {failed:,} failed (see `error` in {TABLE_CSV})" if failed else "")
        ]
        extreme = self.extreme
        if extreme is not None:
            name = next(iter(about["objective"].values()))
            low, high = self.points[name].min(), self.points[name].max()
            lines.append(f"{name} of single points lies between {rough(low)} and {rough(high)}")
            said = ", ".join(f"{name} = {words_of(extreme.values[name])}" for name in self.factors)
            lines.append(f"{extreme.where}: {said}")
        return "\n".join(lines) + "\n"

    @property
    def extreme(self) -> Extreme | None:
        """Where the objective is reached furthest; None where no point has its measure."""
        goal, name = next(iter(self.about["objective"].items()))
        means = self.points[name]
        if not means.notna().any():
            return None
        value = means.max() if goal == "maximise" else means.min()
        there = means.index[means == value]
        which = "highest" if goal == "maximise" else "lowest"
        where = (
            f"{which} at point {there[0]}"
            if len(there) == 1
            else f"{which} at {len(there):,} points, the first of them {there[0]}"
        )
        return Extreme(where, self.points.loc[there[0]])

    def __repr__(self) -> str:
        return (
            f"<SweepResult {self.about['scenario']['id']}: {len(self.runs):,} runs, "
            f"{len(self.factors)} factors, {len(self.measures)} measures, "
            f"{len(self.failed):,} failed>"
        )

    def _repr_html_(self) -> str:
        """Return what it is and its first rows."""
        table: str = self.runs.drop(columns="key").head(8).to_html(index=False)
        return f"<strong>{html.escape(repr(self)[1:-1])}</strong>{table}"


def words_of(value: Any) -> str:
    """Return a number to four digits, from a thousand on to the whole; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if 1000.0 <= abs(value) < 1e15 else f"{value:.4g}"


def rough(value: float, low: float | None = None, high: float | None = None) -> str:
    """Return what was found: to two digits of its range's half-width, to three without a range."""
    half = 0.0 if low is None or high is None else (high - low) / 2.0
    if not math.isfinite(half) or not math.isfinite(value):
        return "-"
    if half == 0.0:
        return f"{value:.3g}" if abs(value) < 999.5 else f"{float(f'{value:.3g}'):,.0f}"
    place = place_of(half)
    return f"{round_to(value, place):z,.{max(0, -place)}f}"


def load_sweep(folder: str | os.PathLike[str]) -> SweepResult:
    """Load a finished sweep, after its table was checked against its hash.

    Raises
    ------
    ResultFolderError
        The folder is no sweep, is not finished, or was changed after it was.
    """
    import pandas as pd

    folder = Path(folder)
    try:
        about = read_about(folder)
    except ForeignFolderError as error:
        raise ResultFolderError(f"{error}. Name the folder of a sweep.") from None
    if about is None:
        raise ResultFolderError(f"{folder}: there is no sweep. Name the folder of a sweep.")
    if about["format"] != FORMAT:
        raise ResultFolderError(f"{folder}: another version wrote it. Make the sweep again.")
    try:
        hashes = json.loads((folder / FINISHED).read_text(encoding="utf-8"))
        content = (folder / TABLE_PARQUET).read_bytes()
    except (OSError, ValueError):
        there = sum(1 for _ in (folder / RUNS).glob("*/*.json"))
        raise ResultFolderError(
            f"{folder}: the sweep is not finished, {there:,} runs are there. The command that "
            "began it goes on with it."
        ) from None
    if hashes.get(TABLE_PARQUET) != hashlib.sha256(content).hexdigest():
        raise ResultFolderError(
            f"{folder / TABLE_PARQUET}: was changed after it was written. The command that made "
            "the sweep writes it again."
        )
    return SweepResult(about, pd.read_parquet(folder / TABLE_PARQUET))
