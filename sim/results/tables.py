"""The flat tables of a run: districts, links, people, series (corridors: ``gate_table``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names
from sim.results.facts import Facts, assumption
from sim.results.status import STATUSES
from sim.results.weighted import grouped_quantile
from sim.scenario import CLASSES
from sim.scenario.clock import Clock

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


def local_text(clock: Clock, time_s: float) -> str:
    """Return the local clock time of a second of the scenario, ISO 8601 with its zone's offset."""
    return clock.local(time_s).isoformat(timespec="seconds")


def local_texts(clock: Clock, time_s: FloatArray) -> list[str | None]:
    """Return `local_text` of each time, None for NaN."""
    return [None if np.isnan(t) else local_text(clock, float(t)) for t in time_s]


def district_table(facts: Facts) -> pd.DataFrame:
    """Every district: who lived there, what became of them, and when they were out."""
    import pandas as pd

    record = facts.record
    population, clock = record.population, record.loaded.scenario.clock
    count = len(population.district_ids)
    district = population.district.astype(np.int64)

    def people(values: NDArray[np.integer], who: NDArray[np.bool_] | None = None) -> FloatArray:
        weights = values if who is None else values * who
        return np.bincount(district, weights=weights, minlength=count).astype(np.int64)

    table: dict[str, object] = {
        "district": list(population.district_ids),
        "name": list(population.district_names),
        "persons": people(population.persons),
        "persons_assumed": [
            assumption(record.loaded, ("population", "districts", name, "persons")) is not None
            for name in population.district_ids
        ],
        "children": people(population.children),
        "willing": people(population.persons, population.willing),
        "set_out": people(population.persons, facts.set_out),
    }
    for code, status in enumerate(STATUSES):
        table[status] = people(population.persons, record.status == code)
    out = ~np.isnan(record.out_s)
    weight = population.persons[out]
    journey = record.out_s[out] - facts.started_s[out]
    for part, share in (("median", 0.5), ("p95", 0.95)):
        when = grouped_quantile(district[out], record.out_s[out], weight, share, count)
        table[f"out_{part}_s"] = when
        table[f"out_{part}_local"] = local_texts(clock, when)
        table[f"journey_{part}_s"] = grouped_quantile(district[out], journey, weight, share, count)
    return pd.DataFrame(table)[names("districts.csv")]


def series_table(facts: Facts) -> pd.DataFrame:
    """People of each status at the end of every control interval."""
    import pandas as pd

    record = facts.record
    series, clock = record.series, record.loaded.scenario.clock
    table: dict[str, object] = {
        "time_s": series.time_s,
        "time_local": local_texts(clock, series.time_s),
    }
    table |= {status: series.by_status[:, code] for code, status in enumerate(STATUSES)}
    return pd.DataFrame(table)[names("series.csv")]


def link_table(facts: Facts) -> pd.DataFrame:
    """Every directed link: where it lies, who used it, how dense it was at worst."""
    import pandas as pd

    record = facts.record
    network = record.network
    start, end = network.link_from, network.link_to
    reverse = network.link_reverse
    against = np.where(reverse >= 0, record.link_entered[reverse], 0)
    table = {
        "link": np.arange(network.link_count, dtype=np.int32),
        "street": network.link_street,
        "from_node": network.node_id[start],
        "to_node": network.node_id[end],
        "from_x_m": network.node_x_m[start],
        "from_y_m": network.node_y_m[start],
        "to_x_m": network.node_x_m[end],
        "to_y_m": network.node_y_m[end],
        "length_m": network.link_length_m,
        "width_m": network.link_width_m,
        "street_class": _named(network.link_class, network.class_names),
        "forbidden": network.link_forbidden,
        "entered": record.link_entered,
        "left": record.link_left,
        "entered_both_ways": record.link_entered + against,
        "delay_person_s": record.link_delay_s,
        "peak_density_per_m2": record.link_peak_density_per_m2,
        "peak_s": np.where(record.link_peak_density_per_m2 > 0.0, record.link_peak_s, np.nan),
    }
    return pd.DataFrame(table)[names("links.parquet")]


def people_table(facts: Facts) -> pd.DataFrame:
    """Every party: who it is, where it went, what became of it, and when."""
    import pandas as pd

    record = facts.record
    population, network = record.population, record.network
    table = {
        "district": _named(population.district, population.district_ids),
        "number": population.number,
        "person_class": _named(population.line, CLASSES),
        "persons": population.persons,
        "children": population.children,
        "elderly": population.elderly,
        "impaired": population.impaired,
        "wounded": population.wounded,
        "fighters": population.fighters,
        "speed_m_s": population.speed_m_s,
        "home_node": network.node_id[population.home],
        "willing": population.willing,
        "prevented": population.prevented,
        "departure_s": np.where(
            np.isfinite(population.departure_s), population.departure_s, np.nan
        ),
        "corridor": _named(facts.bound, record.corridor_ids),
        "status": _named(record.status, STATUSES),
        "set_out_s": record.set_out_s,
        "gate_arrival_s": record.gate_arrival_s,
        "passed_s": record.service_begin_s,
        "out_s": record.out_s,
        "safe_s": record.safe_s,
    }
    return pd.DataFrame(table)[names("people.parquet")]


def _named(codes: NDArray[np.integer], categories: tuple[str, ...]) -> pd.Categorical[str]:
    """Codes as names; -1 is none."""
    import pandas as pd

    return pd.Categorical.from_codes(codes.astype(np.int64), categories=pd.Index(categories))
