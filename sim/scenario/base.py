"""The ground every scenario model stands on: frozen, no key that we do not know, nothing guessed.

Numbers are strict: ``"8"``, ``true`` and ``8.0`` are no whole numbers. What pydantic would read
into them (1 from ``true``, say) is never what a planner meant.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

PersonClass = Literal["civilian", "wounded", "fighter"]
"""Who stands in which line at a checkpoint, in the engine's order (see `CLASSES`)."""

CLASSES: tuple[PersonClass, ...] = ("civilian", "wounded", "fighter")
"""Every class; a class's position here is its code in all arrays."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0.0, le=1.0, strict=True)]
Positive = Annotated[float, Field(gt=0.0, strict=True, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0.0, strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]
NodeId = Annotated[int, Field(ge=0, lt=2**63, strict=True)]
Truth = Annotated[bool, Field(strict=True)]


def _text_of_number(value: object) -> object:
    """Corridors are numbered, and YAML reads a bare 3 as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_IDENTIFIER = r"^[a-z0-9-]{1,60}$"

Identifier = Annotated[
    str,
    Field(pattern=_IDENTIFIER),
    BeforeValidator(
        _text_of_number,
        json_schema_input_type=Annotated[str, Field(pattern=_IDENTIFIER)] | int,
    ),
]
"""Name of a scenario, corridor or incident: the only text that becomes part of a path."""


class Frozen(BaseModel):
    """A part of a scenario: immutable, typed, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Point(Frozen):
    """A place, either in degrees or in the network's metres.

    Exactly one pair is given: `lat`/`lon` (WGS 84) or `x_m`/`y_m` (the network's own plane).

    Parameters
    ----------
    lat
        Latitude (WGS 84), north positive.
    lon
        Longitude (WGS 84), east positive.
    x_m
        Metres to the east in the network's own plane.
    y_m
        Metres to the north in the network's own plane.
    """

    lat: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None
    x_m: Number | None = None
    y_m: Number | None = None
