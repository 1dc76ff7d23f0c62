"""The books of a run: a row an interval, and the check that everyone is accounted for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import GateArray
from sim.engine.engine import Observation, Place
from sim.engine.inputs import FloatArray
from sim.population.population import Population
from sim.results.record import CountArray, Series
from sim.results.status import STATUSES
from sim.statuses import EVERYONE, OUT, QUEUED, StatusArray, final_codes


class AccountingError(RuntimeError):
    """People were lost or counted twice: a fault of the program, never of the scenario."""


class Ledger:
    """What is written down at the end of every interval.

    Parameters
    ----------
    population
        P parties; only their `persons` are read.
    gate_count
        Number of corridors G.
    link_area_m2
        (E,) area of each directed link.

    Attributes
    ----------
    by_status
        (10,) people of each of ``STATUSES``, at the last entry.
    out
        (G,) people out by each corridor, at the last entry.
    queued_for
        (G,) people queued for each corridor, at the last entry; who is in a lane has passed.
    peak_density_per_m2, peak_s
        (E,) largest density seen on each link, and when.
    """

    def __init__(self, population: Population, gate_count: int, link_area_m2: FloatArray) -> None:
        self._persons = population.persons
        self._gate_count = gate_count
        self._area_m2 = link_area_m2
        self._rows: list[tuple[float, CountArray, CountArray, CountArray]] = []
        self._peak_persons = np.zeros(len(link_area_m2), np.int64)
        self.peak_s = np.zeros(len(link_area_m2))

    def enter(
        self,
        observation: Observation,
        status: StatusArray,
        chosen: GateArray,
        *,
        ended: bool = False,
    ) -> None:
        """Write down one instant.

        Parameters
        ----------
        observation
            The engine's state.
        status
            (P,) status codes while the run goes on.
        chosen
            (P,) corridor of each party, -1 if none.
        ended
            The run is over: who is still on the way is written down as stranded.

        Raises
        ------
        AccountingError
            The statuses don't sum to everyone, or the engine's times and counters disagree with
            where its parties are.
        """
        # Who is in a lane has passed: no longer queued for the gate, as the series says.
        queued = (status == QUEUED) & (chosen >= 0) & (observation.place != Place.LANE)
        out = observation.place >= Place.WAY
        self.queued_for = self._people(queued, chosen, self._gate_count)
        self.out = self._people(out, observation.gate, self._gate_count)
        self.by_status = self._people(
            EVERYONE, final_codes(status) if ended else status, len(STATUSES)
        )
        self._check(observation)
        self._rows.append(
            (observation.now_s, self.by_status, observation.gate_waiting.copy(), self.queued_for)
        )
        denser = observation.link_persons > self._peak_persons
        self._peak_persons[denser] = observation.link_persons[denser]
        self.peak_s[denser] = observation.now_s

    @property
    def peak_density_per_m2(self) -> FloatArray:
        """(E,) largest people per square metre of each link at any entry."""
        return self._peak_persons / self._area_m2

    def series(self) -> Series:
        """Return all entries as arrays, one row each."""
        time_s, by_status, forecourt, queued_for = zip(*self._rows, strict=True)
        return Series(
            time_s=np.array(time_s),
            by_status=np.stack(by_status),
            forecourt=np.stack(forecourt),
            queued_for=np.stack(queued_for),
        )

    def _people(
        self, rows: NDArray[np.bool_] | slice, kind: NDArray[np.integer], kinds: int
    ) -> CountArray:
        """Count the people in `rows` by kind; a code that is not in [0, kinds) is not counted."""
        count = np.bincount(kind[rows], weights=self._persons[rows], minlength=kinds)
        return count[:kinds].astype(np.int64)

    def _check(self, observation: Observation) -> None:
        """Compare what is written with everyone, and with the engine's own counters."""
        place = observation.place
        everyone = int(self._persons.sum())
        on_links = int(self._persons[place == Place.LINK].sum())
        out = int(self._persons[~np.isnan(observation.out_s)].sum())
        in_forecourts = int(self._persons[place == Place.FORECOURT].sum())
        for what, counted, expected in (
            ("people of all statuses", int(self.by_status.sum()), everyone),
            ("people out", out, int(self.by_status[OUT])),
            ("people on links", int(observation.link_persons.sum()), on_links),
            ("people in forecourts", int(observation.gate_waiting.sum()), in_forecourts),
        ):
            if counted != expected:
                raise AccountingError(
                    f"at {observation.now_s:.3f} s the {what} are {counted}, not {expected}"
                )
