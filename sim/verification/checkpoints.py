"""V27 to V30: stochastic checkpoints against queueing theory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.population.service import ServiceProfile, unit_service
from sim.population.streams import stream
from sim.verification.case import Case, Expected, Measurements, equals
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch

REPLICATIONS, WARM_UP, MEASURED = 10, 10_000, 100_000
WITHIN = 0.05
EXPONENTIAL = ServiceProfile("exponential")

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Queue:
    """Poisson arrivals at a checkpoint.

    Parameters
    ----------
    arrivals_per_s
        Arrival rate.
    mean_service_s
        Mean service time of one lane.
    profile
        Distribution of service times.
    lanes
        Lanes that serve one line.
    """

    arrivals_per_s: float
    mean_service_s: float
    profile: ServiceProfile
    lanes: int = 1


@dataclass(frozen=True)
class QueueFigures:
    """Means over the replications, after the warm-up."""

    wait_s: float
    length: float
    share_waiting: float


def simulate(name: str, queue: Queue, ledger: Ledger) -> QueueFigures:
    """Run the replications; a case's number and the replication are the seeds of its draws."""
    figures = np.array(
        [_replicate(name, queue, ledger, replication) for replication in range(REPLICATIONS)]
    )
    wait_s, length, share_waiting = figures.mean(axis=0)
    return QueueFigures(float(wait_s), float(length), float(share_waiting))


def _replicate(
    name: str, queue: Queue, ledger: Ledger, replication: int
) -> tuple[float, float, float]:
    number = WARM_UP + MEASURED
    seed = int(name[1:])
    gaps = unit_service(EXPONENTIAL, stream(seed, replication, "arrivals", name).random(number))
    arrive_s = np.cumsum(gaps / queue.arrivals_per_s)
    units = unit_service(queue.profile, stream(seed, replication, "service", name).random(number))
    sketch = Sketch()
    gate = sketch.gate(0, lanes=queue.lanes, service_s=queue.mean_service_s)
    sketch.people(number, home=0, gate=gate, depart_s=arrive_s, service_units=units)
    run = Run.of(name, sketch, ledger)
    seen = run.to_end(every_s=float(arrive_s[-1]) / 20)
    begin_s = seen.service_begin_s
    wait_s = (begin_s - arrive_s)[WARM_UP:]
    span = (float(arrive_s[WARM_UP]), float(arrive_s[-1]))
    return (
        float(wait_s.mean()),
        _mean_length(arrive_s, begin_s, span),
        float((wait_s > 1e-9).mean()),
    )


def _mean_length(arrive_s: FloatArray, begin_s: FloatArray, span: tuple[float, float]) -> float:
    """Time-average number of people who have come and not begun service, over `span`."""
    begin, end = span
    overlap_s = np.clip(begin_s, begin, end) - np.clip(arrive_s, begin, end)
    return float(overlap_s.sum()) / (end - begin)


def mm1(ledger: Ledger) -> Measurements:
    """V27: exponential service."""
    seen = simulate("V27", Queue(0.8, 1.0, EXPONENTIAL), ledger)
    return {"mean queue": seen.length, "mean wait": seen.wait_s}


def md1(ledger: Ledger) -> Measurements:
    """V28: constant service."""
    seen = simulate("V28", Queue(0.8, 1.0, ServiceProfile("deterministic")), ledger)
    return {"mean queue": seen.length, "mean wait": seen.wait_s}


def mm3(ledger: Ledger) -> Measurements:
    """V29: three lanes."""
    seen = simulate("V29", Queue(5.0, 0.5, EXPONENTIAL, lanes=3), ledger)
    return {
        "share who wait": seen.share_waiting,
        "mean queue": seen.length,
        "mean wait": seen.wait_s,
    }


def mg1(ledger: Ledger) -> Measurements:
    """V30: most are quick, some are searched."""
    times_s, shares = (6.0, 30.0), (0.8, 0.2)
    mean_s = sum(t * p for t, p in zip(times_s, shares, strict=True))
    profile = ServiceProfile("mixture", 0.0, tuple(t / mean_s for t in times_s), shares)
    queue = Queue(0.08, mean_s, profile)
    seen = simulate("V30", queue, ledger)
    return {
        "load": queue.arrivals_per_s * queue.mean_service_s,
        "mean wait": seen.wait_s,
        "mean queue": seen.length,
    }


def _near(quantity: str, value: float, unit: str = "", *, decimals: int = 3) -> Expected:
    return equals(quantity, value, unit, share=WITHIN, decimals=decimals)


_SIZES = f"{REPLICATIONS} replications of {MEASURED:,} people after {WARM_UP:,} of warm-up"

CASES = (
    Case(
        id="V27",
        title="One lane, exponential service (M/M/1)",
        source="Queueing theory (Erlang)",
        setup=f"Arrivals 0.8/s, service 1/s. {_SIZES}.",
        expected=(_near("mean queue", 3.2, "people"), _near("mean wait", 4.0, "s")),
        measure=mm1,
    ),
    Case(
        id="V28",
        title="One lane, constant service (M/D/1)",
        source="Pollaczek and Khinchine",
        setup=f"Arrivals 0.8/s, service 1 s. {_SIZES}.",
        expected=(_near("mean queue", 1.6, "people"), _near("mean wait", 2.0, "s")),
        measure=md1,
    ),
    Case(
        id="V29",
        title="Three lanes (M/M/3)",
        source="Erlang C",
        setup=f"Arrivals 5/s, service 2/s a lane. {_SIZES}.",
        expected=(
            _near("share who wait", 0.70225, decimals=4),
            _near("mean queue", 3.5112, "people", decimals=4),
            _near("mean wait", 0.70225, "s", decimals=4),
        ),
        measure=mm3,
    ),
    Case(
        id="V30",
        title="Most are quick, some are searched (M/G/1)",
        source="Pollaczek and Khinchine",
        setup=f"Arrivals 0.08/s; 80 % take 6 s, 20 % take 30 s. {_SIZES}.",
        expected=(
            equals("load", 0.864, decimals=3),
            _near("mean wait", 61.41, "s", decimals=2),
            _near("mean queue", 4.913, "people"),
        ),
        measure=mg1,
    ),
)
