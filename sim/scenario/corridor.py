"""What a scenario says of a corridor: gate, forecourt, checkpoint, windows, way to safety."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import (
    Count,
    Frozen,
    NodeId,
    NonNegative,
    PersonClass,
    Point,
    Positive,
    Share,
)
from sim.scenario.clock import Window


class Service(Frozen):
    """Time that one person takes in one checkpoint lane.

    Parameters
    ----------
    per_minute
        People a minute a lane, the reciprocal of the mean time; null means no time at all.
    distribution
        ``deterministic``, ``exponential``, or ``lognormal`` with `cv`; ``mixture`` draws one of
        `times_s` with the probabilities `shares` and takes its mean from them.
    cv
        Coefficient of variation of a lognormal time (standard deviation by mean).
    times_s
        The times of a mixture.
    shares
        Probability of each of `times_s`; they sum to 1.
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
    """The place of safety.

    Parameters
    ----------
    name
        What people call it.
    per_minute
        The most people it takes a minute; 0 means nobody, null means no limit.
    beds
        The most people it takes in all; 0 means nobody, null means no limit.
    """

    name: str = ""
    per_minute: NonNegative | None = None
    beds: Count | None = None


class Corridor(Frozen):
    """One corridor out of the city.

    Parameters
    ----------
    name
        What people call it.
    leads_to
        Where one comes out.
    gate
        Where it begins: the street node nearest to this point that can be entered is the gate.
    gate_node
        The gate by the network's own node id, instead of `gate`.
    admits
        Classes that may pass; a party passes only where every member is admitted.
    lanes
        Checkpoint lanes; 0 means nobody passes, null means no limit.
    capacity_persons
        The most people it lets through in all; 0 means nobody, null means no limit.
    windows
        When it is open; an empty list means never. Windows of one class may touch, not overlap.
    service
        Time a person takes in a lane.
    service_by_class
        The same for classes that take another time; complete, not merged with `service`.
    at_close
        ``finish``: service begun is finished; ``start_only_if_done``: none begins that would not
        be done by the close.
    forecourt_m2
        Waiting area before the checkpoint; 0 means none, null means no limit.
    forecourt_density_per_m2
        Standing people a square metre of a full forecourt.
    way_length_m
        Length of the way from the checkpoint to safety.
    way_width_m
        Its effective width.
    reception
        The place of safety.
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
