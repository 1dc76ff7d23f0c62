"""One instant of a run: who is where now, drawn from the model's arrays while it goes on."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report import style
from sim.report.map_key import DENSITY_STEPS, scale_of_density

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = NDArray[np.float64]

LARGEST_DISC_PT2 = 900.0
"""Area of the disc of the longest queue, in square points."""


@dataclass(frozen=True)
class Instant:
    """What there is to draw of an instant.

    Parameters
    ----------
    title
        What it is about and what the local clock says.
    ends_m
        (E, 2, 2) both ends of every directed link, metres.
    density_per_m2
        (E,) people per square metre of each link now.
    gates_m
        (G, 2) where the gates stand, metres.
    gate_names
        G names.
    queued
        (G,) people queued for each gate now.
    schematic
        Whether the streets are drawn rather than surveyed; said on the picture.
    credit
        Credit that every picture must carry; empty if none.
    """

    title: str
    ends_m: FloatArray
    density_per_m2: FloatArray
    gates_m: FloatArray
    gate_names: tuple[str, ...]
    queued: NDArray[np.int64]
    schematic: bool
    credit: str


def draw(instant: Instant, axes: Axes | None = None) -> Axes:
    """Draw streets coloured by density and queues as discs at their gates; return the axes.

    Parameters
    ----------
    instant
        What to draw.
    axes
        Where; default a new picture.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(style.RC):
        if axes is None:
            axes = Figure(figsize=(7.0, 6.0)).add_axes((0.1, 0.16, 0.86, 0.76))
        _streets(axes, instant)
        _gates(axes, instant)
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_xlabel("metres east")
        axes.set_ylabel("metres north")
        axes.set_title(style.drawable(instant.title, 80), loc="left", fontweight="bold")
        axes.annotate(
            "\n".join(_notes(instant)),
            (0.0, 0.0),
            (0.0, -32.0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            color="0.35",
        )
    return axes


def _notes(instant: Instant) -> list[str]:
    """Return what a reader must know of the picture, in lines that fit below it."""
    parts = ["Density in standing queues is an input, not a prediction."]
    if instant.schematic:
        parts.append("Streets are schematic, not surveyed.")
    if instant.credit:
        parts.append(f"{style.drawable(instant.credit, 200).rstrip('.')}.")
    return textwrap.wrap(" ".join(parts), 100)[:3]


def _streets(axes: Axes, instant: Instant) -> None:
    """Draw all streets thin, then those with people, the densest above the rest."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.collections import LineCollection

    axes.add_collection(LineCollection(_lines(instant.ends_m), colors="0.85", linewidths=0.5))
    colour_map, norm = scale_of_density()
    order = np.argsort(instant.density_per_m2, kind="stable")
    order = order[instant.density_per_m2[order] > 0.0]
    step = np.asarray(norm(instant.density_per_m2[order]), np.int64)
    axes.add_collection(
        LineCollection(
            _lines(instant.ends_m[order]),
            colors=colour_map(step),
            linewidths=1.0 + 0.6 * step,
            capstyle="round",
        )
    )
    axes.margins(0.12)
    axes.autoscale_view()
    figure = axes.get_figure()
    assert figure is not None
    bar = figure.colorbar(ScalarMappable(norm, colour_map), ax=axes, shrink=0.7, pad=0.02)
    bar.set_ticks(list(DENSITY_STEPS), labels=[f"{density:g}" for density in DENSITY_STEPS])
    bar.set_label("people/m\u00b2 now")


def _gates(axes: Axes, instant: Instant) -> None:
    """Draw a disc a queue, by area, and each gate's name with its number of people."""
    longest = max(int(instant.queued.max(initial=0)), 1)
    area_pt2 = 20.0 + LARGEST_DISC_PT2 * instant.queued / longest
    axes.scatter(
        instant.gates_m[:, 0],
        instant.gates_m[:, 1],
        s=area_pt2,
        facecolor=style.QUEUE_FILL,
        edgecolor="black",
        linewidth=0.8,
        alpha=0.85,
        zorder=4,
    )
    above_pt = np.sqrt(area_pt2 / np.pi) + 3.0
    for (x_m, y_m), name, queued, up_pt in zip(
        instant.gates_m, instant.gate_names, instant.queued.tolist(), above_pt, strict=True
    ):
        axes.annotate(
            f"{style.drawable(name, 16)}: {queued:,} queue" if queued else style.drawable(name, 16),
            (x_m, y_m),
            (0.0, up_pt),
            textcoords="offset points",
            ha="center",
            zorder=5,
            bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.6},
        )


def _lines(ends_m: FloatArray) -> Any:
    """Return segments as matplotlib's types want them."""
    return list(ends_m)
