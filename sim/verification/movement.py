"""V1 to V3: walking, alone."""

from __future__ import annotations

import math

from sim.verification.case import Case, Measurements, at_least, at_most, count, equals
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch


def _walk_40_m(ledger: Ledger, *, name: str, width_m: float, speed_m_s: float) -> float:
    sketch = Sketch()
    street = sketch.street(0, 1, length_m=40.0, width_m=width_m)
    sketch.people(1, path=[street], speed_m_s=speed_m_s)
    seen = Run.of(name, sketch, ledger).to_end(every_s=10.0)
    return float(seen.safe_s[0] - seen.set_out_s[0])


def corridor_speed(ledger: Ledger) -> Measurements:
    """V1: one person walks 40 m at 1.0 m/s."""
    return {"time to walk 40 m": _walk_40_m(ledger, name="V1", width_m=2.0, speed_m_s=1.0)}


def rimea_1(ledger: Ledger) -> Measurements:
    """V2: one person walks 40 m at 1.33 m/s."""
    time_s = _walk_40_m(ledger, name="V2", width_m=2.0, speed_m_s=1.33)
    return {"time to walk 40 m": time_s, "RiMEA's least": time_s, "RiMEA's most": time_s}


def no_rounding_drift(ledger: Ledger) -> Measurements:
    """V3: ten links in a row, looked at more or less often."""
    times_s = []
    for every_s in (0.1, 1.0, 7.0, 60.0, 3600.0, None):
        sketch = Sketch()
        chain = [sketch.street(i, i + 1, length_m=100.0, width_m=4.0) for i in range(10)]
        sketch.people(1, path=chain, speed_m_s=1.25)
        times_s.append(float(Run.of("V3", sketch, ledger).to_end(every_s=every_s).safe_s[0]))
    furthest = max(times_s, key=lambda time_s: abs(time_s - 800.0))
    return {
        "arrival, the one furthest from 800 s": furthest,
        "different arrivals among six reporting intervals": len(set(times_s)),
    }


CASES = (
    Case(
        id="V1",
        title="A person walks at their own speed",
        source="IMO MSC.1/Circ.1533 test 1; NIST TN 1822 test 2.1; ISO 20414 test 2",
        setup="40 m, walking speed 1.0 m/s.",
        expected=(equals("time to walk 40 m", 40.0, "s", within=1e-9, decimals=3),),
        measure=corridor_speed,
    ),
    Case(
        id="V2",
        title="A person walks at their own speed in the RiMEA corridor",
        source="RiMEA 4.1 test 1",
        setup="40 m x 2 m, walking speed 1.33 m/s.",
        expected=(
            equals("time to walk 40 m", 40.0 / 1.33, "s", within=1e-9),
            at_least("RiMEA's least", 26.0, "s"),
            at_most("RiMEA's most", 34.0, "s"),
        ),
        measure=rimea_1,
    ),
    Case(
        id="V3",
        title="Time does not drift over many links, nor with the reporting interval",
        source="own",
        setup="10 links of 100 m, 1.25 m/s; looked at every 0.1, 1, 7, 60 and 3600 s, and once.",
        expected=(
            equals(
                "arrival, the one furthest from 800 s",
                800.0,
                "s",
                within=10 * math.ulp(800.0),
                decimals=3,
            ),
            count("different arrivals among six reporting intervals", 1),
        ),
        measure=no_rounding_drift,
    ),
)
