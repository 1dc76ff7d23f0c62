"""The map: how many people each street carried, and how dense it was at worst."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import about, rounded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

FloatArray = NDArray[np.float64]

DENSITY_STEPS: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 3.5, 5.4)
"""Steps of density, people/m2; 2 and 3.5 are the levels of watch and warning on foot."""

WIDEST_PT = 5.0
KEY_ROWS = 14
"""Corridors listed beside the map; of more, those with most people out."""


def draw(result: RunResult) -> Figure:
    """Draw the streets: line width for people in both directions, colour for worst density.

    Raises
    ------
    ValueError
        If the result holds no links (``sensitivity: live``).
    """
    from matplotlib.figure import Figure

    if result.links is None:
        raise ValueError("this result holds no table of links, so there is no map to draw")
    summary = result.summary
    figure = Figure(figsize=(10.0, 7.4))
    axes = figure.add_axes((0.012, 0.05, 0.68, 0.875))
    streets = _streets(result.links)
    box = _extent(streets, summary)
    axes.set_xlim(box[0], box[1])
    axes.set_ylim(box[2], box[3])
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
    _forbidden(axes, summary, box)
    most = max(int(streets["people"].max()), 1)
    _draw_streets(axes, streets, most, box)
    numbers = _numbers(summary)
    _gates(axes, summary, numbers)
    _scale(axes, box)
    if summary["network"]["geographic"]:
        _north(axes)
    _key(figure, summary, numbers, most)
    style.heading(
        figure, summary, "People on each street in the run (width) and its worst density (colour)"
    )
    style.footer(figure, summary)
    return figure


def _streets(links: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """One row a street: ends, people in both directions, worst density of either."""
    street = links["street"].to_numpy()
    first, row = np.unique(street, return_index=True)
    place = np.searchsorted(first, street)
    density = np.zeros(len(first))
    np.maximum.at(density, place, links["peak_density_per_m2"].to_numpy(np.float64))
    people = np.bincount(place, weights=links["entered"].to_numpy(), minlength=len(first))
    ends = links[["from_x_m", "from_y_m", "to_x_m", "to_y_m"]].to_numpy(np.float64)[row]
    return {"ends": ends.reshape(-1, 2, 2), "people": people, "density": density}


def _extent(streets: dict[str, NDArray[Any]], summary: dict[str, Any]) -> tuple[float, ...]:
    """Bounds of what was used, the gates included, with a margin; near the page's shape."""
    used = streets["ends"][streets["people"] > 0]
    points = (used if len(used) else streets["ends"]).reshape(-1, 2)
    gates = np.asarray([[c["x_m"], c["y_m"]] for c in summary["corridors"]], np.float64)
    points = np.vstack((points, gates))
    low, high = points.min(axis=0), points.max(axis=0)
    span = max(float((high - low).max()), 50.0)
    half = np.maximum((high - low) / 2.0 + 0.05 * span, 0.35 * span)
    middle = (low + high) / 2.0
    return (
        float(middle[0] - half[0]),
        float(middle[0] + half[0]),
        float(middle[1] - half[1]),
        float(middle[1] + half[1]),
    )


def _inside(ends: FloatArray, box: tuple[float, ...]) -> NDArray[np.bool_]:
    """Which segments touch the box's bounds: the rest need not be drawn."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    return np.asarray(
        (high[:, 0] >= box[0])
        & (low[:, 0] <= box[1])
        & (high[:, 1] >= box[2])
        & (low[:, 1] <= box[3])
    )


def _draw_streets(
    axes: Axes, streets: dict[str, NDArray[Any]], most: int, box: tuple[float, ...]
) -> None:
    from matplotlib.collections import LineCollection

    seen = _inside(streets["ends"], box)
    used = seen & (streets["people"] > 0)
    idle = streets["ends"][seen & ~used]
    axes.add_collection(LineCollection(list(idle), colors="0.86", linewidths=0.35, zorder=1))
    order = np.flatnonzero(used)
    order = order[np.lexsort((streets["people"][order], streets["density"][order]))]
    colours = LineCollection(
        list(streets["ends"][order]),
        array=streets["density"][order],
        linewidths=_width_pt(streets["people"][order], most),
        capstyle="round",
        zorder=2,
    )
    colour_map, norm = _scale_of_density()
    colours.set_cmap(colour_map)
    colours.set_norm(norm)
    axes.add_collection(colours)


def _scale_of_density() -> tuple[Any, Any]:
    """Dark is dense, so that thin pale streets recede; without the palest tenth of the map."""
    from matplotlib import colormaps
    from matplotlib.colors import BoundaryNorm, ListedColormap

    steps = len(DENSITY_STEPS) - 1
    shades = colormaps["cividis_r"](np.linspace(0.10, 1.0, steps))
    return ListedColormap(shades), BoundaryNorm(DENSITY_STEPS, steps, clip=True)


def _width_pt(people: FloatArray, most: int) -> FloatArray:
    """Line width grows with the square root: a trunk does not hide the lanes beside it."""
    return np.asarray(0.45 + (WIDEST_PT - 0.45) * np.sqrt(people / most))


def _forbidden(axes: Axes, summary: dict[str, Any], box: tuple[float, ...]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    page = [(box[0], box[2]), (box[1], box[2]), (box[1], box[3]), (box[0], box[3])]
    for shape in summary["forbidden"]:
        points = [tuple(point) for point in shape["points_m"]]
        line = {"color": "black", "linewidth": 1.1, "linestyle": (0, (4, 2)), "zorder": 3}
        if shape["kind"] == "line":
            axes.plot(*zip(*points, strict=True), **line)
            continue
        axes.plot(*zip(*points, points[0], strict=True), **line)
        rings = [page, points] if shape["kind"] == "outside" else [points]
        vertices = [vertex for ring in rings for vertex in (*_turned(ring, rings), ring[0])]
        codes = [
            code
            for ring in rings
            for code in [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY]
        ]
        patch = PathPatch(Path(vertices, codes), facecolor="0.93", edgecolor="none", zorder=0)
        axes.add_patch(patch)


def _turned(ring: list[Any], rings: list[list[Any]]) -> list[Any]:
    """The second ring runs clockwise, the first the other way: what lies between is filled."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    counter = area > 0
    return ring if counter == (ring is rings[0]) else [ring[0], *ring[:0:-1]]


def _numbers(summary: dict[str, Any]) -> dict[str, str]:
    """What stands in each gate's mark: the id where all are short, else a running number."""
    ids = [corridor["id"] for corridor in summary["corridors"]]
    short = all(len(name) <= 2 for name in ids)
    return {name: name if short else str(place) for place, name in enumerate(ids, start=1)}


def _gates(axes: Axes, summary: dict[str, Any], numbers: dict[str, str]) -> None:
    for corridor in summary["corridors"]:
        box = {
            "boxstyle": "square,pad=0.28" if corridor["assumed"] else "circle,pad=0.22",
            "facecolor": "white",
            "edgecolor": "black",
            "linewidth": 1.0,
            "linestyle": (0, (2, 1.2)) if corridor["assumed"] else "solid",
        }
        axes.text(
            corridor["x_m"],
            corridor["y_m"],
            numbers[corridor["id"]],
            ha="center",
            va="center",
            fontsize=8.5,
            fontweight="bold",
            bbox=box,
            zorder=6,
        )


def _scale(axes: Axes, box: tuple[float, ...]) -> None:
    """Draw a scale bar of a round length, about a fifth of the map."""
    width = box[1] - box[0]
    power = 10.0 ** np.floor(np.log10(width / 5.0))
    length = float(max(step * power for step in (1, 2, 5) if step * power <= width / 5.0))
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    left, bottom = box[0] + 0.025 * width, box[2] + 0.025 * width
    ends = [left, left + length]
    axes.plot(ends, [bottom, bottom], color="white", linewidth=5, solid_capstyle="butt", zorder=7)
    axes.plot(ends, [bottom, bottom], color="black", linewidth=2, solid_capstyle="butt", zorder=8)
    label = axes.text(left, bottom + 0.012 * width, words, ha="left", va="bottom", zorder=8)
    _halo(label)


def _north(axes: Axes) -> None:
    axes.annotate(
        "",
        xy=(0.045, 0.975),
        xytext=(0.045, 0.905),
        xycoords="axes fraction",
        arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.2},
        zorder=8,
    )
    _halo(axes.text(0.045, 0.9, "N", transform=axes.transAxes, ha="center", va="top", zorder=8))


def _halo(text: Any) -> None:
    from matplotlib.patheffects import withStroke

    text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])


def _key(figure: Figure, summary: dict[str, Any], numbers: dict[str, str], most: int) -> None:
    """Everything that explains the map, in a column to its right."""
    axes = figure.add_axes((0.705, 0.05, 0.285, 0.875))
    axes.set_axis_off()
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    below = _key_of_corridors(axes, summary, numbers)
    below = _key_of_lines(axes, summary, most, below)
    _key_of_density(figure, axes, below)


def _key_of_corridors(axes: Axes, summary: dict[str, Any], numbers: dict[str, str]) -> float:
    axes.text(0.0, 1.0, "Corridor", fontweight="bold", va="top")
    axes.text(1.0, 1.0, "people out", fontweight="bold", va="top", ha="right")
    corridors = summary["corridors"]
    shown = sorted(corridors, key=lambda c: (-c["out"], c["id"]))[:KEY_ROWS]
    y = 0.962
    for corridor in [c for c in corridors if c in shown]:
        name = style.drawable(corridor["name"] or corridor["id"])
        if corridor["assumed"]:
            name += " (place assumed)"
        lines = textwrap.wrap(name, 30)[:2] or [""]
        axes.text(0.0, y, numbers[corridor["id"]], va="top", fontweight="bold")
        axes.text(0.075, y, "\n".join(lines), va="top", linespacing=1.15)
        axes.text(1.0, y, f"{rounded(corridor['out']):,}", va="top", ha="right")
        y -= 0.020 + 0.0215 * len(lines)
    if len(shown) < len(corridors):
        axes.text(0.0, y, f"and {len(corridors) - len(shown)} more corridors", va="top")
        y -= 0.04
    return y - 0.01


def _key_of_lines(axes: Axes, summary: dict[str, Any], most: int, y: float) -> float:
    axes.text(0.0, y, "Street, both directions", fontweight="bold", va="top")
    y -= 0.045
    for people in dict.fromkeys((most, rounded(most / 4, 1), rounded(most / 25, 1))):
        if people > 0:
            width = float(_width_pt(np.asarray(float(people)), most))
            axes.plot([0.0, 0.14], [y, y], color="0.35", linewidth=width, solid_capstyle="butt")
            axes.text(0.19, y, f"{about(people)} people", va="center")
            y -= 0.032
    axes.plot([0.0, 0.14], [y, y], color="0.8", linewidth=0.6)
    axes.text(0.19, y, "nobody", va="center")
    y -= 0.032
    if summary["forbidden"]:
        axes.plot([0.0, 0.14], [y, y], color="black", linewidth=1.1, linestyle=(0, (4, 2)))
        axes.text(0.19, y, "nobody may enter or cross", va="center")
        y -= 0.032
    if any(corridor["assumed"] for corridor in summary["corridors"]):
        box = {"boxstyle": "square,pad=0.2", "facecolor": "white", "linestyle": (0, (2, 1.2))}
        axes.text(0.07, y, " n ", ha="center", va="center", bbox=box)
        axes.text(0.19, y, "gate whose place is assumed", va="center")
        y -= 0.032
    return y - 0.015


def _key_of_density(figure: Figure, axes: Axes, y: float) -> None:
    from matplotlib.cm import ScalarMappable

    colour_map, norm = _scale_of_density()
    axes.text(
        0.0, y, "Worst density in moving flow and queues, people/m\u00b2", va="top", wrap=True
    )
    place = axes.get_position()
    bottom = place.y0 + (y - 0.075) * place.height
    bar_axes = figure.add_axes((place.x0, bottom, place.width * 0.96, 0.018))
    bar = figure.colorbar(ScalarMappable(norm, colour_map), cax=bar_axes, orientation="horizontal")
    bar.set_ticks(list(DENSITY_STEPS), labels=[f"{step:g}" for step in DENSITY_STEPS])
    bar.ax.tick_params(length=2)
