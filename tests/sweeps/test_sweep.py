"""From a sweep file to its table: the same bits however it was made, and nothing made twice."""

from __future__ import annotations

import errno
import json
from itertools import product
from pathlib import Path

import pytest

from sim.cli import main
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.experiments.workers import KILLED
from sim.runner.result_folder import ForeignFolderError
from sim.scenario import ScenarioError
from sim.sweeps import run as run_module
from sim.sweeps.estimate import disk_bytes
from sim.sweeps.folder import OtherSweepError, opened
from sim.sweeps.plan import Sweep
from sim.sweeps.read import read_sweep
from sim.sweeps.result import load_sweep
from sim.sweeps.run import estimate_sweep, run_sweep
from sim.sweeps.store import RecordStore

TEXT = """
scenario: grid-tutorial
factors:
  corridors.east.lanes: {values: [1, 4], cost_per_unit: 6}
  corridors.*.service.per_minute: {from: 2, to: 6, levels: 2}
design: grid
replications: 2
measures: [out_by_close, stranded, corridors.*.out]
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sweep") / "lanes.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def sweep(file: Path) -> Sweep:
    return read_sweep(file)


@pytest.fixture(scope="module")
def made(sweep: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sweep, made in this process."""
    folder = tmp_path_factory.mktemp("made") / "out"
    run_sweep(sweep, folder)
    return folder


def tables(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("runs.csv", "runs.parquet")]


def records(folder: Path) -> list[Path]:
    return sorted((folder / "runs").glob("*/*.json"))


def test_the_table_has_a_row_a_run_in_the_order_of_the_design(made: Path) -> None:
    result = load_sweep(made)
    runs = result.runs
    assert list(runs["RunId"]) == list(range(8))
    assert list(runs["iteration"]) == [0] * 4 + [1] * 4
    settings = list(product([1, 4], [2.0, 6.0])) * 2
    assert list(zip(*(runs[name] for name in result.factors), strict=True)) == settings
    assert list(runs["cost"]) == [6.0 * lanes for lanes, _ in settings]
    gates = runs[[f"corridors.{gate}.out" for gate in ("east", "north", "west")]]
    assert (gates.sum(axis=1) >= runs["out_by_close"]).all()
    assert (runs["error"] == "").all()
    assert len(result.points) == 4


def test_a_run_of_a_sweep_is_the_run_that_the_same_changes_give(made: Path) -> None:
    import sim

    run = load_sweep(made).runs.iloc[3]
    changes = ["corridors.east.lanes=4"]
    changes += [f"corridors.{gate}.service.per_minute=6" for gate in ("east", "north", "west")]
    summary = sim.run("grid-tutorial", overrides=changes).summary
    assert run["out_by_close"] == summary["out_by_close"]
    assert run["stranded"] == summary["by_status"]["stranded"]


def test_a_sweep_that_stopped_goes_on_and_ends_with_the_same_table(
    sweep: Sweep, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_sweep(sweep, tmp_path / "out")
    files = records(tmp_path / "out")
    for name in ("runs.csv", "runs.parquet", "finished.json"):
        (tmp_path / "out" / name).unlink()
    files[0].unlink()  # never made
    files[1].write_bytes(files[1].read_bytes()[:-9])  # cut off
    files[2].write_text(files[2].read_text().replace('"seed":1', '"seed":2'))  # changed
    stamps = {file: file.stat().st_mtime_ns for file in files[3:]}
    (files[3].parent / "abc.unfinished").write_text("half a record")
    run_sweep(sweep, tmp_path / "out")
    assert tables(tmp_path / "out") == tables(made)
    assert {file: file.stat().st_mtime_ns for file in files[3:]} == stamps
    assert not list((tmp_path / "out").rglob("*.unfinished"))


def test_a_finished_sweep_is_not_run_again(sweep: Sweep, made: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a run was made")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module.Keep, "__call__", refuse)
        assert len(run_sweep(sweep, made).runs) == 8
    estimate = estimate_sweep(sweep, made)
    assert (estimate.runs, estimate.known, estimate.seconds) == (8, 8, 0.0)


def test_a_full_disk_leaves_whole_records_only(
    sweep: Sweep, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, count = RecordStore.put, []

    def fills_up(store: RecordStore, outcome: Outcome) -> None:
        count.append(outcome)
        if len(count) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(store, outcome)

    monkeypatch.setattr(RecordStore, "put", fills_up)
    with pytest.raises(OSError, match="No space left"):
        run_sweep(sweep, tmp_path / "out")
    assert len(records(tmp_path / "out")) == 3
    assert not (tmp_path / "out" / "runs.csv").exists()
    monkeypatch.undo()
    run_sweep(sweep, tmp_path / "out")
    assert tables(tmp_path / "out") == tables(made)


def test_a_record_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RecordStore(tmp_path)
    outcome = Outcome("ab" * 32, "town", 1, 0, {"out": 3.0}, seconds=0.5)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        store.put(outcome)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    store.put(outcome)
    assert store.get(outcome.key) == outcome


def test_a_failed_run_is_kept_with_its_error_and_one_that_was_killed_is_made_again(
    tmp_path: Path,
) -> None:
    store = RecordStore(tmp_path)
    failed = Outcome("ab" * 32, "town", 1, 0, error="ValueError: no way")
    killed = Outcome("cd" * 32, "town", 1, 0, error=KILLED)
    for outcome in (failed, killed):
        store.put(outcome)
    assert store.get(failed.key) == failed
    assert store.get(killed.key) is None
    assert store.read(killed.key) == killed


def test_a_point_whose_run_fails_is_a_row_with_its_error(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.yaml"
    file.write_text(
        "scenario: grid-tutorial\nfactors: {corridors.north.gate_node: [89, 999999]}\n"
        "design: grid\nmeasures: [out]\n"
    )
    result = run_sweep(read_sweep(file), tmp_path / "out")
    assert [bool(error) for error in result.runs["error"]] == [False, True]
    assert "999999" in result.runs["error"][1]
    assert result.runs["out"].notna().tolist() == [True, False]
    assert len(result.failed) == 1


def test_the_folder_of_another_sweep_is_left_alone(
    sweep: Sweep, made: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    other = tmp_path / "other.yaml"
    other.write_text(TEXT.replace("[1, 4]", "[1, 5]"))
    with pytest.raises(OtherSweepError, match="differs in the factors"):
        run_sweep(read_sweep(other), made)
    assert main(["sweep", str(other), "--out", str(made), "--quiet"]) == 2
    assert "it is left alone" in capsys.readouterr().err
    about = json.loads((made / "sweep.json").read_text())
    copy = tmp_path / "older"
    copy.mkdir()
    (copy / "sweep.json").write_text(json.dumps({**about, "version": "0.0.1"}))
    with pytest.raises(OtherSweepError, match="the version of the program"):
        run_sweep(sweep, copy)
    (copy / "sweep.json").write_text(json.dumps({**about, "code": "0" * 64}))
    with pytest.raises(OtherSweepError, match="differs in the code of the program"):
        run_sweep(sweep, copy)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(ForeignFolderError, match="other than a sweep"):
        run_sweep(sweep, tmp_path / "mine")
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_two_sweeps_never_write_into_one_folder(sweep: Sweep, tmp_path: Path) -> None:
    with opened(tmp_path / "out", sweep), pytest.raises(ForeignFolderError, match="at work"):
        run_sweep(sweep, tmp_path / "out")


def test_a_dry_run_writes_nothing_and_says_number_time_and_disk(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["sweep", str(file), "--dry-run", "--out", str(out), "--jobs", "2", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "8 runs: 4 points, 2 replications" in said
    assert "with 2 processes" in said
    assert "MB" in said
    assert not out.exists()


def test_a_record_made_by_other_code_is_no_record_of_this_run(
    sweep: Sweep, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RecordStore(made / "runs")
    spec = sweep.specs[0]
    assert store.get(spec.key) is not None
    monkeypatch.setattr("sim.experiments.spec.code", lambda: "0" * 64)
    assert store.get(RunSpec(spec.loaded, spec.replication).key) is None


def test_a_budget_of_disk_needs_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.yaml"
    file.write_text(f"{TEXT}budget: {{disk_mb: 0.001}}\n")
    monkeypatch.setattr(run_module.Keep, "__call__", lambda *_: pytest.fail("a run was made"))
    with pytest.raises(ScenarioError, match="the records would take"):
        run_sweep(read_sweep(file), tmp_path / "out")


def test_records_take_the_room_that_was_estimated(sweep: Sweep, made: Path) -> None:
    blocks = [-(-file.stat().st_size // 4096) * 4096 for file in records(made)]
    tables_bytes = sum(len(content) for content in tables(made))
    # 8 records of a block each; a table of 8 rows is mostly its head, within 20 kB
    assert sum(blocks) == 8 * 4096
    assert sum(blocks) < disk_bytes(sweep) < sum(blocks) + tables_bytes + 20_000


def test_a_budget_of_time_refuses_what_would_take_longer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(f"{TEXT}budget: {{hours: 1.0e-7, disk_mb: 0.001}}\n")
    assert main(["sweep", str(file), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in told] == ["budget.hours", "budget.disk_mb"]
    assert not (tmp_path / "out").exists()


def test_a_result_that_was_cut_off_or_never_finished_is_not_read(
    made: Path, tmp_path: Path
) -> None:
    import shutil

    from sim.results import ResultFolderError

    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    (copy / "runs.parquet").write_bytes((copy / "runs.parquet").read_bytes()[:-1])
    with pytest.raises(ResultFolderError, match="changed"):
        load_sweep(copy)
    (copy / "finished.json").unlink()
    with pytest.raises(ResultFolderError, match="8 runs are there"):
        load_sweep(copy)
    with pytest.raises(ResultFolderError, match="no sweep"):
        load_sweep(tmp_path / "nothing")
