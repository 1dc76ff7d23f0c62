"""The result of one run: a summary and flat tables, saved, loaded and shown.

This is the one module of the room that knows ``sim.report``: its methods hand over to it, when
called, so that a result can be shown and saved in one line.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Figure = Literal["evacuated", "corridors", "map"]


@dataclass(frozen=True, eq=False)
class RunResult:
    """What one run says. Columns and keys are defined in ``sim.results.columns``.

    Parameters
    ----------
    summary
        ``summary.json`` as a dictionary.
    corridors
        One row a corridor and report interval.
    districts
        One row a district.
    series
        One row a control interval.
    links, people
        One row a directed link, one row a party; None with ``sensitivity: live``.
    scenario_text
        The scenario as resolved, as YAML; None with ``sensitivity: live``.
    """

    summary: dict[str, Any]
    corridors: pd.DataFrame
    districts: pd.DataFrame
    series: pd.DataFrame
    links: pd.DataFrame | None
    people: pd.DataFrame | None
    scenario_text: str | None

    def save(self, folder: Path | str) -> None:
        """Write every file into `folder` (made if absent).

        ``summary.json`` comes last: a folder without it is not a result.
        """
        from sim.report.figures import save_figures
        from sim.report.readme import readme
        from sim.results.store import write_summary, write_tables, write_text

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_tables(self, folder)
        save_figures(self, folder / "figures")
        write_text(folder / "README.txt", readme(self))
        write_summary(self, folder)

    def headline(self) -> str:
        """Return what a planner would say first, as text of at most 80 columns."""
        from sim.report.headline import headline

        return headline(self)

    def plot(self, figure: Figure = "evacuated") -> Axes:
        """Draw a figure and return its first axes (``axes.figure`` is the whole picture).

        Parameters
        ----------
        figure
            ``evacuated``: people of each status over time; ``corridors``: throughput and queue
            of each corridor; ``map``: flow and worst density in the streets.
        """
        from sim.report.figures import draw

        return draw(self, figure).axes[0]

    def __repr__(self) -> str:
        summary = self.summary
        return (
            f"<RunResult {summary['scenario']} seed {summary['seed']}: "
            f"{summary['by_status']['out']:,} of {summary['persons']:,} out>"
        )

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.headline())}</pre>"
