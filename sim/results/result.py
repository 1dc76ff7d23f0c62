"""The result of one run: a summary and flat tables, saved, loaded and shown.

This is the one module of the room that knows ``sim.report``: its methods hand over to it, when
called, so that a result can be shown and saved in one line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.experiments.replications import Replications
    from sim.report.gallery import Figures
    from sim.results.export.command import Kind

Figure = Literal["evacuated", "corridors", "map", "curves", "queues", "stranded"]


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
    queues, groups, bottlenecks
        One row a control interval and corridor, a group and district, a place that delayed people;
        None with ``sensitivity: live``.
    links, people
        One row a directed link, one row a party; None with ``sensitivity: live``.
    scenario_text
        The scenario as resolved, as YAML; None with ``sensitivity: live``.
    read_link_series
        Makes or reads the table behind `link_series`.
    trips, refusals, crossings
        One row a trip of a vehicle; a service, minute and reason why people could not board; a
        place where fighters and civilians crossed. None where there is none of it, and with
        ``sensitivity: live``.
    helps
        One row a change that was tried alone, on the same people; None if none was.
    replications
        Other runs of the same scenario and what they say together; None where one was made.
    """

    summary: dict[str, Any]
    corridors: pd.DataFrame
    districts: pd.DataFrame
    series: pd.DataFrame
    queues: pd.DataFrame | None
    groups: pd.DataFrame | None
    bottlenecks: pd.DataFrame | None
    links: pd.DataFrame | None
    people: pd.DataFrame | None
    scenario_text: str | None
    read_link_series: Callable[[], pd.DataFrame | None]
    trips: pd.DataFrame | None = None
    refusals: pd.DataFrame | None = None
    crossings: pd.DataFrame | None = None
    helps: pd.DataFrame | None = None
    replications: Replications | None = None

    @cached_property
    def link_series(self) -> pd.DataFrame | None:
        """One row a sample and link in use; None with ``sensitivity: live``.

        The largest table: it is made or read when it is first asked for.
        """
        return self.read_link_series()

    def save(self, folder: Path | str) -> None:
        """Write every file into `folder` (made if absent).

        ``summary.json`` and ``manifest.json`` come last: a folder without them is not a result.
        """
        from sim.report.figures import save_figures
        from sim.report.page import write_run_page
        from sim.report.readme import readme
        from sim.results.store import (
            unmark,
            write_manifest,
            write_summary,
            write_tables,
            write_text,
        )

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        unmark(folder)
        write_tables(self, folder)
        save_figures(self, folder / "figures")
        write_text(folder / "README.txt", readme(self))
        write_run_page(self, folder / "report.html")
        if self.replications is not None:
            self.replications.save(folder)
        write_summary(self, folder)
        write_manifest(self, folder)

    def headline(self) -> str:
        """Return what a planner would say first, as text of at most 80 columns."""
        from sim.report.headline import headline

        return headline(self)

    def report(self, file: Path | str = "report.html") -> Path:
        """Write the page: one file of HTML that needs nothing beside it; return where it is.

        Parameters
        ----------
        file
            Where to write it.
        """
        from sim.report.page import write_run_page

        file = Path(file)
        write_run_page(self, file)
        return file

    def export(self, kind: Kind, file: Path | str) -> Path:
        """Write a file for other programs, and its dictionary ``FILE.columns.csv`` beside it.

        Parameters
        ----------
        kind
            ``geojson`` or ``gpkg``: the links with flow, density and delay, for QGIS; ``events``:
            what became of each party, as events of MATSim (compressed if the name ends in .gz).
        file
            Where to write it.

        Raises
        ------
        NotExportableError
            The run is ``sensitivity: live``.
        """
        from sim.results.export.command import export

        return export(self, kind, Path(file))[0]

    @property
    def figures(self) -> Figures:
        """Every picture as a function: ``result.figures.queues("3")`` and so on."""
        from sim.report.gallery import Figures

        return Figures(self)

    def plot(self, figure: Figure = "evacuated") -> Axes:
        """Draw a figure and return its first axes (``axes.figure`` is the whole picture).

        Parameters
        ----------
        figure
            ``evacuated``: people of each status over time; ``corridors``: throughput and queue
            of each corridor; ``map``: flow and worst density in the streets; ``curves``: people
            out so far; ``queues``: the longest queue along its street; ``stranded``: by district.
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
        from sim.report.card import result_card

        return result_card(self)
