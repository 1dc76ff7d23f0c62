"""Writes ``docs/scenario-reference.md``: every field of a scenario, from the models themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.base import Frozen, Point
from sim.scenario.choice import Choice
from sim.scenario.clock import Clock, DarkSpan, Window
from sim.scenario.corridor import Corridor, CutOff, Onward, Reception, Service
from sim.scenario.docstrings import descriptions, summary
from sim.scenario.file import ScenarioFile
from sim.scenario.hazards import Ceasefire, Clearing, Damage, DamagePoints, Incident, Zone
from sim.scenario.news import Announcement, GatePolicy, News, Place, Shut
from sim.scenario.people import (
    Ages,
    District,
    Leaving,
    Logistic,
    Lognormal,
    Population,
    Rayleigh,
    Table,
    Uniform,
)
from sim.scenario.services import Assembly, VehicleService
from sim.scenario.shape import bare, shape_of
from sim.scenario.speeds import NormalSpeed, Speeds, Stretchers, UniformSpeed
from sim.scenario.streets import (
    AleppoNetwork,
    ForbiddenArea,
    ForbiddenLine,
    GeoJsonNetwork,
    GridNetwork,
    Movement,
)
from sim.scenario.willingness import (
    Coefficients,
    Drivers,
    DriversHere,
    Faction,
    Willingness,
)

SECTIONS: tuple[tuple[str, str, tuple[type[Frozen], ...]], ...] = (
    ("The file", "", (ScenarioFile,)),
    ("Time", "clock", (Clock, DarkSpan)),
    ("Streets", "network", (AleppoNetwork, GridNetwork, GeoJsonNetwork)),
    ("Forbidden ground", "network", (ForbiddenArea, ForbiddenLine)),
    ("Movement", "movement", (Movement,)),
    ("People", "population", (Population, District, Leaving, Ages, Speeds, Stretchers)),
    ("Walking speeds", "population.speeds", (NormalSpeed, UniformSpeed)),
    ("Departures", "population.departure", (Rayleigh, Logistic, Lognormal, Uniform, Table)),
    (
        "Why people leave or stay",
        "willingness",
        (Willingness, Drivers, DriversHere, Coefficients, Faction),
    ),
    ("Choice of a corridor", "choice", (Choice,)),
    ("News", "news", (News, Announcement)),
    ("Shut gates", "shut", (Shut, GatePolicy)),
    ("Shelters", "places", (Place,)),
    ("Corridors", "corridors", (Corridor, Window, Service, Reception, Onward, CutOff)),
    ("Buses, ambulances, cars", "services", (VehicleService, Assembly)),
    ("Unsafe places", "incidents", (Incident, Zone)),
    ("Ceasefire", "ceasefire", (Ceasefire,)),
    ("Damaged streets", "damage", (Damage, DamagePoints, Clearing)),
    ("Places", "", (Point,)),
)
"""Title, where it stands in a file, and the models of each section."""

_UNITS = (
    ("_per_m_s", "1/(m s)"),
    ("_per_m2", "1/m2"),
    ("_per_s", "1/s"),
    ("per_minute", "persons/min"),
    ("_m_s", "m/s"),
    ("_km2", "km2"),
    ("_m2", "m2"),
    ("_m", "m"),
    ("_s", "s"),
    ("persons", "persons"),
    ("fighters", "persons"),
    ("wounded", "persons"),
    ("wounded_space", "persons"),
    ("household", "persons"),
    ("fighter_group", "persons"),
    ("beds", "persons"),
    ("lat", "degrees"),
    ("lon", "degrees"),
)
"""Endings of field names and their units; the first that fits."""

_INTRODUCTION = """\
# Scenario reference

Every field that a scenario file may hold. This page is written by `sim.scenario.reference` from
the models that read the files; editors know the same from `scenario.schema.json`.

**Files.** YAML 1.2 in UTF-8, at most 1 MB. A faulty file is refused with every fault at once, each
as `file:line:column: field: fault. Remedy.`

**Times** are local to `clock.zone`: `2016-11-04 9:00`. A window takes two of them, or two times of
day (`9:00`) together with `days`.

**Null** means "no limit" where a field says so, and 0 means "nobody". In a file that extends
another one, null in place of a corridor, a district, an incident or an entry by class removes it.

**Marks.** Any mapping may carry `source:` (who says so), `assumed:` (why we chose it) and
`confidence:` (H several independent reports, M one good source, L weak); a mark covers everything
in its mapping. A single value or list is marked as `{value: 8, assumed: range 2 to 30}`; written
`{value: 8}` it is free of its mapping's mark. Results and pages repeat the marks.

**Changes.** `--set path=value` changes one value: `--set corridors.3.lanes=12`. In a path
`corridors.3` is the corridor with the id 3; positions in lists count from 0.
"""


def reference() -> str:
    """Return the page's text."""
    parts = [_INTRODUCTION]
    for title, where, models in SECTIONS:
        parts.append(f"## {title}\n" + (f"\nUnder `{where}:`.\n" if where else ""))
        parts += [_section(model) for model in models]
    return "\n".join(parts)


def _section(model: type[Frozen]) -> str:
    told = descriptions(model)
    lines = [
        f"### {model.__name__}",
        "",
        summary(model),
        "",
        "| field | type | unit | default | description |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{name}` | {_type(field)} | {_unit(name, field)} | {_default(name, field)}"
        f" | {told.get(name, _told_by_tag(field))} |"
        for name, field in model.model_fields.items()
    ]
    return "\n".join(lines).replace("``", "`") + "\n"


def _told_by_tag(field: FieldInfo) -> str:
    """Describe the key that tells which kind is meant."""
    options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return "Tells the kind." if len(options) == 1 else ""


def _unit(name: str, field: FieldInfo) -> str:
    if shape_of(field.annotation).models:
        return ""
    for ending, unit in _UNITS:
        if name == ending or (ending.startswith("_") and name.endswith(ending)):
            return unit
    return "persons" if name.endswith("_persons") else ""


def _default(name: str, field: FieldInfo) -> str:
    if name == "id":
        return "the file's stem"
    if field.default is PydanticUndefined:
        return "required"
    value = field.default
    if isinstance(value, Frozen):
        return "as below" if value == _plain_instance(type(value)) else f"`{_short(value)}`"
    if value is None:
        return "null"
    if value in ("", (), {}):
        return "empty"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _plain_instance(model: type[Frozen]) -> Frozen | None:
    required = any(field.is_required() for field in model.model_fields.values())
    return None if required else model()


def _short(value: Frozen) -> str:
    numbers = [
        f"{key.removesuffix('_m_s')} {number:g}"
        for key, number in value.model_dump().items()
        if isinstance(number, float)
    ]
    return ", ".join([str(getattr(value, "distribution", "")), *numbers])


def _type(field: FieldInfo) -> str:
    return _words(field.annotation, list(field.metadata))


def _words(annotation: Any, metadata: list[Any]) -> str:
    """Say in words what may stand in a field."""
    while get_origin(annotation) is not None and hasattr(annotation, "__metadata__"):
        metadata = [*metadata, *_flat(annotation.__metadata__)]
        annotation = get_args(annotation)[0]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _union(arguments, metadata)
    if origin is Literal:
        return " or ".join(f"`{option}`" for option in arguments)
    if origin is dict:
        return f"mapping of {_key(arguments[0])} to {_words(arguments[1], [])}"
    if origin is tuple:
        if arguments[-1] is not Ellipsis:
            return "two numbers in brackets"
        return f"list of {_words(arguments[0], [])}{_least(metadata)}"
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _scalar(annotation, metadata)


def _union(arguments: tuple[Any, ...], metadata: list[Any]) -> str:
    members = [member for member in arguments if member is not type(None)]
    if set(members) >= {datetime}:
        return "date-time or time of day"
    words = " or ".join(_words(member, metadata) for member in members)
    return f"{words}, or null" if len(members) < len(arguments) else words


def _scalar(kind: Any, metadata: list[Any]) -> str:
    names = {int: "whole number", float: "number", str: "text", bool: "true or false"}
    if kind is str and any(getattr(item, "pattern", None) for item in _flat(metadata)):
        return "identifier"
    if kind in (datetime, date):
        return "date-time" if kind is datetime else "date"
    return f"{names[kind]}{_bounds(metadata)}"


def _bounds(metadata: list[Any]) -> str:
    """Say the limits of a number, leaving out those that only guard the machine."""
    found = []
    for key, word in (("gt", "above"), ("ge", "from"), ("lt", "below"), ("le", "up to")):
        for item in _flat(metadata):
            limit = getattr(item, key, None)
            if limit is not None and abs(limit) < 1e8:
                found.append(f"{word} {limit:g}")
    return f" {' '.join(found)}" if found else ""


def _least(metadata: list[Any]) -> str:
    for item in _flat(metadata):
        least = getattr(item, "min_length", None)
        if least:
            return f", at least {least}"
    return ""


def _key(annotation: Any) -> str:
    annotation = bare(annotation)
    return "class" if get_origin(annotation) is Literal else "id"


def _flat(metadata: Any) -> Iterator[Any]:
    """Yield the constraints of pydantic fields and of plain annotations alike."""
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from item.metadata
        else:
            yield item
