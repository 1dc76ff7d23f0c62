"""What one run leaves behind: flat arrays, from which every table and picture is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results.recorded import Recorded

if TYPE_CHECKING:
    from sim.engine.engine import Knot
    from sim.engine.inputs import Gates
    from sim.network.street_network import StreetNetwork
    from sim.population.population import Population
    from sim.scenario import Fault, LoadedScenario

FloatArray = NDArray[np.float64]
CountArray = NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """One row at the end of each of K control intervals (and one at the start).

    Parameters
    ----------
    time_s
        (K,) seconds from the scenario's start.
    by_status
        (K, S) people of each of ``STATUSES``.
    forecourt
        (K, G, C) people in each line of each forecourt.
    queued_for
        (K, G) people queued for each gate: forecourt, and streets and doors on the way to it;
        not those in a lane, who have passed.
    lanes_occupied
        (K, G) lanes with a party in them, served or held by a full way.
    """

    time_s: FloatArray
    by_status: CountArray
    forecourt: CountArray
    queued_for: CountArray
    lanes_occupied: NDArray[np.int32]


@dataclass(frozen=True)
class LinkSeries:
    """Who is on which link: S samples, and one row a link in use at each, R rows in all.

    A link is in use with people on it, or if people left it since the sample before.

    Parameters
    ----------
    time_s
        (S,) seconds from the scenario's start: ends of control intervals.
    sample
        (R,) index of the row's sample, rising.
    link
        (R,) index of the directed link, rising within a sample.
    persons
        (R,) people on it at that instant.
    waiting
        (R,) those of them who have walked to its end and wait there.
    left
        (R,) people who left it since the sample before.
    length_m, area_m2
        (E,) length of every directed link, and the area that its people stand on: its own part of
        the street, or the whole of one that both directions share.
    opposite
        (E,) the other direction of a shared street, whose people stand on the same area; -1 where
        there is none. Empty: no street is shared.
    """

    time_s: FloatArray
    sample: NDArray[np.int32]
    link: NDArray[np.int32]
    persons: NDArray[np.int32]
    waiting: NDArray[np.int32]
    left: NDArray[np.int32]
    length_m: FloatArray
    area_m2: FloatArray
    opposite: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True)
class UnsafeRecord:
    """Where and when it was unsafe, and for whom.

    Parameters
    ----------
    spans_s
        [begin, end) of each incident by its id, sorted, disjoint.
    corridors
        Ids of the corridors that nobody begins to pass meanwhile, by the incident's id.
    home_s, away_s
        (P,) seconds that each party was in unsafe places, at home and on the way.
    """

    spans_s: Mapping[str, tuple[tuple[float, float], ...]]
    corridors: Mapping[str, tuple[str, ...]]
    home_s: FloatArray
    away_s: FloatArray


@dataclass(frozen=True)
class DamageRecord:
    """What one damage did to E links.

    Parameters
    ----------
    begin_s
        When it happened; 0 where it was there before the start.
    clear_s
        (E,) when a link was as before; inf: not within the scenario.
    capacity_factor, speed_factor
        (E,) what part of its flow, and of their speed on it, a link keeps meanwhile.
    """

    begin_s: float
    clear_s: FloatArray
    capacity_factor: FloatArray
    speed_factor: FloatArray


@dataclass(frozen=True)
class ServiceRecord:
    """What vehicles did: S services, T trips, and the parties that went with them.

    Parameters
    ----------
    ids, node
        Of each service, in order: its id, and the node of its assembly point.
    served
        (P,) the service that a party went to, or asked to be fetched; -1 for who did neither.
    carried
        (P,) has driven off.
    came_s, boarding_s
        (P,) when it was at the assembly point, or asked; began to board. NaN: not.
    refusal, refused_s
        (P,) why it could not board, as text, empty if nothing kept it; and when that was settled.
    trips
        Columns of (T,): service (position in `ids`), vehicle, trip (the vehicle's own, from 1),
        convoy, persons, lying, and times; NaN where it had not come to that by the run's end.
    """

    ids: tuple[str, ...]
    node: NDArray[np.int32]
    served: NDArray[np.int16]
    carried: NDArray[np.bool_]
    came_s: FloatArray
    boarding_s: FloatArray
    refusal: NDArray[np.object_]
    refused_s: FloatArray
    trips: Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class CrossingRecord:
    """Streets and junctions where fighters and civilians were at the same time, K of them.

    Parameters
    ----------
    is_street, place
        (K,) whether it is a street or a junction; its index.
    time_s, first_s, last_s
        (K,) how long both were there, from samples at interval ends; the first and last of these.
    fighters, civilians
        (K,) the most of each seen there at once with the others.
    both_s
        How long there was any such place.
    """

    is_street: NDArray[np.bool_]
    place: NDArray[np.int32]
    time_s: FloatArray
    first_s: FloatArray
    last_s: FloatArray
    fighters: CountArray
    civilians: CountArray
    both_s: float


@dataclass(frozen=True)
class AtClose:
    """People on their way to a gate at one of its closes, and where they were.

    Parameters
    ----------
    gate, close_s
        Which gate, and when.
    by_class, children
        (C,) people by the class of their party; children among them.
    forecourt, streets, walking
        In the forecourt; queued in streets and at doors; still walking.
    """

    gate: int
    close_s: float
    by_class: tuple[int, ...]
    children: int
    forecourt: int
    streets: int
    walking: int


@dataclass(frozen=True)
class NightPlace:
    """People who are out of doors at one place in a night.

    Parameters
    ----------
    kind, number
        ``forecourt``, ``street`` (on the way to it) or ``way`` (behind its checkpoint) with the
        number of a gate; ``outside`` with that of a shelter that is full; ``assembly``, at the
        assembly points of vehicles together, with -1.
    by_class, children
        (C,) people by the class of their party; children among them.
    """

    kind: str
    number: int
    by_class: tuple[int, ...]
    children: int


@dataclass(frozen=True)
class Night:
    """Where people are in a night.

    Parameters
    ----------
    close_s, at_s
        The close that it begins with; when people were counted.
    places
        Everyone out of doors, who stands at an own door not counted.
    sheltering, sheltering_children, returned
        People in shelters, children among them; people who had set out and are home.
    """

    close_s: float
    at_s: float
    places: tuple[NightPlace, ...]
    sheltering: int
    sheltering_children: int
    returned: int


@dataclass(frozen=True)
class ShelterUse:
    """What became of one shelter.

    Parameters
    ----------
    peak
        The most people in it.
    sent_on, no_place
        People who found it full, with another shelter to go to and without one.
    outside
        People who stand before it at the end.
    """

    peak: int
    sent_on: int
    no_place: int
    outside: int


@dataclass(frozen=True)
class ClosingRecord:
    """What happens at closes, and after them.

    Parameters
    ----------
    closes, nights
        As they came.
    gave_up_s
        (P,) when each last gave its corridor up, NaN if never; None: nobody did.
    turned_away, turned_away_children
        (G, C) people whom stewards turned away at each gate, and (G,) children; None: no stewards.
    shelters
        Every shelter by its number; None where no shelter has beds.
    """

    closes: tuple[AtClose, ...] = ()
    nights: tuple[Night, ...] = ()
    gave_up_s: FloatArray | None = None
    turned_away: CountArray | None = None
    turned_away_children: CountArray | None = None
    shelters: tuple[ShelterUse, ...] | None = None


@dataclass(frozen=True)
class ChoiceRecord:
    """Who chose corridors, and of a user equilibrium how near to one it is.

    Parameters
    ----------
    decided_by
        Name of the class that chose.
    gap, rounds
        Person-seconds to be gained by changing, over those spent; rounds of the search. None
        where no equilibrium was sought.
    """

    decided_by: str
    gap: float | None = None
    rounds: int | None = None


@dataclass(frozen=True)
class NewsPiece:
    """What is said of one gate as of one instant, and who heard it.

    Parameters
    ----------
    gate, says, since_s
        Which gate; ``plan``, ``shut`` or ``open``; of when that is.
    by_way
        People who heard it, by the way by which they did.
    times_s, persons
        (k,) when people heard it during the run, rising, and how many then.
    unaware, unaware_person_s
        People who walked to the gate while it was shut and did not know; the time of that.
    """

    gate: int
    says: str
    since_s: float
    by_way: Mapping[str, int]
    times_s: FloatArray
    persons: CountArray
    unaware: int
    unaware_person_s: float


@dataclass(frozen=True)
class RunRecord:
    """Everything that results are made from. Party rows are those of `population`.

    Parameters
    ----------
    corridor_ids
        Ids of the gates in the engine's order.
    status
        (P,) final status codes.
    chosen
        (P,) gate that the party walked to, -1 if none.
    set_out_s, gate_arrival_s, service_begin_s, out_s, safe_s
        (P,) times from ``Observation``; NaN where it did not happen.
    link_entered, link_left, link_delay_s
        (E,) from ``Observation``, at the end.
    link_peak_density_per_m2, link_peak_s
        (E,) largest people per square metre of the link's width, sampled at interval ends, and
        when.
    link_series
        Who was on which link over time; None where it must not be known (``sensitivity: live``).
    engine_s
        Seconds spent inside the engine.
    unsafe
        Where it was unsafe; None for a record that was made without.
    services
        What vehicles did; None where there are none.
    crossings
        Where fighters and civilians crossed; None where that was not watched.
    held_s
        (P,) since when who is held after screening is; NaN for the others. None: nobody is.
    closing
        What happened at closes and in nights.
    choice
        Who chose corridors; None for a record that was made without.
    news
        Every piece of news, by gate and time; empty where no decision depends on any.
    damage
        Streets in ruins, by the damage's id.
    recorded
        What of the series was written down: without `QUEUES` the statuses and queues of `series`
        are zeros, without `STREETS` there is no `link_series`, without `TABLES` there are no peaks.
    """

    loaded: LoadedScenario
    seed: int
    network: StreetNetwork
    population: Population
    gates: Gates
    corridor_ids: tuple[str, ...]
    status: NDArray[np.uint8]
    chosen: NDArray[np.int16]
    set_out_s: FloatArray
    gate_arrival_s: FloatArray
    service_begin_s: FloatArray
    out_s: FloatArray
    safe_s: FloatArray
    link_entered: CountArray
    link_left: CountArray
    link_delay_s: FloatArray
    link_peak_density_per_m2: FloatArray
    link_peak_s: FloatArray
    series: Series
    link_series: LinkSeries | None
    knots: tuple[Knot, ...]
    warnings: tuple[Fault, ...]
    end_s: float
    engine_s: float
    unsafe: UnsafeRecord | None = None
    services: ServiceRecord | None = None
    crossings: CrossingRecord | None = None
    held_s: FloatArray | None = None
    closing: ClosingRecord = ClosingRecord()
    choice: ChoiceRecord | None = None
    news: tuple[NewsPiece, ...] = ()
    damage: Mapping[str, DamageRecord] = field(default_factory=dict)
    recorded: Recorded = Recorded.ALL
