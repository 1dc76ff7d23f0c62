"""The files of a comparison: every difference, every run, the picture, the scenarios."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.measured import HEADLINES
from sim.experiments.ranges import DISTRICT_HIGH, DISTRICT_LOW, RANGES
from sim.experiments.replications import write_runs
from sim.experiments.statistics import LEVEL, spread
from sim.results.provenance import installed
from sim.runner.result_folder import COMPARISON

if TYPE_CHECKING:
    from sim.experiments.comparison import Comparison

Json = dict[str, Any]

UNITS = {"persons": "persons", "time": "s", "share": "1"}


def write(comparison: Comparison, folder: Path) -> None:
    """Write everything; ``compare.json`` last."""
    from sim.experiments.compare_picture import save_picture

    found = rows(comparison)
    with (folder / "differences.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(found[0]) if found else [], lineterminator="\n")
        table.writeheader()
        table.writerows(found)
    write_runs(
        folder / "runs.csv",
        [(label, run) for label, runs in comparison.runs.items() for run in runs],
    )
    if comparison.drawn is not None:
        _write_draws(comparison, folder / "draws.csv")
        write_runs(
            folder / "draw_runs.csv",
            [(label, run) for label, runs in comparison.drawn.items() for run in runs],
        )
    for label, loaded in comparison.scenarios.items():
        if loaded.scenario.sensitivity == "public":
            (folder / f"scenario-{label}.yaml").write_text(loaded.text, encoding="utf-8")
    save_picture(comparison, folder / "compare.png")
    (folder / "README.txt").write_text(comparison.text(), encoding="utf-8")
    text = json.dumps(to_dict(comparison), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / COMPARISON).write_text(text + "\n", encoding="utf-8")


def rows(comparison: Comparison) -> list[Json]:
    """Return every difference as a flat record, in SI units and not rounded."""
    found = []
    for one in comparison.differences:
        over = comparison.over_inputs(one)
        found.append(
            {
                "other": one.other,
                "group": one.group,
                "id": one.of,
                "measure": one.measured.name,
                "unit": UNITS[one.measured.kind],
                "pairs": one.pairs,
                "first": one.first,
                "second": one.second,
                "difference": one.mean,
                "sd": one.sd,
                "low": one.low,
                "high": one.high,
                "effect": one.effect,
                "p": one.p,
                "p_holm": one.p_holm,
                "draws": None if over is None else over.draws,
                "inputs_low": None if over is None else over.low,
                "inputs_high": None if over is None else over.high,
                "inputs_positive": None if over is None else over.positive,
                "inputs_negative": None if over is None else over.negative,
                "hangs_on": None if over is None else over.hangs_on,
            }
        )
    return found


def to_dict(comparison: Comparison) -> Json:
    """Return what ``compare.json`` holds."""
    return {
        "version": installed("corridors"),
        "seed": comparison.seed,
        "replications": comparison.replications,
        "level": LEVEL,
        "scenarios": {label: _scenario(comparison, label) for label in comparison.scenarios},
        "verdicts": {label: comparison.verdict(label) for label in comparison.others},
        "changes": {
            label: [asdict(one) for one in found] for label, found in comparison.changes.items()
        },
        "inputs": _inputs(comparison) if comparison.draws else None,
        "failed": [
            {"label": label, "replication": run.replication, "error": run.error}
            for label, run in comparison.failed
        ],
        "differences": rows(comparison),
    }


def _scenario(comparison: Comparison, label: str) -> Json:
    loaded = comparison.scenarios[label]
    drawn = None if comparison.drawn is None else comparison.drawn[label]
    headlines = {}
    for measured in HEADLINES:
        name = measured.name
        values = [v for run in comparison.runs[label] if (v := run.measures.get(name)) is not None]
        over = [v for run in drawn or () if (v := run.measures.get(name)) is not None]
        headlines[name] = {
            "chance": asdict(spread(values)) if values else None,
            "inputs": asdict(spread(over)) if over else None,
        }
    return {
        "id": loaded.scenario.id,
        "title": loaded.scenario.title,
        "input_sha256": loaded.sha256,
        "headlines": headlines,
    }


def _inputs(comparison: Comparison) -> Json:
    return {
        "draws": len(comparison.draws),
        "ranges": [
            {
                "name": each.name,
                "label": each.label,
                "low_factor": each.low,
                "high_factor": each.high,
                "distribution": each.distribution,
                "source": each.source,
            }
            for each in RANGES
        ],
        "people_by_district": {"low_factor": DISTRICT_LOW, "high_factor": DISTRICT_HIGH},
        "left_out": list(comparison.left_out),
    }


def _write_draws(comparison: Comparison, file: Path) -> None:
    names = [each.name for each in RANGES]
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["draw", *names])
        for draw in comparison.draws:
            table.writerow([draw.number, *(repr(draw.factors[name]) for name in names)])
