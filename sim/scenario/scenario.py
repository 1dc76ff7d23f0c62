"""The scenario: everything a planner writes, as one frozen description."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Identifier
from sim.scenario.choice import Choice
from sim.scenario.clock import Clock
from sim.scenario.corridor import Corridor
from sim.scenario.hazards import Ceasefire, Damage, Incident
from sim.scenario.news import News, Place, Shut
from sim.scenario.people import Population
from sim.scenario.services import VehicleService
from sim.scenario.streets import Movement, Network
from sim.scenario.willingness import Willingness


class Scenario(Frozen):
    """One evacuation, completely described.

    Parameters
    ----------
    id
        The only text that becomes part of a path; by default the file's stem.
    title
        What people call it.
    notes
        What it is about and what it leaves out.
    seed
        Seed of every random stream.
    sensitivity
        ``live`` coarsens all outputs to district and 30 minutes.
    clock
        When it starts and ends.
    network
        The streets.
    movement
        How people move in them.
    population
        Who lives where, who leaves and when.
    willingness
        Why people leave or stay, by drivers; null: ``population.leaving`` states the shares.
    choice
        When a party sets out, and which corridor it walks to.
    news
        Who knows what of the corridors, and how it spreads.
    shut
        What people do at a gate that does not let them pass.
    places
        Shelters, by their ids.
    corridors
        The ways out, by their ids.
    services
        Buses, ambulances and cars that carry people out, by the services' ids.
    incidents
        Places that are unsafe for a time, by the incidents' ids.
    ceasefire
        How far it holds: what part of the random incidents does not happen.
    damage
        Streets in ruins, by the damages' ids.
    """

    id: Identifier
    title: str = ""
    notes: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63, strict=True)] = 1
    sensitivity: Literal["public", "live"] = "public"
    clock: Clock
    network: Network
    movement: Movement = Movement()
    population: Population
    willingness: Willingness | None = None
    choice: Choice = Choice()
    news: News = News()
    shut: Shut = Shut()
    places: dict[Identifier, Place] = {}
    corridors: Annotated[dict[Identifier, Corridor], Field(min_length=1)]
    services: dict[Identifier, VehicleService] = {}
    incidents: dict[Identifier, Incident] = {}
    ceasefire: Ceasefire = Ceasefire()
    damage: dict[Identifier, Damage] = {}
