"""The map of who was stranded, by district, and beside it how evenly the ways out were shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import about, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

FloatArray = NDArray[np.float64]
Json = dict[str, Any]

LARGEST_PT2 = 900.0
"""Area of the largest disc, in square points."""

NAMED = 6
"""Districts named on the map, at most."""

_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def draw(result: RunResult) -> Figure:
    """Draw a disc a district: area for people stranded, colour for the share who got out.

    Raises
    ------
    ValueError
        If the result holds no streets and people (``sensitivity: live``).
    """
    from matplotlib.figure import Figure

    if result.links is None or result.people is None:
        raise ValueError("this result holds no places of districts, so there is no map to draw")
    summary = result.summary
    figure = Figure(figsize=(10.0, 5.8))
    axes = figure.add_axes((0.012, 0.1, 0.56, 0.8))
    places = places_of(result.people, result.links)
    table = result.districts.set_index("district", drop=False).loc[list(places)]
    where = np.asarray([places[name] for name in table.index]).reshape(-1, 2)
    _map(figure, axes, result, table, where)
    _beside(figure, summary, table)
    style.heading(
        figure,
        summary,
        "People stranded at the end, by the district that they set out from (area), and the share "
        "of those who want to leave who got out (colour)",
    )
    style.footer(figure, summary)
    return figure


def places_of(people: pd.DataFrame, links: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the middle of the homes of each district that anybody lives in, metres."""
    nodes: dict[Any, tuple[float, float]] = {}
    for end in ("from", "to"):
        ends = links[[f"{end}_node", f"{end}_x_m", f"{end}_y_m"]].to_numpy(np.float64)
        nodes |= {int(node): (x, y) for node, x, y in ends.tolist()}
    lived = people.groupby(["district", "home_node"], observed=True)["persons"].sum().reset_index()
    weighted: dict[str, FloatArray] = {}
    for district, node, persons in lived.to_numpy(object).tolist():
        if int(node) in nodes:
            x_m, y_m = nodes[int(node)]
            sums = weighted.setdefault(str(district), np.zeros(3))
            sums += persons * np.asarray([1.0, x_m, y_m])
    return {name: (float(x / n), float(y / n)) for name, (n, x, y) in weighted.items() if n}


def _map(
    figure: Figure, axes: Axes, result: RunResult, table: pd.DataFrame, where: FloatArray
) -> None:
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.collections import LineCollection
    from matplotlib.colors import BoundaryNorm, ListedColormap

    assert result.links is not None
    links = result.links.drop_duplicates("street")
    ends = links[["from_x_m", "from_y_m", "to_x_m", "to_y_m"]].to_numpy(np.float64)
    streets = LineCollection(list(ends.reshape(-1, 2, 2)), colors="0.87", linewidths=0.4)
    streets.set_rasterized(True)  # tens of thousands of strokes would swell SVG and PDF
    axes.add_collection(streets)
    shades = ListedColormap(colormaps["cividis"](np.linspace(0.0, 1.0, len(_STEPS) - 1)))
    norm = BoundaryNorm(_STEPS, shades.N)
    stranded = table["stranded"].to_numpy(np.float64)
    most = max(float(stranded.max(initial=0.0)), 1.0)
    share = table["share_out"].to_numpy(np.float64)
    order = np.argsort(-stranded, kind="stable")
    area_pt2 = 4.0 + LARGEST_PT2 * stranded / most
    axes.scatter(
        where[order, 0],
        where[order, 1],
        s=area_pt2[order],
        c=[shades(norm(value)) if value == value else (1, 1, 1, 1) for value in share[order]],
        edgecolor="black",
        linewidth=0.7,
        alpha=0.9,
        zorder=3,
    )
    for corridor in result.summary["corridors"]:
        axes.plot(corridor["x_m"], corridor["y_m"], "x", color="black", markersize=5, zorder=5)
    points = np.vstack((where, [[c["x_m"], c["y_m"]] for c in result.summary["corridors"]]))
    style.fill_with(axes, points, shape=10.0 * 0.56 / (5.8 * 0.8))
    _names(axes, table, where, order, np.sqrt(area_pt2) / 2.0)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
    bar_axes = figure.add_axes((0.63, 0.86, 0.34, 0.022))
    bar = figure.colorbar(ScalarMappable(norm, shades), cax=bar_axes, orientation="horizontal")
    bar.set_ticks(list(_STEPS), labels=[f"{100 * step:.0f} %" for step in _STEPS])
    bar.ax.set_title("out, of those who want to leave", loc="left", fontsize=style.SMALL)
    axes.text(
        0.015, 0.015, f"largest disc: {about(most)} people stranded; x: a gate",
        transform=axes.transAxes, va="bottom",
        bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1.5},
    )  # fmt: skip


def _names(
    axes: Axes,
    table: pd.DataFrame,
    where: FloatArray,
    rows: NDArray[np.integer[Any]],
    radius_pt: FloatArray,
) -> None:
    """Name the districts with most people stranded, but for those whose names would overlap.

    A name stands on its disc's upper edge, so that the disc can be seen.
    """
    from matplotlib.patheffects import withStroke

    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    apart = 0.19 * (right - left), 0.06 * (top - bottom)
    figure = axes.get_figure(root=True)
    assert figure is not None
    m_a_pt = (top - bottom) / (72.0 * axes.get_window_extent().height / figure.dpi)
    named: list[FloatArray] = []
    for row in rows:
        entry = table.iloc[int(row)]
        at = where[row] + [0.0, radius_pt[row] * m_a_pt]
        near = [abs(at - other) for other in named]
        covered = any(dx < apart[0] and dy < apart[1] for dx, dy in near)
        if not entry["stranded"] or covered or len(named) == NAMED:
            continue
        named.append(at)
        words = style.drawable(str(entry["name"] or entry["district"]), 20)
        axes.annotate(
            f"{words}\n{about(int(entry['stranded']))}",
            tuple(where[row]),
            xytext=(0.0, radius_pt[row] + 1.0),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=style.SMALL,
            zorder=4,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )


def _beside(figure: Figure, summary: Json, table: pd.DataFrame) -> None:
    """Draw the Lorenz curve of the ways out over the districts, its Gini, and shares in words."""
    axes = figure.add_axes((0.665, 0.42, 0.3, 0.33))
    wanting, out = (table[name].to_numpy(np.float64) for name in ("willing", "out"))
    some = wanting > 0
    order = np.argsort(out[some] / wanting[some], kind="stable")
    x, y = (np.append(0.0, np.cumsum(values[some][order])) for values in (wanting, out))
    x, y = x / max(x[-1], 1.0), y / max(y[-1], 1.0)
    axes.plot([0, 1], [0, 1], color="0.5", linewidth=0.8, dashes=(4, 3))
    axes.fill_between(x, x, y, color=style.SKY, linewidth=0)
    axes.plot(x, y, color=style.DEEP_BLUE, linewidth=1.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel("share of those who want to leave,\nworst districts first")
    axes.set_ylabel("share of those out")
    axes.set_title("How evenly districts got out (dashed: alike)", loc="left")
    equity = summary["equity"] or {}
    lines = [f"Gini coefficient {equity['gini']:.2f}"] if equity.get("gini") is not None else []
    for key, words in (
        ("share_out", "out, of those who want to leave"),
        ("share_out_worst", "the same in the worst district"),
        ("share_out_median", "in the median district"),
        ("share_out_children", "of children"),
        ("share_out_impaired", "of people with an impairment"),
    ):
        if equity.get(key) is not None:
            lines.append(f"{percent(equity[key])} {words}")
    figure.text(0.63, 0.285, "\n".join(lines), va="top", linespacing=1.35)
