"""The commands, as somebody at a terminal meets them."""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.arguments import jobs_of

RUN = [sys.executable, "-m", "sim", "run"]


@pytest.fixture(scope="session")
def street(root: Path) -> Path:
    return root / "tests/model/scenarios/street.yaml"


@pytest.fixture(scope="session")
def town(root: Path) -> Path:
    return root / "tests/model/scenarios/town.yaml"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def environment(root: Path) -> dict[str, str]:
    """So that a program started in an empty folder finds the package."""
    return {**os.environ, "PYTHONPATH": str(root)}


def test_run_writes_results_under_the_scenarios_id_and_says_where(
    street: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(street), "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.endswith(f"Results are in {Path('results') / 'street'}\n")
    summary = json.loads((here / "results/street/summary.json").read_text())
    assert summary["persons"] == 20
    assert summary["by_status"]["out"] == 20
    assert sum(summary["by_status"].values()) == 20
    assert summary["seed"] == 7
    assert {path.name for path in (here / "results").iterdir()} == {"street"}


def test_run_takes_a_folder_a_seed_and_changes(street: Path, here: Path) -> None:
    change = ["--set", "corridors.east.lanes=0", "--set", "title=<script>"]
    assert main(["run", str(street), "--quiet", "--out", "mine", "--seed", "99", *change]) == 0
    summary = json.loads((here / "mine/summary.json").read_text())
    assert summary["seed"] == 99
    assert summary["title"] == "<script>"
    assert summary["by_status"]["stranded"] == 20
    assert not (here / "results").exists()


def test_zero_lanes_let_nobody_pass_and_null_lanes_set_no_limit(street: Path, here: Path) -> None:
    for lanes, out in (("0", 0), ("null", 20)):
        assert main(["run", str(street), "--quiet", "--set", f"corridors.east.lanes={lanes}"]) == 0
        summary = json.loads((here / "results/street/summary.json").read_text())
        assert summary["by_status"]["out"] == out


def test_zero_capacity_lets_nobody_pass_and_null_sets_no_limit(street: Path, here: Path) -> None:
    for capacity, out in (("0", 0), ("7", 7), ("null", 20)):
        change = f"corridors.east.capacity_persons={capacity}"
        assert main(["run", str(street), "--quiet", "--set", change]) == 0
        summary = json.loads((here / "results/street/summary.json").read_text())
        assert summary["by_status"]["out"] == out


def test_validate_says_what_is_there_and_which_lanes_the_willing_need(
    street: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(street)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{street}: valid; 20 people in 1 district, 1 corridor\n")
    assert "  civilian: 1 for 20 people at 60 a minute in 1 h; there are 1\n" in said.out
    assert list(here.iterdir()) == []


def test_a_run_in_which_nobody_sets_out_needs_no_lanes(
    street: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(street), "--set", "population.leaving.civilian.willing=0"]) == 0
    assert "No lanes are needed: nobody sets out on foot.\n" in capsys.readouterr().out


def test_schema_is_a_json_schema_that_the_scenario_obeys(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import jsonschema
    from ruamel.yaml import YAML

    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    written = json.loads(json.dumps(YAML(typ="safe").load(town.read_text()), default=str))
    jsonschema.validate(written, schema)


def test_progress_is_plain_lines_on_standard_error_where_there_is_no_terminal(
    street: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(street)]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert any("people out" in line for line in lines)
    assert not any("\r" in line for line in lines)


def test_python_m_sim_is_the_same_program(
    street: Path, here: Path, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [*RUN, str(street), "--quiet"], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Results are in" in done.stdout
    assert (here / "results/street/summary.json").exists()


def test_a_reader_who_leaves_early_causes_no_noise(here: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sim", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as schema:
        assert schema.stdout is not None
        assert schema.stderr is not None
        schema.stdout.close()
        assert schema.stderr.read() == b""
        assert schema.wait() == 141


LONG = "clock.control_interval_s=0.004"
"""300,000 intervals until the last is out of the street: as good as endless."""


@pytest.mark.parametrize(
    ("how", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_run_that_is_stopped_leaves_nothing_that_looks_finished(
    how: signal.Signals, code: int, street: Path, here: Path, environment: dict[str, str]
) -> None:
    with subprocess.Popen(
        [*RUN, str(street), "--set", LONG], stderr=subprocess.PIPE, text=True, env=environment
    ) as run:
        assert run.stderr is not None
        deadline = time.monotonic() + 120
        while not list(here.glob("results/.street.unfinished-*")):
            assert run.poll() is None, run.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        run.send_signal(how)
        said = run.stderr.read()
        assert run.wait() == code
    assert "Traceback" not in said
    assert not list(here.rglob("summary.json"))
    left = [path.name for path in (here / "results").iterdir()]
    if how == signal.SIGKILL:
        assert [name.rpartition("-")[0] for name in left] == [".street.unfinished"]
        assert main(["run", str(street), "--quiet"]) == 0
        left = [path.name for path in (here / "results").iterdir()]
        assert left == ["street"]
    else:
        assert left == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_comparison_that_is_terminated_with_its_workers_says_so_and_leaves_nothing(
    street: Path, here: Path, environment: dict[str, str]
) -> None:
    command = [*RUN[:-1], "compare", str(street), str(street), "--replications", "5000"]
    with subprocess.Popen(
        [*command, "--jobs", "2"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as run:
        assert run.stderr is not None
        while "10000 runs" not in run.stderr.readline().replace(",", ""):
            assert run.poll() is None
        os.killpg(run.pid, signal.SIGTERM)  # as a service manager does
        said = run.stderr.read()
        assert run.wait() == 143, said
    assert "interrupted" in said
    assert "fault of the program" not in said
    assert "Traceback" not in said
    assert not (here / "results").exists() or not list((here / "results").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interruption_that_a_library_swallows_is_still_an_interruption(
    here: Path, environment: dict[str, str]
) -> None:
    swallowing = (
        "import os, signal, time\n"
        "import sim.cli.schema as command\n"
        "from sim.cli import main\n"
        "def swallow(args):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        time.sleep(5)\n"
        "    except BaseException:\n"
        "        raise ImportError('cannot import something') from None\n"
        "command._schema = swallow\n"
        "raise SystemExit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", swallowing, "schema"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (143, "corridors: interrupted\n")


def test_a_failure_that_nobody_foresaw_is_one_line_unless_debugging(
    here: Path, environment: dict[str, str]
) -> None:
    broken = (
        "import sim.cli.schema as command\n"
        "from sim.cli import main\n"
        "command._schema = lambda args: 1 / 0\n"
        "raise SystemExit(main())\n"
    )
    for arguments, lines in ((["schema"], 1), (["schema", "--debug"], None)):
        done = subprocess.run(
            [sys.executable, "-c", broken, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert done.returncode == 1
        assert "ZeroDivisionError: division by zero" in done.stderr
        assert ("Traceback" in done.stderr) is (lines is None)
        if lines is not None:
            assert len(done.stderr.splitlines()) == lines


def test_help_names_every_command_and_imports_nothing_heavy(
    environment: dict[str, str],
) -> None:
    ask = (
        "import sys\n"
        "from sim.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    heavy = {'numpy', 'pydantic', 'pandas', 'mesa', 'numba', 'scipy', 'matplotlib'}\n"
        "    sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stderr == ""
    for command in ("run", "validate", "schema"):
        assert command in done.stdout


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["--version"])
    assert leaving.value.code == 0
    assert capsys.readouterr().out.startswith("corridors ")


def test_a_disk_that_is_full_fails_the_run_and_leaves_nothing(
    street: Path,
    here: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.report.figures.save_figures", full)
    assert main(["run", str(street), "--quiet"]) == 1
    assert "the run failed: [Errno 28] No space left on device" in capsys.readouterr().err
    assert list((here / "results").iterdir()) == []


def test_tables_sum_to_the_summary(town: Path, here: Path) -> None:
    assert main(["run", str(town), "--quiet"]) == 0
    folder = here / "results/town"
    summary = json.loads((folder / "summary.json").read_text())
    with (folder / "districts.csv").open(encoding="utf-8", newline="") as file:
        districts = list(csv.DictReader(file))
    assert sum(int(row["out"]) for row in districts) == summary["by_status"]["out"]
    assert sum(corridor["out"] for corridor in summary["corridors"]) == summary["by_status"]["out"]


def test_runs_are_shared_by_every_core_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    assert jobs_of(argparse.Namespace(jobs=None)) == 3
    assert jobs_of(argparse.Namespace(jobs=1)) == 1
