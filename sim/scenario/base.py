"""The ground every scenario model stands on: frozen, and no key that we do not know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

PersonClass = Literal["civilian", "wounded", "fighter"]
"""Who stands in which line at a checkpoint, in the engine's order (see `CLASSES`)."""

CLASSES: tuple[PersonClass, ...] = ("civilian", "wounded", "fighter")
"""Every class; a class's position here is its code in all arrays."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]


class Frozen(BaseModel):
    """A part of a scenario: immutable, typed, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Point(Frozen):
    """A place, either in degrees or in the network's metres.

    Exactly one pair is given: `lat`/`lon` (WGS 84) or `x_m`/`y_m` (the network's own plane).
    """

    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    x_m: float | None = None
    y_m: float | None = None
