"""From a run's record to its result."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sim.results import live
from sim.results.bottlenecks import bottleneck_table
from sim.results.crossings import crossing_table
from sim.results.density import link_density
from sim.results.facts import gather
from sim.results.gate_table import corridor_table, queue_table
from sim.results.groups import group_table
from sim.results.link_series import link_series_table
from sim.results.measures import measures_from, needed
from sim.results.record import RunRecord
from sim.results.recorded import Recorded
from sim.results.result import RunResult
from sim.results.summary import build_summary
from sim.results.tables import district_table, link_table, people_table, series_table
from sim.results.vehicles import refusal_table, trip_table


def build_result(record: RunRecord, *, rows: bool = True) -> RunResult:
    """Make every table of a run; see ``columns`` for what each column means.

    With ``sensitivity: live`` times are rounded to 30 minutes, and the tables of people and links,
    figures by class and the scenario's text are left out (see ``live``).

    Parameters
    ----------
    record
        The run.
    rows
        Make the tables of people, links and vehicles, of queues and crossings; many runs of which
        only totals are kept do without.

    Raises
    ------
    ValueError
        Something that the tables show was not written down.
    """
    facts = gather(record)
    scenario = record.loaded.scenario
    clock = scenario.clock
    series = record.link_series
    _check_recorded(record, Recorded.ALL if rows else needed())
    if scenario.sensitivity == "live":
        interval_s = max(live.INTERVAL_S, clock.report_interval_s)
        return RunResult(
            summary=live.coarse_summary(build_summary(facts, interval_s), clock),
            corridors=live.coarse_corridors(corridor_table(facts, interval_s), clock),
            districts=live.coarse_districts(district_table(facts), clock),
            series=live.coarse_series(series_table(facts), clock),
            queues=None,
            groups=None,
            bottlenecks=None,
            links=None,
            people=None,
            scenario_text=None,
            read_link_series=lambda: None,
        )
    assert series is not None
    density = link_density(series)
    return RunResult(
        summary=build_summary(facts, clock.report_interval_s, density),
        corridors=corridor_table(facts, clock.report_interval_s),
        districts=district_table(facts),
        series=series_table(facts),
        queues=queue_table(facts) if rows else None,
        groups=group_table(facts) if rows else None,
        bottlenecks=bottleneck_table(facts) if rows else None,
        links=link_table(facts, density) if rows else None,
        people=people_table(facts) if rows else None,
        scenario_text=record.loaded.text,
        trips=trip_table(facts) if rows else None,
        refusals=refusal_table(facts) if rows else None,
        crossings=crossing_table(facts) if rows else None,
        read_link_series=partial(link_series_table, series if rows else None),
    )


def build_measures(record: RunRecord, names: Collection[str]) -> dict[str, float]:
    """Return measures of a run by name, as `headline_measures` does of its result.

    No table is made but that of districts, where one of them is asked for. A name of a corridor or
    district that the run does not have is left out.

    Raises
    ------
    KeyError
        There is no such measure.
    ValueError
        What a measure needs was not written down.
    """
    needs = needed(names)
    _check_recorded(record, needs)
    facts, scenario = gather(record), record.loaded.scenario
    series, interval_s = record.link_series, scenario.clock.report_interval_s
    coarse = scenario.sensitivity == "live"
    dense = None
    if Recorded.STREETS in needs and series is not None and not coarse:
        dense = link_density(series)
    summary = build_summary(facts, interval_s, dense)
    by_district = any(name.startswith("districts.") for name in names)
    districts = district_table(facts) if by_district else None
    if coarse:
        summary = live.coarse_summary(summary, scenario.clock)
        districts = None if districts is None else live.coarse_districts(districts, scenario.clock)
    rows = () if districts is None else districts.to_dict("records")
    found = measures_from(summary, rows)
    return {name: found[name] for name in names if name in found}


def _check_recorded(record: RunRecord, needs: Recorded) -> None:
    missing = needs & ~record.recorded
    if missing:
        raise ValueError(f"this run was made without writing down its {missing.name}".lower())
