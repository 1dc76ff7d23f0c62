"""Every fault of a sweep file at once, with file, line and remedy; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.scenario import ScenarioError
from sim.sweeps.humane import refusal
from sim.sweeps.read import read_sweep, shipped_sweeps

SOUND = """scenario: grid-tutorial
factors:
  corridors.east.lanes: [1, 2]
design: grid
measures: [out]
"""

CASES: dict[str, tuple[tuple[str, str], str]] = {
    "unknown path": (("east.lanes", "east.lane"), "3:3: factors.corridors.east.lane: unknown key"),
    "corridor that is not there": (
        ("corridors.east", "corridors.eats"),
        "3:3: factors.corridors.eats.lanes: there is no 'eats'",
    ),
    "value too small": (
        ("[1, 2]", "[1, -2]"),
        "3:29: factors.corridors.east.lanes: corridors.east.lanes: -2 is too small, at point 1 "
        "(corridors.east.lanes = -2). Write a number of at least 0",
    ),
    "list of numbers where a place belongs": (
        ("lanes: [1, 2]", "gate: [[880, 240]]"),
        "3:25: factors.corridors.east.gate: corridors.east.gate:",
    ),
    "part of a lane": (("[1, 2]", "[1, 2.5]"), "3:29: factors.corridors.east.lanes:"),
    "grid without levels": (("[1, 2]", "{from: 1, to: 3}"), "3:3: factors.corridors.east.lanes:"),
    "range upside down": (("[1, 2]", "{from: 3, to: 1}"), "3:39: factors.corridors.east.lanes.to"),
    "key misspelt": (("[1, 2]", "{form: 1, to: 3}"), "Did you mean `from`?"),
    "unknown distribution": (("[1, 2]", "{distribution: norml}"), "Did you mean normal?"),
    "unknown input": (("corridors.east.lanes", "inputs.service_rate"), "Did you mean `service`?"),
    "nothing under a wildcard": (("corridors.east", "incidents.*.corridors"), "3:3: factors."),
    "unknown measure": (("[out]", "[ot]"), "5:12: measures.0: there is no measure 'ot'. Did you"),
    "measure of no corridor": (("[out]", "[corridors.up.out]"), "there is no 'up' in corridors"),
    "unknown scenario": (("grid-tutorial", "grid-tutorials"), "1:11: scenario: there is no"),
    "unknown design": (("grid\n", "gird\n"), "4:9: design.kind: 'gird' is no known"),
    "no power of 2": (("grid\n", "{kind: sobol, points: 100}\n"), "Write 64 or 128"),
    "nothing varied": (("factors:\n  corridors.east.lanes: [1, 2]\n", ""), "nothing to vary"),
    "too large": (
        ("measures", "replications: 9\nbudget: {runs: 10}\nmeasures"),
        "6:16: budget.runs: 2 points with 9 replications are 18 runs, and the budget is 10",
    ),
    "two factors for one value": (
        ("  corridors.east.lanes", "  corridors.*.lanes: [1]\n  corridors.east.lanes"),
        "4:3: factors.corridors.east.lanes: sets corridors.east.lanes, as corridors.*.lanes does",
    ),
    "weights for other values": (
        ("[1, 2]", "{values: [1, 2], weights: [1]}"),
        "weights: has 1 entries for 2 values",
    ),
    "fewest out": (
        ("measures", "objective: {minimise: out_by_close}\nmeasures"),
        "5:23: objective.minimise: is refused: it would look for what lets the fewest people out",
    ),
    "most stranded": (
        ("measures", "objective: {maximise: stranded}\nmeasures"),
        "5:23: objective.maximise: is refused: it would look for what harms people most",
    ),
    "two goals": (("measures", "objective: {}\nmeasures"), "5:1: objective: has 0 goals"),
}


def test_what_is_wrong_with_one_value_does_not_hide_how_the_others_go_together(
    tmp_path: Path,
) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(
        """scenario: grid-tutorial
factors:
  corridors.east.lanes: {form: 1, to: 3}
  corridors.eats.lanes: [1, 2]
  corridors.west.lanes: {from: 1, to: 3}  # no levels: right for a drawn design
measures: [ot]
objective: {minimise: out_by_close}
""",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        read_sweep(file)
    assert [".".join(fault.path) for fault in caught.value.faults] == [
        "design",
        "factors.corridors.east.lanes.form",
        "factors.corridors.eats.lanes",
        "measures.0",
        "objective.minimise",
    ]


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_fault_is_told_with_its_place_and_nothing_is_written(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (old, new), told = CASES[case]
    file = tmp_path / "sweep.yaml"
    assert old in SOUND
    file.write_text(SOUND.replace(old, new), encoding="utf-8")
    assert main(["sweep", str(file), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.yaml"]


def test_faults_are_told_together_and_those_of_many_points_once(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(SOUND.replace("east.lanes: [1, 2]", "east.lane: [1]").replace("out]", "ot]"))
    with pytest.raises(ScenarioError) as raised:
        read_sweep(file)
    assert len(raised.value.faults) == 2
    file.write_text(
        "scenario: grid-tutorial\ndesign: grid\nfactors:\n"
        "  corridors.east.lanes: [-1, 1, 2]\n  population.household: [1, 2, 3, 4]\n"
    )
    with pytest.raises(ScenarioError) as raised:
        read_sweep(file)
    (fault,) = raised.value.faults
    assert "and 3 more" in fault.message  # -1 with each of the four households


@pytest.mark.parametrize(
    ("goal", "measure", "word"),
    [
        ("minimise", "out_by_close", "fewest"), ("minimise", "corridors.3.out", "fewest"),
        ("minimise", "districts.hanano.share_out", "fewest"), ("minimise", "safe", "fewest"),
        ("minimise", "equity.share_out_children", "fewest"),
        ("maximise", "stranded", "harms"), ("maximise", "districts.hanano.stranded", "harms"),
        ("maximise", "prevented", "harms"), ("maximise", "clearance_time_s", "harms"),
        ("maximise", "exposure.unsafe_person_s", "harms"), ("maximise", "equity.gini", "harms"),
        ("maximise", "stayed", "own choice"), ("minimise", "stayed", "own choice"),
        ("maximise", "set_out", "own choice"), ("minimise", "willing", "own choice"),
    ],
)  # fmt: skip
def test_no_objective_is_pointed_at_people(goal: str, measure: str, word: str) -> None:
    assert word in refusal(goal, measure)  # type: ignore[arg-type]


def test_what_helps_people_may_be_asked_for() -> None:
    for measure in ("out_by_close", "safe_by_dark", "corridors.3.out", "equity.share_out_worst"):
        assert refusal("maximise", measure) == ""
    for measure in ("stranded", "waiting_at_close", "t90_s", "wait_mean_s", "equity.gini"):
        assert refusal("minimise", measure) == ""


@pytest.mark.parametrize("name", shipped_sweeps())
def test_every_shipped_sweep_is_sound_and_its_runs_are_different(name: str) -> None:
    sweep = read_sweep(name)
    assert len(set(sweep.keys)) == sweep.run_count
