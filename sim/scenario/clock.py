"""Local times, windows and the seconds that the engine counts."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sim.scenario.base import Frozen, PersonClass, Positive
from sim.scenario.times import LocalDate, LocalDateTime, Moment


class DarkSpan(Frozen):
    """A span of darkness.

    Parameters
    ----------
    begin
        Local date-time of civil dusk.
    end
        Local date-time of civil dawn.
    """

    begin: LocalDateTime
    end: LocalDateTime


class Clock(Frozen):
    """When the scenario starts and ends, in local time of `zone`.

    Parameters
    ----------
    zone
        IANA name of the time zone, such as ``Asia/Damascus``.
    start
        Local date-time that all results count seconds from.
    end
        Local date-time at which the scenario ends.
    control_interval_s
        One step of the model: events, news, decisions, then movement.
    report_interval_s
        The rows of ``corridors.csv``.
    dark
        Spans of real dark within the run; the first one that begins after `start` is "dark".
    """

    zone: str = "UTC"
    start: LocalDateTime
    end: LocalDateTime
    control_interval_s: Positive = 60.0
    report_interval_s: Positive = 900.0
    dark: tuple[DarkSpan, ...] = ()

    @property
    def duration_s(self) -> float:
        """Seconds from `start` to `end`."""
        return self.seconds(self.end)

    def seconds(self, when: datetime) -> float:
        """Seconds from the scenario's start to a local date-time (clock changes included)."""
        zone = ZoneInfo(self.zone)
        return when.replace(tzinfo=zone).timestamp() - self.start.replace(tzinfo=zone).timestamp()

    def local(self, seconds: float) -> datetime:
        """Local date-time, with its zone, at `seconds` from the start."""
        zone = ZoneInfo(self.zone)
        return datetime.fromtimestamp(
            self.start.replace(tzinfo=zone).timestamp() + seconds, tz=zone
        )


class Window(Frozen):
    """When a corridor is open, as [open, close): two date-times, or two times with `days`.

    Parameters
    ----------
    open
        When it opens: who is due exactly then passes.
    close
        When it closes: who is due exactly then does not pass.
    days
        The days that two times of day are for.
    classes
        Who may pass; empty means every class that the corridor admits.
    """

    open: Moment
    close: Moment
    days: tuple[LocalDate, ...] = ()
    classes: tuple[PersonClass, ...] = ()

    def spans(self) -> list[tuple[datetime, datetime]]:
        """Return the local [open, close) date-time pairs, one a day."""
        if isinstance(self.open, datetime) and isinstance(self.close, datetime):
            return [(self.open, self.close)]
        assert isinstance(self.open, time)
        assert isinstance(self.close, time)
        return [
            (datetime.combine(day, self.open), datetime.combine(day, self.close))
            for day in sorted(self.days)
        ]
