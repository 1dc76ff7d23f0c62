"""Timed events: what changes at a stated instant, while the model runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.engine.inputs import Gates
from sim.plan.corridors import Window, subtract, windows_of

if TYPE_CHECKING:
    from sim.model import EvacuationModel


class Event(Protocol):
    """What happens at a stated instant."""

    @property
    def time_s(self) -> float:
        """Seconds from the scenario's start."""

    def happen(self, model: EvacuationModel) -> None:
        """Let it take effect; the model's clock stands at `time_s`."""


@dataclass(frozen=True)
class WindowChange:
    """At `time_s` a corridor's windows for a class become `windows`."""

    time_s: float
    gate: int
    line: int
    windows: tuple[Window, ...]

    def happen(self, model: EvacuationModel) -> None:
        """Change the gate, and tell the engine."""
        model.gates = with_windows(model.gates, [self])
        model.moving.set_windows(self.gate, self.line, self.windows)


def timeline(shut: Mapping[int, list[Window]], gates: Gates) -> tuple[WindowChange, ...]:
    """Return when incidents change windows, in time, then by corridor and class.

    An incident shuts its corridors for everyone from its begin to its end: from the moment that it
    begins, and not before, the corridors' windows lack that span. Nobody foresees it.

    Parameters
    ----------
    shut
        When incidents shut each gate, as ``sim.hazards.board.Board.shut`` has it.
    gates
        The gates with the windows that were planned.
    """
    changes = [
        WindowChange(
            begin_s, gate, line, tuple(_open(windows_of(gates, gate, line), spans, begin_s))
        )
        for gate, spans in shut.items()
        for begin_s in {begin_s for begin_s, _ in spans}
        for line in range(gates.admits.shape[1])
    ]
    return tuple(sorted(changes, key=lambda change: (change.time_s, change.gate, change.line)))


def _open(planned: list[Window], shut: list[Window], now_s: float) -> list[Window]:
    """Return what is left of `planned` once the spans of `shut` that have begun are taken out."""
    for span in shut:
        if span[0] <= now_s:
            planned = subtract(planned, span)
    return planned


def with_windows(gates: Gates, changes: Iterable[WindowChange]) -> Gates:
    """Return the gates with the windows of `changes` in place of their own."""
    changed = {(change.gate, change.line): change.windows for change in changes}
    gate_count, class_count = gates.admits.shape
    cells = [
        list(changed.get((gate, line), windows_of(gates, gate, line)))
        for gate in range(gate_count)
        for line in range(class_count)
    ]
    spans = np.array([span for cell in cells for span in cell], np.float64).reshape(-1, 2)
    return replace(
        gates,
        window_start=np.cumsum([0, *map(len, cells)]).astype(np.int32),
        window_open_s=np.ascontiguousarray(spans[:, 0]),
        window_close_s=np.ascontiguousarray(spans[:, 1]),
    )
