"""What many runs say while they go on: a bar on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NoReturn, Protocol, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

    from sim.experiments.outcome import Outcome
    from sim.runner.stopping import Stop

LINE_EVERY_S = 5.0


class RunsProgress(Protocol):
    """Somebody who wants to know how many runs are done."""

    def stage(self, text: str) -> None:
        """Hear what is being done now."""

    def begin(self, total: int, known: int = 0) -> None:
        """Hear how many runs there are, and how many of them are there already."""

    def done(self, outcome: Outcome) -> None:
        """Hear that a run is over."""

    def close(self) -> None:
        """Hear that there is no more to come; may be called more than once."""


class SilentRuns:
    """Says nothing."""

    def stage(self, text: str) -> None:
        """Say nothing."""

    def begin(self, total: int, known: int = 0) -> None:
        """Say nothing."""

    def done(self, outcome: Outcome) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class RunLines:
    """Plain lines: one a stage, one every few seconds, one a failed run.

    Parameters
    ----------
    stream
        Where the lines go.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = self._done = self._known = 0
        self._begin_s = self._last_s = 0.0

    def stage(self, text: str) -> None:
        """Write what is being done."""
        self._write(text)

    def begin(self, total: int, known: int = 0) -> None:
        """Write how much there is to do."""
        self._total, self._done, self._known = total, known, known
        self._begin_s = self._last_s = monotonic()
        there = f", {known:,} of them are there already" if known else ""
        self._write(f"{total:,} runs{there}")

    def done(self, outcome: Outcome) -> None:
        """Write a line if it is time for one, or if the run failed."""
        self._done += 1
        if outcome.failed:
            self._write(f"a run failed: {failure(outcome)}")
        now = monotonic()
        if now - self._last_s < LINE_EVERY_S and self._done < self._total:
            return
        self._last_s = now
        new = self._done - self._known
        left_s = (now - self._begin_s) / new * (self._total - self._done)
        to_go = f", about {left_s:.0f} s to go" if left_s >= 1.0 else ""
        self._write(f"{self._done:,} of {self._total:,} runs done{to_go}")

    def close(self) -> None:
        """Nothing is left open."""

    def _write(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


class RunBar:
    """A bar on a terminal.

    Parameters
    ----------
    stream
        The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[NoReturn] | None = None

    def stage(self, text: str) -> None:
        """Write what is being done."""
        self._say(text)

    def begin(self, total: int, known: int = 0) -> None:
        """Show the bar."""
        from tqdm import tqdm

        self.close()
        self._bar = tqdm(
            total=total, initial=known, file=self._stream, leave=False, dynamic_ncols=True,
            bar_format="{percentage:3.0f}% |{bar}| {n_fmt} of {total_fmt} runs, {remaining} to go",
        )  # fmt: skip

    def done(self, outcome: Outcome) -> None:
        """Move the bar; a failed run is told above it."""
        if outcome.failed:
            self._say(f"a run failed: {failure(outcome)}")
        if self._bar is not None:
            self._bar.update()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _say(self, text: str) -> None:
        if self._bar is None:
            self._stream.write(text + "\n")
            self._stream.flush()
        else:
            self._bar.write(text, file=self._stream)


class StoppableRuns:
    """Lets many runs stop at every report.

    Parameters
    ----------
    progress
        Who is told.
    stop
        Who is asked.
    """

    def __init__(self, progress: RunsProgress, stop: Stop) -> None:
        self._progress = progress
        self._stop = stop

    def stage(self, text: str) -> None:
        """Pass it on, unless the runs are to stop."""
        self._stop.check()
        self._progress.stage(text)

    def begin(self, total: int, known: int = 0) -> None:
        """Pass it on, unless the runs are to stop."""
        self._stop.check()
        self._progress.begin(total, known)

    def done(self, outcome: Outcome) -> None:
        """Pass it on, unless the runs are to stop."""
        self._stop.check()
        self._progress.done(outcome)

    def close(self) -> None:
        """Pass it on."""
        self._progress.close()


def failure(outcome: Outcome) -> str:
    """Say which run failed and why."""
    which = f"{outcome.scenario}, seed {outcome.seed}, replication {outcome.replication}"
    return f"{which}: {outcome.error}"


def runs_progress_for(stream: TextIO, *, quiet: bool = False) -> RunsProgress:
    """Return a bar for a terminal, lines for anything else, silence if asked for."""
    if quiet:
        return SilentRuns()
    return RunBar(stream) if stream.isatty() else RunLines(stream)
