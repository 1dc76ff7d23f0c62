"""What buses, ambulances and cars did, who could not board and why, who got out how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names
from sim.results.facts import BoolArray, Facts
from sim.results.record import ServiceRecord
from sim.results.tables import local_text, local_texts
from sim.results.weighted import quantile
from sim.scenario import CLASSES

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]

FOOT = "foot"
MINUTE_S = 60.0


def trip_table(facts: Facts) -> pd.DataFrame | None:
    """Return one row a trip, in order of service and departure; None without services."""
    import pandas as pd

    found = facts.record.services
    if found is None:
        return None
    trips = found.trips
    clock = facts.record.loaded.scenario.clock
    by_id = facts.record.loaded.scenario.services
    table: dict[str, object] = {
        "service": [found.ids[row] for row in trips["service"]],
        "kind": [by_id[found.ids[row]].kind for row in trips["service"]],
        "corridor": [by_id[found.ids[row]].corridor for row in trips["service"]],
        **{name: trips[name] for name in names("services.csv")[3:] if name in trips},
        "left_local": local_texts(clock, trips["left_s"]),
    }
    return pd.DataFrame(table)[names("services.csv")]


def refusal_table(facts: Facts) -> pd.DataFrame | None:
    """Return people who could not board, by service, minute and reason; None without services."""
    import pandas as pd

    record = facts.record
    found = record.services
    if found is None:
        return None
    who = np.flatnonzero(found.refusal != "")
    minute = np.floor(found.refused_s[who] / MINUTE_S) * MINUTE_S
    persons, line = record.population.persons[who].astype(np.int64), record.population.line[who]
    columns: dict[str, Any] = {
        name: np.where(line == at, persons, 0) for at, name in enumerate(CLASSES)
    }
    rows = pd.DataFrame(
        columns
        | {
            "service": np.asarray(found.ids, object)[found.served[who]],
            "begin_s": minute,
            "reason": found.refusal[who],
            "persons": persons,
            "children": record.population.children[who].astype(np.int64),
        }
    )
    keys = ["service", "begin_s", "reason"]
    table = rows.groupby(keys, sort=True, as_index=False).sum()
    table["begin_local"] = local_texts(
        record.loaded.scenario.clock, table["begin_s"].to_numpy(np.float64)
    )
    return table[names("refusals.csv")]


def modes(facts: Facts) -> dict[str, int]:
    """Return the people out on foot, and by each kind of vehicle."""
    record = facts.record
    persons = record.population.persons
    out = ~np.isnan(record.out_s)
    found = record.services
    count = dict.fromkeys((FOOT, "bus", "ambulance", "car"), 0)
    carried = np.zeros(len(persons), np.bool_) if found is None else found.carried
    count[FOOT] = int(persons[out & ~carried].sum())
    if found is not None:
        for row, name in enumerate(found.ids):
            kind = record.loaded.scenario.services[name].kind
            count[kind] += int(persons[out & carried & (found.served == row)].sum())
    return count


def left_behind(facts: Facts) -> BoolArray:
    """Return (P,) who waited for a vehicle, was not driven off and did not walk on."""
    found = facts.record.services
    if found is None:
        return np.zeros(len(facts.bound), np.bool_)
    return (found.served >= 0) & ~found.carried & (facts.bound < 0)


def services(facts: Facts) -> list[Json]:
    """Return one entry a service."""
    found = facts.record.services
    if found is None:
        return []
    return [_service(facts, found, row) for row in range(len(found.ids))]


def _service(facts: Facts, found: ServiceRecord, row: int) -> Json:
    record = facts.record
    scenario = record.loaded.scenario
    said = scenario.services[found.ids[row]]
    persons = record.population.persons
    own = found.served == row
    out = own & found.carried & ~np.isnan(record.out_s)
    trips = {name: values[found.trips["service"] == row] for name, values in found.trips.items()}
    left_s = trips["left_s"]
    reasons = np.unique(found.refusal[own])
    mark = record.loaded.mark(("services", found.ids[row], "assembly"))
    node = int(found.node[row])
    wait = found.boarding_s[own & found.carried] - found.came_s[own & found.carried]
    return {
        "id": found.ids[row],
        "name": said.name,
        "kind": said.kind,
        "corridor": said.corridor,
        "assumed": mark is not None and mark.is_assumed,
        "fetches": said.fetches,
        "node": int(record.network.node_id[node]),
        "x_m": round(float(record.network.node_x_m[node]), 1),
        "y_m": round(float(record.network.node_y_m[node]), 1),
        "vehicles": said.vehicles,
        "seats": said.seats,
        "stretchers": said.stretchers,
        "asked": int(persons[own].sum()),
        "carried": int(persons[own & found.carried].sum()),
        "out": int(persons[out].sum()),
        "walked_on": int(persons[own & ~found.carried & (facts.bound >= 0)].sum()),
        "refused": {
            str(reason): int(persons[own & (found.refusal == reason)].sum())
            for reason in reasons
            if reason
        },
        "left_behind": _people(facts, own & left_behind(facts)),
        "trips": len(left_s),
        "convoys": len(np.unique(trips["convoy"])),
        "first_departure_s": _first(left_s),
        "first_departure_local": _local(facts, _first(left_s)),
        "last_departure_s": _last(left_s),
        "last_departure_local": _local(facts, _last(left_s)),
        "last_arrival_s": _last(trips["emptied_s"]),
        "last_arrival_local": _local(facts, _last(trips["emptied_s"])),
        "places_used": _share(trips["persons"].sum(), len(left_s) * (said.seats + said.stretchers)),
        "board_wait_median_s": quantile(wait, persons[own & found.carried], 0.5),
        "board_wait_max_s": _last(wait),
        "loaded_wait_mean_s": _mean(left_s - trips["loaded_s"]),
        "corridor_wait_mean_s": _mean(trips["passed_s"] - trips["reached_s"]),
        "corridor_wait_max_s": _last(trips["passed_s"] - trips["reached_s"]),
    }


def _people(facts: Facts, who: BoolArray) -> Json:
    population = facts.record.population
    by_class = np.bincount(
        population.line[who], weights=population.persons[who], minlength=len(CLASSES)
    )
    return {
        "persons": int(population.persons[who].sum()),
        "children": int(population.children[who].sum()),
        "by_class": {name: int(by_class[line]) for line, name in enumerate(CLASSES)},
    }


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[np.isfinite(values)]


def _first(values: NDArray[np.float64]) -> float | None:
    known = _known(values)
    return float(known.min()) if known.size else None


def _last(values: NDArray[np.float64]) -> float | None:
    known = _known(values)
    return float(known.max()) if known.size else None


def _mean(values: NDArray[np.float64]) -> float | None:
    known = _known(values)
    return float(known.mean()) if known.size else None


def _share(part: float, whole: int) -> float | None:
    return float(part) / whole if whole else None


def _local(facts: Facts, time_s: float | None) -> str | None:
    clock = facts.record.loaded.scenario.clock
    return None if time_s is None else local_text(clock, time_s)
