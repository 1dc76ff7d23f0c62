"""Many runs as two flat tables, and back: their measures, and who was out when."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sim.experiments.outcome import Curves, Outcome

Labelled = Mapping[str, tuple[Outcome, ...]]
"""Runs by the label of their scenario; the label is empty where there is but one scenario."""

_WHICH = ("scenario", "seed", "replication", "error")


def write_runs(file: Path, runs: Labelled) -> None:
    """Write a row a run: which it is, why it failed, and every measure; empty for none."""
    names = list(
        dict.fromkeys(name for _, outcome in _flat(runs) for name in outcome.measures)
    )  # fmt: skip
    label_column = [] if list(runs) == [""] else ["label"]
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*label_column, *_WHICH, *names])
        for label, outcome in _flat(runs):
            values = [outcome.measures.get(name) for name in names]
            which = [outcome.scenario, outcome.seed, outcome.replication, outcome.error]
            table.writerow(
                [*([label] if label_column else []), *which]
                + ["" if value is None else repr(value) for value in values]
            )


def write_curves(file: Path, runs: Labelled) -> None:
    """Write a row a run, corridor and interval: people who completed service in it.

    ``run`` is the position of the run in the table of measures, from 0, of its scenario's.
    """
    label_column = [] if list(runs) == [""] else ["label"]
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*label_column, "run", "corridor", "begin_s", "end_s", "out"])
        for label, outcomes in runs.items():
            for number, outcome in enumerate(outcomes):
                which = [*([label] if label_column else []), number]
                table.writerows([*which, *row] for row in _curve_rows(outcome.curves))


def _curve_rows(curves: Curves | None) -> Iterator[tuple[str, float, float, int]]:
    if curves is None:
        return
    for corridor, out in curves.out.items():
        for place, count in enumerate(out):
            yield corridor, place * curves.interval_s, (place + 1) * curves.interval_s, count


def read_runs(runs: Path, curves: Path) -> dict[str, tuple[Outcome, ...]]:
    """Read what `write_runs` and `write_curves` wrote, by label; keys of runs are not kept.

    Raises
    ------
    ValueError
        A table is no table of runs.
    """
    known = _read_curves(curves)
    found: dict[str, list[Outcome]] = {}
    for row in _rows(runs):
        label = row.pop("label", "")
        of = found.setdefault(label, [])
        scenario, seed, replication, error = (row.pop(name) for name in _WHICH)
        of.append(
            Outcome(
                key="",
                scenario=scenario,
                seed=int(seed),
                replication=int(replication),
                measures={}
                if error
                else {name: float(text) if text else None for name, text in row.items()},
                curves=known.get((label, len(of))),
                error=error,
            )
        )
    return {label: tuple(outcomes) for label, outcomes in found.items()}


def _read_curves(file: Path) -> dict[tuple[str, int], Curves]:
    out: dict[tuple[str, int], dict[str, list[int]]] = {}
    interval_s: dict[tuple[str, int], float] = {}
    for row in _rows(file):
        which = row.get("label", ""), int(row["run"])
        interval_s.setdefault(which, float(row["end_s"]))  # the first begins at 0
        out.setdefault(which, {}).setdefault(row["corridor"], []).append(int(row["out"]))
    return {
        which: Curves(
            interval_s[which], {name: tuple(counts) for name, counts in corridors.items()}
        )
        for which, corridors in out.items()
    }


def _rows(file: Path) -> Iterable[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        table = csv.DictReader(stream)
        for row in table:
            if None in row or None in row.values():
                raise ValueError(f"{file}: row {table.line_num} has another number of cells")
            yield row


def _flat(runs: Labelled) -> Iterator[tuple[str, Outcome]]:
    for label, outcomes in runs.items():
        for outcome in outcomes:
            yield label, outcome
