"""Draws the pictures of docs/glossary.md: ``python docs/pictures/draw.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE, VERMILLION, GREY = "#0072B2", "#D55E00", "0.45"
JAM, FLOW, REFERENCE = 5.4, 1.22, 1.34
"""People/m2 of a standing crowd, people/(m s) at best, m/s of the walkers it was measured with."""

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "glossary",
}


def diagram(axes: Axes) -> None:
    """Flow by density: a walker's speed on the left, the wave's on the right."""
    critical = FLOW / REFERENCE
    wave = FLOW / (JAM - critical)
    slow = 0.6
    slow_critical = wave * JAM / (slow + wave)
    axes.plot([0, critical, JAM], [0, FLOW, 0], color=BLUE, linewidth=2)
    axes.plot([0, slow_critical], [0, slow * slow_critical], color=BLUE, linestyle="--")
    axes.plot([critical, critical], [0, FLOW], color=GREY, linewidth=0.8, linestyle=":")
    axes.text(
        0.26, 0.5, "free: slope = speed v",
        rotation=53, rotation_mode="anchor", transform_rotates_text=True,
    )  # fmt: skip
    axes.annotate(
        f"queue: slope = wave b = {wave:.3f} m/s", (3.2, 0.6), (2.5, 0.86), arrowprops=_arrow()
    )
    axes.annotate("the same at 0.6 m/s", (1.2, 0.72), (1.5, 0.4), arrowprops=_arrow())
    axes.annotate("capacity J", (critical, FLOW), (1.3, 1.28), arrowprops=_arrow())
    axes.annotate("jam density k", (JAM, 0), (4.75, 0.38), arrowprops=_arrow())
    axes.set(xlabel="density, people/m²", ylabel="flow, people/(m s)")
    axes.set(xlim=(0, 5.8), ylim=(0, 1.42))


def corridor(axes: Axes) -> None:
    """Draw what a corridor is made of, from the street to safety."""
    parts = (
        (0.0, 2.6, "street", "the queue spills\nback into it"),
        (2.6, 1.8, "forecourt", "2 people/m²,\na line a class"),
        (4.4, 1.2, "checkpoint", "lanes, service,\nwindows"),
        (5.6, 2.2, "way", "blocks the lanes\nwhile it is full"),
        (7.8, 2.2, "reception place", "beds,\npeople a minute"),
    )
    for begin, wide, name, says in parts:
        axes.add_patch(_box(begin, 0.55, wide, 0.8, "white" if name != "checkpoint" else "#DCEBF5"))
        axes.text(begin + wide / 2, 1.13, name, ha="center", va="center", weight="bold")
        axes.text(begin + wide / 2, 0.78, says, ha="center", va="center", fontsize=7)
    for x, word in ((2.6, "arrived"), (5.6, "out"), (7.8, "safe")):
        axes.plot([x, x], [0.3, 1.35], color=VERMILLION, linewidth=1.6)
        axes.text(x, 0.2, word, ha="center", va="top", color=VERMILLION)
    axes.annotate("", (10.0, 1.55), (0.0, 1.55), arrowprops={"arrowstyle": "->", "color": GREY})
    axes.text(0.05, 1.63, "people walk", color=GREY)
    axes.set(xlim=(-0.1, 10.1), ylim=(0.0, 1.8))
    axes.axis("off")


def statuses(axes: Axes) -> None:
    """Draw what can become of a party, and in which order."""
    at = {
        "at home": (1.0, 2.0),
        "stayed": (1.0, 3.0),
        "prevented": (1.0, 1.0),
        "moving": (3.6, 2.0),
        "queued": (6.0, 2.0),
        "out": (8.6, 2.0),
        "aboard": (6.0, 3.0),
        "held": (8.6, 3.0),
        "returned": (3.6, 1.0),
        "sheltering": (6.0, 1.0),
        "stranded": (8.6, 1.0),
    }
    ways = (
        ("at home", "moving", 0.0), ("moving", "queued", 0.1), ("queued", "moving", -0.1),
        ("queued", "out", 0.0), ("moving", "returned", -0.15), ("returned", "moving", 0.15),
        ("queued", "sheltering", -0.15), ("sheltering", "queued", 0.15),
    )  # fmt: skip
    for name, (x, y) in at.items():
        final = name == "stranded"
        axes.add_patch(_box(x - 0.85, y - 0.27, 1.7, 0.54, "#EEEEEE" if final else "white"))
        axes.text(x, y, name, ha="center", va="center")
    arrow = {"arrowstyle": "->", "color": BLUE, "shrinkA": 1, "shrinkB": 1}
    for begin, end, aside in ways:
        (x0, y0), (x1, y1) = at[begin], at[end]
        right, up = (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)
        tail = (x0 + 0.85 * right + aside * abs(up), y0 + 0.27 * up + aside * abs(right))
        head = (x1 - 0.85 * right + aside * abs(up), y1 - 0.27 * up + aside * abs(right))
        axes.annotate("", head, tail, arrowprops=arrow)
    axes.annotate("", (5.15, 3.0), (1.7, 2.27), arrowprops=arrow)
    axes.annotate("", (8.1, 2.27), (6.85, 3.0), arrowprops=arrow)
    axes.annotate("", (7.75, 2.8), (6.85, 2.15), arrowprops=arrow)
    axes.text(8.6, 3.42, "kept at the checkpoint", ha="center", fontsize=7)
    axes.text(8.6, 0.55, "at the end: set out\nand not through", ha="center", va="top", fontsize=7)
    axes.text(1.0, 3.42, "does not want to leave", ha="center", fontsize=7)
    axes.text(1.0, 0.62, "wants to, is kept", ha="center", va="top", fontsize=7)
    axes.set(xlim=(0, 9.6), ylim=(0.1, 3.7))
    axes.axis("off")


def window(axes: Axes) -> None:
    """People in front of a gate, and through it, over time: what a window does."""
    arrivals = ((0, 0), (10, 0), (50, 800), (90, 800))
    passed = ((0, 0), (30, 0), (45, 450), (60, 450), (71.67, 800), (90, 800))
    for points, colour, line, name in (
        (arrivals, GREY, "--", "have come to the gate"),
        (passed, BLUE, "-", "have passed"),
    ):
        axes.plot(*zip(*points, strict=True), color=colour, linestyle=line, label=name, linewidth=2)
    for begin, end in ((30, 45), (60, 90)):
        axes.axvspan(begin, end, color="#DCEBF5", zorder=0)
        axes.text((begin + end) / 2, 850, "open", ha="center", va="bottom")
    axes.annotate("", (40, 300), (40, 600), arrowprops={"arrowstyle": "<->", "color": VERMILLION})
    axes.text(41, 390, "queue", color=VERMILLION)
    axes.annotate("", (62, 500), (35, 500), arrowprops={"arrowstyle": "<->", "color": VERMILLION})
    axes.text(52, 520, "wait", color=VERMILLION)
    axes.legend(frameon=False, loc="lower right")
    axes.set(xlabel="minutes", ylabel="people in all", ylim=(0, 950), xlim=(0, 90))


def _box(x: float, y: float, wide: float, high: float, fill: str):
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), wide, high, facecolor=fill, edgecolor="0.3", linewidth=0.8)


def _arrow() -> dict[str, object]:
    return {"arrowstyle": "-", "color": GREY, "linewidth": 0.7}


PICTURES = {
    "diagram": (diagram, (4.8, 2.8)),
    "corridor": (corridor, (7.2, 1.5)),
    "statuses": (statuses, (6.6, 2.6)),
    "window": (window, (5.2, 2.7)),
}


def main(folder: Path) -> None:
    """Write every picture into a folder."""
    with rc_context(STYLE):
        for name, (draw, size) in PICTURES.items():
            figure = Figure(figsize=size, layout="constrained")
            draw(figure.add_subplot())
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
