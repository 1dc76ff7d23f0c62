"""The series of the streets: complete, bounded, and what the engine saw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.engine import Observation
from sim.model import EvacuationModel
from sim.results.link_series import link_series_table
from sim.results.record import LinkSeries
from sim.runner.run import record_of
from sim.step.link_ledger import LinkLedger
from tests.hand_record import hand_record

Build = Callable[..., EvacuationModel]


def _watched(build: Build, *, most_rows: int) -> tuple[EvacuationModel, list[Observation]]:
    model = build("town")
    area_m2 = model.network.link_length_m * 1.5
    model.books.links = LinkLedger(model.network.link_length_m, area_m2, most_rows=most_rows)
    model.books.links.enter(model.observation)
    seen = [model.observation]
    while model.running:
        model.step()
        seen.append(model.observation)
    return model, seen


def _series(model: EvacuationModel) -> LinkSeries:
    series = record_of(model).link_series
    assert series is not None
    return series


def _persons_at(
    series: LinkSeries, sample: int, links: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rows = series.sample == sample
    return np.bincount(series.link[rows], weights=series.persons[rows], minlength=links).astype(int)


@pytest.mark.parametrize(("most_rows", "every"), [(10**6, 1), (600, 4)])
def test_the_series_holds_what_the_engine_saw_within_its_bound(
    build: Build, most_rows: int, every: int
) -> None:
    model, seen = _watched(build, most_rows=most_rows)
    series, links = _series(model), model.network.link_count
    by_time = {observation.now_s: observation for observation in seen}
    assert len(series.link) <= most_rows + links
    assert np.diff(series.time_s[:-1]) == pytest.approx(60.0 * every)
    assert series.time_s[-1] == model.now_s
    for sample, time_s in enumerate(series.time_s.tolist()):
        persons = by_time[time_s].link_persons
        assert (_persons_at(series, sample, links) == persons).all()
    # Whoever left a link is counted once, however many samples were dropped.
    left = np.bincount(series.link, weights=series.left, minlength=links)
    assert (left == model.observation.link_left).all()
    assert (series.waiting <= series.persons).all()


def test_who_waits_stands_at_the_end_of_the_last_street(build: Build) -> None:
    # Twenty people come within eight seconds, the first at 1000 s; without a forecourt they stand
    # in the street. One lane takes one a minute: at 1020 s one is in it, at 1080 s the second.
    model = build("street", "corridors.east.forecourt_m2=0", "corridors.east.service.per_minute=1")
    model.run_model()
    series = _series(model)
    (last,) = np.flatnonzero(model.network.link_to == 10)
    for time_s, walking, waiting in ((960.0, 20, 0), (1020.0, 0, 19), (1080.0, 0, 18)):
        at = series.sample == np.searchsorted(series.time_s, time_s)
        rows = at & (series.persons > 0)
        assert series.link[rows].tolist() == [last]
        assert (series.persons - series.waiting)[rows].tolist() == [walking]
        assert series.waiting[rows].tolist() == [waiting]


def test_density_and_standing_by_hand() -> None:
    table = link_series_table(hand_record().link_series)
    assert table is not None
    # 40, 100 and 60 people on 100 m x 2 m. At 600 s one has left in 300 s: 0.003 m/s, they stand.
    # At 900 s forty have left: 100 m * 40 / (60 * 300 s) = 0.22 m/s, they move.
    assert table["density_per_m2"].tolist() == pytest.approx([0.2, 0.5, 0.3, 0.0])
    assert table["moving"].tolist() == [True, False, True, True]


def test_streets_are_not_recorded_where_nobody_may_know(build: Build) -> None:
    model = build("town", "sensitivity=live")
    assert model.books.links is None
