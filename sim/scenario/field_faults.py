"""Faults that a field finds in its own value, with our message and remedy."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

FAULT = "scenario_fault"
"""Type of the pydantic errors that already carry our message and remedy."""


def field_fault(message: str, remedy: str) -> PydanticCustomError:
    """Return what a validator raises to have a fault told as it stands."""
    return PydanticCustomError(FAULT, "{message}. {remedy}", {"message": message, "remedy": remedy})
