"""V49 to V51: reproducibility, common random numbers, intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiments.compare import compare
from sim.experiments.many import run_many
from sim.experiments.spec import RunSpec
from sim.experiments.statistics import spread
from sim.model import EvacuationModel
from sim.population.streams import stream
from sim.scenario import LoadedScenario
from sim.verification.case import Case, Measurements, at_least, count, equals
from sim.verification.ledger import Ledger
from sim.verification.town import START, corridor, describe, run

TRIALS, RUNS, CUSTOMERS = 1000, 20, 2000
"""Of V51: intervals, replications of each, people in the queue of a short run."""

SLACK = 1.4
"""Coverage in % that passes, either way: two standard deviations of a count of 1000 trials."""

FloatArray = NDArray[np.float64]

TIMES = ("set_out_s", "gate_arrival_s", "service_begin_s", "out_s", "safe_s")


def _town(*, reordered: bool) -> LoadedScenario:
    """Describe three districts and two corridors on a grid of 5 x 5, in one order or the other."""
    districts: dict[str, Any] = {
        "north": {"nodes": [0, 1, 2], "persons": 300, "wounded": 20},
        "south": {"nodes": [20, 21, 22], "persons": 500, "fighters": 50},
        "west": {"nodes": [5, 10], "persons": 100},
    }
    corridors: dict[str, Any] = {
        "1": corridor(4, lanes=2, service={"per_minute": 10, "distribution": "exponential"}),
        "2": corridor(24, lanes=3, service={"per_minute": 8}),
    }
    if reordered:
        districts = dict(reversed(districts.items()))
        corridors = dict(reversed(corridors.items()))
    return describe(
        rows=5,
        columns=5,
        districts=districts,
        corridors=corridors,
        departure=[{"curve": "rayleigh", "begin": START, "sigma_s": 900.0}],
        population={"household": 4, "impaired_share": 0.1},
    )


def _differences(one: EvacuationModel, other: EvacuationModel) -> int:
    """Count the parties for whom any time, or the corridor, differs in any bit."""
    differ = one.observation.gate != other.observation.gate
    for name in TIMES:
        here, there = getattr(one.observation, name), getattr(other.observation, name)
        differ |= here.view(np.int64) != there.view(np.int64)
    return int(differ.sum())


def same_bits(ledger: Ledger) -> Measurements:
    """V49: the same run twice, and with the scenario's rows reordered."""
    first, again, reordered = (
        run("V49", _town(reordered=flag), ledger) for flag in (False, False, True)
    )
    return {
        "parties": float(first.population.party_count),
        "parties that differ, run again": float(_differences(first, again)),
        "parties that differ, rows reordered": float(_differences(first, reordered)),
        "replications that differ, 2 worker processes": _runs_that_differ(),
    }


def _runs_that_differ() -> float:
    """Make three replications in this process and by two workers, and compare every bit."""
    specs = [RunSpec.of(_town(reordered=False), replication=number) for number in range(3)]
    here, there = run_many(specs), run_many(specs, jobs=2)
    differ = (one != other or one.failed for one, other in zip(here, there, strict=True))
    return float(sum(differ))


def against_itself(_ledger: Ledger) -> Measurements:
    """V50: every measure of every pair of runs, and over draws of the inputs."""
    town = _town(reordered=False)
    found = compare((town, town), replications=3, inputs=3)
    over = [each for one in found.differences if (each := found.over_inputs(one)) is not None]
    return {
        "measures compared": float(len(found.differences)),
        "measures that are not exactly 0 in every replication": float(
            sum(not one.all_zero for one in found.differences)
        ),
        "measures that are not exactly 0 in every draw of the inputs": float(
            sum(one.low != 0.0 or one.high != 0.0 for one in over)
        ),
        "changes listed": float(len(found.changes["B"])),
    }


def coverage(_ledger: Ledger) -> Measurements:
    """V51: how often 95 % intervals of 20 replications hold what they estimate."""
    draws = stream(51, 0, "normal", "")
    normal = draws.standard_normal((TRIALS, RUNS))
    short = _mean_waits(stream(51, 0, "short runs", ""), TRIALS * RUNS).reshape(TRIALS, RUNS)
    long = float(_mean_waits(stream(51, 0, "many runs", ""), 2 * TRIALS * RUNS).mean())
    return {
        "coverage, normal draws": _coverage(normal, 0.0),
        "coverage, mean wait in a queue": _coverage(short, long),
    }


def _coverage(samples: FloatArray, truth: float) -> float:
    """Return the percentage of samples (n, runs) whose interval of the mean holds the truth."""
    found = [spread(sample) for sample in samples.tolist()]
    held = [one.low is not None and one.low <= truth <= (one.high or 0.0) for one in found]
    return 100.0 * sum(held) / len(held)


def _mean_waits(draws: np.random.Generator, runs: int) -> FloatArray:
    """Return the mean wait of (runs,) queues like V27's that start empty (Lindley 1952)."""
    wait_s, total_s = np.zeros(runs), np.zeros(runs)
    for _ in range(CUSTOMERS):
        service_s, gap_s = draws.exponential(1.0, runs), draws.exponential(1.0 / 0.8, runs)
        wait_s = np.maximum(0.0, wait_s + service_s - gap_s)
        total_s += wait_s
    return total_s / CUSTOMERS


CASES = (
    Case(
        id="V49",
        title="The same seed gives the same bits",
        source="own",
        setup="900 people on a grid, two corridors with random service: run twice, and with "
        "districts and corridors written in another order.",
        expected=(
            at_least("parties", 100.0, decimals=0),
            count("parties that differ, run again", 0),
            count("parties that differ, rows reordered", 0),
            count("replications that differ, 2 worker processes", 0),
        ),
        measure=same_bits,
    ),
    Case(
        id="V50",
        title="A scenario compared with itself",
        source="own",
        setup="The town of V49 against itself: 3 replications, 3 draws of the inputs, every "
        "measure of the whole, its corridors and districts.",
        expected=(
            at_least("measures compared", 20.0, decimals=0),
            count("measures that are not exactly 0 in every replication", 0),
            count("measures that are not exactly 0 in every draw of the inputs", 0),
            count("changes listed", 0),
        ),
        measure=against_itself,
    ),
    Case(
        id="V51",
        title="Intervals cover what they say",
        source="own",
        setup="95 % interval of 20 replications, 1000 trials: N(0, 1) draws, and the mean wait of "
        "2,000 people in V27's queue, started empty (Lindley's recursion), against the mean of "
        "40,000 other runs; one seed, fixed beforehand. 93.6 to 96.4 % is 95 % and two standard "
        "deviations of a count of 1000.",
        expected=(
            equals("coverage, normal draws", 95.0, "%", within=SLACK, decimals=1),
            equals("coverage, mean wait in a queue", 95.0, "%", within=SLACK, decimals=1),
        ),
        measure=coverage,
    ),
)
