"""The same traffic, driven by UXsim and by this project's engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from uxsim import World

from sim.engine import Engine, Gates, Links, Parties, Routes, Rules
from sim.engine.inputs import AT_GATE
from tests.crosscheck.roads import REACTION_S, SPEED_M_S, Traffic

FloatArray = NDArray[np.float64]


Spillback = Literal["kinematic_wave", "spatial_queue", "point_queue"]


@dataclass(frozen=True)
class Drive:
    """What an engine made of the traffic.

    Parameters
    ----------
    arrival_s
        (P,) when each trip arrived.
    on_road
        (E, K) vehicles on each road at each minute, from the first.
    """

    arrival_s: FloatArray
    on_road: FloatArray

    def arrived_by_minute(self) -> FloatArray:
        """Return (K,) trips that have arrived by each minute."""
        minutes = minutes_until(60.0 * self.on_road.shape[1])
        return np.searchsorted(np.sort(self.arrival_s), minutes, side="right").astype(np.float64)


def minutes_until(horizon_s: float) -> FloatArray:
    """Return the minutes, in seconds, from the first to `horizon_s`."""
    return 60.0 * np.arange(1, round(horizon_s / 60.0) + 1)


def ours(traffic: Traffic, *, horizon_s: float, spillback: Spillback = "kinematic_wave") -> Drive:
    """Drive the traffic with this project's engine."""
    roads, trips, gates = traffic.roads, len(traffic.home), len(traffic.gates)
    next_link = traffic.next_road.copy()
    next_link[np.arange(gates), list(traffic.gates)] = AT_GATE
    unlimited = np.full(gates, math.inf)
    engine = Engine(
        Links(
            from_node=np.array([road.one for road in roads], np.int32),
            to_node=np.array([road.other for road in roads], np.int32),
            length_m=np.array([road.length_m for road in roads]),
            capacity_per_s=np.array([road.capacity_per_s for road in roads]),
            storage=np.array([road.storage for road in roads]),
            wave_speed_m_s=np.array([road.wave_m_s for road in roads]),
            speed_limit_m_s=np.full(len(roads), math.inf),
            reverse=np.full(len(roads), -1, np.int32),
        ),
        Routes(next_link, np.arange(gates, dtype=np.int32)),
        Gates(
            node=np.array(traffic.gates, np.int32),
            lanes=np.full(gates, -1, np.int32),
            capacity_persons=unlimited,
            admits=np.ones((gates, 1), np.bool_),
            service_mean_s=np.zeros((gates, 1)),
            service_profile=np.zeros((gates, 1), np.int32),
            window_start=np.arange(gates + 1, dtype=np.int32),
            window_open_s=np.zeros(gates),
            window_close_s=unlimited,
            finish=np.ones(gates, np.bool_),
            forecourt_persons=unlimited,
            way_length_m=np.ones(gates),
            way_capacity_per_s=unlimited,
            way_storage=unlimited,
            way_wave_speed_m_s=unlimited,
            reception_per_s=unlimited,
            reception_beds=unlimited,
        ),
        Parties(
            persons=np.ones(trips, np.int32),
            space=np.ones(trips),
            speed_m_s=np.full(trips, SPEED_M_S),
            line=np.zeros(trips, np.uint8),
            home=traffic.home,
            route=traffic.gate,
            departure_s=traffic.depart_s,
            service_units=np.ones((trips, 1)),
        ),
        rules=Rules(gridlock="hold", spillback=spillback),
    )
    on_road = []
    for minute_s in minutes_until(horizon_s):
        engine.advance(float(minute_s))
        on_road.append(engine.observe().link_persons.copy())
    assert engine.finished
    assert engine.knots() == ()
    return Drive(engine.observe().gate_arrival_s.copy(), np.array(on_road, np.float64).T)


def uxsim(traffic: Traffic, *, horizon_s: float, seed: int = 1) -> Drive:
    """Drive the traffic with UXsim, one vehicle a platoon, on the same routes.

    Its merges draw lots in proportion to `merge_priority`; here that is the road's capacity.
    """
    world = World(
        name="",
        deltan=1,
        reaction_time=REACTION_S,
        tmax=horizon_s + 1.0,
        random_seed=seed,
        duo_update_time=2 * horizon_s,
        print_mode=0,
        save_mode=0,
        show_mode=0,
        vehicle_logging_timestep_interval=-1,
        instantaneous_TT_timestep_interval=10_000,
        cpp=True,
    )
    for node in range(traffic.node_count):
        world.addNode(f"n{node}", 0.0, 0.0)
    links = [
        world.addLink(
            f"l{index}",
            f"n{road.one}",
            f"n{road.other}",
            length=road.length_m,
            free_flow_speed=SPEED_M_S,
            jam_density_per_lane=road.jam_per_m,
            number_of_lanes=road.lanes,
            merge_priority=road.capacity_per_s,
        )
        for index, road in enumerate(traffic.roads)
    ]
    vehicles = []
    for trip, depart_s in enumerate(traffic.depart_s):
        vehicle = world.addVehicle(
            f"n{traffic.home[trip]}", f"n{traffic.gates[traffic.gate[trip]]}", float(depart_s)
        )
        vehicle.enforce_route([links[road] for road in traffic.route(trip)])
        vehicles.append(vehicle)
    world.exec_simulation()
    arrived = np.array([float(vehicle.arrival_time) for vehicle in vehicles])
    came = np.array([link.cum_arrival for link in links], np.float64)
    went = np.array([link.cum_departure for link in links], np.float64)
    assert (arrived >= 0).all(), "everyone arrives before the horizon"
    steps = np.round(minutes_until(horizon_s) / REACTION_S).astype(np.int64)
    return Drive(arrived * REACTION_S, (came - went)[:, steps])
