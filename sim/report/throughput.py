"""The picture of the corridors: throughput and queue of each, windows and dark behind them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import about, corridor_label, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

COLUMNS = 4
MOST = 24
"""More corridors than this are not drawn; those with most people out are."""

PAGE_IN = 10.0
_LEFT_IN, _RIGHT_IN, _GUTTER_IN = 0.92, 0.12, 0.24
_TOP_IN, _LEGEND_IN = 0.55, 0.36
_AXES_IN, _BETWEEN_IN, _TITLE_IN, _TICKS_IN = 1.02, 0.12, 0.38, 0.30
_TITLE_CHARACTERS = 29
_EDGE = 0.04
"""Share of a time axis that is its edge."""


def draw(result: RunResult) -> Figure:
    """Draw two small axes a corridor on common scales: people a minute, and people queued."""
    from matplotlib.figure import Figure

    summary = result.summary
    corridors = _shown(summary)
    rows = -(-len(corridors) // COLUMNS)
    height = _TOP_IN + rows * _row_in() + _LEGEND_IN + style.FOOTER_IN
    figure = Figure(figsize=(PAGE_IN, height))
    tables = {str(name): t for name, t in result.corridors.groupby("corridor", sort=False)}
    rates = {name: _rate(table, driven(result, name, table)) for name, table in tables.items()}
    rate_top = max(float(rate.max()) for rate in rates.values()) or 1.0
    queue_top = float(result.corridors["queue"].max()) or 1.0
    end_s = float(result.corridors["end_s"].max()) or 1.0
    for place, corridor in enumerate(corridors):
        row, column = divmod(place, COLUMNS)
        above, below = _pair(figure, row, column, height)
        table = tables[corridor["id"]]
        _throughput(above, table, rates[corridor["id"]], corridor, rate_top)
        _queue(below, table, corridor, queue_top)
        for axes in (above, below):
            _background(axes, summary, corridor, end_s)
            style.time_axis(axes, summary, end_s, ticks=4, labels=axes is below)
        _keep_apart(below, end_s)
        above.set_title(_title(corridor), loc="left", fontsize=8.5, fontweight="bold", pad=4)
        if column:
            above.tick_params(labelleft=False)
            below.tick_params(labelleft=False)
        else:
            _name_axis(above, "people passing\na minute")
            _name_axis(below, "people\nqueued")
    _legend(figure, summary)
    note = "People who began to pass, and people queued for the gate (forecourt, streets, doors)"
    if len(corridors) < len(summary["corridors"]):
        note += f"; the {len(corridors)} corridors with most people out"
    style.heading(figure, summary, f"{note}. Local time, {summary['zone']}")
    style.footer(figure, summary)
    return figure


def _shown(summary: dict[str, Any]) -> list[dict[str, Any]]:
    corridors: list[dict[str, Any]] = summary["corridors"]
    if len(corridors) <= MOST:
        return corridors
    chosen = sorted(corridors, key=lambda c: (-c["out"], c["id"]))[:MOST]
    return sorted(chosen, key=lambda c: str(c["id"]))


def _row_in() -> float:
    return _TITLE_IN + 2 * _AXES_IN + _BETWEEN_IN + _TICKS_IN


def _pair(figure: Figure, row: int, column: int, height: float) -> tuple[Axes, Axes]:
    """Two axes one above the other in a cell of the page."""
    width = (PAGE_IN - _LEFT_IN - _RIGHT_IN - (COLUMNS - 1) * _GUTTER_IN) / COLUMNS
    left = _LEFT_IN + column * (width + _GUTTER_IN)
    top = _TOP_IN + row * _row_in() + _TITLE_IN

    def axes(under_in: float) -> Axes:
        bottom = height - under_in - _AXES_IN
        return figure.add_axes(
            (left / PAGE_IN, bottom / height, width / PAGE_IN, _AXES_IN / height)
        )

    return axes(top), axes(top + _AXES_IN + _BETWEEN_IN)


def _keep_apart(axes: Axes, end_s: float) -> None:
    """Turn times at the edges inwards: centred they would touch those of the next corridor."""
    for at, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        if at < _EDGE * end_s:
            label.set_horizontalalignment("left")
        elif at > (1.0 - _EDGE) * end_s:
            label.set_horizontalalignment("right")


def _name_axis(axes: Axes, words: str) -> None:
    """Name the y axis at one distance from the page's edge, whatever its numbers."""
    axes.set_ylabel(words, labelpad=0)
    width_in = axes.get_position().width * PAGE_IN
    axes.yaxis.set_label_coords(-0.50 / width_in, 0.5)


def driven(result: RunResult, corridor: str, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return people who passed a corridor in vehicles, by report interval."""
    driven = np.zeros(len(rows))
    if result.trips is None:
        return driven
    trips = result.trips[(result.trips["corridor"] == corridor) & result.trips["passed_s"].notna()]
    begin_s = rows["begin_s"].to_numpy(np.float64)
    at = np.searchsorted(begin_s, trips["passed_s"].to_numpy(np.float64), side="right") - 1
    np.add.at(driven, np.clip(at, 0, None), trips["persons"].to_numpy(np.float64))
    return driven


def _rate(table: pd.DataFrame, aboard: NDArray[np.float64]) -> NDArray[np.float64]:
    """People a minute in each interval, over the time in which the corridor was open."""
    minutes = table["open_s"].to_numpy(np.float64) / 60.0
    passed = table["passed"].to_numpy(np.float64) + aboard
    return np.asarray(np.divide(passed, minutes, out=np.zeros_like(passed), where=minutes > 0))


def _throughput(
    axes: Axes,
    table: pd.DataFrame,
    rate: NDArray[np.float64],
    corridor: dict[str, Any],
    top: float,
) -> None:
    begins, ends = (table[name].to_numpy(np.float64) for name in ("begin_s", "end_s"))
    for window in corridor["windows"]:
        inside = (ends > window["open_s"]) & (begins < window["close_s"])
        if not inside.any():
            continue
        edges = np.append(begins[inside], ends[inside][-1])
        axes.stairs(
            rate[inside],
            np.clip(edges, window["open_s"], window["close_s"]),
            fill=True,
            facecolor=style.SKY if corridor["assumed"] else style.BLUE,
            edgecolor=style.BLUE,
            hatch=style.ASSUMED_HATCH if corridor["assumed"] else None,
            linewidth=0.6,
        )
    axes.set_ylim(0.0, 1.38 * top)
    style.thousands(axes.yaxis)
    words = f"{about(corridor['out'])} out"
    if corridor["utilisation"] is not None:
        words += f", lanes busy {percent(corridor['utilisation'])}"
    _note(axes, words)


def _queue(axes: Axes, table: pd.DataFrame, corridor: dict[str, Any], top: float) -> None:
    time_s = np.append(table["begin_s"].to_numpy(np.float64)[:1], table["end_s"].to_numpy())
    queue = np.append(0, table["queue"].to_numpy())
    axes.fill_between(time_s, queue, color=style.QUEUE_FILL, linewidth=0)
    axes.plot(time_s, queue, color=style.VERMILLION, linewidth=1.2)
    axes.set_ylim(0.0, 1.38 * top)
    style.thousands(axes.yaxis)
    peak = corridor["peak_queue"]
    _note(axes, f"at most {about(peak)} queued" if peak else "nobody queued")


def _note(axes: Axes, words: str) -> None:
    axes.text(0.02, 0.94, words, transform=axes.transAxes, ha="left", va="top", zorder=5)


def _background(
    axes: Axes, summary: dict[str, Any], corridor: dict[str, Any], end_s: float
) -> None:
    """Open windows shaded, darkness as a strip along the top."""
    for window in corridor["windows"]:
        begin, end = window["open_s"], min(window["close_s"], end_s)
        if end > begin:
            axes.axvspan(begin, end, color=style.OPEN, linewidth=0, zorder=0)
    for begin, end in style.dark_spans(summary, end_s):
        axes.axvspan(begin, end, ymin=0.965, color=style.DARK, linewidth=0, zorder=4)


def _title(corridor: dict[str, Any]) -> str:
    label = corridor_label(corridor)
    if corridor["name"]:
        label = f"{corridor['id']}  {label}"
    name = style.drawable(label)
    lines = textwrap.wrap(name, _TITLE_CHARACTERS)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: _TITLE_CHARACTERS - 3].rstrip()}..."]
    return "\n".join(lines)


def _legend(figure: Figure, summary: dict[str, Any]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=style.OPEN, label="open to at least one class")]
    if summary["dark_spans_s"]:
        handles.append(Patch(color=style.DARK, label="dark"))
    handles.append(Patch(facecolor=style.BLUE, label="passing"))
    if any(corridor["assumed"] for corridor in summary["corridors"]):
        handles.append(
            Patch(
                facecolor=style.SKY,
                edgecolor=style.BLUE,
                hatch=style.ASSUMED_HATCH,
                label="passing, where the corridor's place is assumed",
            )
        )
    handles.append(Patch(facecolor=style.QUEUE_FILL, edgecolor=style.VERMILLION, label="queue"))
    height = figure.get_size_inches()[1]
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.012, style.FOOTER_IN / height),
        ncols=len(handles),
        columnspacing=1.6,
        borderaxespad=0.0,
        borderpad=0.0,
    )
