"""How every picture looks: one place for fonts, colours, hatches and the axis of local time.

Colours are Okabe and Ito's, chosen so that neighbours also differ in grey; nothing is told by
colour alone. Text is shown as it is: no mathematics, no markup.
"""

from __future__ import annotations

import textwrap
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sim.report.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALL = 8.0
"""Smallest font size, in points."""

FOOTER_IN = 0.52
"""Height to keep free below a picture for its footer."""

FOOTER_CHARACTERS_PER_IN = 15.2

RC: Any = {
    "font.family": "DejaVu Sans",
    "font.size": SMALL,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.titlesize": 9.0,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.6,
    "axes.edgecolor": "0.3",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.formatter.use_mathtext": False,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "hatch.linewidth": 0.6,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": 160,
    "svg.hashsalt": "corridors",
    "svg.fonttype": "path",
    "path.simplify": True,
    "agg.path.chunksize": 20_000,
}
"""matplotlib settings of every picture, applied around drawing and saving only."""

BLUE = "#0072B2"
DEEP_BLUE = "#004C7A"
SKY = "#A6D8F0"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
QUEUE_FILL = "#F3C6A5"
PURPLE = "#CC79A7"
YELLOW = "#FBF3B0"
GREY = "#BDBDBD"
OPEN = "#DCEBF5"
DARK = "#3A3A3A"
ASSUMED_HATCH = "////"


def drawable(text: str, width: int | None = None) -> str:
    """Return free text as one line that the font can draw; what it lacks becomes a box."""
    known = _glyphs()
    return "".join(c if ord(c) in known else "\u25a1" for c in plain(text, width))


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def heading(figure: Figure, summary: dict[str, Any], what: str) -> None:
    """Write the scenario's title and what the picture shows at its top left."""
    title = drawable(summary["title"] or summary["scenario"], 90)
    height = figure.get_size_inches()[1]
    figure.text(0.012, 1.0 - 0.10 / height, title, fontsize=11, fontweight="bold", va="top")
    figure.text(0.012, 1.0 - 0.33 / height, what, fontsize=SMALL, color="0.25", va="top")


def footer(figure: Figure, summary: dict[str, Any], *, runs: int = 1) -> None:
    """Write what a reader must know of the run below the picture, in at most three lines.

    Parameters
    ----------
    runs
        How many runs the picture is of.
    """
    network = summary["network"]
    count = "one run" if runs == 1 else f"{runs} runs"
    parts = [f"Scenario {summary['scenario']}, {count}, seed {summary['seed']}."]
    if network["schematic"]:
        parts.append("Streets are schematic, not surveyed.")
    if network["attribution"]:
        parts.append(f"{drawable(network['attribution'], 200).rstrip('.')}.")
    parts.append("Whoever stays remains a protected civilian.")
    width, height = figure.get_size_inches()
    lines = textwrap.wrap(" ".join(parts), int(width * FOOTER_CHARACTERS_PER_IN))
    figure.text(
        0.012,
        0.06 / height,
        "\n".join(lines[:3]),
        fontsize=SMALL,
        color="0.35",
        va="bottom",
        linespacing=1.2,
    )


def time_axis(
    axes: Axes, summary: dict[str, Any], end_s: float, *, ticks: int, labels: bool = True
) -> None:
    """Put local clock times on the x axis, which counts seconds from the scenario's start."""
    marks = time_marks(summary, end_s, ticks=ticks)
    axes.set_xlim(0.0, end_s)
    axes.set_xticks([at for at, _ in marks], [words if labels else "" for _, words in marks])


def time_marks(summary: dict[str, Any], end_s: float, *, ticks: int) -> list[tuple[float, str]]:
    """Return at most `ticks` round local times within [0, end_s]: seconds and words."""
    step_s = _step(end_s, ticks)
    start = local_time(summary, 0.0)
    first = -float(start.hour * 3600 + start.minute * 60 + start.second) % step_s
    places = [first + k * step_s for k in range(int(max(end_s - first, 0.0) // step_s) + 1)]
    days = end_s > 86_400.0
    return [(place, _label(local_time(summary, place), days=days)) for place in places]


def local_time(summary: dict[str, Any], time_s: float) -> datetime:
    """Return a second of the scenario as local time."""
    start = datetime.fromisoformat(summary["start_local"])
    return datetime.fromtimestamp(start.timestamp() + time_s, tz=ZoneInfo(summary["zone"]))


def _step(end_s: float, ticks: int) -> float:
    """Return the smallest step that people count in which gives at most `ticks` steps."""
    minutes = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)
    steps = [60.0 * minute for minute in minutes]
    return next(
        (s for s in steps if end_s / s <= ticks), 86_400.0 * (end_s // (86_400 * ticks) + 1)
    )


def _label(when: datetime, *, days: bool) -> str:
    return f"{when.day} {when:%b}" if days and not (when.hour or when.minute) else f"{when:%H:%M}"


def fill_with(axes: Axes, points: Any, *, shape: float, room: float = 0.08) -> None:
    """Set a map's bounds to hold (N, 2) points with a margin, as wide as `shape` times its height.

    The side that is too short for the shape is made longer, so that the map fills its place.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    size = (high - low) + 2.0 * room * max(float((high - low).max()), 50.0)
    width, height = max(size[0], size[1] * shape), max(size[1], size[0] / shape)
    x, y = (low + high) / 2.0
    axes.set_xlim(x - width / 2.0, x + width / 2.0)
    axes.set_ylim(y - height / 2.0, y + height / 2.0)
    axes.set_aspect("equal", adjustable="box")


def thousands(axis: Any) -> None:
    """Write an axis's numbers as 1,000 rather than 1000."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def dark_spans(summary: dict[str, Any], end_s: float) -> list[tuple[float, float]]:
    """Return the spans of darkness within [0, end_s]."""
    spans = [(max(b, 0.0), min(e, end_s)) for b, e in summary["dark_spans_s"]]
    return [(begin, end) for begin, end in spans if end > begin]
