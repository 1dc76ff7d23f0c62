"""The picture of people out so far: all corridors together, and each; bands over replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.report import style
from sim.report.bands import ALL, Band, band
from sim.report.text import corridor_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

MOST = 8
"""Corridors drawn: those with most people out."""

Dashes = Literal["-", "--", "-.", ":"]

_LOOKS: tuple[tuple[str, Dashes], ...] = (
    (style.BLUE, "-"),
    (style.VERMILLION, "--"),
    (style.GREEN, "-."),
    (style.PURPLE, ":"),
    (style.ORANGE, "-"),
    (style.DEEP_BLUE, "--"),
    ("0.35", "-."),
    ("black", ":"),
)

Json = dict[str, Any]


def draw(result: RunResult) -> Figure:
    """Draw cumulative curves with the band in which 90 % of the replications lie.

    Of a result without replications the one run is drawn, and the picture says so.
    """
    from matplotlib.figure import Figure

    summary = result.summary
    runs = 1 if result.replications is None else len(result.replications.good)
    figure = Figure(figsize=(9.6, 4.6))
    total = figure.add_axes((0.075, 0.2, 0.38, 0.64))
    each = figure.add_axes((0.535, 0.2, 0.38, 0.64))
    whole = _band(result, ALL)
    _curve(total, whole, "black", "-")
    out = sorted(summary["corridors"], key=lambda c: (-c["out"], c["id"]))
    shown = [corridor for corridor in out if corridor["out"]][:MOST]
    bands = [_band(result, corridor["id"]) for corridor in shown]
    for corridor, one, (colour, dashes) in zip(shown, bands, _LOOKS, strict=False):
        _curve(each, one, colour, dashes, hatched=corridor["assumed"])
    if len(shown) > 1:
        _name_ends(each, [c["id"] for c in shown], bands)
    for axes, title in ((total, "All corridors together"), (each, _title(summary, shown))):
        _axes(axes, summary, max(float(whole.time_s[-1]), 1.0), title)
    _legend(figure, shown, runs)
    many = "mean of the runs, band: where 90 % of them lie" if runs > 1 else "one run, no band"
    assumed = "; * the corridor's place is assumed" if any(c["assumed"] for c in shown) else ""
    style.heading(figure, summary, f"People out so far: {many}{assumed}")
    style.footer(figure, summary, runs=runs)
    return figure


def _title(summary: Json, shown: list[Json]) -> str:
    some = len(shown) < sum(corridor["out"] > 0 for corridor in summary["corridors"])
    return f"The {MOST} corridors with most people out" if some else "Each corridor"


def _band(result: RunResult, corridor: str) -> Band:
    if result.replications is not None:
        found = band(result.replications.good, corridor)
        if found is not None:
            return found
    rows = result.corridors
    if corridor != ALL:
        rows = rows[rows["corridor"] == corridor]
    ends = rows.groupby("end_s")["out"].sum()
    time_s = np.append(0.0, ends.index.to_numpy(np.float64))
    out = np.append(0.0, np.cumsum(ends.to_numpy(np.float64)))
    return Band(time_s, out, out, out)


def _curve(axes: Axes, one: Band, colour: str, dashes: Dashes, *, hatched: bool = False) -> None:
    axes.fill_between(
        one.time_s,
        one.low,
        one.high,
        facecolor=colour,
        alpha=0.25,
        linewidth=0,
        hatch=style.ASSUMED_HATCH if hatched else None,
        edgecolor=colour,
    )
    axes.plot(one.time_s, one.mean, color=colour, linestyle=dashes, linewidth=1.5)


def _name_ends(axes: Axes, ids: Sequence[str], bands: Sequence[Band]) -> None:
    """Write ids at the ends of their curves, apart from each other."""
    top = max(float(one.high.max()) for one in bands) or 1.0
    gap, last = 0.05 * top, -np.inf
    for name, one in sorted(zip(ids, bands, strict=True), key=lambda pair: float(pair[1].mean[-1])):
        end = float(one.mean[-1])
        last = max(end, last + gap)
        axes.annotate(
            style.drawable(name, 10),
            (float(one.time_s[-1]), last),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
            annotation_clip=False,
        )


def _axes(axes: Axes, summary: Json, end_s: float, title: str) -> None:
    axes.set_title(title, loc="left")
    axes.set_ylim(0.0, 1.08 * axes.dataLim.y1 or 1.0)
    axes.set_ylabel("people out so far")
    axes.set_xlabel(f"local time ({summary['zone']})")
    axes.grid(axis="y", color="0.9", linewidth=0.5)
    style.thousands(axes.yaxis)
    style.time_axis(axes, summary, end_s, ticks=6)
    for begin, end in style.dark_spans(summary, end_s):
        axes.axvspan(begin, end, ymin=0.975, color=style.DARK, linewidth=0)


def _label(corridor: Json) -> str:
    star = "*" if corridor["assumed"] else ""
    return style.drawable(f"{corridor['id']}{star}  {corridor_label(corridor)}", 34)


def _legend(figure: Figure, shown: list[Json], runs: int) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [], [], color=colour, linestyle=dashes, linewidth=1.5,
            label=_label(corridor),
        )
        for corridor, (colour, dashes) in zip(shown, _LOOKS, strict=False)
    ]  # fmt: skip
    if handles:
        figure.axes[1].legend(
            handles=handles,
            loc="upper left",
            fontsize=style.SMALL,
            handlelength=2.6,
            labelspacing=0.25,
        )
