"""One run among many: from its description to its outcome, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from sim.checks import assemble
from sim.experiments.outcome import Curves, Outcome, measures_of, stated
from sim.experiments.parts import network_of, trees_of
from sim.experiments.spec import RunSpec
from sim.model import EvacuationModel
from sim.results.build import build_measures, build_result
from sim.results.measures import needed
from sim.results.record import RunRecord
from sim.results.recorded import Recorded
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate
from sim.scenario import ScenarioError

Kept = tuple[Mapping[str, float | None], Curves | None]


def run_spec(spec: RunSpec, names: tuple[str, ...] | None = None) -> Outcome:
    """Run once and return what is kept of it; a run that fails is an outcome, too.

    A function of spec and names alone: any process gives the same outcome (but for its `seconds`).

    Parameters
    ----------
    spec
        The run.
    names
        The measures to keep: what none of them needs is not written down during the run, which
        takes about half of the time then. What the run has no such measure of is None. Default:
        every measure that it has, and who was out when.
    """
    begin = perf_counter()
    measures: Mapping[str, float | None] = {}
    curves, error = None, ""
    try:
        measures, curves = _whole(spec) if names is None else _some(spec, names)
    except ScenarioError as wrong:
        error = "; ".join(str(fault) for fault in wrong.faults)
    except Exception as failure:  # noqa: BLE001 - one bad run must not take the others with it
        error = f"{type(failure).__name__}: {failure}"
    return Outcome(
        key=spec.key,
        scenario=spec.loaded.scenario.id,
        seed=spec.seed,
        replication=spec.replication,
        measures=measures,
        curves=curves,
        error=error,
        seconds=perf_counter() - begin,
    )


def _whole(spec: RunSpec) -> Kept:
    result = build_result(_record(spec, needed()), rows=False)
    return measures_of(result), Curves.of(result)


def _some(spec: RunSpec, names: tuple[str, ...]) -> Kept:
    found = stated(build_measures(_record(spec, needed(names)), names))
    return {name: found.get(name) for name in names}, None


def _record(spec: RunSpec, recorded: Recorded) -> RunRecord:
    """Run once and return what is left; nothing else of the run stays in memory.

    Raises
    ------
    ScenarioError
        The scenario cannot be run.
    """
    loaded = spec.loaded
    network = network_of(loaded)
    parts = assemble(loaded, network, replication=spec.replication)
    model = EvacuationModel(
        loaded,
        replication=spec.replication,
        network=network,
        population=parts.population,
        # Trees that runs share are those of whole streets.
        trees=None if loaded.scenario.damage else trees_of(loaded, parts.gates.node),
        recorded=recorded,
    )
    try:
        simulate(model, Silent())
        return record_of(model, parts.warnings)
    finally:
        # A model refers to itself (Mesa wraps its `step`, its agents know it): left alone it would
        # hold its arrays until Python looks for such circles, dozens of runs later.
        model.__dict__.clear()
