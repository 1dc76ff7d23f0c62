"""The picture of the corridors: throughput and queue of each, windows and dark behind them."""

from __future__ import annotations

import textwrap
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

COLUMNS = 4
MOST = 24
"""More corridors than this are not drawn; those with most people out are."""

_LEFT, _RIGHT, _TOP_IN, _BOTTOM_IN = 0.062, 0.012, 0.62, 0.86
_CELL_IN, _TITLE_IN, _GAP_IN = 2.25, 0.40, 0.34


def draw(result: RunResult) -> Figure:
    """Draw two small axes a corridor on common scales: people a minute, and people queued."""
    from matplotlib.figure import Figure

    summary = result.summary
    corridors = _shown(summary)
    rows = -(-len(corridors) // COLUMNS)
    columns = min(COLUMNS, len(corridors))
    height = _TOP_IN + rows * (_CELL_IN + _TITLE_IN) + (rows - 1) * _GAP_IN + _BOTTOM_IN
    figure = Figure(figsize=(10.0, height))
    tables = dict(tuple(result.corridors.groupby("corridor", sort=False)))
    rate_top = max(float(_rate(table).max()) for table in tables.values()) or 1.0
    queue_top = float(result.corridors["queue"].max()) or 1.0
    end_s = float(result.corridors["end_s"].max())
    for place, corridor in enumerate(corridors):
        row, column = divmod(place, columns)
        above, below = _pair(figure, row, column, columns, height)
        table = tables[corridor["id"]]
        _throughput(above, table, corridor, rate_top)
        _queue(below, table, corridor, queue_top)
        for axes in (above, below):
            _background(axes, summary, corridor, end_s)
            style.time_axis(axes, summary, end_s, ticks=5)
        above.tick_params(labelbottom=False)
        above.set_title(_title(corridor), loc="left", fontsize=8.5, fontweight="bold", pad=4)
        if column:
            above.tick_params(labelleft=False)
            below.tick_params(labelleft=False)
        else:
            above.set_ylabel("passing,\npeople/min")
            below.set_ylabel("queue,\npeople")
    _legend(figure, summary)
    note = "People who began to pass, and people queued for the gate (forecourt, streets, doors)"
    if len(corridors) < len(summary["corridors"]):
        note += f"; the {len(corridors)} corridors with most people out"
    style.heading(figure, summary, note)
    style.footer(figure, summary)
    return figure


def _shown(summary: dict[str, Any]) -> list[dict[str, Any]]:
    corridors: list[dict[str, Any]] = summary["corridors"]
    if len(corridors) <= MOST:
        return corridors
    chosen = sorted(corridors, key=lambda c: (-c["out"], c["id"]))[:MOST]
    return sorted(chosen, key=lambda c: str(c["id"]))


def _pair(figure: Figure, row: int, column: int, columns: int, height: float) -> tuple[Axes, Axes]:
    """Two axes one above the other in a cell of the page."""
    cell = (1.0 - _LEFT - _RIGHT) / columns
    left, width = _LEFT + column * cell, cell - 0.022
    top = _TOP_IN + row * (_CELL_IN + _TITLE_IN + _GAP_IN) + _TITLE_IN
    each = (_CELL_IN - 0.14) / 2
    above = figure.add_axes((left, 1.0 - (top + each) / height, width, each / height))
    below = figure.add_axes((left, 1.0 - (top + _CELL_IN) / height, width, each / height))
    return above, below


def _rate(table: pd.DataFrame) -> NDArray[np.float64]:
    """People a minute in each interval, over the time in which the corridor was open."""
    minutes = table["open_s"].to_numpy(np.float64) / 60.0
    passed = table["passed"].to_numpy(np.float64)
    return np.asarray(np.divide(passed, minutes, out=np.zeros_like(passed), where=minutes > 0))


def _open_parts(
    table: pd.DataFrame, corridor: dict[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Begin, end and rate of each part of an interval in which the corridor was open."""
    rate = _rate(table)
    begins, ends = (table[name].to_numpy(np.float64) for name in ("begin_s", "end_s"))
    opens = np.asarray([[w["open_s"], w["close_s"]] for w in corridor["windows"]]).reshape(-1, 2)
    low = np.maximum(begins[:, None], opens[None, :, 0])
    high = np.minimum(ends[:, None], opens[None, :, 1])
    row, column = np.nonzero(high > low)
    return low[row, column], high[row, column], rate[row]


def _throughput(axes: Axes, table: pd.DataFrame, corridor: dict[str, Any], top: float) -> None:
    begin, end, rate = _open_parts(table, corridor)
    axes.bar(
        begin,
        rate,
        end - begin,
        align="edge",
        facecolor=style.SKY if corridor["assumed"] else style.BLUE,
        edgecolor=style.BLUE,
        hatch=style.ASSUMED_HATCH if corridor["assumed"] else None,
        linewidth=0.5,
    )
    axes.set_ylim(0.0, 1.32 * top)
    style.thousands(axes.yaxis)
    words = f"{about(corridor['out'])} out"
    if corridor["utilisation"] is not None:
        words += f", lanes busy {percent(corridor['utilisation'])}"
    _note(axes, words)


def _queue(axes: Axes, table: pd.DataFrame, corridor: dict[str, Any], top: float) -> None:
    time_s = np.append(table["begin_s"].to_numpy(np.float64)[:1], table["end_s"].to_numpy())
    queue = np.append(0, table["queue"].to_numpy())
    axes.fill_between(time_s, queue, color=style.VERMILLION, alpha=0.35, linewidth=0)
    axes.plot(time_s, queue, color=style.VERMILLION, linewidth=1.2)
    axes.set_ylim(0.0, 1.32 * top)
    style.thousands(axes.yaxis)
    _note(axes, f"at most {about(corridor['peak_queue'])}" if corridor["peak_queue"] else "none")


def _note(axes: Axes, words: str) -> None:
    axes.text(0.02, 0.955, words, transform=axes.transAxes, ha="left", va="top", zorder=5)


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
    name = f"{corridor['id']}  {style.drawable(corridor['name'])}"
    if corridor["assumed"]:
        name += " (place assumed)"
    lines = textwrap.wrap(name, 34)
    return "\n".join(lines if len(lines) <= 2 else [lines[0], f"{lines[1][:31]}..."])


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
                label="passing, place of the corridor assumed",
            )
        )
    handles.append(Patch(facecolor=style.VERMILLION, alpha=0.5, label="queue"))
    height = figure.get_size_inches()[1]
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.005, 0.22 / height),
        ncols=len(handles),
        columnspacing=1.6,
    )
