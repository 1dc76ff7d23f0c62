"""Corridors: people who leave a city through corridors that are open only for hours.

>>> import sim
>>> result = sim.run("scenarios/grid-tutorial.yaml")  # doctest: +SKIP
>>> result.summary["by_status"]                       # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.agents import OneByOne
    from sim.experiments.comparison import Comparison
    from sim.model import EvacuationModel
    from sim.results.result import RunResult
    from sim.scenario import Fault, LoadedScenario
    from sim.sweeps.calibrate import Calibration
    from sim.sweeps.result import SweepResult

__all__ = [
    "EvacuationModel",
    "OneByOne",
    "calibrate",
    "compare",
    "load",
    "load_comparison",
    "load_results",
    "load_sweep",
    "run",
    "sweep",
    "validate",
]

_LATER = {"EvacuationModel": "sim.model", "OneByOne": "sim.agents"}
"""What is imported when it is first asked for, so that ``import sim`` stays quick."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'sim' has no {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__file__", "__name__", "__path__", "__version__"]


def load(
    scenario: str | os.PathLike[str], *, overrides: Sequence[str] = (), seed: int | None = None
) -> LoadedScenario:
    """Load, resolve and check a scenario file.

    Parameters
    ----------
    scenario
        The file, or the id of a shipped scenario.
    overrides
        Changes as ``path=value``, such as ``corridors.3.lanes=12``.
    seed
        Seed to take instead of the scenario's.

    Raises
    ------
    ScenarioError
        Anything is wrong; holds every fault, each with its place and a remedy.
    """
    from sim.scenario import load_scenario

    return load_scenario(scenario, overrides=overrides, seed=seed)


def run(
    scenario: str | os.PathLike[str] | LoadedScenario,
    *,
    out: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    replications: int | None = None,
    until: Mapping[str, float] | None = None,
    jobs: int = 1,
    what_helps: bool = False,
) -> RunResult:
    """Run a scenario and return its result: ``summary``, tables, ``plot()``, ``save(folder)``.

    Parameters
    ----------
    scenario
        The file, the id of a shipped scenario, or what `load` returned.
    out
        Folder to write the result to as well; complete or not there.
    seed
        Seed to take instead of the scenario's.
    overrides
        Changes as ``path=value``; only with a file or an id.
    replications
        How many times it is run, with other random numbers each; the result is that of the first,
        what all say together is its ``replications``. Default once; with `until` the most that are
        made, default 200.
    until
        Half-widths by measure, such as ``{"out_by_close": 200.0}``: runs are added, in tens, until
        the 95 % interval of each mean is no wider to either side.
    jobs
        Processes that share the runs; with more than one a program keeps its own work under
        ``if __name__ == "__main__":``.
    what_helps
        Try changes one at a time on the same people, with five replications at least: the result's
        table ``helps``.

    Raises
    ------
    ScenarioError
        The scenario cannot be run; holds every fault, each with its place and a remedy.
    ForeignFolderError
        `out` holds something that is no result; it is left alone.
    TypeError
        `overrides` are given for a scenario that is loaded already.
    ValueError
        `replications` or `jobs` is below 1.
    """
    from sim.scenario import LoadedScenario

    if isinstance(scenario, LoadedScenario):
        if overrides:
            raise TypeError("overrides change a file as it is loaded; give them to sim.load")
        loaded = scenario
    else:
        loaded = load(scenario, overrides=overrides)
    if until is None and jobs == 1 and replications in (None, 1) and not what_helps:
        from sim.runner.run import run_scenario

        return run_scenario(loaded, seed=seed, out=out)
    from sim.experiments.replicate import run_replicated
    from sim.experiments.targets import until_of
    from sim.runner.validation import make_ready
    from sim.scenario.loader import reseeded

    wanted = until_of(until, replications, [loaded.scenario])
    ready = make_ready(loaded if seed is None else reseeded(loaded, seed))
    return run_replicated(
        ready, replications, until=wanted, jobs=jobs, what_helps=what_helps, out=out
    )


def load_results(folder: str | os.PathLike[str]) -> RunResult:
    """Load what a run saved, after every file was checked against the folder's manifest.

    Its replications, if it has any, come with it. What `compare` saved, `load_comparison` loads.

    Parameters
    ----------
    folder
        A result folder, such as ``results/grid-tutorial``.

    Raises
    ------
    ResultFolderError
        The folder is no finished result, was cut off or changed after it was saved, or its format
        is one that this version does not read; names every file at fault, and what to do.

    Warns
    -----
    OtherVersionWarning
        Another version of the program made it.
    """
    from pathlib import Path

    from sim.experiments.load import load_results

    return load_results(Path(folder))


def load_comparison(folder: str | os.PathLike[str]) -> Comparison:
    """Load what `compare` saved, after every file was checked against the folder's manifest.

    Parameters
    ----------
    folder
        The folder of a comparison.

    Raises
    ------
    ResultFolderError
        The folder is no comparison, was cut off or changed after it was saved, or its format is
        one that this version does not read; names every file at fault, and what to do.

    Warns
    -----
    OtherVersionWarning
        Another version of the program made it.
    """
    from pathlib import Path

    from sim.experiments.load import load_comparison

    return load_comparison(Path(folder))


def validate(
    scenario: str | os.PathLike[str], *, overrides: Sequence[str] = ()
) -> tuple[Fault, ...]:
    """Return every fault of a scenario file and every warning; empty if all is well.

    Parameters
    ----------
    scenario
        The file, or the id of a shipped scenario.
    overrides
        Changes as ``path=value``.
    """
    from sim.runner.validation import validate

    return validate(scenario, overrides=overrides)


def compare(
    *scenarios: str | os.PathLike[str] | LoadedScenario,
    replications: int | None = None,
    until: Mapping[str, float] | None = None,
    inputs: int = 0,
    jobs: int = 1,
    seed: int | None = None,
    out: str | os.PathLike[str] | None = None,
) -> Comparison:
    """Run scenarios on the same people and compare each with the first.

    Parameters
    ----------
    scenarios
        Two or more: files, ids of shipped scenarios, or what `load` returned.
    replications
        How many runs of each; run k of every scenario has the same people. Default 10; with
        `until` the most that are made, default 200.
    until
        Half-widths by measure: runs are added, in tens, until the 95 % interval of the paired
        difference of each is no wider to either side.
    inputs
        How many draws from the ranges of the inputs; without them there is no verdict on plans.
    jobs
        Processes that share the runs; with more than one a program keeps its own work under
        ``if __name__ == "__main__":``.
    seed
        Seed of all runs; default that of the first scenario.
    out
        Folder to write the comparison to as well; complete or not there.

    Raises
    ------
    ScenarioError
        A scenario cannot be run; holds every fault, each with its place and a remedy.
    ForeignFolderError
        `out` holds something that is no result; it is left alone.
    ValueError
        There are fewer than two scenarios, or a count is too small.
    """
    from sim.experiments.compare import compare
    from sim.scenario import LoadedScenario

    loaded = [one if isinstance(one, LoadedScenario) else load(one) for one in scenarios]
    return compare(
        loaded,
        replications=replications,
        until=until,
        inputs=inputs,
        jobs=jobs,
        seed=seed,
        out=out,
    )


def sweep(
    file: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    jobs: int = 1,
    scheduler: str = "",
) -> SweepResult:
    """Make the runs of a sweep file and return them: ``runs``, ``points``, ``analyse()``.

    Parameters
    ----------
    file
        The sweep file, or the id of a shipped sweep.
    out
        Its folder; what is there already is not run again. Without one nothing is kept.
    jobs
        Processes that share the runs; with more than one a program keeps its own work under
        ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler whose workers make the runs instead.

    Raises
    ------
    ScenarioError
        The file or a point of its design is wrong; holds every fault, each with its place.
    ForeignFolderError
        `out` holds something else, or another sweep; it is left alone.
    """
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from sim.sweeps.read import read_sweep
    from sim.sweeps.run import run_sweep

    planned = read_sweep(file)
    if out is not None:
        return run_sweep(planned, Path(out), jobs=jobs, scheduler=scheduler)
    with TemporaryDirectory(prefix="corridors-sweep-") as folder:
        return run_sweep(planned, Path(folder), jobs=jobs, scheduler=scheduler)


def load_sweep(folder: str | os.PathLike[str]) -> SweepResult:
    """Load a finished sweep, after its table was checked.

    Parameters
    ----------
    folder
        The folder that `sweep` or ``corridors sweep`` wrote.

    Raises
    ------
    ResultFolderError
        It is no sweep, is not finished, or was changed after it was.
    """
    from sim.sweeps.result import load_sweep

    return load_sweep(folder)


def calibrate(
    file: str | os.PathLike[str],
    observed: Mapping[str, float],
    *,
    trials: int = 60,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
) -> Calibration:
    """Look for values of a sweep file's factors that meet observations, by Optuna.

    Parameters
    ----------
    file
        The sweep file, or the id of a shipped sweep; its factors count, its design does not.
    observed
        What was observed, by measure, such as ``{"corridors.1.out": 1200}``.
    trials
        Proposals to try.
    jobs
        Processes that share the runs.
    out
        Folder to keep the runs in, so that the same call goes on where it was.

    Raises
    ------
    ScenarioError
        The file is wrong.
    ValueError
        An observation is none, or to meet it is to have fewest people out or most stranded.
    ImportError
        Optuna is not installed: ``pip install "corridors[calibration]"``.
    """
    from sim.sweeps.calibrate import calibrate

    return calibrate(file, observed, trials=trials, jobs=jobs, out=out)
