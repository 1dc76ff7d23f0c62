"""The picture of everyone over time: who is out, on the way, at home, by status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.text import about, clock, spans_days
from sim.results.status import STATUSES
from sim.results.windows import merged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

LAYERS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("out", ("out",), style.DEEP_BLUE, ""),
    ("aboard a bus", ("aboard",), style.GREEN, ""),
    ("walking", ("moving",), style.SKY, ""),
    ("waiting in queues", ("queued",), style.ORANGE, ""),
    ("held after screening", ("held",), style.PURPLE, "xxxx"),
    ("in shelters", ("sheltering",), style.GREEN, "...."),
    ("gone home again", ("returned",), style.YELLOW, "...."),
    ("want to leave, at home", ("at_home",), style.YELLOW, ""),
    ("kept from leaving", ("prevented",), style.PURPLE, "\\\\\\\\"),
    ("stay by own choice", ("stayed",), style.GREY, ""),
)
"""Layers from the bottom up: words, statuses, colour, hatch."""

_ON_THE_WAY = ("walking", "waiting in queues")

Json = dict[str, Any]
Layers = list[tuple[str, NDArray[np.int64], str, str]]


def draw(result: RunResult) -> Figure:
    """Draw the stacked statuses, strips of dark and of open corridors above."""
    from matplotlib.figure import Figure

    summary = result.summary
    figure = Figure(figsize=(8.6, 4.9))
    axes = figure.add_axes((0.092, 0.19, 0.648, 0.675))
    time_s = result.series["time_s"].to_numpy(np.float64)
    stacked = layers(result)
    areas = axes.stackplot(
        time_s,
        *(people for _, people, _, _ in stacked),
        colors=[colour for _, _, colour, _ in stacked],
        linewidth=0.4,
        edgecolor="white",
    )
    for area, (_, _, _, hatch) in zip(areas, stacked, strict=True):
        area.set_hatch(hatch)
    end_s = max(float(time_s[-1]), 1.0)
    axes.set_ylim(0.0, summary["persons"] * 1.13 or 1.0)
    axes.set_ylabel("people")
    axes.set_xlabel(f"local time ({summary['zone']})")
    style.thousands(axes.yaxis)
    style.time_axis(axes, summary, end_s, ticks=10)
    _strips(axes, result, end_s)
    _moments(axes, summary, end_s)
    _legend(axes, areas, stacked, summary)
    style.heading(figure, summary, "Everyone in the scenario over time, by what became of them")
    style.footer(figure, summary)
    return figure


def _legend(axes: Axes, areas: list[PolyCollection], layers: Layers, summary: Json) -> None:
    """Name the layers from the top down, with the people in each at the end."""
    left = summary["by_status"]["stranded"]
    names = [
        f"{words}\nsee below *"
        if left and words in _ON_THE_WAY
        else f"{words}\n{about(int(people[-1]))}"
        for words, people, _, _ in layers
    ]
    note = f"* {about(left)} of them had not\n   passed when the run ended" if left else ""
    legend = axes.legend(
        areas[::-1],
        names[::-1],
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        handlelength=1.4,
        handleheight=1.8,
        labelspacing=0.7,
        title="People at the end",
        alignment="left",
    )
    legend.get_title().set_fontweight("bold")
    axes.text(1.03, 0.02, note, transform=axes.transAxes, va="bottom", linespacing=1.3)


def layers(result: RunResult) -> Layers:
    """Words, people over time, colour and hatch of the layers that anybody was ever in."""
    people = {name: result.series[name].to_numpy(np.int64, copy=True) for name in STATUSES}
    # Who is left is called stranded in the last row only: drawn as what they did until then.
    stranded = int(people["stranded"][-1])
    walking = min(stranded, int(people["moving"][-2:][0]))
    people["moving"][-1] += walking
    people["queued"][-1] += stranded - walking
    layers: Layers = [
        (words, np.sum([people[name] for name in statuses], axis=0), colour, hatch)
        for words, statuses, colour, hatch in LAYERS
    ]
    return [layer for layer in layers if layer[1].any()] or layers[:1]


def _strips(axes: Axes, result: RunResult, end_s: float) -> None:
    """Above the people: when any corridor is open, and when it is dark."""
    summary = result.summary
    bottom, height = summary["persons"] * 1.015, summary["persons"] * 0.045
    spans = [(w["open_s"], w["close_s"]) for c in summary["corridors"] for w in c["windows"]]
    for begin, end in merged(np.asarray(spans, np.float64).reshape(-1, 2)).tolist():
        _strip(axes, begin, min(end, end_s), bottom, height, style.OPEN, "corridors open", "black")
    for begin, end in style.dark_spans(summary, end_s):
        _strip(axes, begin, end, bottom + 1.15 * height, height, style.DARK, "dark", "white")


def _strip(
    axes: Axes,
    begin: float,
    end: float,
    bottom: float,
    height: float,
    colour: str,
    word: str,
    ink: str,
) -> None:
    if end <= begin:
        return
    axes.broken_barh([(begin, end - begin)], (bottom, height), color=colour, linewidth=0)
    wide = (end - begin) / (axes.get_xlim()[1] - axes.get_xlim()[0])
    fitting = [words for words in (word, word.split()[-1]) if wide > 0.018 * len(words)]
    if fitting:
        middle = ((begin + end) / 2, bottom + 0.45 * height)
        axes.text(*middle, fitting[0], color=ink, ha="center", va="center", fontsize=style.SMALL)


def _moments(axes: Axes, summary: Json, end_s: float) -> None:
    """Thin lines at dark and at the last close."""
    day = spans_days(summary)
    for name in ("dark", "close"):
        at = summary[f"{name}_s"]
        if at is None or at >= 0.995 * end_s:
            continue
        axes.plot([at, at], [0.0, summary["persons"]], color="black", linewidth=0.7, dashes=(4, 3))
        word = "last close" if name == "close" else "dark"
        axes.annotate(
            f"{word} {clock(summary[f'{name}_local'], day=day)}",
            (at, summary["persons"] * 0.985),
            xytext=(-3, 0),
            textcoords="offset points",
            rotation=90,
            ha="right",
            va="top",
            fontsize=style.SMALL,
        )
