"""Runs over one process or several: the same bits, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.experiments.many import run_each, run_many
from sim.experiments.once import run_spec
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.experiments.workers import KILLED
from sim.runner.progress import Lines
from sim.scenario import LoadedScenario, load_scenario
from sim.scenario.loader import OpenScenario

TOWN = Path(__file__).parents[1] / "model/scenarios/town.yaml"


@pytest.fixture(scope="module")
def town() -> LoadedScenario:
    return load_scenario(TOWN)


@pytest.fixture(scope="module")
def specs(town: LoadedScenario) -> list[RunSpec]:
    return [RunSpec.of(town, replication=number) for number in range(6)]


@pytest.fixture(scope="module")
def outcomes(specs: list[RunSpec]) -> list[Outcome]:
    """Made in this process."""
    return run_many(specs)


class Kept:
    """A store in memory that counts what it is given."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}

    def get(self, key: str) -> Outcome | None:
        return Outcome.from_json(self.lines[key]) if key in self.lines else None

    def put(self, outcome: Outcome) -> None:
        assert outcome.key not in self.lines
        self.lines[outcome.key] = outcome.to_json()


def die_once(spec: RunSpec) -> Outcome:
    """Be killed on the first try of replication 2, if the marker file is there to be removed."""
    marker = Path(os.environ["CORRIDORS_TEST_MARKER"])
    if spec.replication == 2 and marker.exists():
        marker.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_spec(spec)


def always_die(spec: RunSpec) -> Outcome:
    """Be killed in replication 1, every time."""
    if spec.replication == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_spec(spec)


def test_two_workers_give_the_bits_of_one_process_in_the_order_asked_for(
    specs: list[RunSpec], outcomes: list[Outcome]
) -> None:
    there = run_many(list(reversed(specs)), jobs=2)
    assert [outcome.replication for outcome in there] == [5, 4, 3, 2, 1, 0]
    assert there == outcomes[::-1]
    assert [o.to_json().split('"seconds"')[0] for o in there] == [
        o.to_json().split('"seconds"')[0] for o in outcomes[::-1]
    ]


def test_an_outcome_says_what_the_run_says(town: LoadedScenario, outcomes: list[Outcome]) -> None:
    import sim

    summary = sim.run(TOWN).summary
    first = outcomes[0]
    assert first.measures["out"] == summary["by_status"]["out"]
    assert first.measures["t90_s"] == summary["t90_s"]
    for corridor in summary["corridors"]:
        assert first.measures[f"corridors.{corridor['id']}.out"] == corridor["out"]
    districts = town.scenario.population.districts
    assert (
        sum(first.measures[f"districts.{d}.out"] or 0 for d in districts)
        == (summary["by_status"]["out"])
    )
    assert first.curves is not None
    assert sum(map(sum, first.curves.out.values())) == summary["by_status"]["out"]
    lengths = {len(counts) for counts in first.curves.out.values()}
    assert lengths == {int(summary["duration_s"] / first.curves.interval_s)}


def test_replications_are_other_people_and_keys_tell_runs_apart(
    town: LoadedScenario, specs: list[RunSpec], outcomes: list[Outcome]
) -> None:
    assert len({outcome.measures["t90_s"] for outcome in outcomes}) > 1
    keys = {spec.key for spec in specs} | {RunSpec.of(town, seed=99).key}
    keys.add(RunSpec.of(load_scenario(TOWN, overrides=["corridors.a.lanes=7"])).key)
    assert len(keys) == len(specs) + 2
    renamed = load_scenario(TOWN, overrides=["title=Another", "notes=Words"])
    assert RunSpec.of(renamed).key == specs[0].key


def test_an_outcome_survives_json_bit_for_bit(outcomes: list[Outcome]) -> None:
    text = outcomes[0].to_json()
    assert Outcome.from_json(text) == outcomes[0]
    for broken in (text[:-1], text[: len(text) // 2], "{}", "[]", "null"):
        with pytest.raises(ValueError, match=r"."):
            Outcome.from_json(broken)


def test_a_store_is_asked_first_and_given_every_new_outcome(
    specs: list[RunSpec], outcomes: list[Outcome]
) -> None:
    store = Kept()
    assert run_many(specs[:2], store=store) == outcomes[:2]
    assert set(store.lines) == {spec.key for spec in specs[:2]}
    assert run_many(specs[:4], store=store) == outcomes[:4]
    assert len(store.lines) == 4


def test_a_run_that_fails_is_kept_with_its_error_and_the_others_go_on(
    town: LoadedScenario, specs: list[RunSpec], outcomes: list[Outcome]
) -> None:
    gate = {"gate": None, "gate_node": 999_999}
    corridors = {
        key: corridor.model_copy(update=gate) for key, corridor in town.scenario.corridors.items()
    }
    from sim.scenario.loader import with_scenario

    nowhere = with_scenario(town, town.scenario.model_copy(update={"corridors": corridors}))
    bad, good = run_many([RunSpec.of(nowhere), specs[1]])
    assert good == outcomes[1]
    assert bad.failed
    assert "999999" in bad.error
    assert bad.measures == {}
    assert Outcome.from_json(bad.to_json()) == bad


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_is_killed_is_told_and_its_run_made_again(
    specs: list[RunSpec],
    outcomes: list[Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marker = tmp_path / "marker"
    marker.touch()
    monkeypatch.setenv("CORRIDORS_TEST_MARKER", str(marker))
    with (tmp_path / "said").open("w") as said:
        progress = Lines(said)
        assert run_many(specs[:4], jobs=2, run=die_once, progress=progress) == outcomes[:4]
    assert "a worker process was killed" in (tmp_path / "said").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_run_that_kills_every_worker_fails_alone(
    specs: list[RunSpec], outcomes: list[Outcome]
) -> None:
    found = run_many(specs[:3], jobs=2, run=always_die)
    assert [found[0], found[2]] == [outcomes[0], outcomes[2]]
    assert found[1].error == KILLED


def test_no_jobs_are_refused(specs: list[RunSpec]) -> None:
    with pytest.raises(ValueError, match="at least one job"):
        next(run_each(specs, jobs=0))


def test_a_file_that_is_read_once_resolves_as_if_it_were_loaded_each_time() -> None:
    opened = OpenScenario.read(TOWN)
    for lanes in (1, 5):
        change = [f"corridors.a.lanes={lanes}"]
        assert opened.resolve(overrides=change, seed=3) == load_scenario(
            TOWN, overrides=change, seed=3
        )


_MANY = """
import sys
from sim.experiments.many import run_many
from sim.experiments.spec import RunSpec
from sim.runner.progress import Silent
from sim.runner.stopping import Stop
from sim.scenario import load_scenario
class Told(Silent):
    def run_over(self, failure):
        print("done", flush=True)
if __name__ == "__main__":
    stop = Stop()
    stop.listen()
    town = load_scenario(sys.argv[1])
    specs = [RunSpec.of(town, replication=number) for number in range(10_000)]
    run_many(specs, jobs=2, progress=Told())
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(
    number: signal.Signals, root: Path, tmp_path: Path
) -> None:
    script = tmp_path / "many.py"
    script.write_text(_MANY)
    process = subprocess.Popen(
        [sys.executable, str(script), str(TOWN)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert process.stdout is not None
    while "done" not in process.stdout.readline():
        assert process.poll() is None
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as Ctrl-C does: the workers get it as well
    else:
        process.send_signal(number)
    _, said = process.communicate()  # ends when nobody holds the pipes any more
    assert process.returncode != 0
    while any(_session(pid) == process.pid for pid in _processes()):
        time.sleep(0.05)
    # One traceback of this process at most, none of a worker.
    assert said.count("Traceback") == (0 if number == signal.SIGKILL else 1), said


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1
