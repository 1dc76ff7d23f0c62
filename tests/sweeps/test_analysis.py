"""What a sweep says, on functions whose answers are known and on a sweep that was run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.sweeps.analysis.analysis import analyse
from sim.sweeps.analysis.convergence import convergence
from sim.sweeps.analysis.effects import by_importance, omega_squared
from sim.sweeps.analysis.frontier import frontier
from sim.sweeps.analysis.interactions import _by_chance, _gain
from sim.sweeps.designs import AnyDesign, Grid, LatinHypercube, Morris, OneAtATime, Saltelli
from sim.sweeps.distributions import Choice, Uniform
from sim.sweeps.factors import Factor
from sim.sweeps.result import SweepResult, rough
from sim.sweeps.sampling import points_of


def made_up(
    design: AnyDesign, factors: list[Factor], function: Any, *, costs: bool = False
) -> SweepResult:
    """A sweep whose runs are a formula: one replication, seed 1."""
    points = points_of(design, factors, 1)
    values = [
        [point.values[f.name] if f.name in point.values else _first(f) for f in factors]
        for point in points
    ]
    columns = {factor.name: [row[k] for row in values] for k, factor in enumerate(factors)}
    cost = [2.0 * row[0] for row in values]
    runs = pd.DataFrame(
        {
            "RunId": range(len(points)), "iteration": 0, "point": range(len(points)), "seed": 1,
            **columns, **({"cost": cost} if costs else {}),
            "out_by_close": [function(*row) for row in values], "error": "", "key": "",
        }
    )  # fmt: skip
    about = {
        "title": "", "version": "0", "seed": 1, "replications": 1, "runs_sha256": "",
        "scenario": {"id": "made-up", "title": "", "sha256": ""},
        "factors": [
            {"name": f.name, "label": f.label, "base": 1, "source": "", "assumed": "",
             "costs": costs and k == 0, "distribution": "uniform", "from": 0, "to": 1}
            for k, f in enumerate(factors)
        ],
        "design": design.model_dump(),
        "points": [{"quantiles": list(point.quantiles)} for point in points],
        "measures": ["out_by_close"], "objective": {"maximise": "out_by_close"}, "cost_unit": "",
    }  # fmt: skip
    return SweepResult(about, runs)


def _first(factor: Factor) -> Any:
    assert isinstance(factor.distribution, Choice)
    return factor.distribution.values[0]


def uniform(name: str, low: float, high: float) -> Factor:
    return Factor(name, Uniform.model_validate({"from": low, "to": high}), (), 0.0, False)


def choice(name: str, *values: Any) -> Factor:
    return Factor(name, Choice(values=values), (), values[0], False)


def test_sobol_indices_of_ishigamis_function_are_those_of_its_formula() -> None:
    # Ishigami and Homma (1990), a = 7, b = 0.1: S1 = 0.314, 0.442, 0; ST = 0.558, 0.442, 0.244.
    factors = [uniform(name, -np.pi, np.pi) for name in "xyz"]
    result = made_up(
        Saltelli(kind="saltelli", base=1024),
        factors,
        lambda x, y, z: np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x),
    )
    found = {(i.kind, i.factor, i.other): i for i in analyse(result).indices}
    expected = {"x": (0.314, 0.558), "y": (0.442, 0.442), "z": (0.0, 0.244)}
    for name, (first, total) in expected.items():
        for kind, value in (("S1", first), ("ST", total)):
            index = found[kind, name, ""]
            assert index.value == pytest.approx(value, abs=0.05)
            assert index.low is not None
            assert index.high is not None
            assert index.low - 0.02 <= value <= index.high + 0.02
    assert found["S2", "x", "z"].value == pytest.approx(0.244, abs=0.06)
    settled = [one for one in convergence(result, "out_by_close") if one.what == "y"]
    assert [one.used for one in settled] == [128, 256, 512, 1024]


def test_morris_finds_the_slopes_of_a_plane_exactly() -> None:
    # On 3 x + y + 0 z over [0, 1]: every elementary effect is the slope, and none differs.
    factors = [uniform(name, 0.0, 1.0) for name in "xyz"]
    result = made_up(
        Morris(kind="morris", trajectories=5), factors, lambda x, y, z: 3.0 * x + y + 0.0 * z
    )
    found = {(i.kind, i.factor): i.value for i in analyse(result).indices}
    assert [found["mu_star", name] for name in "xyz"] == pytest.approx([3.0, 1.0, 0.0])
    assert [found["sigma", name] for name in "xyz"] == pytest.approx([0.0] * 3, abs=1e-9)


def test_effects_of_a_grid_can_be_redone_by_hand() -> None:
    # out = 10 a + 1 [b = "late"]: means over b are 10.5, 20.5, 40.5, over a 23.33 and 24.33.
    factors = [choice("a", 1, 2, 4), choice("b", "early", "late")]
    result = made_up(Grid(kind="grid"), factors, lambda a, b: 10.0 * a + (b == "late"))
    by_name = {effect.factor: effect for effect in analyse(result).effects}
    assert [level.mean for level in by_name["a"].levels] == [10.5, 20.5, 40.5]
    assert by_name["a"].size == 30.0
    assert [level.words for level in by_name["b"].levels] == ["early", "late"]
    assert by_name["b"].size == pytest.approx(1.0)
    assert by_name["a"].rank == pytest.approx(np.corrcoef([1, 1, 2, 2, 3, 3], range(1, 7))[0, 1])
    assert by_name["b"].rank is None


def test_one_at_a_time_compares_with_the_first_point_and_not_with_other_factors() -> None:
    factors = [choice("x", 1.0, 2.0, 4.0), choice("y", 10.0, 30.0)]
    result = made_up(OneAtATime(kind="one-at-a-time"), factors, lambda x, y: 100.0 * x + y)
    # Points: (1, 10), then x = 1, 2, 4 beside y = 10, then y = 10, 30 beside x = 1.
    x, y = analyse(result).effects
    assert [(level.value, level.mean) for level in x.levels] == [(1, 110), (2, 210), (4, 410)]
    assert [(level.value, level.mean) for level in y.levels] == [(10, 110), (30, 130)]
    assert (x.size, y.size) == (300.0, 20.0)


def test_too_few_base_samples_are_said() -> None:
    factors = [uniform(name, 0.0, 1.0) for name in "xyz"]

    def notes(base: int, function: Any) -> tuple[str, ...]:
        return analyse(made_up(Saltelli(kind="saltelli", base=base), factors, function)).notes

    (rare,) = notes(32, lambda x, y, z: float(x > 0.9 and y > 0.9))  # a hundredth of the space
    assert "add up to less than 0.5, and they should to 1 or more" in rare
    (wide,) = notes(8, lambda x, y, z: float(x > 0.5 and y > 0.5) * np.exp(5.0 * x))
    assert "factors cannot be told apart" in wide
    assert notes(1024, lambda x, y, z: x + y) == ()


def test_the_furthest_point_is_named_and_ties_are_counted() -> None:
    factors = [choice("x", 1.0, 2.0), choice("y", 1.0, 2.0)]
    only = made_up(Grid(kind="grid"), factors, lambda x, y: 10.0 * x + y)
    assert "highest at point 3: x = 2, y = 2" in only.text()
    tied = made_up(Grid(kind="grid"), factors, lambda x, y: x)
    assert "highest at 2 points, the first of them 2: x = 2, y = 1" in tied.text()


def test_omega_squared_by_hand() -> None:
    # Groups 1, 3 and 5, 7: SST 20, SSW 4, MSW 2, so (16 - 2) / (20 + 2).
    groups = [np.array([1.0, 3.0]), np.array([5.0, 7.0])]
    assert omega_squared(groups) == pytest.approx(14.0 / 22.0)
    assert omega_squared([np.array([1.0]), np.array([2.0])]) is None


def test_an_interaction_is_the_product_and_nothing_else() -> None:
    factors = [choice(name, -1, 1) for name in "abc"]
    repeated = Factor("d", Choice(values=(0, 1)), (), 0, False)
    result = made_up(Grid(kind="grid"), [*factors, repeated], lambda a, b, c, d: a * b + c + 0 * d)
    found = analyse(result).interactions
    assert found is not None
    matrix, _ = found
    assert matrix[0, 1] == pytest.approx(0.5)  # a b and c have the same variance
    assert np.nanmax(np.delete(matrix.ravel(), [1, 4])) == pytest.approx(0.0, abs=1e-12)


def test_the_frontier_is_of_what_is_decided_and_over_what_is_not_known() -> None:
    # lanes cost 2 each; out = min(lanes, 4) + luck: 4 lanes are as good as 6, and 2 cost least.
    factors = [choice("lanes", 2, 4, 6), choice("luck", 0, 10)]
    result = made_up(
        Grid(kind="grid"), factors, lambda lanes, luck: min(lanes, 4) + luck, costs=True
    )
    table = frontier(result)
    assert table is not None
    assert table["lanes"].tolist() == [2, 4, 6]
    assert table["cost"].tolist() == [4.0, 8.0, 12.0]
    assert table["out_by_close"].tolist() == [7.0, 9.0, 9.0]
    assert table["best"].tolist() == [True, True, False]


TWO_COSTS = """
scenario: grid-tutorial
factors:
  corridors.east.lanes: {values: [1, 2], cost_per_unit: 6}
  corridors.west.lanes: {values: [2, 3], costs: [12, 18]}
design: grid
measures: [out_by_close]
"""


def test_settings_of_the_same_cost_are_different_settings(tmp_path: Path) -> None:
    file = tmp_path / "costs.yaml"
    file.write_text(TWO_COSTS, encoding="utf-8")
    table = sim.sweep(file).analyse().frontier
    assert table is not None
    east, west = table["corridors.east.lanes"], table["corridors.west.lanes"]
    assert (6 * east + 6 * west).tolist() == table["cost"].tolist() == [18, 24, 24, 30]
    assert table["points"].tolist() == [1, 1, 1, 1]


def test_what_matters_most_is_told_by_variance_and_not_by_the_extremes_of_many_levels() -> None:
    # Of a range in eight parts, with two or three points each, the means are far apart by luck.
    noise = np.random.default_rng(5).normal(size=1000)
    factors = [uniform("luck", 0.0, 1.0), choice("lanes", 1, 2)]
    result = made_up(
        LatinHypercube(kind="latin-hypercube", points=20),
        factors,
        lambda luck, lanes: 0.8 * lanes + noise[int(999 * luck)],
    )
    luck, lanes = analyse(result).effects
    assert luck.size > lanes.size
    assert by_importance([luck, lanes]) == [lanes, luck]
    said = analyse(result).text().splitlines()
    (at,) = [k for k, line in enumerate(said) if line.startswith("what matters")]
    assert said[at + 2].startswith(f"  lanes: {lanes.share:.2f}; ")


def test_what_is_found_has_two_digits_of_its_range_and_three_without_one() -> None:
    assert rough(3885.4, 326.1, 7444.0) == "3,900"  # half the range is 3,559
    assert rough(0.5411, 0.1298, 0.9523) == "0.54"
    assert (rough(12968.0), rough(45.25), rough(94.0)) == ("13,000", "45.2", "94")
    assert rough(float("nan")) == "-"


def test_by_chance_alone_a_product_adds_as_much_as_is_said() -> None:
    random = np.random.default_rng(2)
    columns = random.normal(size=(40, 3))
    said, above = [], 0
    for _ in range(1000):
        values = random.normal(size=40)
        said.append(_by_chance(columns, values))
        above += _gain(columns, values, 0, 1) > said[-1]
    assert 0.03 < above / 1000 < 0.07  # one in twenty
    assert np.mean(said) == pytest.approx(0.09, abs=0.02)


def test_a_sweep_of_failures_only_is_said_to_be_one() -> None:
    result = made_up(Grid(kind="grid"), [choice("a", 1, 2)], lambda a: float(a))
    result.runs["error"] = "ValueError: no way"
    with pytest.raises(ValueError, match="every run of the sweep failed, the first with"):
        analyse(result)


HOSTILE = """
title: "<script>alert(1)</script>"
scenario: grid-tutorial
factors:
  corridors.east.lanes: {values: [1, 4], cost_per_unit: 6, label: "<img src=x onerror=alert(1)>"}
  corridors.north.gate_node: [89, 999999]
design: grid
measures: [out_by_close, t90_s]
"""


def test_the_page_is_whole_escaped_and_needs_no_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    result = sim.sweep(file, out=tmp_path / "out")
    assert len(result.failed) == 2
    assert main(["analyse", str(tmp_path / "out")]) == 0
    assert "The page is" in capsys.readouterr().out
    folder = tmp_path / "out" / "analysis"
    page = (folder / "analysis.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert "remains a civilian protected by international humanitarian law" in page
    assert page.count("data:image/png;base64,") >= 3
    assert "999999" in page
    own, _, others = page.partition('id="effects-others"')
    assert 'data-raw="out_by_close"' in own
    assert 'data-raw="t90_s"' not in own  # other measures stand apart, and are not printed
    assert 'data-raw="t90_s"' in others
    rows = pd.read_csv(folder / "effects.csv")
    assert set(rows["factor"]) == set(result.factors)
    again = sim.load_sweep(tmp_path / "out").analyse()
    assert again.page() == page


def test_an_unfinished_sweep_is_not_analysed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", str(tmp_path / "nothing")]) == 2
    assert "there is no sweep" in capsys.readouterr().err
