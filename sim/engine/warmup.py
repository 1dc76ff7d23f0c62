"""Compiling the engine before it is needed, so that a run can say what it waits for."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled import compile_needed
from sim.engine.engine import Engine
from sim.engine.inputs import Gates, Links, Parties, Routes


def is_compiled() -> bool:
    """Whether a run can start at once."""
    return not compile_needed()


def compile_engine() -> None:
    """Compile everything that a run may use and keep it on disk: one walk through one street."""
    one, none, free = np.ones(1), np.zeros(1, np.int32), np.full(1, np.inf)
    links = Links(none, none + 1, one, free, free, free, free, none - 1)
    routes = Routes(np.array([[0, -2]], np.int32), none)
    gates = Gates(
        node=none + 1,
        lanes=none + 1,
        capacity_persons=free,
        admits=np.ones((1, 1), np.bool_),
        service_mean_s=np.ones((1, 1)),
        service_profile=np.zeros((1, 1), np.int32),
        window_start=np.array([0, 1], np.int32),
        window_open_s=np.zeros(1),
        window_close_s=free,
        finish=np.ones(1, np.bool_),
        forecourt_persons=free,
        way_length_m=one,
        way_capacity_per_s=free,
        way_storage=free,
        way_wave_speed_m_s=free,
        reception_per_s=free,
        reception_beds=free,
    )
    two, twice = np.ones(2), np.zeros(2, np.int32)
    parties = Parties(
        persons=twice + 1,
        space=two,
        speed_m_s=two,
        line=np.zeros(2, np.uint8),
        home=twice,
        route=twice,
        departure_s=np.full(2, np.inf),
        service_units=np.ones((2, 1)),
    )
    engine = Engine(links, routes, gates, parties)
    engine.place_on_link(none, none, np.zeros(1))
    engine.set_out(none + 1, np.zeros(1), none)
    engine.call_off(none + 1)
    engine.redirect(none, none)
    for first_link in (-1, 0):
        engine.set_routes(0, np.array([first_link, -2], np.int32))
    engine.set_lanes(0, 2)
    engine.set_windows(0, 0, [(0.0, 10.0)])
    engine.set_capacity_factor(none, one)
    engine.stand_still(none, one)
    engine.advance(10.0)
    engine.observe().link.sum()
