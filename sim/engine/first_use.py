"""Compiling the engine ahead of a run, so that no run's own time contains it."""

from __future__ import annotations

import numpy as np

from sim.engine.engine import Engine
from sim.engine.inputs import AT_GATE, Gates, Links, Parties, Routes


def compile_engine() -> None:
    """Let one person walk one street through one gate: that needs all that a run compiles."""
    one = np.ones(1)
    first = np.zeros(1, np.int32)
    engine = Engine(
        Links(
            from_node=first,
            to_node=first + 1,
            length_m=one,
            capacity_per_s=one,
            storage=2 * one,
            wave_speed_m_s=one,
            speed_limit_m_s=np.inf * one,
            reverse=first - 1,
        ),
        Routes(next_link=np.array([[0, AT_GATE]], np.int32), gate=first),
        Gates(
            node=first + 1,
            lanes=first + 1,
            capacity_persons=np.inf * one,
            admits=np.ones((1, 1), np.bool_),
            service_mean_s=np.ones((1, 1)),
            service_profile=np.zeros((1, 1), np.int32),
            window_start=np.array([0, 1], np.int32),
            window_open_s=0 * one,
            window_close_s=60 * one,
            finish=np.ones(1, np.bool_),
            forecourt_persons=one,
            way_length_m=one,
            way_capacity_per_s=one,
            way_storage=2 * one,
            way_wave_speed_m_s=one,
            reception_per_s=np.inf * one,
            reception_beds=np.inf * one,
        ),
        Parties(
            persons=first + 1,
            space=one,
            speed_m_s=one,
            line=np.zeros(1, np.uint8),
            home=first,
            route=first,
            departure_s=0 * one,
            service_units=np.ones((1, 1)),
        ),
    )
    engine.advance(60.0)
    engine.observe()
