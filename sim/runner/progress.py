"""What runs say while they go on: a bar on a terminal, plain lines elsewhere, or nothing.

Of one run its moments are told; of many runs how many are done.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, Protocol, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

LINE_EVERY_SHARE = 0.1
LINE_EVERY_S = 5.0


@dataclass(frozen=True)
class Moment:
    """Where a run is.

    Parameters
    ----------
    now_s, end_s
        Simulated seconds so far, and at the scenario's end.
    clock
        The simulated local time, for people.
    out, persons
        People out so far, and everyone.
    """

    now_s: float
    end_s: float
    clock: str
    out: int
    persons: int


class Progress(Protocol):
    """Somebody who wants to know how it goes."""

    def stage(self, text: str) -> None:
        """Hear what is being done now, such as reading streets."""

    def moment(self, moment: Moment) -> None:
        """Hear where the one run is, once an interval."""

    def many(self, total: int, known: int = 0) -> None:
        """Hear how many runs are to be made, and how many of them are there already."""

    def run_over(self, failure: str = "") -> None:
        """Hear that one of many runs is over, and if it failed which and why."""

    def close(self) -> None:
        """Hear that there is no more to come; may be called more than once."""


class Silent:
    """Says nothing."""

    def stage(self, text: str) -> None:
        """Say nothing."""

    def moment(self, moment: Moment) -> None:
        """Say nothing."""

    def many(self, total: int, known: int = 0) -> None:
        """Say nothing."""

    def run_over(self, failure: str = "") -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class Lines:
    """Plain lines: one a stage and a failed run, one every tenth of a run or every few seconds.

    Parameters
    ----------
    stream
        Where the lines go.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begin_s: float | None = None
        self._last_s = 0.0
        self._tenths = 0
        self._total = self._done = self._before = 0

    def stage(self, text: str) -> None:
        """Write what is being done."""
        self._write(text)

    def moment(self, moment: Moment) -> None:
        """Write a line if it is time for one."""
        now = monotonic()
        if self._begin_s is None:
            self._begin_s = self._last_s = now
        share = moment.now_s / moment.end_s
        tenths = int(share / LINE_EVERY_SHARE + 1e-9)
        if tenths == self._tenths and now - self._last_s < LINE_EVERY_S:
            return
        self._tenths, self._last_s = tenths, now
        left_s = (now - self._begin_s) * (1.0 - share) / share if share > 0 else 0.0
        self._write(
            f"{moment.clock}  {share:4.0%}  {moment.out:,} of {moment.persons:,} people out"
            + _to_go(left_s)
        )

    def many(self, total: int, known: int = 0) -> None:
        """Write how much there is to do."""
        self._total, self._done, self._begin_s = total, known, None
        self._last_s = monotonic()
        there = f", {known:,} of them are there already" if known else ""
        self._write(f"{total:,} runs{there}")

    def run_over(self, failure: str = "") -> None:
        """Write a line if it is time for one, or if the run failed."""
        self._done += 1
        if failure:
            self._write(f"a run failed: {failure}")
        now = monotonic()
        if self._begin_s is None:  # up to the first run processes start and streets are read
            self._begin_s, self._before = now, self._done
        if now - self._last_s < LINE_EVERY_S and self._done < self._total:
            return
        self._last_s = now
        since_s, runs = now - self._begin_s, self._done - self._before
        known = since_s >= LINE_EVERY_S  # not before: runs of several processes end together
        to_go = _to_go(since_s / runs * (self._total - self._done)) if known and runs else ""
        self._write(f"{self._done:,} of {self._total:,} runs done{to_go}")

    def close(self) -> None:
        """Nothing is left open."""

    def _write(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


def _to_go(left_s: float) -> str:
    return f", about {left_s:.0f} s to go" if left_s >= 1.0 else ""


class Bar:
    """A bar on a terminal: simulated time and people out, or runs; and an estimate.

    Parameters
    ----------
    stream
        The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[NoReturn] | None = None
        self._begun = False

    def stage(self, text: str) -> None:
        """Write what is being done above the bar."""
        self._say(text)

    def moment(self, moment: Moment) -> None:
        """Move the bar."""
        if self._bar is None:
            self._bar = self._new_bar(moment.end_s, "{desc}, {remaining} to go")
        people = f"{moment.out:,} of {moment.persons:,} people out"
        self._bar.set_description_str(f"{moment.clock}  {people}", refresh=False)
        self._bar.update(moment.now_s - self._bar.n)

    def many(self, total: int, known: int = 0) -> None:
        """Show the bar."""
        self.close()
        said = "{n_fmt} of {total_fmt} runs, {remaining} to go"
        self._bar, self._begun = self._new_bar(total, said, known), False

    def run_over(self, failure: str = "") -> None:
        """Move the bar; a failed run is told above it."""
        if failure:
            self._say(f"a run failed: {failure}")
        if self._bar is None:
            return
        if not self._begun:
            self._begin_with_this()
        else:
            self._bar.update()

    def _begin_with_this(self) -> None:
        """Estimate from the first run's end on: before it processes start and streets are read."""
        assert self._bar is not None
        self._begun = True
        self._bar.n += 1
        self._bar.initial = self._bar.last_print_n = self._bar.n
        self._bar.unpause()
        self._bar.refresh()

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

    def _new_bar(self, total: float, said: str, known: int = 0) -> tqdm[NoReturn]:
        from tqdm import tqdm

        return tqdm(
            total=total,
            initial=known,
            file=self._stream,
            leave=False,
            dynamic_ncols=True,
            bar_format="{percentage:3.0f}% |{bar}| " + said,
        )


def progress_for(stream: TextIO, *, quiet: bool = False) -> Progress:
    """Return a bar for a terminal, lines for anything else, silence if asked for."""
    if quiet:
        return Silent()
    return Bar(stream) if stream.isatty() else Lines(stream)
