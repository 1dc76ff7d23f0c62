"""What a scenario says of vehicles: buses, ambulances and cars that carry people out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.base import (
    Count,
    Frozen,
    Identifier,
    NodeId,
    NonNegative,
    PersonClass,
    Point,
    Positive,
    Truth,
)
from sim.scenario.field_faults import field_fault
from sim.scenario.times import LocalDateTime

Need = Literal["wounded", "impaired", "elderly", "children"]


def _some_vehicles(count: object) -> object:
    if count == 0 and not isinstance(count, bool):
        raise field_fault(
            "is 0: the service has no vehicles", "Write how many there are, or remove the service."
        )
    return count


class Assembly(Frozen):
    """Where the vehicles of a service stand, and people board: exactly one of the four.

    Parameters
    ----------
    node
        The network's own node id.
    point
        The junction nearest to it.
    place
        Id of one of `places`.
    district
        Id of a district: the junction nearest to its centre, or the first of its `nodes`.
    """

    node: NodeId | None = None
    point: Point | None = None
    place: Identifier | None = None
    district: str | None = None


class VehicleService(Frozen):
    """A fleet at one assembly point that carries people out through one corridor.

    Whom it serves comes to the assembly point on foot when it sets out, instead of walking to a
    corridor, and boards in the order of arrival; a party boards whole. Who is served by several
    services takes the one with the nearest assembly point. Vehicles have lanes and a checkpoint
    lane of their own: they neither take room from people on foot nor wait for them.

    Parameters
    ----------
    name
        What people call it.
    kind
        ``bus``, ``ambulance`` or ``car``: what it is counted as.
    assembly
        Where it stands and people board.
    corridor
        Id of the corridor that it drives through. It must admit every class served; a vehicle
        begins to pass only while it is open to all of them.
    classes
        Classes that are served.
    districts
        Ids of the districts whose people are served; empty means all.
    needs
        Only parties with a member who is one of these; empty means everyone.
    within_m
        Longest walk to the assembly point, along streets; null means no limit.
    fetches
        Vehicles drive to the homes, people do not walk: the first to ask first, then the nearest
        who fits, until the vehicle is full or nobody asks.
    vehicles
        How many there are.
    seats
        Seats of each.
    stretchers
        Stretcher places of each. Where there are any each wounded person takes one, and the bearers
        of ``population.stretchers`` take seats; without, the wounded sit, and who is carried on a
        stretcher cannot board.
    bays
        Vehicles that can load at the same time.
    board_fixed_s
        Time to load a vehicle, beside that for each person.
    board_person_s
        Time a person to board.
    alight_person_s
        Time a person to alight.
    speed_m_s
        Mean driving speed on the way to the corridor (assumed).
    least_width_m
        Effective width of the narrowest street that vehicles take: the fastest way on such streets.
    to_corridor_s
        Driving time to the corridor, instead of the way's length by `speed_m_s`.
    beyond_s
        Driving time from the corridor to where people alight and are counted as out.
    return_s
        Time to drive back, empty; null means as long as the way there.
    returns
        Whether vehicles come back for others.
    convoy
        Vehicles that leave together.
    first_departure
        None leaves before; null means from the start.
    departures
        A timetable: at each of these times, and at no other, a convoy leaves with who is aboard.
    last_departure
        None leaves after; null means while the corridor can still be reached before it closes.
    wait_s
        A vehicle with free seats, or a convoy that is not complete, leaves once nobody has boarded
        for this long.
    escorts
        Escorts that there are.
    escorts_per_convoy
        Escorts that each convoy needs; they come back at once.
    check_vehicle_s
        Time at the corridor's checkpoint for each vehicle of a convoy.
    check_convoy_s
        The same for the convoy as a whole; it goes on when all of it is checked.
    left_behind
        What people do who cannot board, or for whom no vehicle leaves any more: ``wait`` where
        they are, or ``walk`` to a corridor.
    """

    name: str = ""
    kind: Literal["bus", "ambulance", "car"] = "bus"
    assembly: Assembly
    corridor: Identifier
    classes: Annotated[tuple[PersonClass, ...], Field(min_length=1)] = ("civilian", "wounded")
    districts: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    within_m: Positive | None = None
    fetches: Truth = False
    vehicles: Annotated[int, Field(ge=1, le=10_000, strict=True), BeforeValidator(_some_vehicles)]
    seats: Annotated[int, Field(ge=0, le=1000, strict=True)]
    stretchers: Annotated[int, Field(ge=0, le=1000, strict=True)] = 0
    bays: Annotated[int, Field(ge=1, le=1000, strict=True)] = 1
    board_fixed_s: NonNegative = 10.0
    board_person_s: NonNegative = 3.0
    alight_person_s: NonNegative = 2.0
    speed_m_s: Positive = 5.0
    least_width_m: NonNegative = 3.0
    to_corridor_s: NonNegative | None = None
    beyond_s: NonNegative = 0.0
    return_s: NonNegative | None = None
    returns: Truth = True
    convoy: Annotated[int, Field(ge=1, le=1000, strict=True)] = 1
    first_departure: LocalDateTime | None = None
    departures: tuple[LocalDateTime, ...] = ()
    last_departure: LocalDateTime | None = None
    wait_s: NonNegative = 0.0
    escorts: Count = 0
    escorts_per_convoy: Count = 0
    check_vehicle_s: NonNegative = 0.0
    check_convoy_s: NonNegative = 0.0
    left_behind: Literal["wait", "walk"] = "wait"
