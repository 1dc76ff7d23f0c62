"""The files of a comparison and back: differences, runs, the page, the picture, the scenarios."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from sim.experiments.changes import Change
from sim.experiments.compare_columns import columns_csv
from sim.experiments.draws import Draw
from sim.experiments.measured import HEADLINES
from sim.experiments.ranges import DISTRICT_HIGH, DISTRICT_LOW, RANGES
from sim.experiments.run_files import read_runs, write_curves, write_runs
from sim.experiments.side import Side
from sim.experiments.statistics import LEVEL, spread
from sim.experiments.until import as_json, from_json
from sim.results.manifest import MANIFEST, check_folder, manifest_text
from sim.results.provenance import installed
from sim.results.store import write_text
from sim.runner.result_folder import COMPARISON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.experiments.comparison import Comparison
    from sim.experiments.outcome import Outcome

Json = dict[str, Any]

FORMAT = "comparison-1"
"""To be raised when a file of a comparison holds other things, or holds them otherwise."""

_RUNS, _CURVES = "runs.csv", "curves.csv"
_DRAWS, _DRAW_RUNS, _DRAW_CURVES = "draws.csv", "draw_runs.csv", "draw_curves.csv"
_DIFFERENCES, _COLUMNS, _PAGE = "differences.csv", "columns.csv", "compare.html"
_TEXTS = {label: f"scenario-{label}.yaml" for label in ascii_uppercase}

UNITS = {"persons": "persons", "time": "s", "share": "1"}


def write(comparison: Comparison, folder: Path) -> None:
    """Write everything; ``compare.json`` and the manifest last."""
    from sim.experiments.compare_picture import save_picture

    found = rows(comparison)
    with (folder / _DIFFERENCES).open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(found[0]) if found else [], lineterminator="\n")
        table.writeheader()
        table.writerows(found)
    files = [_DIFFERENCES, _COLUMNS, _RUNS, _CURVES, COMPARISON]
    write_runs(folder / _RUNS, comparison.runs)
    write_curves(folder / _CURVES, comparison.runs)
    if comparison.drawn is not None:
        files += [_DRAWS, _DRAW_RUNS, _DRAW_CURVES]
        _write_draws(comparison, folder / _DRAWS)
        write_runs(folder / _DRAW_RUNS, comparison.drawn)
        write_curves(folder / _DRAW_CURVES, comparison.drawn)
    for label, text in comparison.texts.items():
        files.append(_TEXTS[label])
        write_text(folder / _TEXTS[label], text)
    write_text(folder / _COLUMNS, columns_csv())
    save_picture(comparison, folder / "compare.png")
    comparison.report(folder / _PAGE)
    write_text(folder / "README.txt", comparison.text())
    text = json.dumps(to_dict(comparison), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(folder / COMPARISON, text + "\n")
    version = installed("corridors")
    write_text(folder / MANIFEST, manifest_text(folder, files, version, format_=FORMAT))


def load_comparison(folder: Path) -> Comparison:
    """Read what `write` wrote; only what its manifest lists is read.

    Raises
    ------
    ResultFolderError
        The folder is no comparison (`NoResultError`), was cut short or changed after it was saved,
        or is of a format that this version does not read.

    Warns
    -----
    OtherVersionWarning
        Another version of the program made it.
    """
    from sim.experiments.comparison import Comparison

    needed = {_DIFFERENCES, _COLUMNS, _RUNS, _CURVES, COMPARISON}
    drawn = {_DRAWS, _DRAW_RUNS, _DRAW_CURVES}
    known = needed | drawn | set(_TEXTS.values())
    listed = check_folder(folder, known=known, needed=needed, summary=COMPARISON, format_=FORMAT)
    told = json.loads((folder / COMPARISON).read_text(encoding="utf-8"))
    has_draws = drawn <= listed
    return Comparison(
        scenarios={label: Side.from_dict(one) for label, one in told["scenarios"].items()},
        texts={
            label: (folder / file).read_text(encoding="utf-8")
            for label, file in _TEXTS.items()
            if file in listed
        },
        changes={
            label: tuple(Change(**one) for one in found) for label, found in told["changes"].items()
        },
        runs=_ordered(told, read_runs(folder / _RUNS, folder / _CURVES)),
        inputs=tuple(told["inputs"]["there"]),
        left_out=tuple(told["inputs"]["left_out"]),
        draws=_read_draws(folder / _DRAWS, int(told["seed"])) if has_draws else (),
        drawn=_ordered(told, read_runs(folder / _DRAW_RUNS, folder / _DRAW_CURVES))
        if has_draws
        else None,
        until=from_json(told.get("until")),
    )


def _ordered(told: Json, runs: Mapping[str, tuple[Outcome, ...]]) -> dict[str, tuple[Outcome, ...]]:
    return {label: runs[label] for label in told["scenarios"]}


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
        "inputs": _inputs(comparison),
        "until": as_json(comparison.until, comparison.looks),
        "failed": [
            {"label": label, "replication": run.replication, "error": run.error}
            for label, run in comparison.failed
        ],
        "differences": rows(comparison),
    }


def _scenario(comparison: Comparison, label: str) -> Json:
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
    return {**comparison.scenarios[label].to_dict(), "headlines": headlines}


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
        "there": list(comparison.inputs),
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


def _read_draws(file: Path, seed: int) -> tuple[Draw, ...]:
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Draw(seed, int(row.pop("draw")), {name: float(text) for name, text in row.items()})
            for row in csv.DictReader(stream)
        )
