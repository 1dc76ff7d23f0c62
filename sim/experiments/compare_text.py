"""A comparison as text of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiments.differences import Difference
from sim.experiments.input_ranges import InputSpread
from sim.experiments.until import told
from sim.experiments.verdict import ranges_of
from sim.report.text import DO_NO_HARM, plain

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

WIDTH = 79
MOST_CHANGES = 20
"""How many changes the terminal shows; the files hold all."""


def text(comparison: Comparison) -> str:
    """Return scenarios, verdicts, what changed, headline differences and how to read them."""
    parts = [_scenarios(comparison)]
    parts += [_wrapped(comparison.verdict(label)) for label in comparison.others]
    for label in comparison.others:
        parts += [_changes(comparison, label), _headlines(comparison, label)]
        corridors = _corridors(comparison, label)
        parts += [corridors] if corridors else []
    parts += [_wrapped(note) for note in notes(comparison)]
    return "\n\n".join(parts) + "\n"


def notes(comparison: Comparison) -> Iterator[str]:
    """Say what the ranges are, what is not in them, and what failed."""
    runs = comparison.replications
    count = "1 run" if runs == 1 else f"{runs} runs"
    yield (
        f"{count} of each, run k of every scenario on the same people (seed {comparison.seed}). "
        "Chance: 95 % interval of the mean difference. An asterisk: more than chance, at 5 % for "
        f"all {len(comparison.differences)} measures together (Holm). Numbers are rounded as "
        "their widest range allows."
    )
    if comparison.draws:
        said = (
            f"Inputs: 90 % of {len(comparison.draws)} draws from the ranges of the inputs, the "
            "same for every scenario, each run once."
        )
        if comparison.left_out:
            said += f" Not in any of the scenarios: {', '.join(comparison.left_out)}."
        yield said
    if comparison.looks:
        yield told(comparison.looks)
    if any(side.schematic for side in comparison.scenarios.values()):
        yield "The streets are schematic: drawn by this project, not surveyed."
    if comparison.failed:
        label, run = comparison.failed[0]
        yield (
            f"{len(comparison.failed)} runs failed and are left out; the first, of {label}: "
            f"{plain(run.error, 200)}"
        )
    yield DO_NO_HARM


def _scenarios(comparison: Comparison) -> str:
    lines = []
    for label, side in comparison.scenarios.items():
        lines.append(f"{label}  {plain(side.name, WIDTH - 3)}")
    return "\n".join(lines)


def _changes(comparison: Comparison, label: str) -> str:
    first, found = comparison.first, comparison.changes[label]
    if not found:
        return f"{first} and {label} state the same values."
    rows = [
        (plain(one.path, 34), plain(one.before, 20), plain(one.after, 20))
        for one in found[:MOST_CHANGES]
    ]
    head = (f"What changes from {first} to {label}", first, label)
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(3)]
    lines = [_line(head, widths), "-" * (sum(widths) + 4), *(_line(row, widths) for row in rows)]
    if len(found) > MOST_CHANGES:
        lines.append(f"and {len(found) - MOST_CHANGES} more, in compare.json")
    return "\n".join(lines)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(cell.ljust(width) for cell, width in cells).rstrip()


def _headlines(comparison: Comparison, label: str) -> str:
    mine = [d for d in comparison.differences if d.other == label and d.group == "headline"]
    table = _table(comparison, label, [(d.measured.label, d) for d in mine])
    runs = comparison.replications
    few = ", ".join(d.words(runs) for d in mine if d.pairs < runs)
    return "\n".join([table, _wrapped(f"Not in every pair of runs: {few}.")]) if few else table


def _corridors(comparison: Comparison, label: str) -> str:
    mine = [
        d
        for d in comparison.differences
        if d.other == label and d.group == "corridor" and d.measured.name == "out"
    ]
    return _table(comparison, label, [(f"out by corridor {d.of}", d) for d in mine])


def _table(comparison: Comparison, label: str, rows: list[tuple[str, Difference]]) -> str:
    if not rows:
        return ""
    over = [comparison.over_inputs(d) for _, d in rows]
    cells = [_cells(words, d, each) for (words, d), each in zip(rows, over, strict=True)]
    head: tuple[str, ...] = (f"{label} less {comparison.first}", "difference", "chance", "inputs")
    if not comparison.draws:
        head, cells = head[:3], [row[:3] for row in cells]
    widths = [max(len(row[i]) for row in [head, *cells]) for i in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *cells]
    ]
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(line.rstrip() for line in lines)


def _cells(words: str, found: Difference, over: InputSpread | None) -> tuple[str, ...]:
    measured = found.measured
    number = measured.show(found.mean, *ranges_of(found, over))
    chance = (
        "-"
        if found.low is None or found.high is None
        else measured.show_range(found.low, found.high)
    )
    inputs = "-" if over is None else measured.show_range(over.low, over.high)
    return words, number + ("*" if found.sure else " "), chance, inputs


def _wrapped(words: str) -> str:
    return textwrap.fill(words, WIDTH)
