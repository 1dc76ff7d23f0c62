"""The owner of the state's arrays: keeps them alive, and the world's addresses true."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.access import World
from sim.engine.state import ARRAYS, WORLD_T, Records

_ALIGNED: Final = 64
"""Bytes of a cache line: arrays start at one, so that records lie within as few as can be."""


class Memory:
    """Arrays by name, and the record that tells compiled code where they are.

    Attributes
    ----------
    world
        The `WORLD_T` record: counts and clock are read and written by name.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, Records] = {}
        self._worlds = cleared(1, WORLD_T)
        self.world: World = self._worlds[0]

    def __getitem__(self, name: str) -> Records:
        return self._arrays[name]

    def __setitem__(self, name: str, array: Records) -> None:
        """Take over an array; a plain one becomes records of one value each."""
        if array.dtype != ARRAYS[name]:
            array = np.ascontiguousarray(array, ARRAYS[name]["value"]).view(ARRAYS[name]).ravel()
        if not array.flags.c_contiguous:
            raise ValueError(f"{name} is not contiguous")
        self._arrays[name] = array
        self.world["at_" + name] = array.ctypes.data

    def lengthen(self, name: str, length: int) -> None:
        """Give an array room for `length` records; memory at its end is not touched."""
        before = self._arrays[name]
        longer = aligned(length, ARRAYS[name])
        longer[: len(before)] = before
        self[name] = longer


def aligned(count: int, dtype: np.dtype[Any]) -> Records:
    """Return an array, not initialised, that starts at a cache line."""
    return _from_a_line(np.empty(count * dtype.itemsize + _ALIGNED, np.uint8), count, dtype)


def cleared(count: int, dtype: np.dtype[Any]) -> Records:
    """Return an array of zeros that starts at a cache line."""
    return _from_a_line(np.zeros(count * dtype.itemsize + _ALIGNED, np.uint8), count, dtype)


def alike(count: int, dtype: np.dtype[Any], **values: float) -> Records:
    """Return an array of equal records: fields as they are given, the others zero."""
    first = cleared(1, dtype)
    for name, value in values.items():
        first[name] = value
    records = aligned(count, dtype)
    whole = f"V{dtype.itemsize}"  # copied as bytes: field by field takes twenty times as long
    records.view(whole)[:] = first.view(whole)
    return records


def _from_a_line(raw: NDArray[np.uint8], count: int, dtype: np.dtype[Any]) -> Records:
    shift = -raw.ctypes.data % _ALIGNED
    return raw[shift : shift + count * dtype.itemsize].view(dtype)
