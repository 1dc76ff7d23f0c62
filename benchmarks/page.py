"""The page of a run: size, opening and playing in Chromium.

``python -m benchmarks.page --json page.json`` makes pages of 50,000 streets and 600 minutes and of
nothing else that would take time, opens each as a file in Debian's Chromium without a window, and
plays it. Two cases, both at the most rows that a run records (4 million): few streets in use, seen
every minute, and every street in use all the time, seen every 16 minutes. Opening is from the
request to the first whole picture; frames are moments drawn, with everything that follows the time,
in a second.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from benchmarks._common import ROOT, Record, machine, write_record
from sim.results.result import RunResult

SIDE = 159
"""Crossings on a side: 2 x 159 x 158 streets, both ways."""

MINUTES = 600
MOST_MB, MOST_OPENING_S, LEAST_FRAMES, ASKED_FRAMES = 15.0, 3.0, 10.0, 30.0
SPACING_M = 80.0
PLAYED_S = 6.0
CASES = {"6,600 links in use, every minute": (6_600, 1), "all in use, every 16 minutes": (None, 16)}


def links(side: int) -> pd.DataFrame:
    """Return a square grid's directed links."""
    place = np.arange(side * side).reshape(side, side)
    pairs = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:])]
    first = np.concatenate([a.ravel() for a, _ in pairs])
    second = np.concatenate([b.ravel() for _, b in pairs])
    begin, end = np.concatenate((first, second)), np.concatenate((second, first))
    street = np.tile(np.arange(len(first)), 2)
    spots = {
        f"{where}_{axis}_m": SPACING_M * (node % side if axis == "x" else node // side)
        for where, node in (("from", begin), ("to", end))
        for axis in "xy"
    }
    return pd.DataFrame(
        {"link": np.arange(len(begin)), "street": street, **spots, "length_m": SPACING_M}
    ).assign(
        width_m=4.0,
        street_class="street",
        forbidden=False,
        entered=1000,
        peak_density_per_m2=2.0,
        delay_person_s=0.0,
    )


def series(count: int, in_use: int | None, every: int, minutes: int) -> pd.DataFrame:
    """Return people who come and go at random: a page could not be larger."""
    random = np.random.default_rng(1)
    parts = []
    for minute in range(0, minutes, every):
        link = np.arange(count) if in_use is None else random.permutation(count)[:in_use]
        persons = random.integers(1, 800, len(link))
        waiting = random.integers(0, persons + 1)
        columns = {"time_s": 60.0 * (minute + 1), "link": link, "persons": persons}
        parts.append(pd.DataFrame({**columns, "waiting": waiting}))
    return pd.concat(parts, ignore_index=True)


def result_of(
    base: RunResult, in_use: int | None, every: int, *, side: int, minutes: int
) -> RunResult:
    """Return a run with these streets instead of its own."""
    assert base.links is not None
    streets = links(side).reindex(columns=base.links.columns)  # nothing dense, nothing in ruins
    rows = np.minimum(np.arange(minutes) // 3, len(base.series) - 1)
    slow = base.series.iloc[rows].reset_index(drop=True)
    slow["time_s"] = 60.0 * (np.arange(minutes) + 1)
    moved = series(len(streets), in_use, every, minutes)
    return replace(base, links=streets, series=slow, read_link_series=lambda: moved)


def measure(file: Path) -> tuple[float, float]:
    """Return seconds to open and frames a second."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path is not None
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        began = time.perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
        opened_s = time.perf_counter() - began
        page.select_option("#speed", "30")
        page.evaluate("document.getElementById('slider').value = 0")
        page.evaluate("document.getElementById('slider').dispatchEvent(new Event('input'))")
        before = page.evaluate("window.corridors.state().draws")
        began = time.perf_counter()
        page.click("#play")
        page.wait_for_timeout(1000 * PLAYED_S)
        drawn = page.evaluate("window.corridors.state().draws") - before
        played_s = time.perf_counter() - began
        browser.close()
    return opened_s, drawn / played_s


def measure_all(*, side: int, minutes: int) -> Record:
    """Write, open and play each case."""
    base = sim.run(ROOT / "scenarios" / "grid-tutorial.yaml")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (in_use, every) in CASES.items():
            result = result_of(base, in_use, every, side=side, minutes=minutes)
            began = time.perf_counter()
            file = result.report(Path(folder) / "page.html")
            written_s = time.perf_counter() - began
            opened_s, frames = measure(file)
            rows.append(
                {
                    "case": name,
                    "written_s": round(written_s, 2),
                    "mb": round(file.stat().st_size / 1e6, 2),
                    "opens_s": round(opened_s, 2),
                    "frames_per_s": round(frames, 1),
                }
            )
    streets = 2 * side * (side - 1)
    said: Record = {"benchmark": "page", "streets": streets, "minutes": minutes}
    return {**said, "rows": rows, "machine": machine()}


def table_rows(record: Record) -> list[tuple[str, str, str, bool]]:
    """Return what was measured in words: (what, must, measured, whether it holds)."""
    rows = []
    for row in record["rows"]:
        rows += [
            (
                f"{row['case']}: size",
                f"{MOST_MB:g} MB",
                f"{row['mb']:.1f} MB",
                row["mb"] <= MOST_MB,
            ),
            (
                f"{row['case']}: opens in",
                f"{MOST_OPENING_S:g} s",
                f"{row['opens_s']:.2f} s",
                row["opens_s"] <= MOST_OPENING_S,
            ),
            (
                f"{row['case']}: plays at",
                f"{LEAST_FRAMES:g} frames/s",
                f"{row['frames_per_s']:.1f} frames/s of the {ASKED_FRAMES:.0f} asked for",
                row["frames_per_s"] >= LEAST_FRAMES,
            ),
        ]
    return rows


def missing() -> str:
    """Return what lacks to open a page; nothing if all is there."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    return "" if shutil.which("chromium") else "chromium is not installed"


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--side", type=int, default=SIDE, metavar="N", help="crossings on a side")
    parser.add_argument("--minutes", type=int, default=MINUTES, metavar="N", help="of the run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    lacking = missing()
    if lacking:
        print(f"skipped: {lacking}")
        write_record({"benchmark": "page", "skipped": lacking}, args.json)
        return 0
    write_record(measure_all(side=args.side, minutes=args.minutes), args.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
