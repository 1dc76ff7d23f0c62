"""The run as a film: streets by density, queues as discs, the clock; GIF, or MP4 with ffmpeg."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from subprocess import CalledProcessError
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import map_key, style
from sim.report.text import about, clock, spans_days

if TYPE_CHECKING:
    from matplotlib.animation import AbstractMovieWriter
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

FloatArray = NDArray[np.float64]

FRAMES = 120
"""Most pictures of a film; of more moments every second, third, ... is shown."""

FRAMES_PER_S = 10
DPI = 100
LARGEST_PT2 = 900.0


class NoVideoError(RuntimeError):
    """What writes films of this kind is not installed."""


def save(result: RunResult, file: Path) -> Path:
    """Write the film; what the file's name ends in, ``.gif`` or ``.mp4``, says its kind.

    Raises
    ------
    ValueError
        Another kind is asked for, or the result holds no streets over time.
    NoVideoError
        MP4 is asked for and there is no ffmpeg, or it cannot write one.
    """
    import matplotlib as mpl

    series = result.link_series
    if result.links is None or series is None:
        raise ValueError("this result holds no streets over time, so there is no film to make")
    if file.suffix not in (".gif", ".mp4"):
        raise ValueError(f"a film is .gif or .mp4, not {file.suffix or file.name}")
    times = np.unique(series["time_s"].to_numpy(np.float64))
    shown = times[:: max(1, -(-len(times) // FRAMES))]
    unfinished = file.with_name(f".{file.stem}.unfinished-{secrets.token_hex(4)}{file.suffix}")
    try:
        with mpl.rc_context({**style.RC, "animation.ffmpeg_path": _ffmpeg()}):
            _write(_Film(result, shown), _writer(file.suffix), unfinished, len(shown))
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file


def _write(film: _Film, writer: AbstractMovieWriter, file: Path, frames: int) -> None:
    try:
        with writer.saving(film.figure, str(file), DPI):
            for frame in range(frames):
                film.show(frame)
                writer.grab_frame()
    except (CalledProcessError, BrokenPipeError) as error:
        raise NoVideoError(f"ffmpeg could not write the film: {error}; GIF needs none") from error


def _ffmpeg() -> str:
    """Return where the extra's ffmpeg is; without it the name that a system's own goes by."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):  # not installed, or without a program for this machine
        return "ffmpeg"


def _writer(suffix: str) -> AbstractMovieWriter:
    from matplotlib.animation import FFMpegWriter, PillowWriter

    if suffix == ".gif":
        return PillowWriter(fps=FRAMES_PER_S)
    if not FFMpegWriter.isAvailable():
        raise NoVideoError(
            "MP4 needs ffmpeg: install it, or pip install 'corridors[video]'; GIF needs neither"
        )
    # The yuv420p of every player takes even numbers of pixels.
    return FFMpegWriter(fps=FRAMES_PER_S, extra_args=["-pix_fmt", "yuv420p"])


class _Film:
    """One picture whose colours, discs and clock are changed from moment to moment."""

    figure: Figure

    def __init__(self, result: RunResult, shown: FloatArray) -> None:
        from matplotlib.collections import LineCollection
        from matplotlib.figure import Figure

        assert result.links is not None
        self._summary = summary = result.summary
        self._shown = shown
        _, row, of_link = np.unique(result.links["street"], return_index=True, return_inverse=True)
        streets = result.links.iloc[row]
        ends = streets[["from_x_m", "from_y_m", "to_x_m", "to_y_m"]].to_numpy(np.float64)
        self._ends = ends.reshape(-1, 2, 2)
        area = streets["length_m"].to_numpy(np.float64) * streets["width_m"].to_numpy(np.float64)
        self._density = _densities(result, shown, of_link, area)
        self._queue = _queues(result, shown)
        self._day = spans_days(summary)
        self.figure = Figure(figsize=(8.0, 6.4), dpi=DPI)
        axes = self.figure.add_axes((0.02, 0.1, 0.84, 0.8))
        axes.add_collection(LineCollection(list(self._ends), colors="0.85", linewidths=0.5))
        self._lines = LineCollection([], capstyle="round", zorder=2)
        axes.add_collection(self._lines)
        gates = np.asarray([[c["x_m"], c["y_m"]] for c in summary["corridors"]], np.float64)
        used = self._ends[self._density.any(axis=1)].reshape(-1, 2)
        self._frame(axes, np.vstack((gates, used)))
        self._discs = axes.scatter(
            gates[:, 0], gates[:, 1], s=1.0, facecolor=style.QUEUE_FILL, edgecolor="black",
            linewidth=0.8, alpha=0.85, zorder=4,
        )  # fmt: skip
        for corridor in summary["corridors"]:
            axes.annotate(
                style.drawable(corridor["id"], 12), (corridor["x_m"], corridor["y_m"]), (0, 10),
                textcoords="offset points", ha="center", fontweight="bold", zorder=5,
                bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.6},
            )  # fmt: skip
        self._words = self.figure.text(0.02, 0.915, "", fontsize=11, fontweight="bold")
        self._key()
        title = style.drawable(summary["title"] or summary["scenario"], 80)
        self.figure.text(0.02, 0.955, title, fontsize=10, va="bottom")
        style.footer(self.figure, summary)

    def show(self, frame: int) -> None:
        """Change the picture to a moment."""
        colours, norm = map_key.scale_of_density()
        density = self._density[:, frame]
        some = np.flatnonzero(density > 0.0)
        some = some[np.argsort(density[some], kind="stable")]
        step = np.asarray(norm(density[some]), np.int64)
        self._lines.set_segments(list(self._ends[some]))
        self._lines.set_color(list(colours(step)))
        self._lines.set_linewidth(list(1.0 + 0.6 * step))
        queue = self._queue[:, frame]
        self._discs.set_sizes(6.0 + LARGEST_PT2 * queue / max(float(self._queue.max()), 1.0))
        local = style.local_time(self._summary, float(self._shown[frame])).isoformat()
        queued = f"{about(int(queue.sum()))} people queue for a gate"
        self._words.set_text(f"{clock(local, day=self._day)}   {queued}")

    def _frame(self, axes: Any, points: FloatArray) -> None:
        style.fill_with(axes, points, shape=8.0 * 0.84 / (6.4 * 0.8))
        axes.set_xticks([])
        axes.set_yticks([])

    def _key(self) -> None:
        from matplotlib.cm import ScalarMappable

        colours, norm = map_key.scale_of_density()
        bar_axes = self.figure.add_axes((0.885, 0.25, 0.02, 0.5))
        bar = self.figure.colorbar(ScalarMappable(norm, colours), cax=bar_axes)
        bar.set_ticks(
            list(map_key.DENSITY_STEPS), labels=[f"{step:g}" for step in map_key.DENSITY_STEPS]
        )
        bar.set_label("people/m\u00b2 (in queues an input)")


def _densities(
    result: RunResult, shown: FloatArray, of_link: NDArray[np.integer[Any]], area: FloatArray
) -> FloatArray:
    """Return (streets, frames) people a square metre, both directions together."""
    series = result.link_series
    assert series is not None
    rows = series[series["time_s"].isin(shown)]
    street = of_link[rows["link"].to_numpy(np.int64)]
    frame = np.searchsorted(shown, rows["time_s"].to_numpy(np.float64))
    people = np.zeros((len(area), len(shown)))
    np.add.at(people, (street, frame), rows["persons"].to_numpy(np.float64))
    return np.asarray(people / area[:, None], np.float64)


def _queues(result: RunResult, shown: FloatArray) -> FloatArray:
    """Return (gates, frames) people queued for each gate."""
    queues = result.queues
    assert queues is not None
    found = []
    for corridor in result.summary["corridors"]:
        rows = queues[queues["corridor"] == corridor["id"]]
        people = (rows["forecourt"] + rows["streets"]).to_numpy(np.float64)
        found.append(np.interp(shown, rows["time_s"].to_numpy(np.float64), people))
    return np.asarray(found, np.float64)
