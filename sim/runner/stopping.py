"""Being asked to stop: by Ctrl-C, or by whoever runs the process."""

from __future__ import annotations

import signal
from types import FrameType

from sim.runner.progress import Moment, Progress


class Stopped(KeyboardInterrupt):
    """The process was asked to stop.

    Parameters
    ----------
    number
        The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class Stop:
    """Hears that the process is asked to stop, and does not forget it.

    An exception raised by a signal can be lost: libraries that are just being imported swallow it
    (5 of 60 interrupts early in a run were lost so). What goes on for long asks again with `check`.
    """

    def __init__(self) -> None:
        self._number: int | None = None

    def listen(self) -> None:
        """Hear SIGINT and SIGTERM from now on."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def check(self) -> None:
        """Raise `Stopped` if that was asked for."""
        if self._number is not None:
            raise Stopped(self._number)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._number = number
        self.check()


class Stoppable:
    """A progress that lets a run, or many, stop at every report.

    Parameters
    ----------
    progress
        Who is told.
    stop
        Who is asked.
    """

    def __init__(self, progress: Progress, stop: Stop) -> None:
        self._progress = progress
        self._stop = stop

    def stage(self, text: str) -> None:
        """Pass it on, unless the run is to stop."""
        self._stop.check()
        self._progress.stage(text)

    def moment(self, moment: Moment) -> None:
        """Pass it on, unless the run is to stop."""
        self._stop.check()
        self._progress.moment(moment)

    def many(self, total: int, known: int = 0) -> None:
        """Pass it on, unless the runs are to stop."""
        self._stop.check()
        self._progress.many(total, known)

    def run_over(self, failure: str = "") -> None:
        """Pass it on, unless the runs are to stop."""
        self._stop.check()
        self._progress.run_over(failure)

    def close(self) -> None:
        """Pass it on."""
        self._progress.close()
