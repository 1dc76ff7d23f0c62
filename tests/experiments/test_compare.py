"""Comparisons: zero against itself, differences that can be redone, verdicts where they hold."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import sim
from sim.cli import main
from sim.experiments.changes import changes
from sim.experiments.compare import side_by_side
from sim.experiments.compare_page import compare_page
from sim.experiments.comparison import Comparison
from sim.experiments.differences import paired
from sim.experiments.draws import latin_hypercube
from sim.experiments.input_ranges import auc
from sim.experiments.outcome import Outcome
from sim.runner.result_folder import is_result
from sim.scenario import LoadedScenario

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


@pytest.fixture(scope="module")
def town() -> LoadedScenario:
    return sim.load(TOWN)


@pytest.fixture(scope="module")
def slower() -> LoadedScenario:
    return sim.load(TOWN, overrides=["corridors.a.service.per_minute=1"])


@pytest.fixture(scope="module")
def compared(town: LoadedScenario, slower: LoadedScenario) -> Comparison:
    return sim.compare(town, slower, replications=4)


def test_a_measure_that_some_pairs_lack_says_how_many_have_it(compared: Comparison) -> None:
    runs = {label: list(made) for label, made in compared.runs.items()}
    for k in range(3):  # as where fewer than half got out before the end
        lacking = {**runs["B"][k].measures, "t50_s": None}
        runs["B"][k] = replace(runs["B"][k], measures=lacking)
    few = replace(compared, runs={label: tuple(made) for label, made in runs.items()})
    words = "half of those who set out are out (1 of 4 pairs)"
    assert f"Not in every pair of runs: {words}." in " ".join(few.text().split())
    assert words in few._repr_html_()
    assert words in compare_page(few)
    assert "pairs)" not in compared.text()
    assert max(map(len, few.text().splitlines())) <= 80


def test_a_scenario_against_itself_differs_by_exactly_zero_in_every_measure(
    town: LoadedScenario,
) -> None:
    found = sim.compare(town, town, replications=2, inputs=2)
    assert len(found.differences) > 20
    for one in found.differences:
        assert one.all_zero
        assert (one.mean, one.low, one.high, one.p_holm) == (0.0, 0.0, 0.0, 1.0)
        over = found.over_inputs(one)
        assert over is None or (over.low, over.high) == (0.0, 0.0)
    assert found.changes["B"] == ()
    assert "difference 0" in found.verdict("B")


def test_differences_are_those_of_pairs_with_students_t(compared: Comparison) -> None:
    one = next(d for d in compared.differences if d.name == "t50_s")
    a = [run.measures["t50_s"] or 0.0 for run in compared.runs["A"]]
    b = [run.measures["t50_s"] or 0.0 for run in compared.runs["B"]]
    each = np.subtract(b, a)
    assert one.mean == pytest.approx(each.mean())
    assert paired(compared.runs["A"], compared.runs["B"], "t50_s") == pytest.approx(list(each))
    interval = stats.ttest_1samp(each, 0.0).confidence_interval()
    assert (one.low, one.high) == pytest.approx((interval.low, interval.high))
    assert one.p == pytest.approx(stats.ttest_rel(b, a).pvalue)
    assert one.p_holm >= one.p
    assert one.effect == pytest.approx(each.mean() / each.std(ddof=1))


def test_slower_lanes_let_fewer_people_out_and_without_inputs_that_is_no_verdict(
    compared: Comparison,
) -> None:
    for nobody in ("A", "C", "town"):
        with pytest.raises(ValueError, match=f"'{nobody}' is none of .* compared with A: B$"):
            compared.verdict(nobody)
    words = compared.verdict("B")
    assert words.startswith("B gets about ")
    assert "fewer people out by the last close (chance " in words
    assert "no verdict on the plans: only chance is in its range" in words
    assert "inputs 1" not in words
    assert max(len(line) for line in compared.text().splitlines()) <= 80


def test_what_changed_is_listed_value_by_value(
    town: LoadedScenario, slower: LoadedScenario
) -> None:
    (only,) = changes(town, slower)
    assert (only.path, only.before, only.after) == (
        "corridors.a.service.per_minute",
        "10.0",
        "1.0",
    )
    (gone,) = changes(town, sim.load(TOWN, overrides=["corridors.b=null"]))
    assert (gone.path, gone.after) == ("corridors.b", "(not there)")


def test_the_command_writes_a_folder_that_another_comparison_replaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "compared"
    shutil.copy(TOWN, tmp_path)
    other = tmp_path / "other.yaml"
    other.write_text("extends: town.yaml\ncorridors: {a: {lanes: 1}}\n", encoding="utf-8")
    arguments = ["compare", str(TOWN), str(other), "--quiet", "--out", str(out), "--jobs", "1"]
    assert main([*arguments, "--replications", "2", "--inputs", "2"]) == 0
    assert is_result(out)
    told = json.loads((out / "compare.json").read_text())
    assert told["changes"]["B"] == [{"path": "corridors.a.lanes", "before": "4", "after": "1"}]
    assert told["scenarios"]["A"]["headlines"]["out_by_close"]["inputs"]["runs"] == 2
    assert told["verdicts"]["B"] in " ".join(capsys.readouterr().out.split())
    with (out / "differences.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["group"] for row in rows} == {"headline", "corridor", "district"}
    with (out / "runs.csv").open(encoding="utf-8") as file:
        runs = [(row["label"], row["replication"], row["seed"]) for row in csv.DictReader(file)]
    assert runs == [("A", "0", "3"), ("A", "1", "3"), ("B", "0", "3"), ("B", "1", "3")]
    assert (out / "compare.png").stat().st_size > 10_000
    assert main([*arguments, "--replications", "1"]) == 0
    assert not (out / "draws.csv").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_is_wrong_with_several_files_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(TOWN, tmp_path)
    bad = []
    for name in ("one", "two"):
        bad.append(tmp_path / f"{name}.yaml")
        bad[-1].write_text("extends: town.yaml\ncorridors: {c: {lanes: -1}}\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["compare", *map(str, bad), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "one.yaml:2" in said
    assert "two.yaml:2" in said
    assert not out.exists()
    assert main(["compare", str(TOWN)]) == 2


def test_one_scenario_is_no_comparison(town: LoadedScenario) -> None:
    with pytest.raises(ValueError, match="2 to 26 scenarios"):
        sim.compare(town)


def made_up(town: LoadedScenario, chance: list[float], drawn: list[float]) -> Comparison:
    """Make a comparison whose B has these differences in people out, A always 1000."""

    def runs(values: list[float]) -> tuple[Outcome, ...]:
        return tuple(
            Outcome(str(k), "town", 3, k, {"out_by_close": value}) for k, value in enumerate(values)
        )

    return side_by_side(
        {"A": town, "B": town},
        {"A": runs([1000.0] * len(chance)), "B": runs([1000.0 + d for d in chance])},
        latin_hypercube(3, len(drawn)) if drawn else (),
        {"A": runs([1000.0] * len(drawn)), "B": runs([1000.0 + d for d in drawn])}
        if drawn
        else None,
    )


def test_a_verdict_needs_its_sign_in_nine_of_ten_draws(town: LoadedScenario) -> None:
    chance = [100.0, 101.0, 99.0, 100.0]
    nine = made_up(town, chance, [50.0] * 9 + [-10.0])
    assert nine.verdict("B").startswith("B gets about ")
    assert "the sign holds in 90 % of 10 draws" in nine.verdict("B")
    eight = made_up(town, chance, [50.0] * 8 + [-10.0, -10.0])
    assert eight.verdict("B").startswith("We cannot tell whether B gets more or fewer")
    assert "only in 80 % of 10 draws" in eight.verdict("B")


def test_the_input_that_the_sign_hangs_on_is_named(town: LoadedScenario) -> None:
    draws = latin_hypercube(3, 40)
    drawn = [50.0 if draw.factors["service"] > 1.0 else -50.0 for draw in draws]
    words = made_up(town, [100.0, 101.0, 99.0, 100.0], drawn).verdict("B")
    assert "because of the service rate of a checkpoint lane" in words


def test_chance_alone_is_no_verdict(town: LoadedScenario) -> None:
    words = made_up(town, [100.0, -101.0, 99.0, -100.0], [50.0] * 10).verdict("B")
    assert words.startswith("We cannot tell")
    assert "because of chance" in words


def test_one_replication_says_nothing_of_chance(town: LoadedScenario) -> None:
    assert "one replication says nothing of chance" in made_up(town, [100.0], []).verdict("B")


def test_the_area_under_the_curve_counts_pairs() -> None:
    # Of the pairs (2, 1), (2, 3), (4, 1), (4, 3) three are in order.
    assert auc([1.0, 2.0, 3.0, 4.0], [False, True, False, True]) == 0.75
    assert auc([5.0, 5.0], [True, False]) == 0.5
