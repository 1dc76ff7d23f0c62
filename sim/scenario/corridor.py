"""What a scenario says of a corridor: gate, forecourt, checkpoint, windows, way to safety."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import (
    Count,
    Frozen,
    Identifier,
    NodeId,
    NonNegative,
    PersonClass,
    Point,
    Positive,
    Share,
)
from sim.scenario.clock import Window
from sim.scenario.times import LocalDateTime


class Service(Frozen):
    """Time that one person takes in one checkpoint lane.

    Parameters
    ----------
    per_minute
        People a minute a lane, the reciprocal of the mean time; null means no time at all.
    distribution
        ``deterministic``, ``exponential``, or ``lognormal`` with `cv`; ``mixture`` draws one of
        `times_s` with the probabilities `shares` and takes its mean from them.
    """

    per_minute: Positive | None = 4.0
    distribution: Literal["deterministic", "exponential", "lognormal", "mixture"] = "lognormal"
    cv: NonNegative = 0.6
    times_s: tuple[Positive, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def mean_s(self) -> float:
        """Mean service time of one person in seconds."""
        if self.distribution == "mixture":
            return sum(t * p for t, p in zip(self.times_s, self.shares, strict=True))
        return 0.0 if self.per_minute is None else 60.0 / self.per_minute


class Reception(Frozen):
    """The place of safety; null means no limit, 0 means nobody."""

    name: str = ""
    per_minute: NonNegative | None = None
    beds: Count | None = None


class Corridor(Frozen):
    """One corridor out of the city.

    Parameters
    ----------
    gate
        Where it begins: a point (the nearest street node that can be entered is the gate) or a
        `gate_node` of the network.
    admits
        Classes that may pass; a party passes only where every member is admitted.
    lanes
        Checkpoint lanes; 0 means nobody passes, null means no limit.
    capacity_persons
        The most people it lets through in all; 0 means nobody, null means no limit.
    service, service_by_class
        Time a person takes in a lane.
    at_close
        ``finish``: service begun is finished; ``start_only_if_done``: none begins that would not
        be done by the close.
    forecourt_m2
        Waiting area before the checkpoint, filled at `forecourt_density_per_m2`; 0 means none,
        null means no limit.
    way_length_m, way_width_m
        The way from the checkpoint to safety.
    """

    name: str = ""
    leads_to: str = ""
    gate: Point | None = None
    gate_node: NodeId | None = None
    admits: Annotated[tuple[PersonClass, ...], Field(min_length=1)]
    windows: tuple[Window, ...]
    lanes: Annotated[int, Field(ge=0, le=10_000, strict=True)] | None
    capacity_persons: Count | None = None
    service: Service = Service()
    service_by_class: dict[PersonClass, Service] = {}
    at_close: Literal["finish", "start_only_if_done"] = "finish"
    forecourt_m2: NonNegative | None = 1000.0
    forecourt_density_per_m2: Positive = 2.0
    way_length_m: Positive = 200.0
    way_width_m: Positive = 6.0
    reception: Reception = Reception()


class Incident(Frozen):
    """Corridors that are unsafe for a time: nobody begins to pass there (never who, only where)."""

    name: str = ""
    corridors: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    begin: LocalDateTime
    end: LocalDateTime
