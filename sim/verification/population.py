"""V4 to V8: who walks how fast, and who sets out when."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network import build_network
from sim.population import quantiles
from sim.population.build import build_population
from sim.population.population import Population
from sim.scenario import LoadedScenario
from sim.verification.case import Case, Measurements, at_least, at_most, count, equals
from sim.verification.ledger import Ledger
from sim.verification.town import START, corridor, describe, run, speeds

FloatArray = NDArray[np.float64]


def _people(
    number: int, *, seed: int = 1, departure: Any = None, walk: Any = None
) -> LoadedScenario:
    parts: dict[str, Any] = {} if departure is None else {"departure": [departure]}
    return describe(
        rows=1,
        columns=2,
        seed=seed,
        districts={"a": {"nodes": [0], "persons": number}},
        corridors={"1": corridor(1)},
        population={"speeds": speeds(every=walk or _NORMAL)},
        **parts,
    )


_NORMAL = {
    "distribution": "normal",
    "mean_m_s": 1.2,
    "sd_m_s": 0.2,
    "low_m_s": 0.1,
    "high_m_s": 2.3,
}


def _build(loaded: LoadedScenario) -> Population:
    return build_population(
        loaded.scenario, build_network(loaded.scenario.network, loaded.base_dir)
    )


def demographics(ledger: Ledger) -> Measurements:
    """V4: walking speeds of 100 people, three seeds."""
    from scipy.stats import kstest

    samples = [_build(_people(100, seed=seed)).speed_m_s for seed in (1, 2, 3)]
    p_values = [float(kstest(sample, "norm", args=(1.2, 0.2)).pvalue) for sample in samples]
    return {
        "mean furthest from 1.2": max(
            (float(sample.mean()) for sample in samples), key=lambda mean: abs(mean - 1.2)
        ),
        "sd furthest from 0.2": max(
            (float(sample.std(ddof=1)) for sample in samples), key=lambda sd: abs(sd - 0.2)
        ),
        "Kolmogorov-Smirnov p, median of the seeds": float(np.median(p_values)),
    }


def premovement(ledger: Ledger) -> Measurements:
    """V5: ten people, each at their own time."""
    loaded = _people(
        10, departure={"curve": "uniform", "begin": START, "low_s": 10.0, "high_s": 100.0}
    )
    model = run("V5", loaded, ledger)
    drawn_s, started_s = model.population.departure_s, model.observation.set_out_s
    return {
        "largest difference between drawn and actual start": float(
            np.abs(started_s - drawn_s).max()
        ),
        "different starts": float(len(np.unique(started_s))),
        "earliest start": float(started_s.min()),
        "latest start": float(started_s.max()),
    }


def _departures(departure: dict[str, Any], number: int) -> FloatArray:
    return _build(_people(number, departure=departure)).departure_s


def rayleigh(ledger: Ledger) -> Measurements:
    """V6: Rayleigh departures as the population draws them."""
    times_s = _departures({"curve": "rayleigh", "begin": START, "sigma_s": 1800.0}, 10_000)
    return {
        "median": float(np.median(times_s)),
        "mean": float(times_s.mean()),
        "90th percentile": float(np.quantile(times_s, 0.90)),
        "95th percentile": float(np.quantile(times_s, 0.95)),
    }


def logistic(ledger: Ledger) -> Measurements:
    """V7: the quantile function that departures are drawn with. A formula alone."""
    rate_per_s, half_s = 0.001, 7200.0
    t10, t50, t90 = quantiles.logistic(np.array([0.1, 0.5, 0.9]), rate_per_s, half_s)
    return {"median": float(t50), "t90 - t10, times the rate": float((t90 - t10) * rate_per_s)}


def lognormal(ledger: Ledger) -> Measurements:
    """V8: lognormal departures as the population draws them."""
    times_s = _departures(
        {"curve": "lognormal", "begin": START, "median_s": 1800.0, "sigma_log": 0.8}, 100_000
    )
    return {
        "mean": float(times_s.mean()),
        "90th percentile": float(np.quantile(times_s, 0.90)),
        "95th percentile": float(np.quantile(times_s, 0.95)),
    }


CASES = (
    Case(
        id="V4",
        title="Walking speeds are those asked for",
        source="ISO 20414 test 5; NIST TN 1822 test 2.4; IMO MSC.1/Circ.1533 test 7; "
        "RiMEA 4.1 test 7",
        setup="100 people x 3 seeds, normal (1.2, 0.2) m/s.",
        expected=(
            equals("mean furthest from 1.2", 1.2, "m/s", within=0.05, decimals=3),
            equals("sd furthest from 0.2", 0.2, "m/s", within=0.05, decimals=3),
            at_least("Kolmogorov-Smirnov p, median of the seeds", 0.05),
        ),
        measure=demographics,
    ),
    Case(
        id="V5",
        title="Each starts at their own time",
        source="IMO MSC.1/Circ.1533 test 5; RiMEA 4.1 test 5; NIST TN 1822 test 1.1; "
        "ISO 20414 test 1",
        setup="10 people, uniform in 10-100 s, through the whole model.",
        expected=(
            equals("largest difference between drawn and actual start", 0.0, "s", within=1e-9),
            count("different starts", 10),
            at_least("earliest start", 10.0, "s"),
            at_most("latest start", 100.0, "s"),
        ),
        measure=premovement,
    ),
    Case(
        id="V6",
        title="Rayleigh departures",
        source="own (closed form)",
        setup="sigma 1800 s, 10,000 people, through the population.",
        expected=(
            equals("median", 2119.3, "s", share=0.02, decimals=1),
            equals("mean", 2256.0, "s", share=0.02, decimals=1),
            equals("90th percentile", 3862.7, "s", share=0.02, decimals=1),
            equals("95th percentile", 4405.9, "s", share=0.02, decimals=1),
        ),
        measure=rayleigh,
    ),
    Case(
        id="V7",
        title="Logistic departures",
        source="own (closed form)",
        setup="Rate a = 0.001 /s, half time H = 7200 s. The quantile function alone.",
        expected=(
            equals("median", 7200.0, "s"),
            equals("t90 - t10, times the rate", 2.0 * math.log(9.0), within=1e-9, decimals=4),
        ),
        measure=logistic,
    ),
    Case(
        id="V8",
        title="Lognormal departures",
        source="own (closed form)",
        setup="Median 1800 s, s = 0.8, 100,000 people, through the population.",
        expected=(
            equals("mean", 2478.8, "s", share=0.03, decimals=1),
            equals("90th percentile", 5018.0, "s", share=0.03, decimals=1),
            equals("95th percentile", 6710.5, "s", share=0.03, decimals=1),
        ),
        measure=lognormal,
    ),
)
