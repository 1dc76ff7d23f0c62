"""What ``compare.html`` shows: verdicts, headline table, changes, differences, curves, inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiments.compare_curves import curves_facts, curves_table
from sim.experiments.compare_tables import changes_table, differences_table, headline_table
from sim.experiments.compare_text import notes
from sim.experiments.measured import CORRIDORS, DISTRICTS, Group, Measured
from sim.experiments.ranges import DISTRICT_HIGH, DISTRICT_LOW, RANGES
from sim.report.page.embed import json_in_html
from sim.report.page.render import render
from sim.report.page.table import cell, table
from sim.report.text import percent, plain
from sim.results.provenance import installed

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

Json = dict[str, Any]

BRIEF_OTHERS, BRIEF_ROWS, BRIEF_CHANGES = 4, 12, 8
"""What fits the first side: verdicts, rows of the headline table, changes."""

SCRIPTS = ("core.js", "axes.js", "tables.js", "compare.js")


def compare_page(comparison: Comparison) -> str:
    """Return the page as HTML. The same comparison gives the same page."""
    others = comparison.others
    first = comparison.scenarios[comparison.first]
    told = list(notes(comparison))[:-1]  # the last one stands on every page
    return render(
        "compare.html",
        SCRIPTS,
        title=plain(f"{first.name}: compared with {len(others)} other{'s'[: len(others) > 1]}"),
        sides=[_side(comparison, label) for label in comparison.scenarios],
        verdicts=[comparison.verdict(label) for label in others[:BRIEF_OTHERS]],
        more_verdicts=[comparison.verdict(label) for label in others[BRIEF_OTHERS:]],
        headline=headline_table(comparison, "headline", most=BRIEF_ROWS),
        all_headline=headline_table(comparison, "headlines", most=None),
        brief_changes=changes_table(comparison, "brief-changes", most=BRIEF_CHANGES),
        changes=changes_table(comparison, "changes", most=None),
        change_count=sum(len(found) for found in comparison.changes.values()),
        notes=told,
        seed=comparison.seed,
        replications=comparison.replications,
        draws=len(comparison.draws),
        where=_where(comparison),
        curves=curves_table(comparison),
        inputs=_inputs(comparison),
        facts=json_in_html(curves_facts(comparison)),
        data="",
        version=installed("corridors"),
    )


def _side(comparison: Comparison, label: str) -> Json:
    side = comparison.scenarios[label]
    shares = [
        share
        for run in comparison.runs[label]
        if (share := run.measures.get("share_assumed")) is not None
    ]
    share = sum(shares) / len(shares) if shares else 0.0
    return {
        "label": label,
        "name": plain(side.name),
        "id": side.id,
        "sha256": side.sha256[:12],
        "assumed": [(plain(path), plain(why)) for path, why in side.assumed],
        "share": share,
        "share_words": percent(share),
    }


def _where(comparison: Comparison) -> list[Json]:
    """Return tables with their pictures: by corridor, by district."""
    both: tuple[tuple[Group, tuple[Measured, ...]], ...] = (
        ("corridor", CORRIDORS),
        ("district", DISTRICTS),
    )
    found = [
        differences_table(comparison, group, measured)
        for group, measures in both
        for measured in measures
    ]
    return [one for one in found if one]


def _inputs(comparison: Comparison) -> Json | None:
    """Return the ranges that the inputs were drawn from; what no source gives is hatched."""
    if not comparison.draws:
        return None
    rows = []
    for each in RANGES:
        if each.name not in comparison.inputs:
            continue
        cells = [
            cell(each.name, each.label),
            cell(each.low, f"{each.low:.3g}"),
            cell(each.high, f"{each.high:.3g}"),
            cell(each.distribution, each.distribution),
            cell(each.source, each.source),
        ]
        cells[1]["assumed"] = cells[2]["assumed"] = "assumed" in each.source
        rows.append(cells)
    people = [
        cell("people_by_district", "people by district, one factor a district; totals are held"),
        cell(DISTRICT_LOW, f"{DISTRICT_LOW:g}"),
        cell(DISTRICT_HIGH, f"{DISTRICT_HIGH:g}"),
        cell("log-uniform", "log-uniform"),
        cell("assumed", "single districts may be wrong by a factor of two (assumed)"),
    ]
    people[1]["assumed"] = people[2]["assumed"] = True
    head = [
        {"key": key, "words": words, "title": "", "text": key in ("input", "drawn", "source")}
        for key, words in (
            ("input", "input"),
            ("low_factor", "lowest factor"),
            ("high_factor", "highest"),
            ("drawn", "drawn"),
            ("source", "low, base and high value, source"),
        )
    ]
    return table(
        "inputs",
        "Ranges that the inputs were drawn from",
        head,
        [*rows, people],
        "A factor multiplies what the scenario states. Hatched: no source gives this range.",
    )
