"""The line at an assembly point: who is the first that fits."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

Load = tuple[int, int]
"""What a party takes: seats, and stretcher places."""


class Line:
    """Who waits, by what they take: the first who fits is found without asking everybody."""

    def __init__(self) -> None:
        self._by_load: dict[Load, deque[tuple[int, int]]] = {}
        self._number = 0

    def join(self, party: int, load: Load) -> None:
        """Let a party stand at the end."""
        self._by_load.setdefault(load, deque()).append((self._number, party))
        self._number += 1

    def loads(self) -> Iterator[Load]:
        """Yield the loads that somebody in line has, each once."""
        return (load for load, line in self._by_load.items() if line)

    def take(self, load: Load) -> int:
        """Remove and return the first party of a load."""
        return self._by_load[load].popleft()[1]

    def first(self, loads: list[Load]) -> Load:
        """Return the load of whoever came first, of those with one of `loads`."""
        return min(loads, key=lambda load: self._by_load[load][0])

    def leave(self) -> list[int]:
        """Empty the line and return who stood in it, the first first."""
        everyone = sorted(entry for line in self._by_load.values() for entry in line)
        self._by_load.clear()
        return [party for _, party in everyone]

    def __bool__(self) -> bool:
        return any(self._by_load.values())

    def parties(self) -> list[int]:
        """Return who stands in line, the first first."""
        return [party for _, party in sorted(e for line in self._by_load.values() for e in line)]

    def remove(self, party: int) -> None:
        """Take a party out of the line, wherever it stands."""
        for line in self._by_load.values():
            for entry in line:
                if entry[1] == party:
                    line.remove(entry)
                    return
