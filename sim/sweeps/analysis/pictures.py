"""The pictures of an analysis: responses, what matters, pairs, cost against people, convergence."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.style import BLUE, GREEN, ORANGE, PURPLE, RC, SMALL, VERMILLION, drawable, thousands
from sim.results.measures import measure_of
from sim.sweeps.analysis.effects import by_importance, points_for
from sim.sweeps.result import rough

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.sweeps.analysis.analysis import Analysis
    from sim.sweeps.analysis.convergence import Estimate
    from sim.sweeps.analysis.indices import Index

MOST_PANELS, ACROSS = 24, 3
PANEL_IN = (2.6, 2.0)
MARKERS = "osD^vP*Xhd<>"
FEW_LEVELS = 5
"""Up to so many levels each has its mark on the axis."""

FEW = 4
"""The interval of fewer points is not drawn: it reaches beyond all else."""

LEAST_GAP = 0.2
"""Share of an axis that two of its marks must lie apart, to be read."""

SHARES = (-0.5, 1.5)
"""As far as shares of variance are drawn: intervals of few samples reach much further."""

LABEL = 44
"""Longest name of a factor in a picture."""

PANEL_LABEL = 30
"""Longest line of it below a panel; there are two."""

MOST_LINES = 6
"""Factors whose convergence is drawn: those that matter most."""


def pictures(analysis: Analysis) -> Iterator[tuple[str, str, bytes]]:
    """Yield (name, what it shows, PNG) of each picture that the sweep has something for."""
    import matplotlib as mpl

    makers = (
        ("responses", _responses), ("effects", _effects), ("interactions", _interactions),
        ("frontier", _frontier), ("convergence", _convergence),
    )  # fmt: skip
    with mpl.rc_context(RC):
        for name, make in makers:
            drawn = make(analysis)
            if drawn is not None:
                figure, words = drawn
                stream = io.BytesIO()
                figure.savefig(stream, format="png", metadata={"Software": None})
                yield name, words, stream.getvalue()


def measure_words(name: str) -> str:
    """Return what an axis says of a measure: its meaning and unit."""
    measure = measure_of(name)
    of = f" ({name.split('.')[1]})" if name.count(".") > 1 else ""
    return drawable(f"{measure.meaning}{of}{_unit(name)}", 70)


def capital(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _unit(name: str) -> str:
    unit = measure_of(name).unit
    return "" if unit in ("-", "1") else f", {unit}"


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    # The reader's font may be wider than the one measured here: room, or names are cut at the edge.
    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.2))


def _labels(analysis: Analysis) -> dict[str, str]:
    return {
        factor["name"]: drawable(factor["label"], LABEL)
        for factor in analysis.result.about["factors"]
    }


def _responses(analysis: Analysis) -> tuple[Figure, str] | None:
    """Draw the objective's measure over each factor: every point, and the means by level."""
    found = [e for e in analysis.effects if e.measure == analysis.measure][:MOST_PANELS]
    if not found:
        return None
    rows = -(-len(found) // ACROSS)
    across = min(ACROSS, len(found))
    figure = _figure(0.5 + PANEL_IN[0] * across, 0.5 + PANEL_IN[1] * rows)
    labels = _labels(analysis)
    panels = figure.subplots(rows, across, sharey=True, squeeze=False)
    for axes in panels.flat[len(found) :]:
        axes.set_axis_off()
    log = {f["name"] for f in analysis.result.about["factors"] if f["distribution"] == "loguniform"}
    for axes, effect in zip(panels.flat, found, strict=False):
        points = points_for(analysis.result, effect.factor)
        _response(axes, effect, points, log=effect.factor in log)
        axes.set_xlabel(_below(effect.factor, labels[effect.factor]))
    values = analysis.result.points[analysis.measure]
    margin = 0.06 * float(values.max() - values.min()) or 1.0
    # An interval of two or three points can reach far beyond all that was seen.
    panels[0, 0].set_ylim(values.min() - margin, values.max() + margin)
    thousands(panels[0, 0].yaxis)
    figure.supylabel(measure_words(analysis.measure), fontsize=SMALL)
    return figure, (
        f"{capital(measure_words(analysis.measure))}, over each factor: grey, single points (mean "
        "of their replications); blue, mean by level or part of the range, with its 95 % interval "
        f"over the points there, if there are {FEW} or more"
    )


def _below(factor: str, label: str) -> str:
    """Return a factor's name in lines; of a factor on what the scenario states, what 1 is."""
    stated = factor.startswith("inputs.") and not factor.endswith("_s")
    lines = textwrap.wrap(label, PANEL_LABEL, max_lines=2, placeholder="...")
    return "\n".join([*lines, "(1: as stated)"] if stated else lines)


def _response(axes: Axes, effect: Any, points: Any, *, log: bool) -> None:
    from pandas.api.types import is_numeric_dtype

    numeric = is_numeric_dtype(points[effect.factor])
    place = [level.value if numeric else k for k, level in enumerate(effect.levels)]
    if numeric:
        axes.plot(points[effect.factor], points[effect.measure], ".", color="0.7", markersize=3)
    else:
        for k, level in enumerate(effect.levels):
            there = points[points[effect.factor] == level.value][effect.measure]
            axes.plot([k] * len(there), there, ".", color="0.7", markersize=3)
        axes.set_xticks(place, [drawable(level.words, 14) for level in effect.levels])
    if numeric and not log and _fit(place):
        axes.set_xticks(place, [_mark(value) for value in place])
    axes.plot(place, [level.mean for level in effect.levels], "o-", color=BLUE, markersize=4)
    for at, level in zip(place, effect.levels, strict=True):
        if level.low is not None and level.points >= FEW:
            axes.plot([at, at], [level.low, level.high], color=BLUE, linewidth=1.2)
    if log and numeric:
        axes.set_xscale("log")
        from matplotlib.ticker import FuncFormatter, NullFormatter

        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        low, high = axes.get_xlim()
        marks = [m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5)]
        axes.set_xticks([mark for mark in marks if low <= mark <= high])


def _mark(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def _fit(place: list[float]) -> bool:
    """Return whether each of the values can have its mark on an axis without touching another."""
    if len(place) > FEW_LEVELS:
        return False
    across = place[-1] - place[0]
    return all(other - one >= LEAST_GAP * across for one, other in pairwise(place))


def _effects(analysis: Analysis) -> tuple[Figure, str] | None:
    """Draw which factor matters how much: indices where there are some, else effects."""
    mine = [i for i in analysis.indices if i.measure == analysis.measure]
    drawn = _index_dots(analysis, mine) if mine else _effect_bars(analysis)
    if drawn is None:
        return None
    figure, order, unit = drawn
    axes, labels = figure.axes[0], _labels(analysis)
    axes.set_yticks(range(len(order)), [labels[name] for name in order])
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlabel(unit.replace("; ", "\n"))
    return figure, f"Which factor matters for: {measure_words(analysis.measure)} ({unit})"


def _index_dots(analysis: Analysis, mine: list[Index]) -> tuple[Figure, list[str], str]:
    """Draw indices with their intervals, the largest at the top; return also order and unit."""
    kinds = [kind for kind in ("ST", "S1", "mu_star") if any(i.kind == kind for i in mine)]
    bars = {kind: {i.factor: i for i in mine if i.kind == kind} for kind in kinds}
    order = sorted(bars[kinds[0]], key=lambda name: bars[kinds[0]][name].value)
    figure = _figure(7.0, 0.9 + 0.34 * len(order))
    axes = figure.subplots()
    shares = "mu_star" not in kinds
    for shift, kind, colour, marker in zip((0.14, -0.14), kinds, (BLUE, ORANGE), "os"):  # noqa: B905
        words = {"ST": "total (ST)", "S1": "alone (S1)", "mu_star": "Morris mu*"}[kind]
        at = np.arange(len(order)) + shift * (len(kinds) - 1)
        found = [bars[kind][name] for name in order]
        axes.plot([i.value for i in found], at, marker, color=colour, markersize=5, label=words)
        for row, index in zip(at, found, strict=True):
            low, high = index.low or 0.0, index.high or 0.0
            axes.plot([low, high], [row, row], color=colour, linewidth=2)
            if shares:
                _cut_off(axes, low, high, row, colour)
    axes.axvline(0.0, color="0.3", linewidth=0.8)
    if shares:
        seen = [bound for i in mine if i.kind in kinds for bound in (i.low or 0.0, i.high or 0.0)]
        axes.set_xlim(max(min(seen) - 0.05, SHARES[0]), min(max(seen) + 0.05, SHARES[1]))
    if not shares:
        thousands(axes.xaxis)
    axes.legend(loc="lower right")
    return (
        figure,
        order,
        ("share of variance" if shares else f"mean change a step{_unit(analysis.measure)}"),
    )


def _cut_off(axes: Axes, low: float, high: float, row: float, colour: str) -> None:
    """Mark where an interval goes on beyond the picture."""
    if low < SHARES[0]:
        axes.plot(SHARES[0], row, "<", color=colour, markersize=6, clip_on=False)
    if high > SHARES[1]:
        axes.plot(SHARES[1], row, ">", color=colour, markersize=6, clip_on=False)


def _effect_bars(analysis: Analysis) -> tuple[Figure, list[str], str] | None:
    """Draw sizes of effects, the largest at the top; return also their order and unit."""
    found = by_importance([e for e in analysis.effects if e.measure == analysis.measure])[::-1]
    if not found:
        return None
    figure = _figure(7.0, 0.9 + 0.3 * len(found))
    axes = figure.subplots()
    sizes = [effect.size for effect in found]
    unit = f"largest mean of a level less the smallest{_unit(analysis.measure)}"
    shares = any(effect.share is not None for effect in found)
    lengths = [effect.share or 0.0 for effect in found] if shares else sizes
    bars = axes.barh(range(len(found)), lengths, color=BLUE, height=0.6)
    if shares:
        axes.bar_label(bars, [rough(size) for size in sizes], padding=3, fontsize=SMALL)
        axes.margins(x=0.12)
        unit = f"share of variance, adjusted for chance; at the bars: {unit}"
    else:
        thousands(axes.xaxis)
    return figure, [effect.factor for effect in found], unit


def _interactions(analysis: Analysis) -> tuple[Figure, str] | None:
    if analysis.interactions is None:
        return None
    matrix, meaning = analysis.interactions
    names = list(_labels(analysis).values())
    size = 2.4 + 0.5 * len(names)
    figure = _figure(size + 1.2, size)
    axes = figure.subplots()
    top = max(float(np.nanmax(np.abs(matrix))), 0.01)
    image = axes.imshow(np.ma.masked_invalid(matrix), cmap="cividis_r", vmin=0.0, vmax=top)
    for (row, column), value in np.ndenumerate(matrix):
        if np.isfinite(value):
            colour = "white" if value > 0.55 * top else "black"
            axes.text(
                column, row, f"{value:z.2f}", ha="center", va="center", color=colour, fontsize=7
            )
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    for spine in axes.spines.values():
        spine.set_visible(False)
    figure.colorbar(image, ax=axes, shrink=0.7, label=meaning.replace("; ", "\n"))
    return figure, f"What pairs of factors do together: {meaning}. 0: each acts for itself"


def _frontier(analysis: Analysis) -> tuple[Figure, str] | None:
    table = analysis.frontier
    if table is None or table.empty:
        return None
    figure = _figure(6.4, 3.8)
    axes = figure.subplots()
    best = table[table["best"]]
    axes.plot(
        table["cost"], table[analysis.measure], "o", color="0.75", markersize=4,
        label="every setting, mean over all else",
    )  # fmt: skip
    axes.step(best["cost"], best[analysis.measure], where="post", color=BLUE, linewidth=1.2)
    axes.plot(
        best["cost"], best[analysis.measure], "D", color=BLUE, markersize=5,
        label="beaten by no other in both",
    )  # fmt: skip
    unit = drawable(analysis.result.about["cost_unit"] or "in the sweep's unit", 40)
    axes.set_xlabel(f"cost, {unit}")
    axes.set_ylabel(measure_words(analysis.measure))
    thousands(axes.yaxis)
    thousands(axes.xaxis)
    axes.legend(loc="best")
    return figure, (
        "Cost against the objective: each setting of what costs something, the mean over all "
        "other factors; the frontier in blue"
    )


def _settling(found: tuple[Estimate, ...]) -> list[Estimate]:
    """Return the estimates of the factors that matter most, these first."""
    last = {one.what: one.value for one in found}
    drawn = sorted(last, key=lambda what: -last[what])[:MOST_LINES]
    return [one for what in drawn for one in found if one.what == what]


def _convergence(analysis: Analysis) -> tuple[Figure, str] | None:
    found = _settling(analysis.convergence)
    if len({one.used for one in found}) < 2:
        return None
    from matplotlib.ticker import MaxNLocator

    figure = _figure(6.8, 3.4)
    axes = figure.subplots()
    labels = {**_labels(analysis), "mean": "mean"}
    colours = (BLUE, VERMILLION, ORANGE, "0.35", GREEN, PURPLE)
    for k, what in enumerate(dict.fromkeys(one.what for one in found)):
        colour = colours[k % len(colours)]
        mine = [one for one in found if one.what == what]
        axes.plot(
            [one.used for one in mine], [one.value for one in mine],
            f"{MARKERS[k % len(MARKERS)]}-", color=colour, markersize=4,
            linewidth=1.0, label=labels[what],
        )  # fmt: skip
        for one in mine:
            enough = one.used >= FEW or one.used == mine[-1].used
            if one.low is not None and one.high is not None and what == "mean" and enough:
                axes.plot(
                    [one.used] * 2,
                    [one.low, one.high],
                    color=colour,
                    linewidth=1,
                )
    axes.set_xlabel(f"{found[0].unit} used")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if max(abs(one.value) for one in found) >= 1000.0:
        thousands(axes.yaxis)
    words = measure_words(analysis.measure)
    if found[0].what == "mean":
        axes.set_ylabel(words)
    else:
        kind = "Morris mu*" if found[0].unit == "trajectories" else "total Sobol' index"
        axes.set_ylabel(kind)
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    most = len(dict.fromkeys(one.what for one in found))
    of = "" if found[0].what == "mean" else f", the {most} factors that matter most"
    return figure, (
        f"Estimates for {words}, from a part of the runs{of}: where they still move, more runs are "
        "needed"
    )
