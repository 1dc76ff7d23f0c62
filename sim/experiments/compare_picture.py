"""The picture of a comparison: differences with both ranges, sorted as people ask for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiments.differences import Difference
from sim.report.style import BLUE, ORANGE, PURPLE, RC, SMALL, VERMILLION, drawable, thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.experiments.comparison import Comparison

_LOOKS = ((BLUE, "o"), (VERMILLION, "s"), (PURPLE, "^"), (ORANGE, "D"))
"""Colour and marker of the others; further ones begin again, and their rows name them."""

DISTRICTS = 10
"""How many districts are drawn: those with the largest differences."""

ROW_IN, HEAD_IN, FOOT_IN, TITLE_IN = 0.24, 0.62, 0.85, 0.5


def save_picture(comparison: Comparison, file: Path) -> None:
    """Draw the differences in people and write the picture."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    panels = [(title, rows) for title, rows in _panels(comparison) if rows]
    with mpl.rc_context(RC):
        heights = [ROW_IN * (len(rows) + 1) for _, rows in panels]
        total = HEAD_IN + sum(heights) + TITLE_IN * len(panels) + FOOT_IN
        figure = Figure(figsize=(7.4, total))
        top = total - HEAD_IN
        for (title, rows), height in zip(panels, heights, strict=True):
            top -= TITLE_IN * 0.55
            axes = figure.add_axes((0.30, (top - height) / total, 0.67, height / total))
            _draw(axes, title, rows, comparison)
            top -= height + TITLE_IN * 0.45
        first = comparison.scenarios[comparison.first]
        figure.text(
            0.012, 1 - 0.1 / total, f"Difference from {comparison.first}: "
            f"{drawable(first.name, 70)}", fontsize=11, fontweight="bold", va="top",
        )  # fmt: skip
        figure.text(
            0.012, 1 - 0.33 / total, "people more (to the right) or fewer (to the left), mean of "
            f"{comparison.replications} pairs of runs", fontsize=SMALL, color="0.25", va="top",
        )  # fmt: skip
        figure.text(0.012, 0.08 / total, _foot(comparison), fontsize=SMALL, color="0.35")
        figure.savefig(file)


def _panels(comparison: Comparison) -> list[tuple[str, list[Difference]]]:
    found = [d for d in comparison.differences if d.measured.kind == "persons"]
    corridors = [d for d in found if d.group == "corridor" and d.measured.name == "out"]
    districts = [d for d in found if d.group == "district" and d.measured.name == "out"]
    largest = sorted(districts, key=lambda d: (-abs(d.mean), d.of))[:DISTRICTS]
    few = f"the {len(largest)} largest differences by district"
    return [
        ("the whole", [d for d in found if d.group == "headline"]),
        ("out, by corridor", corridors),
        (f"out, {few}", largest),
    ]


def _draw(axes: Axes, title: str, rows: list[Difference], comparison: Comparison) -> None:
    axes.axvline(0.0, color="0.3", linewidth=0.8)
    for row, found in enumerate(rows):
        colour, marker = _LOOKS[comparison.others.index(found.other) % len(_LOOKS)]
        over = comparison.over_inputs(found)
        if over is not None:
            axes.plot([over.low, over.high], [row, row], color="0.55", linewidth=1.2, zorder=1)
            axes.plot([over.low, over.high], [row, row], "|", color="0.55", markersize=6, zorder=1)
        if found.low is not None and found.high is not None:
            axes.plot([found.low, found.high], [row, row], color=colour, linewidth=3.5, zorder=2)
        fill = colour if found.sure else "white"
        axes.plot(
            found.mean, row, marker, color=colour, markerfacecolor=fill, markersize=5, zorder=3
        )
    axes.set_yticks(range(len(rows)), [_label(found, comparison) for found in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="x", color="0.9", linewidth=0.5)
    axes.set_title(title, loc="left")
    thousands(axes.xaxis)
    left, right = axes.get_xlim()
    axes.set_xlim(left - 0.02 * (right - left), right + 0.02 * (right - left))


def _label(found: Difference, comparison: Comparison) -> str:
    first = comparison.scenarios[comparison.first]
    words = found.measured.label
    if found.group == "corridor":
        words = f"{found.of} {first.corridors[found.of].name}"
    elif found.group == "district":
        words = first.districts[found.of].name
    return f"{found.other}  {drawable(words, 30)}"


def _foot(comparison: Comparison) -> str:
    first = comparison.scenarios[comparison.first]
    lines = [
        f"{label}: {drawable(side.name, 100)}"
        for label, side in list(comparison.scenarios.items())[1:3]
    ]
    if len(comparison.others) > 2:
        lines[-1] += f" (and {len(comparison.others) - 2} more)"
    inputs = (
        "thin line: 90 % of the draws of the inputs"
        if comparison.draws
        else ("the ranges of the inputs are not in this picture")
    )
    lines.append(f"Thick line: 95 % interval of chance; {inputs}.")
    lines.append(
        "Filled: more than chance (Holm, 5 %). Whoever stays remains a protected civilian."
        + (" Streets are schematic." if first.schematic else "")
    )
    return "\n".join(lines)
