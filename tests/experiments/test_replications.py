"""Replications: one record a run, intervals that can be redone by hand, the IMO's rule by name."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.experiments.outcome import Outcome
from sim.experiments.replications import Replications
from sim.runner.result_folder import is_result

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


def outcomes(times: list[float | None]) -> Replications:
    return Replications(
        tuple(
            Outcome(str(number), "plan", 1, number, {"out_by_close": 10.0, "t90_s": time})
            for number, time in enumerate(times)
        )
    )


def test_the_command_writes_a_record_a_run_and_their_intervals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "town"
    assert (
        main(["run", str(TOWN), "--replications", "3", "--out", str(out), "--quiet", "--jobs", "1"])
        == 0
    )
    assert is_result(out)
    with (out / "replications.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["replication"] for row in rows] == ["0", "1", "2"]
    assert {row["seed"] for row in rows} == {"3"}
    summary = json.loads((out / "summary.json").read_text())
    assert float(rows[0]["out"]) == summary["by_status"]["out"]

    told = json.loads((out / "replications.json").read_text())
    t90 = told["measures"]["t90_s"]
    values = [float(row["t90_s"]) for row in rows]
    assert t90["mean"] == pytest.approx(np.mean(values))
    # Student's t with two degrees of freedom: 4.303.
    half = 4.30265 * np.std(values, ddof=1) / np.sqrt(3)
    assert t90["high"] - t90["mean"] == pytest.approx(half, rel=1e-5)
    text = capsys.readouterr().out
    assert "3 replications, seed 3" in text
    assert "takes at least 50 runs" in text
    assert max(len(line) for line in text.splitlines() if str(out) not in line) <= 80


def test_a_result_holds_its_replications_and_the_first_is_its_own() -> None:
    result = sim.run(TOWN, replications=2)
    assert result.replications is not None
    assert [outcome.replication for outcome in result.replications.outcomes] == [0, 1]
    assert result.replications.outcomes[0].measures["t90_s"] == result.summary["t90_s"]
    assert sim.run(TOWN).replications is None
    with pytest.raises(ValueError, match="at least one replication"):
        sim.run(TOWN, replications=0)


def test_the_imo_value_is_a_run_that_95_percent_do_not_exceed() -> None:
    assert outcomes([60.0 * n for n in range(1, 50)]).imo == {}
    fifty = outcomes([60.0 * n for n in range(1, 51)])
    assert fifty.imo["t90_s"] == 60.0 * 48  # 48 of 50 is the first share of 95 % or more
    assert "IMO MSC.1/Circ.1533" in fifty.text()
    assert "48 min" in fifty.text()


def test_a_run_that_never_got_so_far_counts_as_the_longest() -> None:
    two_missing = outcomes([*[60.0 * n for n in range(1, 49)], None, None])
    assert two_missing.imo["t90_s"] == 60.0 * 48
    three_missing = outcomes([*[60.0 * n for n in range(1, 48)], None, None, None])
    assert three_missing.imo["t90_s"] is None
    assert "not reached" in three_missing.text()
    assert "(47 of 50 runs)" in three_missing.text()


def test_failed_runs_are_counted_and_told(tmp_path: Path) -> None:
    good = Outcome("a", "plan", 1, 0, {"out_by_close": 10.0})
    found = Replications((good, Outcome("b", "plan", 1, 1, error="Boom: it broke")))
    assert "of which 1 failed" in found.text()
    found.save(tmp_path)
    told = json.loads((tmp_path / "replications.json").read_text())
    assert told["failed"] == [{"replication": 1, "error": "Boom: it broke"}]
    assert told["measures"]["out_by_close"]["low"] is None  # one run has no interval
