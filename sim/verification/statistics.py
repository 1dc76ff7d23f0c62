"""V49 to V51: reproducibility, common random numbers, intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model import EvacuationModel
from sim.scenario import LoadedScenario
from sim.verification.case import Case, Measurements, at_least, at_most, count
from sim.verification.ledger import Ledger
from sim.verification.town import START, corridor, describe, run

RESULTS = "experiments (step 4)"
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
    }


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
        ),
        measure=same_bits,
        waits_for=f"{RESULTS}: N workers",
        later=(count("parties that differ, N workers", 0),),
    ),
    Case(
        id="V50",
        title="A scenario compared with itself",
        source="own",
        setup="Common random numbers.",
        waits_for=f"{RESULTS}: paired comparison",
        later=(at_most("largest difference", 0.0),),
    ),
    Case(
        id="V51",
        title="Intervals cover what they say",
        source="own",
        setup="95 % interval of 20 replications, 1000 trials: means of N(0, 1) draws, and the mean "
        "wait of V27 short runs against a long one; seeds fixed beforehand.",
        waits_for=f"{RESULTS}: intervals over replications",
        later=(
            at_least("coverage, no less than", 93.6, "%", decimals=1),
            at_most("coverage, no more than", 96.4, "%", decimals=1),
        ),
    ),
)
