"""The flat tables of a run: districts, links, people, series (corridors: ``gate_table``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names
from sim.results.damage import damage_columns
from sim.results.density import LinkDensity, imo_congested
from sim.results.exposure import unsafe_person_s
from sim.results.facts import FEW, Facts, assumption, beyond, last_closes
from sim.results.groups import OUT, shares
from sim.results.link_series import LEVELS, level_codes
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


def leave_home_by_s(facts: Facts, close_s: FloatArray, district: int) -> float | None:
    """Return the last useful time to set out from a district.

    Before it, of all who set out for a gate at most `FEW` of the district's were not through by
    their gate's last close; None if nobody passed, or if even the first to set out were too late.

    Parameters
    ----------
    close_s
        (G,) last close of each gate, -inf if it never opens.
    """
    record = facts.record
    who = np.flatnonzero((record.population.district == district) & (facts.bound >= 0))
    who = who[np.argsort(facts.started_s[who], kind="stable")]
    if not who.size:
        return None
    persons, started_s = record.population.persons[who], facts.started_s[who]
    through = facts.passed[who] & (record.service_begin_s[who] < close_s[facts.bound[who]])
    late = np.cumsum(np.where(through, 0, persons)) > FEW * persons.sum()
    if late.any():
        first = float(started_s[np.argmax(late)])
        in_time = through & (started_s < first)
        return float(started_s[in_time].max()) if in_time.any() else None
    return float(started_s[through].max()) if through.any() else None


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

    table: dict[str, Any] = {
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
    table["share_out"] = shares(people(population.persons, record.status == OUT), table["willing"])
    closes = last_closes(facts)
    leave_by = [leave_home_by_s(facts, closes, row) for row in range(count)]
    table["leave_home_by_s"] = np.asarray(leave_by, np.float64)
    table["leave_home_by_local"] = local_texts(clock, table["leave_home_by_s"])
    table["people_beyond"] = people(population.persons, beyond(facts, closes))
    at_home, away = unsafe_person_s(facts)
    table["unsafe_person_s"] = np.bincount(district, weights=at_home + away, minlength=count)
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


def _density_columns(facts: Facts, density: LinkDensity) -> dict[str, Any]:
    """Durations, level and flag of every link."""
    import pandas as pd

    started = facts.started_s[np.isfinite(facts.started_s)]
    duration_s = facts.record.end_s - (float(started.min()) if started.size else 0.0)
    peak = density.moving_peak_per_m2
    moved = peak > 0.0
    codes = np.where(moved, level_codes(peak, moved), -1)
    return {
        "moving_above_2_s": density.above_s[0],
        "moving_above_3_5_s": density.above_s[1],
        "moving_above_4_s": density.above_s[2],
        "moving_above_5_s": density.above_s[3],
        "standing_s": density.standing_s,
        "moving_level": pd.Categorical.from_codes(codes, categories=pd.Index(list(LEVELS))),
        "imo_congested": imo_congested(density.above_s[2], duration_s),
    }


def link_table(facts: Facts, density: LinkDensity) -> pd.DataFrame:
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
        "from_lon": network.node_lon[start],
        "from_lat": network.node_lat[start],
        "to_lon": network.node_lon[end],
        "to_lat": network.node_lat[end],
        "length_m": network.link_length_m,
        "width_m": network.link_width_m,
        "street_class": _named(network.link_class, network.class_names),
        "forbidden": network.link_forbidden,
        **damage_columns(facts),
        "entered": record.link_entered,
        "left": record.link_left,
        "entered_both_ways": record.link_entered + against,
        "delay_person_s": record.link_delay_s,
        **_density_columns(facts, density),
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
        "corridor": _named(facts.through, record.corridor_ids),
        "service": _services(facts),
        "status": _named(record.status, STATUSES),
        "set_out_s": record.set_out_s,
        "gate_arrival_s": record.gate_arrival_s,
        "passed_s": record.service_begin_s,
        "out_s": record.out_s,
        "safe_s": record.safe_s,
    }
    return pd.DataFrame(table)[names("people.parquet")]


def _services(facts: Facts) -> pd.Categorical[str]:
    """Name the service that each party went to, or asked; none without services."""
    found = facts.record.services
    if found is None:
        return _named(np.full(len(facts.bound), -1, np.int16), ("",))
    return _named(found.served, found.ids)


def _named(codes: NDArray[np.integer], categories: tuple[str, ...]) -> pd.Categorical[str]:
    """Codes as names; -1 is none."""
    import pandas as pd

    return pd.Categorical.from_codes(codes.astype(np.int64), categories=pd.Index(categories))
