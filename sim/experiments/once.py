"""One run among many: from its description to its outcome, whatever happens."""

from __future__ import annotations

from time import perf_counter

from sim.checks import assemble
from sim.experiments.outcome import Curves, Outcome, measures_of
from sim.experiments.parts import network_of, trees_of
from sim.experiments.spec import RunSpec
from sim.model import EvacuationModel
from sim.results.build import build_result
from sim.results.result import RunResult
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate
from sim.scenario import ScenarioError


def run_spec(spec: RunSpec) -> Outcome:
    """Run once and return what is kept of it; a run that fails is an outcome, too.

    A function of the spec alone: any process gives the same outcome (but for its `seconds`).
    """
    begin = perf_counter()
    try:
        result = result_of(spec)
        measures, out_when, error = measures_of(result), Curves.of(result), ""
    except ScenarioError as wrong:
        measures, out_when, error = {}, None, "; ".join(str(fault) for fault in wrong.faults)
    except Exception as failure:  # noqa: BLE001 - one bad run must not take the others with it
        measures, out_when, error = {}, None, f"{type(failure).__name__}: {failure}"
    return Outcome(
        key=spec.key,
        scenario=spec.loaded.scenario.id,
        seed=spec.seed,
        replication=spec.replication,
        measures=measures,
        curves=out_when,
        error=error,
        seconds=perf_counter() - begin,
    )


def result_of(spec: RunSpec) -> RunResult:
    """Run once and return the result without its tables of people, links and other places.

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
    )
    simulate(model, Silent())
    return build_result(record_of(model, parts.warnings), rows=False)
