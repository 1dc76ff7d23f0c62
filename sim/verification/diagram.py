"""V14, V18 to V20: fundamental diagrams, as formulas and as a ring of streets walks them."""

from __future__ import annotations

import math

import numpy as np

from sim.plan.diagrams import CURVES, SFPE, WEIDMANN, backward_wave_m_s, diagram_of, largest_error
from sim.scenario.streets import Movement
from sim.verification.case import Case, Expected, Measurements, equals, yes
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch

RING_LINKS, LINK_M, WIDTH_M = 10, 100.0, 10.0
SPEED_M_S = 1.34
RING_DENSITIES = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
NAMED = (("weidmann", "Weidmann"), ("sfpe", "SFPE"))


def sfpe_flow(ledger: Ledger) -> Measurements:
    """V14: a formula alone."""
    flows = {f"specific flow at {d:g} /m2": SFPE.flow_per_m_s(d) for d in (1.0, 1.5, 2.0, 3.0)}
    return flows | {
        "peak": SFPE.peak_flow_per_m_s,
        "density of the peak": SFPE.peak_density_per_m2,
        "density at which nobody moves": SFPE.jam_density_per_m2,
    }


def weidmann_speed(ledger: Ledger) -> Measurements:
    """V18: a formula alone."""
    return {
        f"speed at {density:g} /m2": WEIDMANN.speed(density)
        for density in (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
    }


def weidmann_peak(ledger: Ledger) -> Measurements:
    """V19: a formula alone."""
    density = WEIDMANN.peak_density_per_m2
    return {
        "peak": WEIDMANN.flow_per_m_s(density),
        "density of the peak": density,
        "speed at the peak": WEIDMANN.speed(density),
    }


def triangular_speed(sketch: Sketch, density_per_m2: float) -> float:
    """Return the speed of the triangular diagram, min(v, b (k_j / k - 1)), at most J / k."""
    diagram = sketch.diagram
    wave = backward_wave_m_s(diagram)
    return min(
        SPEED_M_S,
        diagram.specific_flow_per_m_s / density_per_m2,
        wave * (diagram.jam_density_per_m2 / density_per_m2 - 1.0),
    )


def _ring(movement: Movement) -> tuple[Sketch, list[int]]:
    sketch = Sketch(diagram=movement)
    ring = [
        sketch.street(i, (i + 1) % RING_LINKS, length_m=LINK_M, width_m=WIDTH_M)
        for i in range(RING_LINKS)
    ]
    return sketch, ring


def ring_speed(ledger: Ledger, density_per_m2: float, movement: Movement) -> float:
    """Return the mean speed of people who walk laps on a ring, once the ring has settled.

    Speed is measured over the time in which the slowest wave runs once around the ring, so that
    the bunches left by the start count once each.
    """
    sketch, ring = _ring(movement)
    diagram = diagram_of(movement)
    speed_m_s = diagram.free_speed_m_s
    lap_s = RING_LINKS * LINK_M / diagram.waves[0][0]
    settle_s = 2.0 * lap_s
    laps = 2 + math.ceil((settle_s + lap_s) * speed_m_s / (RING_LINKS * LINK_M))
    per_link = round(density_per_m2 * LINK_M * WIDTH_M)
    rows = [
        sketch.people(
            per_link,
            path=(ring[first:] + ring[:first]) * laps,
            depart_s=math.inf,
            speed_m_s=speed_m_s,
        )
        for first in range(RING_LINKS)
    ]
    run = Run.of("V20", sketch, ledger)
    for link, people in zip(ring, rows, strict=True):
        # The first in line first: each then takes its place behind the others.
        evenly_m = LINK_M - (np.arange(per_link) + 0.5) * LINK_M / per_link
        run.stand(range(people.start, people.stop), link, at_m=evenly_m)
    before = run.until(settle_s).link_entered.sum()
    after = run.until(settle_s + lap_s).link_entered.sum()
    walked_m = float(after - before) * LINK_M
    return walked_m / (per_link * RING_LINKS * lap_s)


def ring(ledger: Ledger) -> Measurements:
    """V20: six densities, and one that cannot be; then the curves of the literature."""
    triangular = Movement()
    speeds = {f"speed at {d:g} /m2": ring_speed(ledger, d, triangular) for d in RING_DENSITIES}
    for name, title in NAMED:
        named = Movement(diagram=name)
        speeds |= {
            f"speed at {d:g} /m2, {title}": ring_speed(ledger, d, named) for d in _densities(name)
        }
    sketch, links = _ring(triangular)
    too_many = round(5.5 * LINK_M * WIDTH_M)
    sketch.people(too_many, path=links, depart_s=math.inf, speed_m_s=SPEED_M_S)
    run = Run.of("V20", sketch, ledger)
    try:
        run.stand(range(too_many), links[0], at_m=LINK_M)
        refused = False
    except ValueError:
        refused = True
    return speeds | {"5.5 /m2 on a street is refused": float(refused)}


def _densities(name: str) -> list[float]:
    """Return the densities of the ring at which people of a named diagram still move."""
    return [d for d in RING_DENSITIES if d < CURVES[name].jam_density_per_m2]


def _expected_on_the_ring() -> tuple[Expected, ...]:
    """Return the triangular speed within 2 %; a curve's, within what its pieces' flow is off.

    An error of flow e is one of speed e / k at the density k.
    """
    sketch = Sketch()
    triangular = tuple(
        equals(f"speed at {d:g} /m2", triangular_speed(sketch, d), "m/s", share=0.02, decimals=4)
        for d in RING_DENSITIES
    )
    named = tuple(
        equals(
            f"speed at {d:g} /m2, {title}",
            CURVES[name].speed(d),
            "m/s",
            within=largest_error(name) / d,
            decimals=4,
        )
        for name, title in NAMED
        for d in _densities(name)
    )
    return triangular + named


CASES = (
    Case(
        id="V14",
        title="The SFPE diagram",
        source="SFPE Handbook (Gwynne and Rosenbaum)",
        setup="S = 1.4 (1 - 0.266 D) D. A formula alone.",
        expected=(
            equals("specific flow at 1 /m2", 1.0276, "people/m/s", decimals=4),
            equals("specific flow at 1.5 /m2", 1.2621, "people/m/s", decimals=4),
            equals("specific flow at 2 /m2", 1.3104, "people/m/s", decimals=4),
            equals("specific flow at 3 /m2", 0.8484, "people/m/s", decimals=4),
            equals("peak", 1.3158, "people/m/s", decimals=4),
            equals("density of the peak", 1.880, "/m2", decimals=3),
            equals("density at which nobody moves", 3.759, "/m2", decimals=3),
        ),
        measure=sfpe_flow,
    ),
    Case(
        id="V18",
        title="The Weidmann diagram",
        source="Weidmann 1993 (Kladek 1966)",
        setup="v = 1.34 [1 - exp(-1.913 (1/rho - 1/5.4))]. A formula alone.",
        expected=tuple(
            equals(f"speed at {density:g} /m2", speed, "m/s", decimals=4)
            for density, speed in (
                (0.5, 1.2984),
                (1.0, 1.0581),
                (1.5, 0.8066),
                (2.0, 0.6062),
                (3.0, 0.3307),
                (4.0, 0.1563),
                (5.0, 0.0374),
            )
        ),
        measure=weidmann_speed,
    ),
    Case(
        id="V19",
        title="The peak of the Weidmann diagram",
        source="Weidmann 1993 (Kladek 1966)",
        setup="The largest flow of V18. A formula alone.",
        expected=(
            equals("peak", 1.2249, "people/m/s", decimals=4),
            equals("density of the peak", 1.751, "/m2", decimals=3),
            equals("speed at the peak", 0.6997, "m/s", decimals=4),
        ),
        measure=weidmann_peak,
    ),
    Case(
        id="V20",
        title="Speed falls with density as the diagram says",
        source="RiMEA 4.1 test 4; NIST TN 1822 test 5.1; ISO 20414 test 13",
        setup="Laps on a ring of ten links of 100 m x 10 m holding 0.5 to 5 people/m2; a street "
        "filled above its jam density. Then with the Weidmann and SFPE diagrams, against the "
        "curves themselves: within what their six pieces are off at most in flow, over density.",
        expected=(*_expected_on_the_ring(), yes("5.5 /m2 on a street is refused")),
        measure=ring,
    ),
)
