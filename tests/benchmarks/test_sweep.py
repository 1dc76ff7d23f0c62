"""The benchmark of sweeps: what it makes, what it counts, what it says."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import sweep
from benchmarks._common import Record
from sim.sweeps.read import read_sweep

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


def look(runs: int, parent: float, *workers: float) -> Record:
    return {"runs": runs, "parent_mb": parent, "workers_mb": list(workers)}


def test_memory_is_the_slope_over_what_comes_after_the_first_tenth() -> None:
    looks = [look(n, 280.0, 300.0 + n / 512, 200.0) for n in range(50, 1001, 50)]
    looks[0]["workers_mb"] = [9.0, 9.0]  # the start, which does not count
    found = sweep.memory(looks, 1000)
    assert found["parent"] == {"first_mb": 280.0, "last_mb": 280.0, "kb_a_run": 0.0}
    assert found["largest worker"]["kb_a_run"] == 2.0  # 1 MB in 512 runs
    assert found["largest worker"]["last_mb"] == pytest.approx(301.95, abs=0.01)
    assert "skipped" in sweep.memory(looks[:2], 1000)


def test_fewer_people_live_in_the_same_districts(tmp_path: Path) -> None:
    file = sweep.sweep_file(tmp_path, "few", runs=6, people=27_500)
    made = read_sweep(file)
    districts = made.base.scenario.population.districts
    assert made.run_count == 6
    persons = sum(district.persons for district in districts.values())
    assert persons == pytest.approx(27_500, abs=50)  # each district is rounded
    whole = read_sweep(sweep.sweep_file(tmp_path, "all", runs=4, people=sweep.PEOPLE))
    assert sum(d.persons for d in whole.base.scenario.population.districts.values()) == 275_000
    assert list(districts) == list(whole.base.scenario.population.districts)


def record(**changes: Any) -> Record:
    slope = {"first_mb": 400.0, "last_mb": 404.0, "kb_a_run": 4.5}
    whole = {"runs": 1000, "seconds": 840.0, "runs_a_minute": 71.4, "memory": {"parent": slope}}
    speed = {
        "runs": 30, "rounds": 3, "speed_up": 1.79, "spread": [1.7, 1.9],
        "one_core_s_a_run": 1.5, "whole_command_speed_up": 1.7, "same_table": True,
    }  # fmt: skip
    killed = {"kills": 10, "runs": 60, "people": 27_500, "same_table": True, "made_twice": 0}
    return {"people": 275_000, "whole": whole, "speed_up": speed, "killed": killed} | changes


def test_the_table_says_what_must_hold_and_whether_it_does() -> None:
    held = {what: holds for what, _, _, holds in sweep.table_rows(record())}
    assert list(held.values()) == [True, False, True, True, True, True]  # 1.79 is under 1.8
    rows = sweep.table_rows(record(people=5_500))
    assert rows[0][1] == ""  # the 15 minutes are for 275,000 people
    twice = {"kills": 10, "runs": 60, "people": 1, "same_table": False, "made_twice": 2}
    assert [row[3] for row in sweep.table_rows(record(killed=twice))][3:5] == [False, False]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory from /proc")
def test_memory_of_a_process_is_read() -> None:
    assert 10.0 < sweep.rss_mb(os.getpid()) < 10_000.0
    assert sweep.rss_mb(2**30) == 0.0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_sweep_is_killed_and_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(folder: Path, name: str, *, runs: int, people: int) -> Path:
        file = folder / f"{name}.yaml"
        file.write_text(
            f"scenario: {TOWN}\nfactors: {{corridors.a.lanes: [1, 2]}}\ndesign: grid\n"
            f"replications: {runs // 2}\nmeasures: [out_by_close]\n"
        )
        return file

    monkeypatch.setattr(sweep, "sweep_file", small)
    found = sweep.killed(tmp_path, runs=40, people=1, kills=1, seed=2)
    assert (found["runs"], found["same_table"], found["made_twice"]) == (40, True, 0)
    assert sweep.steady_s(tmp_path / "killed", 2) > 0.0


def test_time_a_run_counts_from_when_each_process_has_made_one(tmp_path: Path) -> None:
    # Two processes, 1 s a run: records at 5, 5, 6, 6, 7, 7 s are four runs in two seconds.
    for number, second in enumerate((5, 5, 6, 6, 7, 7)):
        file = tmp_path / "runs" / "ab" / f"{number}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        os.utime(file, (second, second))
    assert sweep.steady_s(tmp_path, 2) == 0.5
    assert sweep.steady_s(tmp_path, 1) == 0.4


def test_memory_is_looked_at_from_the_first_run_to_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweep, "workers_of", lambda pid: [1, 2] if pid == 7 else [])
    monkeypatch.setattr(sweep, "rss_mb", float)
    noted: list[int] = []
    look = sweep.MemoryLook(50, 200, lambda rows: noted.append(len(rows)))
    for count in (0, 1, 2, 49, 55, 60, 104, 160, 191, 191, 200):
        look(7, count)
    look(8, 200)  # its workers have ended
    assert [row["runs"] for row in look.rows] == [1, 55, 104, 160, 191, 200]
    assert noted == [1, 2, 3, 4, 5, 6]
    assert look.rows[0] == {"runs": 1, "parent_mb": 7.0, "workers_mb": [1.0, 2.0]}
    at = {name: row["runs"] for name, row in sweep.memory_at(look.rows, 200).items()}
    assert at == {"start": 1, "10 %": 55, "50 %": 104, "end": 200}


def test_what_held_and_what_did_not_is_said() -> None:
    lines = sweep.verdicts(record())
    assert lines[0].startswith("held   1,000 runs of 275,000 people in households, two cores: 14.0")
    assert lines[1].startswith("MISSED two cores beside one, run by run: 30 runs in turn, 3 times")
    assert lines[1].endswith("the whole command, its start included, 1.70 times (must: 1.8 times)")
