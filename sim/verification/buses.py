"""V59: buses on a road and at the stop."""

from __future__ import annotations

import numpy as np

from sim.scenario import LoadedScenario
from sim.services import Arrivals, Service, run_service
from sim.verification.case import Case, Measurements, count, equals
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch
from sim.verification.town import corridor, describe, run


def buses(ledger: Ledger) -> Measurements:
    """V59: ten buses on a road with a car behind them; 500 people at an assembly point."""
    sketch = Sketch()
    road = sketch.link(0, 1, length_m=1000.0, capacity_per_s=600.0 / 3600.0, storage=150.0)
    bus = sketch.people(10, path=[road], speed_m_s=60.0 / 3.6, persons=70, space=2.5)
    car = sketch.people(1, path=[road], speed_m_s=60.0 / 3.6)
    seen = Run.of("V59", sketch, ledger).to_end()
    measured = {
        "pass in": float(seen.safe_s[car][0] - seen.safe_s[bus][0]),
        "people carried past": float(70 * np.isfinite(seen.safe_s[bus]).sum()),
    }
    crowd = Arrivals(np.zeros(500), np.ones(500, np.int32), np.zeros(500, np.uint8))
    for vehicles in (1, 5, 10):
        service = Service(vehicles=vehicles, seats=50, drive_s=600.0, return_s=600.0)
        done = run_service(service, crowd)
        measured[f"the last of 500 are out, {vehicles} of 50 seats"] = float(done.out_s.max())
        model = run("V59", _at_a_square(vehicles), ledger)
        measured[f"as a scenario, {vehicles} of 50 seats"] = float(model.observation.out_s.max())
    return measured


def _at_a_square(vehicles: int) -> LoadedScenario:
    """Describe 500 people at a square, 3 km of straight street, and buses at 5 m/s."""
    return describe(
        rows=1,
        columns=31,
        interval_s=600.0,
        districts={"square": {"nodes": [0], "persons": 500}},
        corridors={"1": corridor(30)},
        services={
            "buses": {
                "assembly": {"node": 0},
                "corridor": "1",
                "vehicles": vehicles,
                "seats": 50,
                "speed_m_s": 5.0,
            }
        },
    )


CASES = (
    Case(
        id="V59",
        title="Buses on a road, and at the stop",
        source="TRB 11-4115; own (closed form)",
        setup="Ten buses of 70 on a vehicle link of 600 vehicles/h, 2.5 equivalents each: from the "
        "first bus to the car behind the last. Then 500 people wait at one bay: loading "
        "10 + 3 n s, 600 s there, 2 n s to alight, 600 s back, with 1, 5 and 10 buses: the fleet "
        "alone, and as a scenario on a street of 3 km.",
        expected=(
            equals("pass in", 150.0, "s", within=15.0),
            count("people carried past", 700, "people"),
            equals("the last of 500 are out, 1 of 50 seats", 14_000.0, "s", within=1e-9),
            equals("as a scenario, 1 of 50 seats", 14_000.0, "s", within=1e-9),
            equals("the last of 500 are out, 5 of 50 seats", 2_960.0, "s", within=1e-9),
            equals("as a scenario, 5 of 50 seats", 2_960.0, "s", within=1e-9),
            equals("the last of 500 are out, 10 of 50 seats", 2_300.0, "s", within=1e-9),
            equals("as a scenario, 10 of 50 seats", 2_300.0, "s", within=1e-9),
        ),
        measure=buses,
    ),
)
