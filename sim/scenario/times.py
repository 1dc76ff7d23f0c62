"""Local times as planners write them: ``2016-11-04 9:00``, ``9:00``, ``2016-11-04``.

Zones and offsets are refused here: the scenario has one zone, and every time is local to it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.field_faults import field_fault
from sim.scenario.words import show

YEARS = range(1900, 2200)
"""Years that a scenario may lie in: others are slips of the pen, and zones know no rules then."""

_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{1,2}:\d{2}(:\d{2})?"
_DATE_WORD = re.compile(_DATE)
_TIME_WORD = re.compile(_TIME)
_DATE_TIME_WORD = re.compile(rf"({_DATE})(?:[ ]+|[Tt])({_TIME})")
_ZONED_WORD = re.compile(rf"{_DATE}(?:[ ]+|[Tt]){_TIME}(\.\d+)?\s*([Zz]|[-+]\d{{1,2}}(:?\d{{2}})?)")


def _time(word: str) -> time:
    hour, minute, second = (int(part) for part in (*word.split(":"), "0")[:3])
    try:
        return time(hour, minute, second)
    except ValueError:
        remedy = "Write hours from 0 to 23 and minutes from 0 to 59, such as 19:00."
        if hour == 24:
            remedy = "Write 00:00 of the next day, as a date-time: two date-times make a window."
        raise field_fault(f"{word!r} is no time of day", remedy) from None


def _date(word: str) -> date:
    remedy = "Write a date such as 2016-11-04."
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise field_fault(f"{word!r} is no day of the calendar", remedy) from None
    if day.year not in YEARS:
        raise field_fault(f"{word!r} lies outside the years {YEARS[0]} to {YEARS[-1]}", remedy)
    return day


def _zoned(value: object) -> PydanticCustomError:
    return field_fault(
        f"{show(value)} names a zone",
        "Write local time alone, such as 2016-11-04 09:00; the zone is `clock.zone`.",
    )


def _read_date_time(value: object) -> datetime:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise _zoned(value)
        return value
    if isinstance(value, str):
        match = _DATE_TIME_WORD.fullmatch(value)
        if match is not None:
            return datetime.combine(_date(match[1]), _time(match[2]))
        if _ZONED_WORD.fullmatch(value):
            raise _zoned(value)
    raise field_fault(f"{show(value)} is no date-time", "Write one such as 2016-11-04 09:00.")


def _read_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE_WORD.fullmatch(value):
        return _date(value)
    raise field_fault(f"{show(value)} is no date", "Write one such as 2016-11-04.")


def _read_moment(value: object) -> datetime | time:
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise _zoned(value)
        return value
    if isinstance(value, str) and _TIME_WORD.fullmatch(value):
        return _time(value)
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE_WORD.match(value)):
        return _read_date_time(value)
    raise field_fault(
        f"{show(value)} is neither a date-time nor a time of day",
        "Write 2016-11-04 09:00, or 09:00 together with `days`.",
    )


_DATE_TIME_SCHEMA = {
    "type": "string",
    "pattern": rf"^{_DATE}( +|[Tt]){_TIME}$".replace(r"\d", "[0-9]"),
    "examples": ["2016-11-04 09:00"],
}
_TIME_SCHEMA = {
    "type": "string",
    "pattern": rf"^{_TIME}$".replace(r"\d", "[0-9]"),
    "examples": ["09:00"],
}
_DATE_SCHEMA = {
    "type": "string",
    "pattern": rf"^{_DATE}$".replace(r"\d", "[0-9]"),
    "examples": ["2016-11-04"],
}

LocalDateTime = Annotated[
    datetime, BeforeValidator(_read_date_time), WithJsonSchema(_DATE_TIME_SCHEMA)
]
"""A date and time of day, local to ``clock.zone``."""

LocalDate = Annotated[date, BeforeValidator(_read_date), WithJsonSchema(_DATE_SCHEMA)]
"""A day of the calendar."""

Moment = Annotated[
    datetime | time,
    BeforeValidator(_read_moment),
    WithJsonSchema({"anyOf": [_DATE_TIME_SCHEMA, _TIME_SCHEMA]}),
]
"""A local date-time, or a time of day that ``days`` are given for."""
