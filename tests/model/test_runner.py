"""One run from file to folder, and the public verbs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.model import EvacuationModel
from sim.results.status import STATUSES
from sim.runner.progress import Moment
from sim.runner.result_folder import ForeignFolderError
from sim.runner.run import record_of, run_scenario
from sim.scenario import LoadedScenario, ScenarioError, load_scenario

Load = Callable[..., LoadedScenario]
Build = Callable[..., EvacuationModel]


def contents(folder: Path) -> dict[str, str]:
    """Hashes of all files, and of the summary without what may differ from run to run.

    The manifest is taken without its entry of the summary, which differs with it.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    hashes = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name not in ("summary.json", "manifest.json")
    }
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["summary.json"]
    summary = json.loads((folder / "summary.json").read_text())
    for key in summary["volatile"]:
        summary.pop(key, None)
    return {
        **hashes,
        "manifest": json.dumps(manifest, sort_keys=True),
        "summary": json.dumps(summary, sort_keys=True),
    }


def test_the_same_seed_writes_the_same_bits_and_another_does_not(
    load: Load, tmp_path: Path
) -> None:
    for name, seed in (("first", None), ("again", 3), ("other", 4)):
        run_scenario(load("town"), seed=seed, out=tmp_path / name)
    first, again, other = (contents(tmp_path / name) for name in ("first", "again", "other"))
    assert "people.parquet" in first
    assert first == again
    assert first["people.parquet"] != other["people.parquet"]
    assert first["summary"] != other["summary"]


def test_a_corridors_lanes_change_what_happens_and_not_who_people_are(load: Load) -> None:
    few = run_scenario(load("town", "corridors.a.lanes=0"))
    many = run_scenario(load("town", "corridors.a.lanes=20"))
    assert few.people is not None
    assert many.people is not None
    for column in ("persons", "speed_m_s", "departure_s", "home_node"):
        assert few.people[column].tolist() == many.people[column].tolist()
    assert few.people["out_s"].tolist() != many.people["out_s"].tolist()
    assert many.summary["by_status"]["out"] > few.summary["by_status"]["out"]


def test_the_result_of_another_seed_is_that_of_its_scenario_text(
    load: Load, tmp_path: Path
) -> None:
    run_scenario(load("town"), seed=12, out=tmp_path / "first")
    resolved = load_scenario(tmp_path / "first/scenario.yaml")
    assert resolved.scenario.seed == 12
    run_scenario(resolved, out=tmp_path / "again")
    first, again = (contents(tmp_path / name) for name in ("first", "again"))
    assert first["people.parquet"] == again["people.parquet"]
    assert json.loads(first["summary"])["input_sha256"] == resolved.sha256


def test_three_lines_do_the_main_job(root: Path) -> None:
    result = sim.run(root / "scenarios/grid-tutorial.yaml")
    assert sum(result.summary["by_status"].values()) == result.summary["persons"] == 500
    assert set(result.summary["by_status"]) == set(STATUSES)
    assert result.corridors["corridor"].nunique() == 3
    assert result.plot().figure is not None


def test_a_shipped_scenario_is_known_by_its_id_and_changed_as_by_set() -> None:
    loaded = sim.load("grid-tutorial", overrides=["seed=5"])
    assert (loaded.scenario.id, loaded.scenario.seed) == ("grid-tutorial", 5)
    assert sim.load("grid-tutorial", seed=6).scenario.seed == 6
    shut = sim.run("grid-tutorial", overrides=["corridors.east.lanes=0"], seed=2)
    assert shut.summary["seed"] == 2
    assert next(c["out"] for c in shut.summary["corridors"] if c["id"] == "east") == 0


def test_changes_belong_to_loading(load: Load) -> None:
    with pytest.raises(TypeError, match="give them to sim"):
        sim.run(load("street"), overrides=["seed=5"])
    assert sim.run(load("street"), seed=5).summary["seed"] == 5


def test_validate_returns_faults_and_warnings(root: Path) -> None:
    street = root / "tests/model/scenarios/street.yaml"
    assert sim.validate(street) == ()
    (fault,) = sim.validate(street, overrides=["corridors.east.lanes=-1"])
    assert fault.severity == "fault"
    # 20 people in two seconds: one lane that serves a person a second is not enough
    short = "corridors.east.windows=[{open: 2016-11-04T09:30, close: 2016-11-04T09:30:02}]"
    (warning,) = sim.validate(street, overrides=[short])
    assert warning.severity == "warning"
    assert "need 10 lanes" in str(warning)


def test_what_cannot_be_run_writes_nothing(load: Load, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="11"):
        run_scenario(load("street", "corridors.east.gate_node=11"), out=tmp_path / "new/result")
    front = "network.forbidden_lines=[{points: [[450, -50], [450, 50]]}]"
    with pytest.raises(ScenarioError, match="west"):
        run_scenario(load("street", front), out=tmp_path / "new/result")
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_refused_before_the_run(load: Load, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(ForeignFolderError):
        run_scenario(load("street"), out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_run_that_fails_while_writing_leaves_nothing(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("sim.report.figures.save_figures", full)
    with pytest.raises(OSError, match="No space left"):
        run_scenario(load("street"), out=tmp_path / "result")
    assert list(tmp_path.iterdir()) == []


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.moments: list[Moment] = []
        self.closed = 0

    def stage(self, text: str) -> None:
        self.stages.append(text)

    def moment(self, moment: Moment) -> None:
        self.moments.append(moment)

    def close(self) -> None:
        self.closed += 1


def test_progress_hears_every_interval_with_local_time_and_people_out(load: Load) -> None:
    listener = Listener()
    run_scenario(load("street"), progress=listener)
    assert listener.stages[:2] == ["reading the streets", "placing the people"]
    assert [moment.now_s for moment in listener.moments] == [60.0 * step for step in range(1, 22)]
    assert [moment.out for moment in listener.moments] == [0] * 16 + [19, 20, 20, 20, 20]
    assert listener.moments[0].clock == "Fri 04 Nov 09:01"
    assert listener.closed >= 1


@pytest.mark.parametrize("compiled", [True, False])
def test_the_first_run_says_that_it_compiles_the_engine(
    load: Load, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    listener, calls = Listener(), []
    monkeypatch.setattr("sim.runner.run.is_compiled", lambda: compiled)
    monkeypatch.setattr(
        "sim.runner.run.compile_engine", lambda: calls.append(len(listener.moments))
    )
    run_scenario(load("street"), progress=listener)
    said = "compiling the movement engine, once" in listener.stages
    assert said is not compiled
    assert calls == ([] if compiled else [0])  # before anybody moves


def test_the_record_holds_what_the_engine_saw(build: Build) -> None:
    model = build("town")
    model.run_model()
    record = record_of(model)
    assert record.seed == 3
    assert record.status.tolist() == model.status().tolist()
    assert record.series.time_s.tolist() == [*np.arange(0.0, model.now_s, 60.0), model.now_s]
    assert record.series.queued_for.shape == (len(record.series.time_s), 3)
    assert record.series.forecourt.shape == (len(record.series.time_s), 3, 3)
    # A queue holds 5.4 people a square metre at most, and one party more.
    area_m2 = model.links.storage / 5.4
    most = 5.4 + model.population.space.max() / area_m2
    assert (record.link_peak_density_per_m2 <= most).all()
    assert record.link_peak_density_per_m2.max() > 0.1
    assert (record.link_peak_s[record.link_peak_density_per_m2 > 0] > 0).all()
