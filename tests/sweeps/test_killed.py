"""A sweep whose processes are killed again and again ends with the table of one left in peace."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.sweeps.read import read_sweep
from sim.sweeps.run import run_sweep

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"
TEXT = """
scenario: {town}
factors: {{corridors.a.lanes: [1, 2, 3, 4, 5], population.household: [1, 2, 4]}}
design: grid
replications: 5
measures: [out_by_close, stranded, t50_s]
"""
RUNS = 5 * 3 * 5
KILLS = ((1, 0.1), (2, 0.4), (1, 0.7))
"""Processes that share the runs, and the share of the runs after which all are killed."""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_again_and_again_a_sweep_ends_with_the_same_table(
    root: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "lanes.yaml", tmp_path / "killed"
    file.write_text(TEXT.format(town=TOWN), encoding="utf-8")
    draws, seen = random.Random(3), dict[Path, int]()
    for jobs, share in KILLS:
        command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out)]
        process = subprocess.Popen(
            [*command, "--jobs", str(jobs), "--quiet"],
            cwd=tmp_path, start_new_session=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip
        while len(_records(out)) < share * RUNS:
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(draws.uniform(0.0, 0.02))
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not (out / "runs.csv").exists()
        seen |= {record: record.stat().st_mtime_ns for record in _records(out)}
    assert 0.7 * RUNS <= len(seen) < RUNS
    sweep = read_sweep(file)
    run_sweep(sweep, out)
    assert {record: record.stat().st_mtime_ns for record in seen} == seen  # nothing is made twice
    run_sweep(sweep, tmp_path / "peace")
    for name in ("runs.csv", "runs.parquet"):
        assert (out / name).read_bytes() == (tmp_path / "peace" / name).read_bytes()
    assert not list(out.rglob("*.unfinished"))


def _records(out: Path) -> list[Path]:
    return list((out / "runs").glob("*/*.json"))
