"""A run made by hand: five nodes, three corridors, fourteen parties, every time chosen.

Corridor a (place assumed): one lane, 10 s a person, open [600, 1200) and [1800, 2400).
Corridor b: two lanes, 30 s a person, fighters [600, 2400), wounded [1200, 2400).
Corridor c: no limit of lanes, open [0, 2400); nobody goes there.
The scenario runs 3600 s from 15:30, it is dark from 1800 s, and the run ends at 2700 s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.engine import Knot
from sim.engine.inputs import Gates
from sim.network.street_network import StreetNetwork
from sim.population.population import Population
from sim.results.record import (
    AtClose,
    ChoiceRecord,
    ClosingRecord,
    CrossingRecord,
    DamageRecord,
    LinkSeries,
    NewsPiece,
    Night,
    NightPlace,
    RunRecord,
    Series,
    ServiceRecord,
    ShelterUse,
    UnsafeRecord,
)
from sim.results.status import STATUS_CODE
from sim.scenario import CLASSES, Fault, LoadedScenario, Mark, Scenario

NAN = np.nan


@dataclass(frozen=True)
class Row:
    """One party: who, when it set out, arrived, passed, was out and safe."""

    district: int
    line: int
    persons: int
    children: int
    gate: int
    status: str
    set_out: float
    arrived: float
    passed: float
    out: float
    safe: float


PARTIES: tuple[Row, ...] = (
    Row(0, 0, 4, 2, 0, "out", 100, 200, 600, 640, 800),
    Row(0, 0, 6, 3, 0, "out", 150, 300, 640, 700, 860),
    Row(0, 0, 55, 20, 0, "out", 200, 400, 700, 1250, 1410),
    Row(0, 0, 5, 1, 0, "out", 500, 700, 1800, 1850, 2010),
    Row(0, 1, 1, 0, 0, "out", 600, 900, 1850, 1860, 2050),
    Row(0, 0, 60, 30, 0, "out", 1000, 1100, 1860, 2460, 2620),
    Row(1, 0, 10, 4, 0, "stranded", 1500, 2000, NAN, NAN, NAN),
    Row(1, 0, 3, 1, 0, "stranded", 2200, NAN, NAN, NAN, NAN),
    Row(1, 2, 10, 0, 1, "out", 400, 600, 600, 900, 1000),
    Row(1, 2, 10, 0, 1, "out", 500, 650, 650, 950, 1050),
    Row(1, 1, 2, 0, 1, "out", 500, 700, 1200, 1260, 1400),
    Row(1, 0, 7, 3, -1, "stayed", NAN, NAN, NAN, NAN, NAN),
    Row(1, 0, 8, 4, -1, "prevented", NAN, NAN, NAN, NAN, NAN),
    Row(1, 0, 4, 2, -1, "at_home", NAN, NAN, NAN, NAN, NAN),
)
SAMPLES_S = np.arange(0.0, 2701.0, 300.0)


def scenario_data(**changes: Any) -> dict[str, Any]:
    """The scenario as a planner would write it."""

    def corridor(name: str, node: int, classes: list[str], **more: Any) -> dict[str, Any]:
        return {"name": name, "gate_node": node, "admits": classes, **more}

    def window(opens: str, closes: str, *classes: str) -> dict[str, Any]:
        day = "2016-11-04T"
        return {"open": day + opens, "close": day + closes, "classes": classes}

    return {
        "id": "by-hand",
        "title": "Made by hand",
        "seed": 7,
        "clock": {
            "zone": "Asia/Damascus",
            "start": "2016-11-04T15:30",
            "end": "2016-11-04T16:30",
            "control_interval_s": 300,
            "report_interval_s": 900,
            "dark": [{"begin": "2016-11-04T16:00", "end": "2016-11-05T05:30"}],
        },
        "network": {
            "kind": "grid",
            "forbidden_areas": [{"name": "Front", "polygon": [(80, 60), (120, 60), (100, 120)]}],
            "forbidden_lines": [{"name": "River", "points": [(60, 50), (140, 50)]}],
        },
        "population": {
            "leaving": {"civilian": {"willing": 0.9}},
            "departure": [
                {"curve": "uniform", "begin": "2016-11-04T15:30", "low_s": 0, "high_s": 3600}
            ],
            "districts": {
                "d1": {"name": "Old Town", "persons": 131, "nodes": [20]},
                "d2": {"name": "Hill, east", "persons": 54, "fighters": 20, "nodes": [30]},
            },
        },
        "corridors": {
            "a": corridor(
                "Bridge",
                10,
                ["civilian", "wounded"],
                lanes=1,
                service={"per_minute": 6, "distribution": "deterministic"},
                windows=[window("15:40", "15:50"), window("16:00", "16:10")],
            ),
            "b": corridor(
                "Castle road",
                40,
                ["wounded", "fighter"],
                lanes=2,
                service={"per_minute": 2, "distribution": "deterministic"},
                windows=[window("15:40", "16:10", "fighter"), window("15:50", "16:10", "wounded")],
            ),
            "c": corridor(
                "Market", 50, ["civilian"], lanes=None, windows=[window("15:30", "16:10")]
            ),
        },
        "places": {"hall": {"name": "Town hall", "node": 20, "beds": 5}},
        "services": {
            "minibus": {
                "assembly": {"node": 20},
                "corridor": "a",
                "vehicles": 1,
                "seats": 4,
                "fetches": True,
            }
        },
        "damage": {"ruin": {"line": [(100, 0), (100, 100)], "capacity_factor": 0.5}},
        "incidents": {
            "hill": {
                "name": "The hill",
                "zone": {"polygon": [(180, -10), (220, -10), (200, 10)]},
                "begin": "2016-11-04T15:50",
                "end": "2016-11-04T16:00",
                "inside": "pass",
            }
        },
    } | changes


def loaded_scenario(**changes: Any) -> LoadedScenario:
    """The scenario with its marks: the place of a and the people of d1 are assumed."""
    return LoadedScenario(
        scenario=Scenario.model_validate(scenario_data(**changes)),
        marks={
            ("corridors", "a", "gate_node"): Mark(assumed="no source names it"),
            ("corridors", "b"): Mark(source="a report", confidence="H"),
            ("population", "districts", "d1", "persons"): Mark(assumed="building footprints"),
        },
        places={},
        files=(Path("by-hand.yaml"),),
        text="id: by-hand\n",
        sha256="0" * 64,
    )


def street_network() -> StreetNetwork:
    """Nodes 10, 20, 30, 40 on a line, 100 m apart, and 50 above 20, its street forbidden."""
    reverse = np.asarray([1, 0, 4, 7, 2, 6, 5, 3], np.int32)
    forbidden = np.zeros(8, bool)
    forbidden[[3, 7]] = True
    return StreetNetwork(
        name="five nodes (schematic)",
        schematic=True,
        attribution="",
        node_id=np.asarray([10, 20, 30, 40, 50]),
        node_x_m=np.asarray([0.0, 100.0, 200.0, 300.0, 100.0]),
        node_y_m=np.asarray([0.0, 0.0, 0.0, 0.0, 100.0]),
        node_lon=np.full(5, NAN),
        node_lat=np.full(5, NAN),
        link_from=np.asarray([0, 1, 1, 1, 2, 2, 3, 4], np.int32),
        link_to=np.asarray([1, 0, 2, 4, 1, 3, 2, 1], np.int32),
        link_start=np.asarray([0, 1, 4, 6, 7, 8], np.int32),
        link_reverse=reverse,
        link_street=np.asarray([0, 0, 1, 2, 1, 3, 3, 2], np.int32),
        link_length_m=np.full(8, 100.0),
        link_width_m=np.full(8, 4.0),
        link_class=np.zeros(8, np.uint8),
        class_names=("residential",),
        link_forbidden=forbidden,
        report=("Five nodes, drawn by hand.",),
    )


def population() -> Population:
    """The parties; everyone is willing but the one that stayed."""
    count = len(PARTIES)
    persons = np.asarray([row.persons for row in PARTIES], np.int32)
    line = np.asarray([row.line for row in PARTIES], np.uint8)
    status = np.asarray([row.status for row in PARTIES])
    departure = np.asarray([row.set_out for row in PARTIES])
    departure[status == "at_home"] = 4000.0
    departure[status == "stayed"] = 50.0
    departure[status == "prevented"] = 60.0
    return Population(
        district_ids=("d1", "d2"),
        district_names=("Old Town", "Hill, east"),
        district=np.asarray([row.district for row in PARTIES], np.int16),
        number=np.asarray([*range(6), *range(8)], np.int32),
        line=line,
        persons=persons,
        children=np.asarray([row.children for row in PARTIES], np.int32),
        elderly=np.zeros(count, np.int32),
        impaired=np.zeros(count, np.int32),
        wounded=np.where(line == 1, persons, 0).astype(np.int32),
        fighters=np.where(line == 2, persons, 0).astype(np.int32),
        space=persons.astype(np.float64),
        speed_m_s=np.ones(count),
        home=np.asarray([1 + row.district for row in PARTIES], np.int32),
        family=np.full(count, -1, np.int32),
        willing=status != "stayed",
        prevented=status == "prevented",
        reason=np.where(np.isin(status, ["stayed", "prevented"]), 1, 0).astype(np.uint8),
        departure_s=departure,
        service_units=persons.astype(np.float64)[:, None],
    )


def gates() -> Gates:
    """The corridors as the engine is given them."""
    spans = {
        (0, 0): [(600, 1200), (1800, 2400)],
        (0, 1): [(600, 1200), (1800, 2400)],
        (1, 1): [(1200, 2400)],
        (1, 2): [(600, 2400)],
        (2, 0): [(0, 2400)],
    }
    rows = [spans.get((gate, line), []) for gate in range(3) for line in range(3)]
    flat = [span for row in rows for span in row]
    return Gates(
        node=np.asarray([0, 3, 4], np.int32),
        lanes=np.asarray([1, 2, -1], np.int32),
        capacity_persons=np.full(3, np.inf),
        admits=np.asarray([[1, 1, 0], [0, 1, 1], [1, 0, 0]], bool),
        service_mean_s=np.asarray([[10.0] * 3, [30.0] * 3, [15.0] * 3]),
        service_profile=np.zeros((3, 3), np.int32),
        window_start=np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32),
        window_open_s=np.asarray([span[0] for span in flat], np.float64),
        window_close_s=np.asarray([span[1] for span in flat], np.float64),
        finish=np.ones(3, bool),
        forecourt_persons=np.full(3, 2000.0),
        way_length_m=np.full(3, 200.0),
        way_capacity_per_s=np.full(3, 7.32),
        way_storage=np.full(3, 6480.0),
        way_wave_speed_m_s=np.full(3, 0.272),
        reception_per_s=np.full(3, np.inf),
        reception_beds=np.full(3, np.inf),
    )


def series() -> Series:
    """Samples every 300 s, counted from the parties' times: what happens at t shows after t."""
    count = len(SAMPLES_S)
    by_status = np.zeros((count, len(STATUS_CODE)), np.int64)
    forecourt = np.zeros((count, 3, 3), np.int64)
    for k, now in enumerate(SAMPLES_S):
        for row in PARTIES:
            final = row.status if row.status in ("stayed", "prevented") else "at_home"
            name = final
            if row.set_out < now:
                name = "moving"
            if row.arrived < now and not row.passed < now:
                name = "queued"
                forecourt[k, row.gate, row.line] += row.persons
            elif row.arrived < now:
                name = "out" if row.out < now else "queued"
            by_status[k, STATUS_CODE[name]] += row.persons
    return Series(
        time_s=SAMPLES_S,
        by_status=by_status,
        forecourt=forecourt,
        queued_for=forecourt.sum(axis=2),
        # Never more than what is served at the instant: no lane is held by a full way.
        lanes_occupied=np.zeros((count, 3), np.int32),
    )


def link_series() -> LinkSeries:
    """Link 1, 200 m2: 40 people walk at 300 s, 100 stand at 600 s, 60 of them shuffle at 900 s."""
    return LinkSeries(
        time_s=np.asarray([0.0, 300.0, 600.0, 900.0]),
        sample=np.asarray([1, 2, 3, 3], np.int32),
        link=np.asarray([1, 1, 1, 4], np.int32),
        persons=np.asarray([40, 100, 60, 0], np.int32),
        waiting=np.asarray([0, 90, 60, 0], np.int32),
        left=np.asarray([0, 1, 40, 13], np.int32),
        length_m=np.full(8, 100.0),
        area_m2=np.full(8, 200.0),
    )


def services() -> ServiceRecord:
    """The last party, 4 people at home, asked for the minibus in vain; a trip of 4 is written."""
    count = len(PARTIES)
    last = np.arange(count) == count - 1
    times = {"loading_s": 90.0, "loaded_s": 120.0, "left_s": 150.0, "reached_s": 200.0}
    times |= {"passed_s": 260.0, "arrived_s": 300.0, "emptied_s": 310.0, "back_s": NAN}
    return ServiceRecord(
        ids=("minibus",),
        node=np.asarray([1], np.int32),
        served=np.where(last, 0, -1).astype(np.int16),
        carried=np.zeros(count, np.bool_),
        came_s=np.where(last, 400.0, NAN),
        boarding_s=np.full(count, NAN),
        refusal=np.where(last, "no stretcher place", "").astype(object),
        refused_s=np.where(last, 410.0, NAN),
        trips={
            "service": np.asarray([0], np.int16),
            "trip": np.asarray([1]),
            **{name: np.asarray([0]) for name in ("vehicle", "convoy", "lying")},
            "persons": np.asarray([4]),
            **{name: np.asarray([value]) for name, value in times.items()},
        },
    )


def closing() -> ClosingRecord:
    """The close of a: the 13 who are left; nobody out of doors, turned away or in the hall."""
    nobody = NightPlace("street", 0, (0, 0, 0), 0)
    return ClosingRecord(
        closes=(AtClose(0, 2400.0, (13, 0, 0), 0, 13, 0, 0),),
        nights=(Night(2400.0, 3600.0, (nobody,), 0, 0, 0),),
        turned_away=np.zeros((3, 3), np.int64),
        turned_away_children=np.zeros(3, np.int64),
        shelters=(ShelterUse(0, 0, 0, 0),),
    )


def news() -> tuple[NewsPiece, ...]:
    """The gate b is found shut at 600 s: 10 people see it, 20 and 10 are told later."""
    return (
        NewsPiece(
            gate=1,
            says="shut",
            since_s=600.0,
            by_way={
                "start": 0, "gate": 10, "queue": 20, "announcement": 0, "street": 10,
                "neighbours": 0,
            },
            times_s=np.asarray([600.0, 660.0, 900.0]),
            persons=np.asarray([10, 20, 10]),
            unaware=30,
            unaware_person_s=3600.0,
        ),
    )  # fmt: skip


def crossings() -> CrossingRecord:
    """Street 3 for two samples and node 30 for one."""
    return CrossingRecord(
        is_street=np.asarray([True, False]),
        place=np.asarray([3, 2], np.int32),
        time_s=np.asarray([600.0, 300.0]),
        first_s=np.asarray([300.0, 600.0]),
        last_s=np.asarray([600.0, 600.0]),
        fighters=np.asarray([10, 20]),
        civilians=np.asarray([4, 6]),
        both_s=600.0,
    )


def hand_record(*, engine_s: float = 0.25, **changes: Any) -> RunRecord:
    """The record; `changes` replace top-level keys of the scenario."""

    def times(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.asarray([getattr(row, name) for row in PARTIES], np.float64)

    return RunRecord(
        loaded=loaded_scenario(**changes),
        seed=7,
        network=street_network(),
        population=population(),
        gates=gates(),
        corridor_ids=("a", "b", "c"),
        status=np.asarray([STATUS_CODE[row.status] for row in PARTIES], np.uint8),
        chosen=np.asarray([row.gate for row in PARTIES], np.int16),
        set_out_s=times("set_out"),
        gate_arrival_s=times("arrived"),
        service_begin_s=times("passed"),
        out_s=times("out"),
        safe_s=times("safe"),
        link_entered=np.asarray([0, 141, 0, 0, 13, 22, 0, 0]),
        link_left=np.asarray([0, 141, 0, 0, 13, 22, 0, 0]),
        link_delay_s=np.asarray([0.0, 120.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        link_peak_density_per_m2=np.asarray([0.0, 0.5, 0.0, 0.0, 0.1, 0.2, 0.0, 0.0]),
        link_peak_s=np.asarray([NAN, 600.0, NAN, NAN, 1800.0, 300.0, NAN, NAN]),
        series=series(),
        link_series=link_series(),
        knots=(Knot(time_s=900.0, links=(1, 0), persons=12, turned=3),),
        warnings=(Fault(("corridors", "c"), "nobody lives near it", "Move it."),),
        end_s=2700.0,
        engine_s=engine_s,
        unsafe=UnsafeRecord(
            spans_s={"hill": ((1200.0, 1800.0),)},
            corridors={"hill": ()},
            home_s=np.where(times("set_out") > 0, 0.0, 600.0),  # the 19 who never set out
            away_s=np.where(np.arange(len(PARTIES)) == 6, 300.0, 0.0),  # 10 people
        ),
        services=services(),
        crossings=crossings(),
        closing=closing(),
        damage={
            "ruin": DamageRecord(  # the forbidden street, links 3 and 7
                0.0,
                np.full(8, np.inf),
                np.where(np.isin(np.arange(8), [3, 7]), 0.5, 1.0),
                np.ones(8),
            )
        },
        choice=ChoiceRecord("Nearest"),
        news=news(),
    )


def with_marks(record: RunRecord, *paths: tuple[str, ...]) -> RunRecord:
    """The record with further values marked as assumed."""
    marks = dict(record.loaded.marks) | {path: Mark(assumed="ours") for path in paths}
    return replace(record, loaded=replace(record.loaded, marks=marks))


__all__ = ["CLASSES", "PARTIES", "hand_record", "scenario_data", "with_marks"]
