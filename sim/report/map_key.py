"""What explains the map: its corridors, line widths and colours, in a column to its right."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import about, corridor_label, rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]

DENSITY_STEPS: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 3.5, 5.4)
"""Steps of density, people/m2; 2 and 3.5 are the levels of watch and warning on foot."""

WIDEST_PT, THINNEST_PT = 5.0, 0.4

ROWS = 14
"""Corridors listed beside the map; of more, those with most people out."""
TWO_LINED = 8
"""Most corridors whose names may take two lines; more of them leave no room for the rest."""

_PLACE = (0.705, 0.075, 0.285, 0.85)
_LINE = 0.0225
_SAMPLE = (0.0, 0.14)
_WORDS_X = 0.19


def scale_of_density() -> tuple[Any, Any]:
    """Return colour map and norm: dark is dense, so that thin pale streets recede."""
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm, ListedColormap

    steps = len(DENSITY_STEPS) - 1
    shades = colormaps["cividis_r"](np.linspace(0.10, 1.0, steps))
    return ListedColormap(shades), BoundaryNorm(DENSITY_STEPS, steps, clip=True)


def width_pt(people: FloatArray, most: int) -> FloatArray:
    """Return line widths: by the square root, so that a trunk does not hide the lanes beside it."""
    return np.asarray(THINNEST_PT + (WIDEST_PT - THINNEST_PT) * np.sqrt(people / most))


def draw(figure: Figure, summary: dict[str, Any], numbers: dict[str, str], most: int) -> None:
    """Draw the column.

    Parameters
    ----------
    numbers
        What stands in each gate's mark, by corridor id.
    most
        People on the busiest street, which has the widest line.
    """
    axes = figure.add_axes(_PLACE)
    axes.set_axis_off()
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    below = _corridors(axes, summary, numbers)
    below = _lines(axes, summary, most, below)
    _density(figure, axes, below)


def _corridors(axes: Axes, summary: dict[str, Any], numbers: dict[str, str]) -> float:
    axes.text(0.0, 1.0, "Corridor", fontweight="bold", va="top")
    axes.text(1.0, 1.0, "people out", fontweight="bold", va="top", ha="right")
    corridors = summary["corridors"]
    shown = sorted(corridors, key=lambda c: (-c["out"], c["id"]))[:ROWS]
    most_lines = 2 if len(shown) <= TWO_LINED else 1
    y = 0.958
    for corridor in [c for c in corridors if c in shown]:
        lines = textwrap.wrap(style.drawable(corridor_label(corridor)), 30)
        if len(lines) > most_lines:
            last = lines[most_lines - 1][:27].rstrip()
            lines = [*lines[: most_lines - 1], f"{last}..."]
        axes.text(0.0, y, numbers[corridor["id"]], va="top", fontweight="bold")
        axes.text(1.0, y, f"{rounded(corridor['out']):,}", va="top", ha="right")
        for line in lines:
            axes.text(0.08, y, line, va="top")
            y -= _LINE
        y -= 0.014
    if len(shown) < len(corridors):
        axes.text(0.0, y, f"and {len(corridors) - len(shown)} more corridors", va="top")
        y -= 1.6 * _LINE
    return y - 0.012


def _lines(axes: Axes, summary: dict[str, Any], most: int, y: float) -> float:
    axes.text(0.0, y, "People on a street, both directions", fontweight="bold", va="top")
    y -= 2.0 * _LINE
    for people in dict.fromkeys((most, rounded(most / 4, 1), rounded(most / 25, 1))):
        if people > 0:
            width = float(width_pt(np.asarray(float(people)), most))
            axes.plot(_SAMPLE, [y, y], color="0.35", linewidth=width, solid_capstyle="butt")
            y = _words(axes, y, about(people))
    axes.plot(_SAMPLE, [y, y], color="0.75", linewidth=0.6)
    y = _words(axes, y, "nobody")
    if summary["forbidden"]:
        axes.plot(_SAMPLE, [y, y], color="black", linewidth=1.1, linestyle=(0, (4, 2)))
        y = _words(axes, y, "nobody may enter or cross")
    if any(corridor["assumed"] for corridor in summary["corridors"]):
        box = {"boxstyle": "square,pad=0.2", "facecolor": "white", "linestyle": (0, (2, 1.2))}
        axes.text(0.07, y, " n ", ha="center", va="center", bbox=box)
        y = _words(axes, y, "gate whose place is assumed")
    return y - 0.008


def _words(axes: Axes, y: float, words: str) -> float:
    axes.text(_WORDS_X, y, words, va="center")
    return y - 1.42 * _LINE


def _density(figure: Figure, axes: Axes, y: float) -> None:
    from matplotlib.cm import ScalarMappable

    colour_map, norm = scale_of_density()
    axes.text(0.0, y, "Worst density, people/m\u00b2", fontweight="bold", va="top")
    place = axes.get_position()
    bottom = place.y0 + (y - 0.062) * place.height
    bar_axes = figure.add_axes((place.x0, bottom, place.width * 0.96, 0.018))
    bar = figure.colorbar(ScalarMappable(norm, colour_map), cax=bar_axes, orientation="horizontal")
    bar.set_ticks(list(DENSITY_STEPS), labels=[f"{step:g}" for step in DENSITY_STEPS])
    bar.ax.tick_params(length=2)
    note = "either direction, seen once an interval;\nin standing queues an input, not a prediction"
    axes.text(0.0, y - 0.105, note, va="top", color="0.35", linespacing=1.2)
