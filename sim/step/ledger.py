"""The books of a run: a row an interval, and the check that everyone is accounted for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.statuses import ON_THE_WAY, QUEUED, STRANDED, StatusArray
from sim.behaviour.situation import GateArray
from sim.counting import count_cells, raise_peaks
from sim.engine.engine import Observation, Place
from sim.engine.inputs import FloatArray, IntArray, Links
from sim.plan.street_links import shared_with
from sim.population.population import Population
from sim.results.record import CountArray, Series
from sim.results.status import STATUSES


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
    links
        The streets.
    link_area_m2
        (E,) area that the people of each link stand on; of both directions where they share it.
    peaks
        Look for the largest density of each link.

    Attributes
    ----------
    by_status
        (S,) people of each of ``STATUSES``, at the last entry.
    out
        (G,) people out by each corridor, at the last entry.
    queued_for
        (G,) people queued for each corridor, at the last entry; who is in a lane has passed.
    peak_density_per_m2, peak_s
        (E,) largest density seen on each link, and when.
    """

    def __init__(
        self,
        population: Population,
        gate_count: int,
        links: Links,
        link_area_m2: FloatArray,
        *,
        peaks: bool = True,
    ) -> None:
        self._persons = population.persons
        self._everyone = population.person_count
        self._gate_count = gate_count
        self._opposite, self._area_m2 = shared_with(links), link_area_m2
        self._rows: list[tuple[float, CountArray, CountArray, CountArray, IntArray]] = []
        self._peak_persons = np.zeros(len(link_area_m2), np.int64)
        self.peak_s = np.zeros(len(link_area_m2))
        self._peaks = peaks
        self.by_status = np.zeros(len(STATUSES), np.int64)
        self.out, self.queued_for = np.zeros((2, gate_count), np.int64)

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
        cells = self._people(status, observation.place, chosen)
        at_place = cells.sum(axis=(0, 2))
        self.by_status = cells.sum(axis=(1, 2))
        if ended:
            self.by_status[STRANDED] = self.by_status[ON_THE_WAY].sum()
            self.by_status[ON_THE_WAY] = 0
        self.queued_for = cells[QUEUED, : Place.LANE, 1:].sum(axis=0)
        self.out = cells[:, Place.WAY : Place.SAFE + 1, 1:].sum(axis=(0, 1))
        self._check(observation, at_place)
        self.enter_forecourts(observation)
        if self._peaks:
            raise_peaks(
                observation.link_persons,
                self._opposite,
                float(observation.now_s),
                self._peak_persons,
                self.peak_s,
            )

    def enter_forecourts(self, observation: Observation) -> None:
        """Write down an instant of which only forecourts and lanes are looked at.

        Nobody is counted: who is lost meanwhile is missed when everybody is, at the run's end.
        """
        self._rows.append(
            (
                observation.now_s,
                self.by_status,
                observation.gate_waiting.copy(),
                self.queued_for,
                observation.gate_lanes_busy.copy(),
            )
        )

    @property
    def peak_density_per_m2(self) -> FloatArray:
        """(E,) largest people per square metre of each link at any entry."""
        return self._peak_persons / self._area_m2

    def series(self) -> Series:
        """Return all entries as arrays, one row each."""
        time_s, by_status, forecourt, queued_for, lanes = zip(*self._rows, strict=True)
        return Series(
            time_s=np.array(time_s),
            by_status=np.stack(by_status),
            forecourt=np.stack(forecourt),
            queued_for=np.stack(queued_for),
            lanes_occupied=np.stack(lanes),
        )

    def _people(
        self, status: StatusArray, place: NDArray[np.uint8], chosen: GateArray
    ) -> CountArray:
        """Count people in cells of status, place and chosen gate (first: none), in one pass."""
        cells = np.zeros((len(STATUSES), len(Place), self._gate_count + 1), np.int64)
        count_cells(status, place, chosen, self._persons, cells)
        return cells

    def _check(self, observation: Observation, at_place: CountArray) -> None:
        """Compare what is written with everyone, and with the engine's own times and counters."""
        for what, counted, expected in (
            ("people of all statuses", self.by_status.sum(), self._everyone),
            ("people out", observation.out_persons, at_place[Place.WAY : Place.SAFE + 1].sum()),
            ("people on links", observation.link_persons.sum(), at_place[Place.LINK]),
            ("people in forecourts", observation.gate_waiting.sum(), at_place[Place.FORECOURT]),
        ):
            if counted != expected:
                raise AccountingError(
                    f"at {observation.now_s:.3f} s the {what} are {counted}, not {expected}"
                )
