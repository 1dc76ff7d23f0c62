"""The picture of a queue in space and time, along the street that leads to a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import corridor_label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

FloatArray = NDArray[np.float64]
Json = dict[str, Any]

ROOM = 1.15
"""How much further than the longest queue the street is drawn."""

LEAST_M = 200.0
"""Shortest stretch that is drawn."""


def draw(result: RunResult, corridor: str | None = None) -> Figure:
    """Draw people who wait, by place along the way to a gate and time; the forecourt above it.

    The way goes back from the gate, at each crossing into the street whose queue lost most time.

    Parameters
    ----------
    corridor
        Id of the corridor; default the one with the longest queue.

    Raises
    ------
    ValueError
        There is no such corridor, or the result holds no streets (``sensitivity: live``).
    """
    from matplotlib.figure import Figure

    if result.links is None or result.link_series is None or result.queues is None:
        raise ValueError("this result holds no streets over time, so there are no queues to draw")
    summary = result.summary
    entry = _entry(summary, corridor)
    way = way_to(result.links, entry["node"])
    times, waiting = waiting_along(result.link_series, way["link"].to_numpy())
    far_m = _far(way, waiting)
    figure = Figure(figsize=(8.6, 5.2))
    court = figure.add_axes((0.095, 0.72, 0.76, 0.15))
    axes = figure.add_axes((0.095, 0.2, 0.76, 0.47), sharex=court)
    end_s = max(float(result.series["time_s"].iloc[-1]), 1.0)
    _forecourt(court, result, entry["id"])
    _field(figure, axes, way, times, waiting)
    axes.set_ylim(0.0, far_m)
    axes.set_ylabel("metres before the gate")
    axes.set_xlabel(f"local time ({summary['zone']})")
    style.thousands(axes.yaxis)
    for one in (court, axes):
        for window in entry["windows"]:
            for at in (window["open_s"], window["close_s"]):
                if at < end_s:
                    one.axvline(at, color="black", linewidth=0.8, dashes=(4, 3))
        style.time_axis(one, summary, end_s, ticks=10)
    court.tick_params(labelbottom=False)
    label = style.drawable(f"{entry['id']}  {corridor_label(entry)}", 70)
    style.heading(
        figure,
        summary,
        f"Queue for corridor {label}, along the way with the longest queue; dashed: opens, closes",
    )
    style.footer(figure, summary)
    return figure


def _entry(summary: Json, corridor: str | None) -> Json:
    if corridor is None:
        found: Json = max(summary["corridors"], key=lambda c: (c["peak_queue"], c["id"]))
        return found
    for entry in summary["corridors"]:
        if entry["id"] == corridor:
            return dict(entry)
    known = ", ".join(entry["id"] for entry in summary["corridors"])
    raise ValueError(f"there is no corridor {corridor!r}; there are {known}")


def way_to(links: pd.DataFrame, node: int) -> pd.DataFrame:
    """Return the links of the way back from a node, the last one first.

    At each crossing it goes back into the link on which most time was lost, of equals the one that
    most people took, until nobody came from further.
    """
    used = links[links["entered"] > 0].sort_values(
        ["delay_person_s", "entered", "link"], ascending=[False, False, True]
    )
    into: dict[int, list[tuple[int, int]]] = {}
    for to, link, start in used[["to_node", "link", "from_node"]].to_numpy(np.int64).tolist():
        into.setdefault(to, []).append((link, start))
    seen, chosen = {node}, []
    while node in into:
        ahead = [(link, start) for link, start in into[node] if start not in seen]
        if not ahead:
            break
        link, node = ahead[0]
        seen.add(node)
        chosen.append(link)
    return links.set_index("link", drop=False).loc[chosen]


def waiting_along(
    series: pd.DataFrame, way: NDArray[np.integer[Any]]
) -> tuple[FloatArray, FloatArray]:
    """Return (S,) sample times and (L, S) people waiting on each link of a way."""
    times = np.unique(series["time_s"].to_numpy(np.float64))
    place = {int(link): row for row, link in enumerate(way)}
    mine = series[series["link"].isin(list(place))]
    waiting = np.zeros((len(way), len(times)))
    rows = mine["link"].map(place).to_numpy(np.int64)
    waiting[rows, np.searchsorted(times, mine["time_s"].to_numpy(np.float64))] = mine["waiting"]
    return times, waiting


def _far(way: pd.DataFrame, waiting: FloatArray) -> float:
    """Return how far back to draw: somewhat further than anybody waited."""
    ends = np.cumsum(way["length_m"].to_numpy(np.float64))
    queued = np.flatnonzero(waiting.any(axis=1))
    longest = float(ends[queued[-1]]) if len(queued) else 0.0
    return max(ROOM * longest, LEAST_M)


def _field(
    figure: Figure, axes: Axes, way: pd.DataFrame, times: FloatArray, waiting: FloatArray
) -> None:
    """Colour people waiting a metre of street; links keep their length."""
    from matplotlib import colormaps

    if not len(way) or len(times) < 2:
        return
    length_m = way["length_m"].to_numpy(np.float64)
    edges = np.append(0.0, np.cumsum(length_m))
    before = np.append(times[0] - (times[1] - times[0]), times)
    shades = colormaps["cividis_r"].with_extremes(under="white")
    field = axes.pcolormesh(
        before, edges, waiting / length_m[:, None], cmap=shades, vmin=0.01, rasterized=True
    )
    bar_axes = figure.add_axes((0.875, 0.2, 0.018, 0.47))
    bar = figure.colorbar(field, cax=bar_axes)
    bar.set_label("people waiting a metre of street")


def _forecourt(axes: Axes, result: RunResult, corridor: str) -> None:
    assert result.queues is not None
    rows = result.queues[result.queues["corridor"] == corridor]
    time_s = rows["time_s"].to_numpy(np.float64)
    axes.fill_between(time_s, rows["forecourt"], color=style.QUEUE_FILL, linewidth=0)
    axes.plot(time_s, rows["forecourt"], color=style.VERMILLION, linewidth=1.0)
    axes.set_ylim(bottom=0.0)
    axes.set_ylabel("people in\nthe forecourt")
    style.thousands(axes.yaxis)
