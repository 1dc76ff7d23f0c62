"""What a run says while it runs."""

from __future__ import annotations

import io
import re

import pytest

from sim.runner.progress import Bar, Lines, Moment, Silent, progress_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def moments(count: int) -> list[Moment]:
    return [
        Moment(now_s=float(step), end_s=float(count), clock=f"09:{step:02d}", out=step, persons=500)
        for step in range(1, count + 1)
    ]


def test_lines_come_every_tenth_of_the_simulated_time() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.stage("reading the streets")
    for moment in moments(50):
        lines.moment(moment)
    lines.close()
    written = stream.getvalue().splitlines()
    assert written[0] == "reading the streets"
    assert [line.split()[0] for line in written[1:]] == [
        f"09:{step:02d}" for step in range(5, 51, 5)
    ]
    assert written[-1] == "09:50  100%  50 of 500 people out"


def test_lines_come_every_few_seconds_where_the_run_is_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter([0.0, 6.0, 7.0, 12.5])
    monkeypatch.setattr("sim.runner.progress.monotonic", lambda: next(now))
    stream = io.StringIO()
    lines = Lines(stream)
    for moment in moments(1000)[:4]:
        lines.moment(moment)
    written = stream.getvalue().splitlines()
    assert [line.split()[0] for line in written] == ["09:02", "09:04"]
    assert written[0].endswith("about 2994 s to go")  # 6 s for 0.2 %


def test_what_is_to_go_is_told_from_runs_and_not_from_their_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 60 s until the first of a hundred runs is over, then one every 6 s.
    now = iter([0.0, 60.0, 66.0, 72.0])
    monkeypatch.setattr("sim.runner.progress.monotonic", lambda: next(now))
    stream = io.StringIO()
    lines = Lines(stream)
    lines.many(100)
    for _ in range(3):
        lines.run_over()
    assert stream.getvalue().splitlines() == [
        "100 runs",
        "1 of 100 runs done",
        "2 of 100 runs done, about 588 s to go",
        "3 of 100 runs done, about 582 s to go",
    ]


def test_the_bar_tells_it_from_runs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("tqdm.std.time", lambda: now[0])
    stream = Terminal()
    bar = Bar(stream)
    bar.many(102)
    for waited in (600.0, 6.0, 6.0):
        now[0] += waited
        bar.run_over()
    said = stream.getvalue().split("\r")[-1]
    assert re.search("3 of 102 runs, 09:5[34] to go", said)  # 99 runs of 6 s, cut to seconds
    assert "1 of 102 runs, ? to go" in stream.getvalue()
    bar.close()


def test_a_terminal_gets_a_bar_that_leaves_nothing_behind() -> None:
    stream = Terminal()
    bar = Bar(stream)
    bar.stage("reading the streets")
    for moment in moments(10):
        bar.moment(moment)
    bar.stage("writing")
    bar.close()
    bar.close()
    written = stream.getvalue()
    assert written.startswith("reading the streets\n")
    assert "10 of 500 people out" in written or "1 of 500 people out" in written
    assert written.rstrip(" \r").endswith(("\r", "\n")) or written.endswith("\r")


def test_what_the_stream_is_decides(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(progress_for(Terminal()), Bar)
    assert isinstance(progress_for(io.StringIO()), Lines)
    silent = progress_for(Terminal(), quiet=True)
    assert isinstance(silent, Silent)
    silent.stage("reading the streets")
    for moment in moments(10):
        silent.moment(moment)
    silent.close()
    assert capsys.readouterr() == ("", "")
