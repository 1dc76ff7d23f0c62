"""What ``analysis.html`` shows: words, pictures, tables, what is assumed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sim.report.page.embed import json_in_html
from sim.report.page.render import render
from sim.report.page.table import cell, table
from sim.report.text import plain
from sim.sweeps.analysis.indices import MEANING
from sim.sweeps.analysis.pictures import capital, measure_words, pictures
from sim.sweeps.result import rough, words_of

if TYPE_CHECKING:
    from sim.sweeps.analysis.analysis import Analysis
    from sim.sweeps.analysis.effects import Level
    from sim.sweeps.analysis.indices import Index

Json = dict[str, Any]

SCRIPTS = ("core.js", "tables.js", "sweep.js")

MOST_ROWS = 500
"""Rows of a table on the page; the files hold all."""

HEADS = {
    "effects": "Main effects", "effects-others": "Main effects on other measures",
    "indices": "Indices", "indices-others": "Indices of other measures",
    "frontier": "Cost against people", "points": "Every point", "failed": "Runs that failed",
}  # fmt: skip


def analysis_page(analysis: Analysis) -> str:
    """Return the page as HTML. The same sweep gives the same page."""
    about = analysis.result.about
    shown = {
        name: {"words": words, "src": base64.b64encode(content).decode("ascii")}
        for name, words, content in pictures(analysis)
    }
    return render(
        "sweep.html",
        SCRIPTS,
        title=plain(about["title"] or about["scenario"]["title"] or about["scenario"]["id"]),
        about=about,
        lead=_lead(analysis),
        design=_design(about["design"]),
        factors=[_factor(factor) for factor in about["factors"]],
        measure=measure_words(analysis.measure),
        pictures=shown,
        notes=[plain(note) for note in analysis.notes],
        effects=_effects(analysis, others=False),
        indices=_indices(analysis, others=False),
        others=[_indices(analysis, others=True), _effects(analysis, others=True)],
        meaning={i.kind: MEANING[i.kind] for i in analysis.indices},
        frontier=_frontier(analysis),
        points=_points(analysis),
        failed=_failed(analysis),
        facts=json_in_html({}),
        data="",
    )


def _lead(analysis: Analysis) -> list[str]:
    """Return what was run, and between what the objective's measure lies, as sentences."""
    result = analysis.result
    first = result.text().splitlines()[0]
    lines = [f"{first}."]
    extreme = result.extreme
    if extreme is not None:
        means = result.points[analysis.measure]
        words = measure_words(analysis.measure)
        lines.append(
            f"{capital(words)}: {rough(means.min())} to {rough(means.max())} at single points."
        )
        labels = {factor["name"]: factor["label"] for factor in result.about["factors"]}
        said = ", ".join(
            f"{labels[name]} {_words(extreme.values[name])}{_times(name)}" for name in labels
        )
        lines.append(
            f"{capital(extreme.where)}: {said}. It is one point of what was tried, and of inputs "
            "that nobody chooses: no plan."
        )
    return [plain(line) for line in lines]


def _times(factor: str) -> str:
    """Return what follows the value of a factor on what the scenario itself states."""
    return " times" if factor.startswith("inputs.") and not factor.endswith("_s") else ""


def _design(design: Json) -> str:
    options = ", ".join(f"{key} {value}" for key, value in design.items() if key != "kind")
    return f"{design['kind']}{f' ({options})' if options else ''}"


def _factor(factor: Json) -> Json:
    if factor["distribution"] == "choice":
        values = "one of " + ", ".join(_words(value) for value in factor["values"][:12])
    else:
        given = [
            f"{key} {factor[key]:g}"
            for key in ("from", "mode", "mean", "sd", "to")
            if key in factor
        ]
        values = f"{factor['distribution']}, {', '.join(given)}"
    return {
        "name": plain(factor["name"]),
        "label": plain(factor["label"]),
        "values": plain(values),
        "base": plain(_words(factor["base"])),
        "source": plain(factor["source"] or ""),
        "assumed": plain(factor["assumed"] or ""),
    }


def _words(value: Any) -> str:
    if value is None:
        return "-"
    return words_of(value)


def _head(key: str, words: str, title: str = "", *, text: bool = False) -> Json:
    return {"key": key, "words": words, "title": title or words, "text": text}


def _cell(value: Any) -> Json:
    if value is None or value != value:
        return cell(None, "-")
    if isinstance(value, str):
        return {"raw": value, "words": plain(value), "assumed": False}
    return cell(value, _words(value))


def _ranged(value: float | None, of: Level | Index) -> Json:
    """Return a cell with a number to two digits of the half-width of its interval."""
    return _cell(None) if value is None else cell(value, rough(value, of.low, of.high))


def _found(value: Any) -> Json:
    """Return a cell with a number that was found, to three digits."""
    return _cell(value) if value is None or value != value else cell(value, rough(value))


def _hundredths(value: float | None) -> Json:
    return _cell(None) if value is None else cell(value, f"{value:z.2f}")


def _table(name: str, head: list[Json], rows: list[list[Json]], note: str = "") -> Json:
    cut = (
        f"The first {MOST_ROWS} of {len(rows):,} rows; the folder's files hold all."
        if len(rows) > MOST_ROWS
        else ""
    )
    return table(name, HEADS[name], head, rows[:MOST_ROWS], " ".join(filter(None, [note, cut])))


def _effects(analysis: Analysis, *, others: bool) -> Json | None:
    """Return the effects on the objective's measure, or those on the others; None if none."""
    labels = {f["name"]: f["label"] for f in analysis.result.about["factors"]}
    head = [
        _head("factor", "factor", text=True), _head("measure", "measure", text=True),
        _head("level", "level", "value, or part of the range", text=True),
        _head("points", "points"),
        _head("mean", "mean", "mean over the points with this level"),
        _head("low", "from", "95 % interval of that mean"), _head("high", "to"),
        _head("effect", "effect", "largest mean of a level less the smallest"),
        _head("share", "share", "share of the variance that the levels explain (omega squared)"),
        _head("rank", "rank", "Spearman's rank correlation"),
    ]  # fmt: skip
    rows = [
        [
            _cell(labels[e.factor]), _cell(e.measure), _cell(level.words), _cell(level.points),
            *(_ranged(value, level) for value in (level.mean, level.low, level.high)),
            _found(e.size), _hundredths(e.share), _hundredths(e.rank),
        ]
        for e in analysis.effects
        if (e.measure != analysis.measure) == others
        for level in e.levels
    ]  # fmt: skip
    name = "effects-others" if others else "effects"
    note = "Means are over all that the other factors do."
    return _table(name, head, rows, note) if rows else None


def _indices(analysis: Analysis, *, others: bool) -> Json | None:
    """Return the indices of the objective's measure, or those of the others; None if none."""
    labels = {f["name"]: f["label"] for f in analysis.result.about["factors"]}
    head = [
        _head("factor", "factor", text=True), _head("other", "with", text=True),
        _head("measure", "measure", text=True), _head("kind", "index", text=True),
        _head("value", "value"), _head("low", "from", "95 % interval by bootstrap"),
        _head("high", "to"),
    ]  # fmt: skip
    rows = [
        [
            _cell(labels[i.factor]), _cell(labels.get(i.other, "")), _cell(i.measure),
            _cell(i.kind), *(_ranged(value, i) for value in (i.value, i.low, i.high)),
        ]
        for i in analysis.indices
        if (i.measure != analysis.measure) == others
    ]  # fmt: skip
    return _table("indices-others" if others else "indices", head, rows) if rows else None


def _frontier(analysis: Analysis) -> Json | None:
    if analysis.frontier is None:
        return None
    best = analysis.frontier[analysis.frontier["best"]]
    labels = {f["name"]: f["label"] for f in analysis.result.about["factors"]}
    head = [_head(str(name), labels.get(name, name)) for name in best.columns[:-1]]
    rows = [
        [
            _found(value) if name == analysis.measure else _cell(value)
            for name, value in zip(best.columns[:-1], row, strict=False)
        ]
        for row in best.to_numpy(object).tolist()
    ]
    note = (
        "Settings that no other beats in both, means over all other factors; of few points a mean "
        "is what those points happened to have, too."
    )
    return _table("frontier", head, rows, note)


def _points(analysis: Analysis) -> Json:
    points = analysis.result.points
    head = [_head("point", "point"), *(_head(name, name) for name in points.columns)]
    rows = [
        [
            _cell(point),
            *(
                _found(value) if name in analysis.result.measures else _cell(value)
                for name, value in zip(points.columns, row, strict=True)
            ),
        ]
        for point, row in zip(points.index, points.to_numpy(object).tolist(), strict=True)
    ]
    return _table("points", head, rows, "Means over the replications of each point.")


def _failed(analysis: Analysis) -> Json | None:
    failed = analysis.result.failed
    if failed.empty:
        return None
    head = [_head("RunId", "RunId"), _head("point", "point"), _head("error", "error", text=True)]
    rows = [
        [_cell(row["RunId"]), _cell(row["point"]), _cell(row["error"])]
        for row in failed.to_dict("records")
    ]
    return _table("failed", head, rows)
