"""What a run says while it runs: a bar on a terminal, plain lines elsewhere, or nothing."""

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
    """Somebody who wants to know how a run goes."""

    def stage(self, text: str) -> None:
        """Hear what is being done now, such as reading streets."""

    def moment(self, moment: Moment) -> None:
        """Hear where the run is, once an interval."""

    def close(self) -> None:
        """Hear that there is no more to come; may be called more than once."""


class Silent:
    """Says nothing."""

    def stage(self, text: str) -> None:
        """Say nothing."""

    def moment(self, moment: Moment) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class Lines:
    """Plain lines: one a stage, one every tenth of the simulated time or every few seconds.

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
            + (f", about {left_s:.0f} s to go" if left_s >= 1.0 else "")
        )

    def close(self) -> None:
        """Nothing is left open."""

    def _write(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


class Bar:
    """A bar on a terminal, with simulated time, people out and an estimate.

    Parameters
    ----------
    stream
        The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[NoReturn] | None = None

    def stage(self, text: str) -> None:
        """Write what is being done above the bar."""
        if self._bar is None:
            self._stream.write(text + "\n")
            self._stream.flush()
        else:
            self._bar.write(text, file=self._stream)

    def moment(self, moment: Moment) -> None:
        """Move the bar."""
        if self._bar is None:
            self._bar = self._new_bar(moment.end_s)
        people = f"{moment.out:,} of {moment.persons:,} people out"
        self._bar.set_description_str(f"{moment.clock}  {people}", refresh=False)
        self._bar.update(moment.now_s - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _new_bar(self, total_s: float) -> tqdm[NoReturn]:
        from tqdm import tqdm

        return tqdm(
            total=total_s,
            file=self._stream,
            leave=False,
            dynamic_ncols=True,
            bar_format="{percentage:3.0f}% |{bar}| {desc}, {remaining} to go",
        )


def progress_for(stream: TextIO, *, quiet: bool = False) -> Progress:
    """Return a bar for a terminal, lines for anything else, silence if asked for."""
    if quiet:
        return Silent()
    return Bar(stream) if stream.isatty() else Lines(stream)
