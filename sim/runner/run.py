"""One run: build, loop, report progress, write. Every command and sweep runs this way."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from sim.engine.warmup import compile_engine, is_compiled
from sim.model import EvacuationModel
from sim.results.build import build_result
from sim.results.record import DamageRecord, RunRecord, UnsafeRecord
from sim.results.result import RunResult
from sim.runner.decided import choice_record, news_record
from sim.runner.progress import Moment, Progress, Silent
from sim.runner.result_folder import check_replaceable, replacing
from sim.runner.validation import Ready, make_ready
from sim.runner.vehicles import crossing_record, service_record
from sim.scenario import Fault, LoadedScenario
from sim.scenario.loader import reseeded


def run_scenario(
    loaded: LoadedScenario,
    *,
    seed: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a scenario to its end.

    Parameters
    ----------
    loaded
        The scenario.
    seed
        Takes the place of the scenario's seed.
    out
        Folder that the result is written to; it is complete or not there. Default: none.
    progress
        Who hears how the run goes.

    Raises
    ------
    ScenarioError
        The scenario cannot be run; nothing is written.
    ForeignFolderError
        `out` holds something that is no result; it is left alone.
    """
    if out is not None:
        check_replaceable(Path(out))
    ready = make_ready(loaded if seed is None else reseeded(loaded, seed), progress)
    return run_ready(ready, out=out, progress=progress)


def run_ready(
    ready: Ready, *, out: str | os.PathLike[str] | None = None, progress: Progress | None = None
) -> RunResult:
    """Run a scenario that has been checked; see `run_scenario`."""
    progress = progress or Silent()
    with ExitStack() as stack:
        unfinished = None if out is None else stack.enter_context(replacing(Path(out)))
        stack.callback(progress.close)
        progress.stage("finding the ways out")
        model = EvacuationModel(ready.loaded, network=ready.network, population=ready.population)
        simulate(model, progress)
        result = build_result(record_of(model, ready.warnings))
        if unfinished is not None:
            progress.stage("writing tables and pictures")
            result.save(unfinished)
    return result


def simulate(model: EvacuationModel, progress: Progress) -> None:
    """Step the model to its end."""
    if not is_compiled():
        progress.stage("compiling the movement engine, once")
        compile_engine()
    clock = model.loaded.scenario.clock
    while model.running:
        model.step()
        if isinstance(progress, Silent):
            continue
        progress.moment(
            Moment(
                now_s=model.now_s,
                end_s=model.end_s,
                clock=f"{clock.local(model.now_s):%a %d %b %H:%M}",
                out=int(model.ledger.out.sum()),
                persons=model.population.person_count,
            )
        )
    progress.close()


def record_of(model: EvacuationModel, warnings: tuple[Fault, ...] = ()) -> RunRecord:
    """Return what a finished model leaves behind."""
    seen, ledger = model.observation, model.ledger
    assert model.engine is not None
    return RunRecord(
        loaded=model.loaded,
        seed=model.seed,
        network=model.network,
        population=model.population,
        gates=model.gates,
        corridor_ids=model.corridor_ids,
        status=model.status(),
        chosen=model.chosen.copy(),
        set_out_s=seen.set_out_s.copy(),
        gate_arrival_s=seen.gate_arrival_s.copy(),
        service_begin_s=seen.service_begin_s.copy(),
        out_s=seen.out_s.copy(),
        safe_s=seen.safe_s.copy(),
        link_entered=seen.link_entered.copy(),
        link_left=seen.link_left.copy(),
        link_delay_s=seen.link_delay_s.copy(),
        link_peak_density_per_m2=ledger.peak_density_per_m2,
        link_peak_s=ledger.peak_s,
        series=ledger.series(),
        link_series=None if model.books.links is None else model.books.links.series(),
        knots=model.engine.knots(),
        warnings=warnings,
        end_s=model.now_s,
        engine_s=model.engine_s,
        unsafe=_unsafe(model),
        services=service_record(model),
        crossings=crossing_record(model),
        held_s=seen.held_s.copy(),
        closing=model.closing.record(),
        choice=choice_record(model),
        news=news_record(model),
        damage=_damage(model),
        recorded=model.books.recorded,
    )


def _damage(model: EvacuationModel) -> dict[str, DamageRecord]:
    ids = sorted(model.loaded.scenario.damage)
    return {
        key: DamageRecord(one.begin_s, one.clear_s, one.capacity_factor, one.speed_factor)
        for key, one in zip(ids, model.board.damage, strict=True)
    }


def _unsafe(model: EvacuationModel) -> UnsafeRecord:
    places, ids = model.board.places, model.corridor_ids
    return UnsafeRecord(
        spans_s={place.id: place.spans for place in places},
        corridors={
            place.id: tuple(ids[gate] for gate in np.flatnonzero(place.gates)) for place in places
        },
        home_s=model.exposure.home_s,
        away_s=model.exposure.away_s,
    )
