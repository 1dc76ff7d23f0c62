"""Pictures for a publication, and the film: what they draw, in numbers that can be redone."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import sim
from sim.cli import main
from sim.experiments.outcome import Curves, Outcome
from sim.report.animation import NoVideoError, save
from sim.report.bands import band
from sim.report.space_time import waiting_along, way_to
from sim.report.stranded import places_of
from sim.results.result import RunResult


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gallery") / "tutorial"
    sim.run(root / "scenarios/grid-tutorial.yaml", replications=2, out=out)
    return out


@pytest.fixture(scope="module")
def result(folder: Path) -> RunResult:
    return sim.load_results(folder)


def test_replications_come_back_with_the_run(result: RunResult) -> None:
    assert result.replications is not None
    first, second = result.replications.outcomes
    assert first.measures["out"] == result.summary["by_status"]["out"]
    assert first.curves is not None
    out = result.corridors.groupby("corridor")["out"].sum()
    assert {name: sum(counts) for name, counts in first.curves.out.items()} == out.to_dict()
    assert (first.replication, second.replication) == (0, 1)


def test_a_band_holds_the_cumulative_sums_of_its_runs() -> None:
    runs = [
        Outcome("", "plan", 1, k, {}, Curves(60.0, {"a": (0, 10 * k), "b": (1, 0)}))
        for k in range(3)
    ]
    found = band([*runs, Outcome("", "plan", 1, 3, error="it broke")])
    assert found is not None
    assert found.time_s.tolist() == [0.0, 60.0, 120.0]
    assert found.mean.tolist() == [0.0, 1.0, 11.0]  # 1, 11 and 21 at the end
    assert (found.low[-1], found.high[-1]) == pytest.approx((2.0, 20.0))
    alone = band(runs, "a")
    assert alone is not None
    assert alone.mean.tolist() == [0.0, 0.0, 10.0]
    assert band(runs, "c") is None


def test_the_way_to_a_gate_goes_back_into_the_longest_queue() -> None:
    links = pd.DataFrame(
        {
            "link": [0, 1, 2, 3],
            "from_node": [2, 3, 4, 1],
            "to_node": [1, 2, 2, 5],
            "entered": [9, 5, 4, 9],
            "delay_person_s": [100.0, 1.0, 50.0, 0.0],
            "length_m": [10.0, 20.0, 30.0, 40.0],
        }
    )
    assert way_to(links, 1)["link"].tolist() == [0, 2]  # of 3 and 4 before 2 the one that waited
    series = pd.DataFrame({"time_s": [60.0, 60.0, 120.0], "link": [0, 1, 2], "waiting": [7, 8, 9]})
    times, waiting = waiting_along(series, np.asarray([0, 2]))
    assert times.tolist() == [60.0, 120.0]
    assert waiting.tolist() == [[7.0, 0.0], [0.0, 9.0]]


def test_a_district_is_drawn_in_the_middle_of_its_homes() -> None:
    links = pd.DataFrame(
        {
            "from_node": [1], "from_x_m": [0.0], "from_y_m": [0.0],
            "to_node": [2], "to_x_m": [100.0], "to_y_m": [40.0],
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {"district": ["a", "a", "b"], "home_node": [1, 2, 2], "persons": [3, 1, 5]}
    )
    assert places_of(people, links) == {"a": (25.0, 10.0), "b": (100.0, 40.0)}


def test_functions_return_labelled_axes(result: RunResult) -> None:
    figures = result.figures
    for axes in (figures.curves(), figures.queues("east")):
        assert axes.get_xlabel().startswith("local time")
        assert axes.get_ylabel() in ("people out so far", "metres before the gate")
    last = float(figures.curves().lines[0].get_ydata()[-1])
    assert result.replications is not None
    outs = [outcome.measures["out"] or 0.0 for outcome in result.replications.outcomes]
    assert last == pytest.approx(np.mean(outs))
    assert figures.stranded().figure.axes[2].get_ylabel() == "share of those out"
    with pytest.raises(ValueError, match="there is no corridor 'south'; there are east"):
        figures.queues("south")


def test_the_command_draws_everything_and_a_film(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["figures", str(folder), "--out", str(tmp_path), "--format", "svg"]
    assert main([*arguments, "--film", "gif"]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"curves.svg", "evacuated.svg", "queues-east.svg", "stranded.svg", "film.gif"} <= names
    assert set(capsys.readouterr().out.split()) == {str(tmp_path / name) for name in names}
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames > 20  # type: ignore[attr-defined]
        first = np.asarray(film.convert("RGB"))
        film.seek(20)
        assert (np.asarray(film.convert("RGB")) != first).any()


def test_the_video_shows_frame_by_frame_what_the_gif_shows(
    result: RunResult, tmp_path: Path
) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="MP4 needs the extra `video`")
    save(result, tmp_path / "film.gif")
    assert save(result, tmp_path / "film.mp4") == tmp_path / "film.mp4"
    assert {path.name for path in tmp_path.iterdir()} == {"film.gif", "film.mp4"}
    command = [ffmpeg.get_ffmpeg_exe(), "-i", str(tmp_path / "film.mp4")]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    read = subprocess.run([*command, *raw], capture_output=True, check=True)
    told = next(line for line in read.stderr.decode().splitlines() if "Video: h264" in line)
    assert all(word in told for word in ("yuv420p", "800x640", "10 fps"))
    decoded = np.frombuffer(read.stdout, np.uint8).reshape(-1, 640, 800, 3)
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == len(decoded)  # type: ignore[attr-defined]
        for number in (0, 20, len(decoded) - 1):
            film.seek(number)
            drawn = np.asarray(film.convert("RGB"), np.int64)
            assert np.abs(decoded[number] - drawn).mean() < 4.0  # of 255: two lossy forms
    assert (decoded[20] != decoded[0]).any()


def test_an_ffmpeg_that_fails_is_told_and_leaves_nothing(
    result: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr("matplotlib.animation.FFMpegWriter.isAvailable", lambda: True)
    monkeypatch.setattr("sim.report.animation._ffmpeg", lambda: str(broken))
    with pytest.raises(NoVideoError, match="could not write the film"):
        save(result, tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["ffmpeg"]


def test_without_ffmpeg_a_video_is_refused_with_the_remedy(
    result: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matplotlib.animation.FFMpegWriter.isAvailable", lambda: False)
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(NoVideoError, match=r"pip install 'corridors\[video\]'; GIF needs neither"):
        save(result, tmp_path / "film.mp4")
    with pytest.raises(ValueError, match=r"a film is \.gif or \.mp4"):
        save(result, tmp_path / "film.avi")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="no streets over time"):
        save(replace(result, links=None), tmp_path / "film.gif")
