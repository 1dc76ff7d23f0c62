"""What one change alone is worth: which are tried, what they change, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.experiments.one_change import OneChange, changes_to_try
from sim.experiments.outcome import Outcome
from sim.experiments.what_helps import help_table
from sim.report.helps import help_text, worth_most

GRID = Path(__file__).parents[2] / "scenarios/grid-tutorial.yaml"


def tried(*overrides: str, scenario: str | Path = GRID) -> dict[str, OneChange]:
    loaded = sim.load(scenario, overrides=overrides)
    return {change.key: change for change in changes_to_try(loaded)}


def test_each_change_changes_one_thing() -> None:
    changes = tried("news.informed=0.5")
    assert list(changes) == [
        "corridors.east.lanes", "corridors.east.hour", "corridors.north.lanes",
        "corridors.north.hour", "corridors.west.lanes", "corridors.west.hour", "news.informed",
        "incidents.east-unsafe", "population.leaving",
    ]  # fmt: skip
    before = sim.load(GRID).scenario
    more = changes["corridors.east.lanes"].loaded.scenario
    assert (before.corridors["east"].lanes, more.corridors["east"].lanes) == (1, 2)
    assert more.corridors["west"] == before.corridors["west"]
    later = changes["corridors.west.hour"].loaded.scenario.corridors["west"].windows
    # Only the last window, to 10:20, closes later; the fighters' before it does not.
    assert [f"{window.close:%H:%M}" for window in later] == ["09:30", "09:45", "11:20"]
    assert changes["corridors.west.hour"].loaded.scenario.clock.end == before.clock.end.replace(
        hour=12
    )
    assert changes["news.informed"].loaded.scenario.news.informed == 1.0
    assert not changes["incidents.east-unsafe"].loaded.scenario.incidents
    leaving = changes["population.leaving"].loaded.scenario.population.leaving
    # 0.95 and 1 are at most 1; fighters are asked nothing.
    assert [leaving[who].willing for who in ("civilian", "wounded", "fighter")] == [1.0, 1.0, 0.5]


def test_drivers_of_willingness_give_trust_and_vehicles_give_vehicles() -> None:
    changes = tried(scenario="aleppo-2016-11-04-refused")
    trust = changes["willingness.drivers.trust_offer"]
    assert trust.kind == "people"
    assert trust.loaded.scenario.willingness is not None
    assert trust.loaded.scenario.willingness.drivers.trust_offer == 0.15
    assert changes["incidents.castello-road-unsafe"].kind == "ground"
    assert changes["corridors.3.lanes"].assumed
    assert not changes["corridors.1.lanes"].assumed
    convoys = tried(scenario="aleppo-december-convoys")
    vehicles = [change for key, change in convoys.items() if key.endswith(".vehicles")]
    assert vehicles
    assert all(change.kind == "plan" for change in vehicles)


def test_live_results_do_not_say_where_it_is_unsafe() -> None:
    assert not [key for key in tried("sensitivity=live") if key.startswith("incidents")]


def outcomes(*out: float) -> list[Outcome]:
    return [Outcome(str(k), "plan", 1, k, {"out": value}) for k, value in enumerate(out)]


def named(*names: str) -> list[OneChange]:
    loaded = sim.load(GRID)
    kinds = {"trust": "people"}
    return [OneChange(name, kinds.get(name, "plan"), name, False, loaded) for name in names]  # type: ignore[arg-type]


def test_gains_are_paired_and_what_chance_does_not_tell_from_the_best_leads_too() -> None:
    base = outcomes(100, 140, 120)
    runs = [
        *outcomes(150, 190, 171),  # 50, 50, 51 more
        *outcomes(149, 191, 169),  # 49, 51, 49 more: not told from it
        *outcomes(110, 150, 131),  # 10, 10, 11 more: surely less
        *outcomes(100, 140, 120),
        *outcomes(400, 440, 419),
    ]
    table = help_table(base, named("a", "b", "c", "none", "trust"), runs).set_index("change")
    assert list(table.index) == ["trust", "a", "b", "c", "none"]
    assert table.loc["a", "gain"] == pytest.approx(151 / 3)
    assert table.loc["a", "out_mean"] == pytest.approx(511 / 3)
    # sd of 50, 50, 51 is 0.577; Student's t with two degrees of freedom is 4.303.
    assert table.loc["a", "gain_high"] == pytest.approx(151 / 3 + 4.30265 / 3, rel=1e-4)
    assert table["leads"].to_dict() == {
        "trust": True, "a": True, "b": True, "c": False, "none": False,
    }  # fmt: skip
    assert (table.loc["none", "gain"], table.loc["none", "p_holm"]) == (0.0, 1.0)
    said = worth_most(table.reset_index())
    assert "of 4 changes of the plan" in said
    assert ": a: about 50 more people out (chance: 49 to 52)" in said
    assert "Chance does not tell it from: b." in said
    assert "not for a plan to decide: trust: about 300" in said


def test_where_nothing_helps_for_certain_none_is_named() -> None:
    table = help_table(outcomes(10, 12), named("a"), outcomes(14, 10))
    assert "none lets more people out for certain" in worth_most(table)


def test_the_command_writes_the_table_and_the_page_says_what_is_worth_most(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "grid"
    assert main(["run", str(GRID), "--what-helps", "--out", str(out), "--quiet"]) == 0
    printed = capsys.readouterr().out
    result = sim.load_results(out)
    assert result.helps is not None
    assert result.replications is not None
    assert len(result.replications.outcomes) == 5
    assert help_text(result.helps) in printed
    assert max(map(len, help_text(result.helps).splitlines())) <= 80
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "The one change worth most" in page
    assert 'id="helps"' in page
    again = sim.run(GRID, what_helps=True)
    assert again.helps is not None
    pd.testing.assert_frame_equal(
        again.helps.astype(object), result.helps.astype(object), check_dtype=False
    )


def test_changes_are_tried_as_often_as_the_runs_that_were_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.experiments.until.LEAST", 6)  # 20, and batches of 10, take long
    monkeypatch.setattr("sim.experiments.until.BATCH", 3)
    # So wide a half-width is met at the first look.
    result = sim.run(GRID, until={"out_by_close": 500.0}, what_helps=True)
    assert result.helps is not None
    assert result.replications is not None
    assert len(result.replications.outcomes) == 6
    assert set(result.helps["runs"]) == {6}
    assert result.replications.until is not None
    found = result.helps.set_index("change")
    lane = sim.run(GRID, replications=6, overrides=["corridors.east.lanes=2"]).replications
    assert lane is not None
    out = [run.measures["out"] for run in lane.outcomes]
    assert found.loc["corridors.east.lanes", "out_mean"] == pytest.approx(sum(out) / 6)  # type: ignore[arg-type]
