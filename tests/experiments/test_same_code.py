"""One call's runs are made by one program: what counts as the same, and who refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiments.many import run_many
from sim.experiments.outcome import Outcome
from sim.experiments.same_code import OtherCodeError, run_as, this_program
from sim.experiments.spec import RunSpec
from sim.results.provenance import PACKAGE, code, fingerprint
from sim.scenario import load_scenario

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


@pytest.fixture
def spec() -> RunSpec:
    return RunSpec.of(load_scenario(TOWN))


def test_the_fingerprint_follows_names_and_contents_of_modules_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    module = tmp_path / "a" / "b.py"
    module.write_bytes(b"x = 1\ny = 2\n")
    before = fingerprint(tmp_path)
    (tmp_path / "a" / "b.pyc").write_bytes(b"compiled")
    (tmp_path / "notes.txt").write_bytes(b"notes")
    module.write_bytes(b"x = 1\r\ny = 2\r\n")  # as a checkout on Windows has it
    assert fingerprint(tmp_path) == before
    module.write_bytes(b"x = 1\ny = 3\n")
    changed = fingerprint(tmp_path)
    assert changed != before
    module.rename(tmp_path / "a" / "c.py")
    assert fingerprint(tmp_path) not in {before, changed}


def test_the_programs_own_fingerprint_is_that_of_its_package() -> None:
    assert (PACKAGE / "model.py").is_file()
    assert code() == fingerprint(PACKAGE)


def test_the_name_of_a_run_goes_with_it_and_holds_the_code(
    spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pickle

    key = spec.key
    monkeypatch.setattr("sim.experiments.spec.code", lambda: "0" * 64)
    assert pickle.loads(pickle.dumps(spec)).key == key
    assert RunSpec(spec.loaded).key != key


def test_a_process_with_other_code_or_another_version_refuses(spec: RunSpec) -> None:
    version, mine = this_program()

    def run(spec: RunSpec) -> Outcome:
        return Outcome(spec.key, "town", 1, 0)

    assert run_as((version, mine), run, spec).key == spec.key
    with pytest.raises(OtherCodeError, match=f"hash to {mine[:12]} and not to 0000"):
        run_as((version, "0" * 64), run, spec)
    with pytest.raises(OtherCodeError, match="install the same one"):
        run_as(("9.9", mine), run, spec)


def test_workers_that_start_after_the_files_were_changed_end_the_call_in_a_line(
    spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiments.workers.this_program", lambda: ("0.1.0", "0" * 64))
    specs = [spec, RunSpec(spec.loaded, 1)]
    with pytest.raises(OSError, match="files were changed while runs were made"):
        run_many(specs, jobs=2)
