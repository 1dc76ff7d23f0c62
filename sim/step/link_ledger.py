"""The books of the streets: who is on which link over time, only where somebody is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.engine import Observation
from sim.engine.inputs import FloatArray
from sim.results.record import LinkSeries

MOST_ROWS = 4_000_000
"""Rows that are kept at most, 16 bytes each: 64 MB, whatever the city and the hours."""

_NAMES = ("link", "persons", "waiting", "left")
_Rows = dict[str, NDArray[np.int32]]


class LinkLedger:
    """A sparse series of links: one row a link with people on it, or that people left, a sample.

    Every control interval is sampled at first. Where that would take more than `most_rows`, every
    second sample is dropped and from then on every second interval is sampled, and so on: 50,000
    two-way streets, all of them in use for 600 minutes, are sampled every 16 minutes, and a real
    city, where people keep to few streets, every minute or two.

    Parameters
    ----------
    link_length_m, link_area_m2
        (E,) length and area of each directed link.
    opposite
        (E,) the other direction where both share a street and its area, else -1; default nowhere.
    most_rows
        The bound.
    """

    def __init__(
        self,
        link_length_m: FloatArray,
        link_area_m2: FloatArray,
        opposite: NDArray[np.int32] | None = None,
        *,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._length_m, self._area_m2 = link_length_m, link_area_m2
        self._opposite = np.zeros(0, np.int32) if opposite is None else opposite
        self._most_rows = most_rows
        self._every = 1
        self._seen = 0
        self._time_s: list[float] = []
        self._samples: list[_Rows] = []
        self._row_count = 0
        self._left = np.zeros(len(link_area_m2), np.int64)

    def enter(self, observation: Observation, *, ended: bool = False) -> None:
        """Write down one instant, the end of a control interval; the last one in any case."""
        due = self._seen % self._every == 0
        self._seen += 1
        if not (due or ended):
            return
        left = observation.link_left - self._left
        link = np.flatnonzero((observation.link_persons > 0) | (left > 0)).astype(np.int32)
        self._time_s.append(observation.now_s)
        self._samples.append(
            {
                "link": link,
                "persons": observation.link_persons[link].astype(np.int32),
                "waiting": observation.link_waiting[link].astype(np.int32),
                "left": left[link].astype(np.int32),
            }
        )
        self._left = observation.link_left.copy()
        self._row_count += len(link)
        # The last sample stays: how things were when the run ended is worth a row too many.
        while self._row_count > self._most_rows and len(self._samples) > 2 and not ended:
            self._thin()

    def series(self) -> LinkSeries:
        """Return what was kept as flat arrays."""
        count = [len(rows["link"]) for rows in self._samples]
        time_s = np.asarray(self._time_s)
        flat = {
            name: np.concatenate([rows[name] for rows in self._samples])
            if self._samples
            else np.zeros(0, np.int32)
            for name in _NAMES
        }
        return LinkSeries(
            time_s=time_s,
            sample=np.repeat(np.arange(len(count), dtype=np.int32), count),
            length_m=self._length_m,
            area_m2=self._area_m2,
            opposite=self._opposite,
            **flat,
        )

    def _thin(self) -> None:
        """Drop every second sample; who left in its interval is counted with the next one."""
        kept_time, kept = self._time_s[:1], self._samples[:1]
        for at in range(2, len(self._samples), 2):
            kept_time.append(self._time_s[at])
            kept.append(self._joined(self._samples[at - 1], self._samples[at]))
        if len(self._samples) % 2 == 0:
            # An odd one out is the latest: what left by it is counted with the sample to come.
            last = self._samples[-1]
            self._left[last["link"]] -= last["left"]
        self._time_s, self._samples = kept_time, kept
        self._every *= 2
        self._row_count = sum(len(rows["link"]) for rows in kept)

    def _joined(self, dropped: _Rows, kept: _Rows) -> _Rows:
        """Return the kept sample with the people who left in the dropped one."""
        table = np.zeros((len(_NAMES) - 1, len(self._area_m2)), np.int32)
        table[2, dropped["link"]] = dropped["left"]
        table[0, kept["link"]] = kept["persons"]
        table[1, kept["link"]] = kept["waiting"]
        table[2, kept["link"]] += kept["left"]
        link = np.flatnonzero((table[0] > 0) | (table[2] > 0)).astype(np.int32)
        persons, waiting, left = table[:, link]
        return {"link": link, "persons": persons, "waiting": waiting, "left": left}
