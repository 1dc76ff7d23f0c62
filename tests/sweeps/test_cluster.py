"""The same sweep on a Dask cluster of real processes, of which one is killed midway."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.experiments.cluster import ClusterError
from sim.experiments.same_code import this_program
from sim.runner.progress import Silent
from sim.sweeps.read import read_sweep
from sim.sweeps.run import run_sweep

pytest.importorskip("distributed")

TEXT = """
scenario: grid-tutorial
factors: {corridors.east.lanes: [1, 2, 3, 4], population.household: [1, 2, 4]}
design: grid
measures: [out_by_close, stranded, t50_s]
"""

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(root: Path, tmp_path: Path) -> Iterator[Start]:
    """Start processes of Dask that end with the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def begin(what: str, *options: str) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"{what}-{len(processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", what, *options],
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=log,
            stderr=log,
        )
        log.close()
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Kills(Silent):
    """Kills a process when so many runs are over."""

    def __init__(self, process: subprocess.Popen[bytes], after: int) -> None:
        self._process, self._left = process, after

    def run_over(self, failure: str = "") -> None:
        """Count a run."""
        assert not failure
        self._left -= 1
        if self._left == 0:
            self._process.send_signal(signal.SIGKILL)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_that_loses_a_worker_gives_the_table_of_one_process(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "grid.yaml"
    file.write_text(TEXT, encoding="utf-8")
    sweep = read_sweep(file)
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    until = time.monotonic() + 30.0
    while not listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    start(*worker)
    victim = start(*worker)
    with monkeypatch.context() as patch:
        patch.setattr("sim.experiments.cluster.this_program", lambda: (this_program()[0], "0" * 64))
        with pytest.raises(ClusterError, match="a worker runs other code"):
            run_sweep(sweep, tmp_path / "cluster", scheduler=address)
    run_sweep(sweep, tmp_path / "cluster", scheduler=address, progress=Kills(victim, 3))
    assert victim.wait(10.0) == -signal.SIGKILL
    run_sweep(sweep, tmp_path / "here")
    for name in ("runs.csv", "runs.parquet"):
        assert (tmp_path / "cluster" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_scheduler_that_is_lost_is_told_in_a_line_and_what_is_finished_is_kept(
    start: Start, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "grid.yaml"
    file.write_text(f"{TEXT}replications: 10\n", encoding="utf-8")
    sweep, port = read_sweep(file), free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    until = time.monotonic() + 30.0
    while not listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    out = tmp_path / "out"
    with pytest.raises(ClusterError, match="the scheduler was lost"):
        run_sweep(sweep, out, scheduler=address, progress=Kills(scheduler, 3))
    assert len(list((out / "runs").glob("*/*.json"))) >= 3
    assert not (out / "runs.csv").exists()
    assert "Traceback" not in capfd.readouterr().err


def test_a_scheduler_that_is_not_there_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiments.cluster.CONNECT_S", 0.2)
    file = tmp_path / "grid.yaml"
    file.write_text(TEXT, encoding="utf-8")
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ClusterError, match="cannot be reached"):
        run_sweep(read_sweep(file), tmp_path / "out", scheduler=address)
