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
from sim.scenario.times import LocalDateTime, Moment


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


class Onward(Frozen):
    """Buses that take people on from the place of safety and free its beds.

    They go on time, with whom there is to board; seats are counted in people. Families that wait
    for their other part (``willingness.reunite: wait``) take none before it is there.

    Parameters
    ----------
    seats
        Seats of each bus.
    every_s
        Time from one bus to the next.
    first
        Local date-time of the first; null: with the scenario's start.
    """

    seats: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    every_s: Positive
    first: LocalDateTime | None = None


class CutOff(Frozen):
    """Stewards turn away whoever would join the queue of a corridor too late.

    They stand along the whole queue and act at the ends of control intervals; whom they turn away
    does what ``shut.cut_off`` says of its class, and is not let in again before the corridor has
    closed. Nobody knows of it before.

    Parameters
    ----------
    at
        From this time to the close nobody may join the queue any more: a date-time, or a time of
        day for each day that the corridor is open.
    queue_length
        Who stands behind so many people is turned away, at any time.
    """

    at: Moment | None = None
    queue_length: Count | None = None


class Reception(Frozen):
    """The place of safety.

    Parameters
    ----------
    name
        What people call it.
    per_minute
        The most people it takes a minute; 0 means nobody, null means no limit.
    beds
        The most people it holds at a time; 0 means nobody, null means no limit. Without `onward`
        nobody leaves it, so that it is the most in all.
    onward
        Buses that take people on from there.
    """

    name: str = ""
    per_minute: NonNegative | None = None
    beds: Count | None = None
    onward: Onward | None = None


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
    held
        By class, the share of its parties that is held after screening, whole: they are not out
        and never counted as a success. 0 where not named.
    cut_off
        When stewards turn away who would join the queue too late.
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
    held: dict[PersonClass, Share] = {}
    cut_off: CutOff | None = None
