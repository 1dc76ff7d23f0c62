"""The page of a run: size, opening and playing in Chromium.

``python -m benchmarks.page`` makes pages of 50,000 streets and 600 minutes and of nothing else that
would take time, opens each as a file in Debian's Chromium without a window, and plays it. Two
cases, both at the most rows that a run records (4 million): few streets in use, seen every minute,
and every street in use all the time, seen every 16 minutes. Opening is from the request to the
first whole picture; frames are moments drawn, with everything that follows the time, in a second.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.results.result import RunResult

SIDE = 159
"""Crossings on a side: 2 x 159 x 158 streets, both ways."""

MINUTES = 600
SPACING_M = 80.0
PLAYED_S = 6.0
CASES = {"6,600 links in use, every minute": (6_600, 1), "all in use, every 16 minutes": (None, 16)}


def links() -> pd.DataFrame:
    """Return a square grid's directed links."""
    place = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    pairs = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:])]
    first = np.concatenate([a.ravel() for a, _ in pairs])
    second = np.concatenate([b.ravel() for _, b in pairs])
    begin, end = np.concatenate((first, second)), np.concatenate((second, first))
    street = np.tile(np.arange(len(first)), 2)
    spots = {
        f"{side}_{axis}_m": SPACING_M * (node % SIDE if axis == "x" else node // SIDE)
        for side, node in (("from", begin), ("to", end))
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


def series(count: int, in_use: int | None, every: int) -> pd.DataFrame:
    """Return people who come and go at random: a page could not be larger."""
    random = np.random.default_rng(1)
    parts = []
    for minute in range(0, MINUTES, every):
        link = np.arange(count) if in_use is None else random.permutation(count)[:in_use]
        persons = random.integers(1, 800, len(link))
        waiting = random.integers(0, persons + 1)
        columns = {"time_s": 60.0 * (minute + 1), "link": link, "persons": persons}
        parts.append(pd.DataFrame({**columns, "waiting": waiting}))
    return pd.concat(parts, ignore_index=True)


def result_of(base: RunResult, in_use: int | None, every: int) -> RunResult:
    """Return a run with these streets instead of its own."""
    assert base.links is not None
    streets = links().reindex(columns=base.links.columns)  # nothing dense, nothing in ruins
    rows = np.minimum(np.arange(MINUTES) // 3, len(base.series) - 1)
    slow = base.series.iloc[rows].reset_index(drop=True)
    slow["time_s"] = 60.0 * (np.arange(MINUTES) + 1)
    moved = series(len(streets), in_use, every)
    return replace(base, links=streets, series=slow, read_link_series=lambda: moved)


def measure(file: Path) -> tuple[float, float]:
    """Return seconds to open and frames a second."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("chromium is not installed")
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


def main() -> None:
    """Print one line a case."""
    scenario = Path(__file__).resolve().parent.parent / "scenarios" / "grid-tutorial.yaml"
    base = sim.run(scenario)
    print("| case | written in s | MB | opens in s | frames/s (asked for: 30) |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, (in_use, every) in CASES.items():
            result = result_of(base, in_use, every)
            began = time.perf_counter()
            file = result.report(Path(folder) / "page.html")
            written_s = time.perf_counter() - began
            opened_s, frames = measure(file)
            size = file.stat().st_size / 1e6
            print(f"| {name} | {written_s:.1f} | {size:.1f} | {opened_s:.2f} | {frames:.0f} |")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
