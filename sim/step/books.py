"""Everything that a run writes down at the end of each interval, as one."""

from __future__ import annotations

from collections.abc import Callable

from sim.agents.statuses import StatusArray
from sim.behaviour.situation import GateArray
from sim.engine import Links, Observation
from sim.network import StreetNetwork
from sim.plan.street_links import shared_with, street_area_m2
from sim.population import Population
from sim.results.recorded import Recorded
from sim.scenario import Scenario
from sim.services.dispatch import Dispatch
from sim.step.crossings import FIGHTER, CrossingWatch
from sim.step.ledger import Ledger
from sim.step.link_ledger import LinkLedger


class Books:
    """The books of a run.

    Parameters
    ----------
    scenario, population, network, links
        Whom and what they are about.
    recorded
        What is written down.

    Attributes
    ----------
    ledger
        The people of each status and corridor.
    links
        The streets; None where they are not written down, and with ``sensitivity: live``.
    crossings
        Where fighters and civilians cross; None where there are not both, and as `links`.
    """

    def __init__(
        self,
        scenario: Scenario,
        population: Population,
        network: StreetNetwork,
        links: Links,
        recorded: Recorded = Recorded.ALL,
    ) -> None:
        area_m2 = street_area_m2(links, scenario.movement)
        self.recorded = recorded
        peaks = Recorded.TABLES in recorded
        self.ledger = Ledger(population, len(scenario.corridors), links, area_m2, peaks=peaks)
        self.links: LinkLedger | None = None
        self.crossings: CrossingWatch | None = None
        if scenario.sensitivity == "live":
            return
        if Recorded.STREETS in recorded:
            self.links = LinkLedger(network.link_length_m, area_m2, shared_with(links))
        if Recorded.TABLES in recorded:
            watch = CrossingWatch(population, network)
            self.crossings = watch if watch.useful else None

    def enter(
        self,
        seen: Observation,
        status: Callable[[], StatusArray],
        chosen: GateArray,
        services: Dispatch | None,
        *,
        ended: bool,
    ) -> None:
        """Write down the end of an interval, and of the run if it has `ended`.

        Parameters
        ----------
        seen, status, chosen
            The engine's state; what tells (P,) status codes while the run goes on; (P,) corridors.
        services
            Vehicles, None if there are none.

        Raises
        ------
        AccountingError
            Somebody was lost or counted twice.
        """
        if ended or Recorded.QUEUES in self.recorded:
            self.ledger.enter(seen, status(), chosen, ended=ended)
        else:
            self.ledger.enter_forecourts(seen)
        if self.links is not None:
            self.links.enter(seen, ended=ended)
        if self.crossings is not None:
            vehicles = () if services is None else services.on_the_way(seen.now_s, FIGHTER)
            self.crossings.enter(seen, vehicles)
