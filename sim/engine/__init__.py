"""Movement: exact, event-based, compiled. Numbers in, numbers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.inputs import AT_GATE, NO_WAY, Beyond, Gates, Links, Parties, Routes, Rules
from sim.engine.observation import Knot, Observation, Place

if TYPE_CHECKING:
    from sim.engine.compiled import compile_needed
    from sim.engine.engine import Engine

__all__ = [
    "AT_GATE",
    "NO_WAY",
    "Beyond",
    "Engine",
    "Gates",
    "Knot",
    "Links",
    "Observation",
    "Parties",
    "Place",
    "Routes",
    "Rules",
    "compile_needed",
]


def __getattr__(name: str) -> Any:
    """Import the compiled engine only when somebody uses it: numba takes its time."""
    if name == "Engine":
        from sim.engine.engine import Engine

        return Engine
    if name == "compile_needed":
        from sim.engine.compiled import compile_needed

        return compile_needed
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
