"""A result folder is complete or not there, and nothing of anybody else's is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.runner.result_folder import OURS, ForeignFolderError, is_result, replacing

SUMMARY = json.dumps(dict.fromkeys(OURS))


def write(folder: Path, text: str) -> None:
    with replacing(folder) as unfinished:
        (unfinished / "table.csv").write_text(text)
        (unfinished / "summary.json").write_text(SUMMARY)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_result_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    place = tmp_path / "results" / "plan"
    with replacing(place) as unfinished:
        (unfinished / "summary.json").write_text(SUMMARY)
        assert not place.exists()
        assert unfinished.parent == place.parent
    assert names(tmp_path / "results") == ["plan"]
    assert names(place) == ["summary.json"]
    assert is_result(place)


def test_a_result_replaces_a_result_as_a_whole(tmp_path: Path) -> None:
    place = tmp_path / "plan"
    write(place, "old")
    (place / "old-picture.png").touch()
    write(place, "new")
    assert (place / "table.csv").read_text() == "new"
    assert names(place) == ["summary.json", "table.csv"]
    assert names(tmp_path) == ["plan"]


def write_half_and_raise(folder: Path, end: type[BaseException]) -> None:
    with replacing(folder) as unfinished:
        (unfinished / "table.csv").write_text("half")
        raise end


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, ValueError, OSError])
def test_a_run_that_ends_early_leaves_the_old_result_and_nothing_else(
    tmp_path: Path, end: type[BaseException]
) -> None:
    place = tmp_path / "plan"
    write(place, "old")
    with pytest.raises(end):
        write_half_and_raise(place, end)
    assert (place / "table.csv").read_text() == "old"
    assert names(tmp_path) == ["plan"]


def foreign_file(place: Path) -> None:
    place.write_text("a letter")


def foreign_folder(place: Path) -> None:
    place.mkdir()
    (place / "letter.txt").write_text("a letter")


def foreign_summary(place: Path) -> None:
    place.mkdir()
    (place / "summary.json").write_text('{"of": "another program"}')


def broken_summary(place: Path) -> None:
    place.mkdir()
    (place / "summary.json").write_text("{")


def link_to_a_result(place: Path) -> None:
    write(place.parent / "elsewhere", "old")
    place.symlink_to(place.parent / "elsewhere")


@pytest.mark.parametrize(
    "put",
    [foreign_file, foreign_folder, foreign_summary, broken_summary, link_to_a_result],
    ids=lambda put: put.__name__,
)
def test_what_is_no_result_is_left_alone(tmp_path: Path, put) -> None:  # type: ignore[no-untyped-def]  # parametrised
    place = tmp_path / "plan"
    put(place)
    before = names(tmp_path)
    with pytest.raises(ForeignFolderError, match="plan"), replacing(place):
        pytest.fail("must not begin")
    assert names(tmp_path) == before


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    place = tmp_path / "plan"
    place.mkdir()
    write(place, "new")
    assert names(place) == ["summary.json", "table.csv"]


def write_while_somebody_writes(folder: Path) -> None:
    with replacing(folder) as unfinished:
        (unfinished / "summary.json").write_text(SUMMARY)
        foreign_folder(folder)


def test_a_foreign_folder_that_appears_meanwhile_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "plan"
    with pytest.raises(ForeignFolderError):
        write_while_somebody_writes(place)
    assert names(place) == ["letter.txt"]
    assert names(tmp_path) == ["plan"]


KILLED = """
import sys, time
from pathlib import Path
from sim.runner.result_folder import replacing
with replacing(Path(sys.argv[1])) as unfinished:
    (unfinished / "summary.json").write_text(sys.argv[2])
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_leaves_no_result_and_the_next_one_clears_up(
    tmp_path: Path, root: Path
) -> None:
    place = tmp_path / "plan"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(place), SUMMARY],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        write(tmp_path / "other", "another run")
        write(place, "first")  # beside the one that still runs
        assert len(names(tmp_path)) == 3, "the living run's folder is not touched"
        os.kill(run.pid, signal.SIGKILL)
    (left,) = [path for path in tmp_path.iterdir() if path.name not in ("plan", "other")]
    assert left.name.startswith(".plan.unfinished-")
    write(place, "second")
    assert names(tmp_path) == ["other", "plan"]
    assert (place / "table.csv").read_text() == "second"


def test_a_result_that_lost_its_place_gets_it_back(tmp_path: Path) -> None:
    place = tmp_path / "plan"
    write(place, "old")
    place.rename(tmp_path / ".plan.previous-0123abcd")  # killed between the two moves
    with pytest.raises(KeyboardInterrupt), replacing(place):
        raise KeyboardInterrupt
    assert (place / "table.csv").read_text() == "old"
    assert names(tmp_path) == ["plan"]
