"""From a model's vehicles, and from where people crossed, to the record of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.results.record import CrossingRecord, ServiceRecord
from sim.services.dispatch import FREE

if TYPE_CHECKING:
    from sim.model import EvacuationModel

_WHOLE = ("vehicle", "convoy", "persons", "lying")
_TIMES = (
    "loading_s", "loaded_s", "left_s", "reached_s", "passed_s", "arrived_s", "emptied_s", "back_s",
)  # fmt: skip


def service_record(model: EvacuationModel) -> ServiceRecord | None:
    """Return what vehicles did; None where there are none."""
    found = model.services
    if found is None:
        return None
    end_s, count = model.now_s, model.population.party_count
    trips = [
        (row, trip)
        for row, fleet in enumerate(found.fleets)
        for trip in fleet.trips
        if trip.left_s < end_s
    ]
    columns: dict[str, np.ndarray] = {"service": np.array([row for row, _ in trips], np.int16)}
    made: dict[tuple[int, int], int] = {}
    number = []
    for row, trip in trips:
        made[row, trip.vehicle] = made.get((row, trip.vehicle), 0) + 1
        number.append(made[row, trip.vehicle])
    columns["trip"] = np.array(number, np.int64)
    for name in _WHOLE:
        columns[name] = np.array([getattr(trip, name) for _, trip in trips], np.int64)
    for name in _TIMES:
        times = np.array([getattr(trip, name) for _, trip in trips], np.float64)
        columns[name] = np.where(times < end_s, times, np.nan)
    refusal = np.full(count, "", object)
    refused_s = np.full(count, np.nan)
    for fleet in found.fleets:
        for party, (reason, time_s) in fleet.refused.items():
            refusal[party], refused_s[party] = str(reason), time_s
    left_s = found.book.left_s
    return ServiceRecord(
        ids=tuple(one.id for one in found.planned),
        node=found.node,
        served=np.where(found.stage == FREE, -1, found.served).astype(np.int16),
        carried=left_s < end_s,
        came_s=found.came_s.copy(),
        boarding_s=found.book.boarding_s.copy(),
        refusal=refusal,
        refused_s=refused_s,
        trips=columns,
    )


def crossing_record(model: EvacuationModel) -> CrossingRecord | None:
    """Return where fighters and civilians crossed; None where that was not watched."""
    if model.books.crossings is None:
        return None
    found = model.books.crossings.crossings()
    return CrossingRecord(**{name: getattr(found, name) for name in found.__dataclass_fields__})
