"""Calibration finds what made the observations, and is not pointed at people."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.sweeps.calibrate import check_observed

pytest.importorskip("optuna")

TEXT = """
scenario: grid-tutorial
factors:
  corridors.*.service.per_minute: {from: 1, to: 6}
design: {kind: latin-hypercube, points: 1}
"""


def test_a_rate_that_made_the_observations_is_found_again(tmp_path: Path) -> None:
    changes = [f"corridors.{gate}.service.per_minute=2.5" for gate in ("east", "north", "west")]
    summary = sim.run("grid-tutorial", overrides=changes).summary
    file = tmp_path / "rate.yaml"
    file.write_text(TEXT, encoding="utf-8")
    observed = {"out_by_close": float(summary["out_by_close"]), "t50_s": summary["t50_s"]}
    found = sim.calibrate(file, observed, trials=24, out=tmp_path / "runs")
    assert found.best["corridors.*.service.per_minute"] == pytest.approx(2.5, abs=0.2)
    assert found.loss < 0.002
    assert len(found.trials) == 24
    said = found._repr_html_()
    assert "Calibration by 24 trials" in said
    rows = [row for row in said.split("<tr>") if "corridors.*.service.per_minute" in row]
    assert f">{found.best['corridors.*.service.per_minute']:.4g}<" in rows[0]
    assert f"the {10} nearest trials" in said
    nearest = found.trials.sort_values("loss").iloc[0]
    assert f">{nearest['out_by_close']:.4g}<" in said
    assert "loss" in repr(found)
    again = sim.calibrate(file, observed, trials=24, out=tmp_path / "runs")
    assert again.trials.equals(found.trials)


@pytest.mark.parametrize(
    ("observed", "word"),
    [
        ({}, "nothing observed"),
        ({"out_by_clos": 1.0}, "no measure"),
        ({"out_by_close": 0.0}, "fewest people out"),
        ({"corridors.east.out": 0.0}, "fewest people out"),
        ({"stranded": 500.0}, "harms people most"),
        ({"t90_s": float("nan")}, "leave it out"),
    ],
)
def test_observations_that_are_none_or_would_harm_people_are_refused(
    observed: dict[str, float], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        check_observed(observed, persons=500)


def test_what_was_seen_of_peoples_own_choice_may_be_met() -> None:
    check_observed({"set_out": 0.0, "stayed": 500.0, "out": 1.0, "stranded": 0.0}, persons=500)
