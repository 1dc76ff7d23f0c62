"""Tables of ``compare.html``: differences with their ranges, as numbers and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.experiments.differences import Difference
from sim.experiments.input_ranges import InputSpread
from sim.experiments.measured import HEADLINES, Group, Measured
from sim.experiments.verdict import ranges_of
from sim.report.page.table import cell, table
from sim.report.text import plain

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

Json = dict[str, Any]
Found = tuple[Difference, InputSpread | None]

_MEANING: dict[str, str] = {
    "difference": "mean of the paired differences; * more than chance (Holm, 5 %)",
    "chance": "95 % interval of that mean",
    "inputs": "where 90 % of the draws of the inputs lie",
    "effect": "mean difference by the standard deviation of the differences",
    "p_holm": "p-value of no difference, adjusted for all measures together (Holm 1979)",
}


def headline_table(comparison: Comparison, id_: str, *, most: int | None) -> Json:
    """Return the headline measures of every other scenario, at most `most` rows.

    Where not all fit, each of the others keeps as many measures as there is room for, at least one.
    """
    others = comparison.others
    each = len(HEADLINES) if most is None else max(1, most // len(others))
    names = [measured.name for measured in HEADLINES[:each]]
    shown = [
        (d, comparison.over_inputs(d))
        for label in others
        for d in comparison.differences
        if d.other == label and d.group == "headline" and d.measured.name in names
    ]
    rows = [
        _row(
            comparison,
            one,
            [cell(one[0].measured.name, one[0].words(comparison.replications))],
        )
        for one in shown
    ]
    caption = f"Differences from {comparison.first} in the headline measures"
    return {**table(id_, caption, _head(comparison, "measure", "measure"), rows), "cards": True}


def differences_table(comparison: Comparison, group: Group, measured: Measured) -> Json | None:
    """Return one measure of all corridors or districts, with a picture in each row."""
    shown = [
        (d, comparison.over_inputs(d))
        for d in comparison.differences
        if d.group == group and d.measured == measured
    ]
    if not shown:
        return None
    low, high = _ends(shown)
    rows = []
    for one in shown:
        first = [_place(comparison, one[0])]
        row = _row(comparison, one, first)
        row.insert(len(row) - 4, {**cell("", ""), "track": _track(one, low, high)})
        rows.append(row)
    head = _head(comparison, group, group)
    ends = f"{measured.show_range(low, high)}"
    picture = {"key": "", "words": ends, "title": "", "text": False, "picture": True}
    head.insert(len(head) - 4, picture)
    caption = f"{measured.label[0].upper()}{measured.label[1:]}, by {group}"
    note = _note(comparison, group, shown)
    return {**table(f"{group}-{measured.name}", caption, head, rows, note), "cards": True}


def _note(comparison: Comparison, group: Group, shown: Sequence[Found]) -> str:
    inputs = "; thin: 90 % of the draws of the inputs" if comparison.draws else ""
    note = f"Thick: 95 % interval of chance{inputs}; filled dot: more than chance; line: 0."
    if any(_is_assumed(comparison, d) for d, _ in shown):
        what = "its place is assumed" if group == "corridor" else "its number of people is assumed"
        note += f" Hatched: {what}."
    return note


def _head(comparison: Comparison, key: str, words: str) -> list[Json]:
    columns = [(key, words), ("first", f"{comparison.first}"), ("second", "other")]
    if len(comparison.others) > 1:
        columns.insert(0, ("other", "of"))
    else:
        columns[-1] = ("second", comparison.others[0])
    columns += [("difference", "difference"), ("chance", "chance")]
    columns += [("inputs", "inputs")] if comparison.draws else [("inputs", "inputs (not drawn)")]
    columns += [("effect", "effect"), ("p_holm", "p (Holm)")]
    return [
        {"key": k, "words": w, "title": _MEANING.get(k, ""), "text": k in ("other", key)}
        for k, w in columns
    ]


def _row(comparison: Comparison, found: Found, first: list[Json]) -> list[Json]:
    one, over = found
    show, ranges = one.measured.show, ranges_of(one, over)
    label = [cell(one.other, one.other)] if len(comparison.others) > 1 else []
    difference = show(one.mean, *ranges) + ("*" if one.sure else "")
    chance = "-" if one.low is None or one.high is None else _range(one, one.low, one.high)
    inputs = "-" if over is None else _range(one, over.low, over.high)
    return [
        *label,
        *first,
        cell(one.first, show(one.first, *ranges)),
        cell(one.second, show(one.second, *ranges)),
        cell(one.mean, difference),
        cell(one.low, chance),
        cell(None if over is None else over.low, inputs),
        cell(one.effect, "-" if one.effect is None else f"{one.effect:.1f}"),
        cell(one.p_holm, _p(one.p_holm)),
    ]


def _range(one: Difference, low: float, high: float) -> str:
    return one.measured.show_range(low, high)


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _place(comparison: Comparison, one: Difference) -> Json:
    """Return the cell of a corridor or district: its id is saved, its name shown."""
    side = comparison.scenarios[comparison.first]
    place = (side.corridors if one.group == "corridor" else side.districts)[one.of]
    named = place.name if one.group == "district" or place.name == one.of else None
    words = named or f"{one.of} {place.name}"
    return {**cell(one.of, plain(words)), "assumed": _is_assumed(comparison, one)}


def _is_assumed(comparison: Comparison, one: Difference) -> bool:
    sides = [comparison.scenarios[label] for label in (comparison.first, one.other)]
    places = [side.corridors if one.group == "corridor" else side.districts for side in sides]
    return any(one.of in found and found[one.of].assumed for found in places)


def _ends(shown: Sequence[Found]) -> tuple[float, float]:
    """Return the ends of the picture: all ranges and 0, with a margin."""
    values = [0.0]
    for one, over in shown:
        values += [v for v in (one.mean, one.low, one.high) if v is not None]
        values += [] if over is None else [over.low, over.high]
    low, high = min(values), max(values)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _track(found: Found, low: float, high: float) -> Json:
    """Return places along the picture in percent of its width."""
    one, over = found

    def place(value: float) -> float:
        return round(100.0 * (value - low) / (high - low), 2)

    def bar(begin: float, end: float) -> Json:
        return {"left": place(begin), "width": round(place(end) - place(begin), 2)}

    return {
        "zero": place(0.0),
        "dot": place(one.mean),
        "sure": one.sure,
        "chance": None if one.low is None or one.high is None else bar(one.low, one.high),
        "inputs": None if over is None else bar(over.low, over.high),
    }


def changes_table(comparison: Comparison, id_: str, *, most: int | None) -> Json:
    """Return what the files change, value by value."""
    found = [(label, one) for label, each in comparison.changes.items() for one in each]
    rows = [
        [cell(label, label)] * (len(comparison.others) > 1)
        + [
            cell(one.path, plain(one.path)),
            cell(one.before, plain(one.before, 80)),
            cell(one.after, plain(one.after, 80)),
        ]
        for label, one in found[:most]
    ]
    columns = [("path", "value"), ("before", comparison.first), ("after", "other")]
    if len(comparison.others) > 1:
        columns.insert(0, ("other", "in"))
    else:
        columns[-1] = ("after", comparison.others[0])
    head = [{"key": key, "words": words, "title": "", "text": True} for key, words in columns]
    return table(id_, "What changes between the files", head, rows)
