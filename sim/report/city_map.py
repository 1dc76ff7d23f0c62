"""The map: how many people each street carried, and how dense it was at worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import map_key, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

FloatArray = NDArray[np.float64]

PAGE_IN = (10.0, 7.4)
MAP_PLACE = (0.012, 0.075, 0.68, 0.85)
"""Left, bottom, width and height of the map, as shares of the page."""

WIDTHS = 20
"""Steps of line width."""

PAGE_SHAPE = PAGE_IN[0] * MAP_PLACE[2] / (PAGE_IN[1] * MAP_PLACE[3])
"""Width over height of the map."""


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
    figure = Figure(figsize=PAGE_IN)
    axes = figure.add_axes(MAP_PLACE)
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
    _what_streets(axes, summary)
    if summary["network"]["geographic"]:
        _north(axes)
    map_key.draw(figure, summary, numbers, most)
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
    size = (high - low) + 0.1 * span
    # The page is filled: the side that is too short for its shape is made longer.
    size = np.maximum(size, size[::-1] * np.asarray([PAGE_SHAPE, 1.0 / PAGE_SHAPE]))
    (left, bottom), (right, top) = (low + high - size) / 2.0, (low + high + size) / 2.0
    return float(left), float(right), float(bottom), float(top)


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
    """Draw the streets that nobody used, then the others, the dense ones above the rest.

    Streets of one step of density and one step of width are one line with gaps: a hundred lines
    are drawn several times as fast as a hundred thousand.
    """
    seen = _inside(streets["ends"], box)
    used = seen & (streets["people"] > 0)
    _strokes(axes, streets["ends"][seen & ~used], color="0.86", linewidth=0.35, zorder=1)
    ends, people = streets["ends"][used], streets["people"][used]
    colour_map, norm = map_key.scale_of_density()
    colour = np.asarray(norm(streets["density"][used]), np.int64)
    width = np.round(WIDTHS * np.sqrt(people / most)).astype(np.int64)
    for step, level in sorted(set(zip(colour.tolist(), width.tolist(), strict=True))):
        _strokes(
            axes,
            ends[(colour == step) & (width == level)],
            color=colour_map(step),
            linewidth=float(map_key.width_pt(np.asarray(most * (level / WIDTHS) ** 2), most)),
            solid_capstyle="round",
            zorder=2 + 0.1 * step,
        )


def _strokes(axes: Axes, ends: FloatArray, **look: Any) -> None:
    """Draw (S, 2, 2) segments as one line with gaps."""
    from matplotlib.lines import Line2D

    gaps = np.full((len(ends), 1, 2), np.nan)
    points = np.concatenate((ends, gaps), axis=1).reshape(-1, 2)
    axes.add_line(Line2D(points[:, 0], points[:, 1], **look))


def _forbidden(axes: Axes, summary: dict[str, Any], box: tuple[float, ...]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    page = [(box[0], box[2]), (box[1], box[2]), (box[1], box[3]), (box[0], box[3])]
    for shape in summary["forbidden"]:
        points = [tuple(point) for point in shape["points_m"]]
        line: dict[str, Any] = {"color": "black", "linewidth": 1.1, "dashes": (4, 2), "zorder": 3}
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
    """Turn the second ring clockwise and the first against it: what lies between is filled."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    counter = area > 0
    return ring if counter == (ring is rings[0]) else [ring[0], *ring[:0:-1]]


def _numbers(summary: dict[str, Any]) -> dict[str, str]:
    """Return what stands in each gate's mark: the id where all are short, else a number."""
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


def _what_streets(axes: Axes, summary: dict[str, Any]) -> None:
    """Say on the map itself what kind of streets these are: maps are cut out and passed on."""
    network = summary["network"]
    words = "schematic streets, not surveyed" if network["schematic"] else ""
    if "openstreetmap" in network["attribution"].lower():
        words += "; " if words else ""
        words += "\u00a9 OpenStreetMap contributors"
    label = axes.text(0.985, 0.015, words, transform=axes.transAxes, ha="right", va="bottom")
    label.set_zorder(8)
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
