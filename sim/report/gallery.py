"""``result.figures``: every picture of a run as a function that returns its axes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.results.result import RunResult


class Figures:
    """Pictures of a run; ``axes.figure`` is the whole picture, ``axes.figure.savefig`` saves it.

    Parameters
    ----------
    result
        The run.
    """

    def __init__(self, result: RunResult) -> None:
        self._result = result

    def evacuated(self) -> Axes:
        """Draw people of each status over time."""
        return self._first("evacuated")

    def corridors(self) -> Axes:
        """Draw throughput and queue of each corridor, as small multiples; return the first."""
        return self._first("corridors")

    def map(self) -> Axes:
        """Draw people and worst density of every street."""
        return self._first("map")

    def curves(self) -> Axes:
        """Draw people out so far, with bands where there are replications."""
        return self._first("curves")

    def stranded(self) -> Axes:
        """Draw who is stranded by district, and beside it how evenly districts got out."""
        return self._first("stranded")

    def queues(self, corridor: str | None = None) -> Axes:
        """Draw the queue along the way to a gate over time; return the field of place and time.

        Parameters
        ----------
        corridor
            Id of the corridor; default the one with the longest queue.
        """
        from matplotlib import rc_context

        from sim.report import space_time, style

        with rc_context(style.RC):
            return space_time.draw(self._result, corridor).axes[1]

    def animation(self, file: Path | str) -> Path:
        """Write the run as a film, ``.gif`` or with ffmpeg ``.mp4``; return the file."""
        from sim.report import animation

        return animation.save(self._result, Path(file))

    def _first(self, name: str) -> Axes:
        from sim.report.figures import draw

        return draw(self._result, name).axes[0]
