"""Run scenarios on the same people and compare them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

from sim.experiments.changes import Change, changes
from sim.experiments.comparison import Comparison, Runs, looks
from sim.experiments.draws import Draw, inputs_in, latin_hypercube
from sim.experiments.many import run_many
from sim.experiments.outcome import Outcome
from sim.experiments.side import Side
from sim.experiments.spec import RunSpec
from sim.experiments.targets import until_of
from sim.experiments.until import Until, run_until
from sim.runner.progress import Progress
from sim.runner.result_folder import check_replaceable, replacing
from sim.runner.validation import make_ready
from sim.scenario import Fault, LoadedScenario, ScenarioError
from sim.scenario.loader import reseeded


class NoRunError(RuntimeError):
    """No run of a scenario came to its end, so that there is nothing to compare."""


MOST = len(ascii_uppercase)

REPLICATIONS = 10
"""Runs of each scenario unless told otherwise."""


def compare(
    scenarios: Sequence[LoadedScenario],
    *,
    replications: int | None = None,
    until: Mapping[str, float] | None = None,
    inputs: int = 0,
    jobs: int = 1,
    seed: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios with the same random numbers and compare each with the first.

    Parameters
    ----------
    scenarios
        Two or more.
    replications
        How many runs of each; run k of every scenario has the same people. Default 10; with
        `until` the most that are made, default 200.
    until
        Half-widths by measure: runs are added until the 95 % interval of the paired difference of
        each, for every scenario, is no wider to either side.
    inputs
        How many draws of the inputs; each is run once a scenario, as replication 0.
    jobs
        Processes that share the runs.
    seed
        Seed of all runs; default that of the first scenario.
    out
        Folder to write to; complete or not there.
    progress
        Who hears how it goes.

    Raises
    ------
    ScenarioError
        A scenario cannot be run, or there is no such measure; holds the faults of all of them.
    ForeignFolderError
        `out` holds something that is no result; it is left alone.
    ValueError
        There are fewer than 2 or more than 26 scenarios, or a count is too small.
    NoRunError
        No run of a scenario came to its end.
    """
    if not 2 <= len(scenarios) <= MOST:
        raise ValueError(f"2 to {MOST} scenarios can be compared, not {len(scenarios)}")
    if (replications is not None and replications < 1) or inputs < 0:
        raise ValueError("there must be at least one replication, and no negative count of draws")
    if out is not None:
        check_replaceable(Path(out))
    wanted = until_of(until, replications, [loaded.scenario for loaded in scenarios])
    seed = scenarios[0].scenario.seed if seed is None else seed
    labelled = {
        label: reseeded(loaded, seed)
        for label, loaded in zip(ascii_uppercase, scenarios, strict=False)
    }
    _check(list(labelled.values()), progress)
    draws = latin_hypercube(seed, inputs) if inputs else ()
    number = (
        (REPLICATIONS if wanted is None else wanted.most) if replications is None else replications
    )
    comparison = _run(labelled, number, wanted, draws, jobs, progress)
    for label, runs in comparison.runs.items():
        if all(run.failed for run in runs):
            raise NoRunError(f"no run of scenario {label} came to its end: {runs[0].error}")
    if out is not None:
        with replacing(Path(out)) as unfinished:
            comparison.save(unfinished)
    return comparison


def _check(scenarios: Sequence[LoadedScenario], progress: Progress | None) -> None:
    """See that every scenario can be run; what is wrong with any is said at once."""
    faults: list[Fault] = []
    for loaded in scenarios:
        if progress is not None:
            progress.stage(f"checking {loaded.scenario.id}")
        try:
            make_ready(loaded)
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(dict.fromkeys(faults))


def _run(
    scenarios: Mapping[str, LoadedScenario],
    replications: int,
    until: Until | None,
    draws: Sequence[Draw],
    jobs: int,
    progress: Progress | None,
) -> Comparison:
    """Make all runs, as one lot if their number is given: no worker waits for a scenario's last."""
    labels = list(scenarios)
    specs = [
        RunSpec.of(loaded, replication=number)
        for number in range(replications)
        for loaded in scenarios.values()
    ]
    drawn = [RunSpec.of(draw.apply(loaded)) for draw in draws for loaded in scenarios.values()]
    if until is None:
        outcomes = run_many(specs + drawn, jobs=jobs, progress=progress)
        outcomes, of_draws = outcomes[: len(specs)], outcomes[len(specs) :]
    else:
        outcomes = run_until(
            specs,
            lambda found: looks(until, _by_label(labels, found)),
            each=len(labels),
            jobs=jobs,
            progress=progress,
        )
        of_draws = run_many(drawn, jobs=jobs, progress=progress) if drawn else []
    return side_by_side(
        scenarios,
        _by_label(labels, outcomes),
        draws,
        _by_label(labels, of_draws) if draws else None,
        until,
    )


def side_by_side(
    scenarios: Mapping[str, LoadedScenario],
    runs: Runs,
    draws: Sequence[Draw] = (),
    drawn: Runs | None = None,
    until: Until | None = None,
) -> Comparison:
    """Put scenarios and their runs together; see `Comparison`."""
    first, *others = scenarios.values()
    there, lacking = inputs_in([loaded.scenario for loaded in scenarios.values()])
    return Comparison(
        scenarios={label: Side.of(loaded) for label, loaded in scenarios.items()},
        texts={
            label: loaded.text
            for label, loaded in scenarios.items()
            if loaded.scenario.sensitivity == "public"
        },
        changes={
            label: _told(changes(first, loaded), first, loaded)
            for label, loaded in zip(list(scenarios)[1:], others, strict=True)
        },
        runs=runs,
        inputs=tuple(each.name for each in there),
        left_out=lacking,
        draws=tuple(draws),
        drawn=drawn,
        until=until,
    )


def _told(found: Sequence[Change], *scenarios: LoadedScenario) -> tuple[Change, ...]:
    """With ``sensitivity: live`` say of people and of unsafe places only that they differ."""
    if all(loaded.scenario.sensitivity != "live" for loaded in scenarios):
        return tuple(found)
    return tuple(
        one
        if one.path.partition(".")[0] in ("clock", "corridors")
        else replace(one, before="(live: not told)", after="(live: not told)")
        for one in found
    )


def _by_label(labels: Sequence[str], outcomes: Sequence[Outcome]) -> dict[str, tuple[Outcome, ...]]:
    """Undo the interleaving of `_run`."""
    return {label: tuple(outcomes[k :: len(labels)]) for k, label in enumerate(labels)}
