"""Curved diagrams: crowds walk and queue at the densities that their pieces give.

All numbers by hand from the lines of `sim.plan.diagrams`: people on a street fed with less than the
largest flow thin out to the density at which a line q = c + s k gives that flow; a queue behind an
exit closes up to the density at which one q = b (k_0 - k) does.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.diagrams import diagram_of
from sim.scenario.streets import Movement
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch, evenly

WIDTH_M = 4.0


@pytest.mark.parametrize(
    ("name", "flow", "density"),
    [
        ("weidmann", 0.581 * 1.0 + 0.439, 1.0),  # 1.020 /(m s); free walkers would be at 0.76 /m2
        ("weidmann", 0.581 * 1.2 + 0.439, 1.2),
        ("sfpe", 0.562 * 1.0 + 0.435, 1.0),  # 0.997 /(m s)
        ("sfpe", 0.562 * 1.4 + 0.435, 1.4),
        ("weidmann", 1.34 * 0.5, 0.5),  # so few that nobody slows anybody
    ],
)
def test_a_crowd_that_walks_is_as_dense_as_its_flow_makes_it(
    name: str, flow: float, density: float
) -> None:
    movement = Movement(diagram=name)
    sketch = Sketch(diagram=movement)
    street = sketch.street(0, 1, length_m=200.0, width_m=WIDTH_M)
    fed = evenly(round(flow * WIDTH_M * 1500.0), per_s=flow * WIDTH_M)
    speed_m_s = diagram_of(movement).free_speed_m_s
    sketch.people(len(fed), path=[street], depart_s=fed, speed_m_s=speed_m_s)
    run = Run.of("walking", sketch, Ledger())
    held = run.sample(np.arange(800.0, 1400.0, 7.0), lambda seen: float(seen.link_space[street]))
    assert held.mean() / (200.0 * WIDTH_M) == pytest.approx(density, rel=0.005)
    assert run.ledger.faults == []


@pytest.mark.parametrize(
    ("name", "flow", "density"),
    [
        ("weidmann", 0.434 * (5.4 - 4.0), 4.0),  # 0.608 /(m s)
        ("weidmann", 0.230 * (7.331 - 3.0), 3.0),  # 0.996
        ("sfpe", 0.848 * (4.025 - 3.0), 3.0),  # 0.869
        ("sfpe", 0.497 * (4.820 - 2.4), 2.4),  # 1.203
    ],
)
def test_a_queue_is_as_dense_as_the_flow_out_of_it_makes_it(
    name: str, flow: float, density: float
) -> None:
    movement = Movement(diagram=name)
    diagram = diagram_of(movement)
    sketch = Sketch(diagram=movement)
    waiting = sketch.link(0, 1, capacity_per_s=100.0)
    street = sketch.street(1, 2, length_m=100.0, width_m=WIDTH_M)
    gate = sketch.gate(2, service_s=1.0 / (flow * WIDTH_M), forecourt_persons=0.0)
    sketch.people(
        round(flow * WIDTH_M * 6000.0),
        path=[waiting, street],
        gate=gate,
        speed_m_s=diagram.free_speed_m_s,
    )
    run = Run.of("queue", sketch, Ledger())
    held = run.sample(np.arange(3000.0, 5500.0, 31.0), lambda seen: float(seen.link_space[street]))
    assert held.mean() / (100.0 * WIDTH_M) == pytest.approx(density, rel=0.01)
    assert run.ledger.faults == []


@pytest.mark.parametrize(("name", "flow"), [("weidmann", 1.2249), ("sfpe", 1.3158)])
def test_a_saturated_street_carries_the_largest_flow_of_the_curve(name: str, flow: float) -> None:
    movement = Movement(diagram=name)
    sketch = Sketch(diagram=movement)
    waiting = sketch.link(0, 1, capacity_per_s=100.0)
    street = sketch.street(1, 2, length_m=50.0, width_m=WIDTH_M)
    sketch.people(6000, path=[waiting, street], speed_m_s=diagram_of(movement).free_speed_m_s)
    out_s = np.sort(Run.of("full", sketch, Ledger()).to_end().out_s)
    assert 4000.0 / (out_s[5500] - out_s[1500]) / WIDTH_M == pytest.approx(flow, abs=5e-4)
