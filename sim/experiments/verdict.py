"""The verdict in words: a number and its ranges where its sign is sure, else why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiments.differences import Difference
from sim.experiments.input_ranges import InputSpread
from sim.experiments.measured import Measured
from sim.experiments.ranges import RANGES
from sim.experiments.rounding import Range
from sim.report.text import plain

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

DECIDES = "out_by_close"
"""The measure that the verdict is about."""

SATURATED = 0.95
"""Share of its open lane time in use from which a corridor is said to saturate."""

CHANCE_ONLY = (
    "This is no verdict on the plans: only chance is in its range, every input is taken as the "
    "files state it. Whether it holds over the ranges of the inputs, draws of them tell: "
    "--inputs N, in Python inputs=N."
)


def verdict(comparison: Comparison, label: str) -> str:
    """Say how a scenario compares with the first.

    A number is given as such where chance is ruled out and, with draws of the inputs, where its
    sign holds in 90 % of them.
    """
    found = next(
        (d for d in comparison.differences if d.other == label and d.name == DECIDES), None
    )
    first = comparison.first
    if found is None:
        return f"No pair of runs of {first} and {label} can be compared."
    over = comparison.over_inputs(found)
    if found.all_zero and (over is None or over.low == over.high == 0.0):
        draws = "" if over is None else " and every draw of the inputs"
        same = f"{label} lets exactly as many people out as {first} in every replication{draws}"
        return f"{same}: difference 0." if over else f"{same}: difference 0. {CHANCE_ONLY}"
    if found.all_zero and over is not None:
        return _only_over_inputs(found, over, first)
    if not found.sure:
        return _by_chance(found, over, first)
    if over is None:
        return f"{_more(found, None)}. {_where(comparison, label, found)}{CHANCE_ONLY}"
    if not over.holds(found.mean):
        return _cannot_tell(found, over, first)
    share = f"the sign holds in {100 * over.share_with(found.mean):.0f} % of {over.draws} draws"
    return f"{_more(found, over)}; {share}. {_where(comparison, label, found)}".rstrip()


def ranges_of(found: Difference, over: InputSpread | None) -> list[Range]:
    """Return the ranges that a difference is rounded by: chance, and inputs where drawn."""
    ranges = [] if found.low is None or found.high is None else [(found.low, found.high)]
    return ranges if over is None else [*ranges, (over.low, over.high)]


def shown_ranges(measured: Measured, found: Difference, over: InputSpread | None) -> str:
    """Write both ranges, such as ``chance 37,500 to 38,500, inputs 12,000 to 71,000``."""
    names = ["chance"] if found.low is not None else []
    names += ["inputs"] if over is not None else []
    shown = [measured.show_range(*each) for each in ranges_of(found, over)]
    return ", ".join(f"{name} {text}" for name, text in zip(names, shown, strict=True))


def _more(found: Difference, over: InputSpread | None) -> str:
    """Say the number; both ranges are those of what is said, so that "fewer" has no signs."""
    turned, over = _turned(found, over)
    number = turned.measured.show(turned.mean, *ranges_of(turned, over))
    words = "more" if found.mean > 0.0 else "fewer"
    ranges = shown_ranges(turned.measured, turned, over)
    return f"{found.other} gets about {number} {words} people out by the last close ({ranges})"


def _turned(found: Difference, over: InputSpread | None) -> tuple[Difference, InputSpread | None]:
    """Return a difference as a positive number, its ranges turned with it."""
    from dataclasses import replace

    if found.mean >= 0.0 or found.low is None or found.high is None:
        return found, over
    turned = replace(found, mean=-found.mean, low=-found.high, high=-found.low)
    return turned, None if over is None else replace(over, low=-over.high, high=-over.low)


def _by_chance(found: Difference, over: InputSpread | None, first: str) -> str:
    ranges = shown_ranges(found.measured, found, over)
    if found.low is None:
        return (
            f"We cannot tell whether {found.other} gets more people out than {first}, because one "
            "replication says nothing of chance: take ten or more."
        )
    why = f"the difference ({ranges}) may be 0"
    if found.low * (found.high or 0.0) > 0.0:
        why = f"alone the difference ({ranges}) would be told from 0, among so many measures it "
        why += f"is not (adjusted p-value {found.p_holm:.2f}): take more replications"
    return (
        f"We cannot tell whether {found.other} gets more people out than {first}, because of "
        f"chance: {why}."
    )


def _only_over_inputs(found: Difference, over: InputSpread, first: str) -> str:
    return (
        f"With the inputs as stated {found.other} lets exactly as many people out as {first}. Over "
        f"{over.draws} draws of the inputs it is more in {100 * over.positive:.0f} % and fewer in "
        f"{100 * over.negative:.0f} % (difference: "
        f"{shown_ranges(found.measured, found, over)}), so we cannot tell which is better."
    )


def _cannot_tell(found: Difference, over: InputSpread, first: str) -> str:
    ranges = shown_ranges(found.measured, found, over)
    words = "more" if found.mean > 0.0 else "fewer"
    share = f"{100 * over.share_with(found.mean):.0f} % of {over.draws} draws of the inputs"
    labels = {each.name: each.label for each in RANGES}
    named = labels[over.hangs_on] if over.hangs_on is not None else "several inputs together"
    return (
        f"We cannot tell whether {found.other} gets more or fewer people out than {first}, because "
        f"of {named}: with the inputs as stated it is {words}, but only in {share} "
        f"(difference: {ranges})."
    )


def _where(comparison: Comparison, label: str, found: Difference) -> str:
    return "".join(f"{sentence} " for sentence in _places(comparison, label, found))


def _places(comparison: Comparison, label: str, found: Difference) -> Iterator[str]:
    """Name the district that the difference is largest in, and corridors that saturate."""
    mine = [d for d in comparison.differences if d.other == label]
    districts = [
        d
        for d in mine
        if d.group == "district" and d.measured.name == "out" and d.sure
        and d.mean * found.mean > 0.0
    ]  # fmt: skip
    side = comparison.scenarios[label]
    if len(districts) > 1:
        most = max(districts, key=lambda d: abs(d.mean))
        name = side.districts[most.of].name
        turned, over = _turned(most, comparison.over_inputs(most))
        number = turned.measured.show(turned.mean, *ranges_of(turned, over))
        verb = "gains" if found.mean > 0.0 else "loses"
        yield f"{plain(name)} {verb} most (about {number})."
    full = [
        d.of
        for d in mine
        if d.group == "corridor" and d.measured.name == "utilisation"
        and d.second >= SATURATED > d.first
    ]  # fmt: skip
    if full:
        many = "corridors" if len(full) > 1 else "corridor"
        yield f"In {label} {many} {', '.join(full)} saturate{'' if len(full) > 1 else 's'}."
