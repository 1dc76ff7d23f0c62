"""When gates are open to a class: now, next, and for the last time."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled import entry
from sim.engine.inputs import Gates
from sim.network.street_network import BoolArray, FloatArray, IntArray


def open_now(gates: Gates, now_s: float) -> BoolArray:
    """Return (G, C) whether a gate lets a class pass at an instant."""
    opened = np.empty(gates.admits.shape, np.bool_)
    _write_open(
        gates.window_start, gates.window_open_s, gates.window_close_s, float(now_s), opened.ravel()
    )
    return opened


@entry
def _write_open(
    start: IntArray, open_s: FloatArray, close_s: FloatArray, now_s: float, opened: BoolArray
) -> None:
    """Write for each line whether one of its windows, as in ``Gates``, holds an instant."""
    for line in range(len(opened)):
        opened[line] = False
        for window in range(start[line], start[line + 1]):
            if open_s[window] <= now_s < close_s[window]:
                opened[line] = True


def next_opening_s(gates: Gates, now_s: float) -> FloatArray:
    """Return (G, C) when a gate next opens for a class after an instant; inf: not any more."""
    start = gates.window_start
    cell = np.repeat(np.arange(len(start) - 1), np.diff(start))
    later = gates.window_open_s > now_s
    opening = np.full(len(start) - 1, np.inf)
    np.minimum.at(opening, cell[later], gates.window_open_s[later])
    return opening.reshape(gates.admits.shape)


def last_close_s(gates: Gates) -> FloatArray:
    """Return the (G, C) last close of each corridor for each class, -inf where it never opens."""
    start = gates.window_start
    last = np.full(len(start) - 1, -np.inf)
    some = start[1:] > start[:-1]
    last[some] = gates.window_close_s[start[1:][some] - 1]
    return last.reshape(gates.admits.shape)
