"""Calibration: which values of the factors bring the model nearest to what was observed.

A thin bridge to Optuna, which proposes values; every proposal is run like any point of a sweep. It
finds one set of values that fits, not the only one: look at the trials, too.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.experiments.many import run_many
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.results.measures import measure_of
from sim.sweeps.distributions import Choice
from sim.sweeps.factors import Factor
from sim.sweeps.humane import refusal
from sim.sweeps.keep import Keep
from sim.sweeps.read import Space, read_space
from sim.sweeps.result import words_of
from sim.sweeps.sampling import Point
from sim.sweeps.store import RecordStore

if TYPE_CHECKING:
    import optuna
    import pandas as pd

BATCH = 4
"""Proposals that are asked for together: fixed, so that `jobs` does not change what comes out."""

FAILED_LOSS = 1e12
"""Of a proposal that cannot be run or lacks an observed measure: worse than any that can."""


@dataclass(frozen=True, eq=False, repr=False)
class Calibration:
    """What a calibration found.

    Parameters
    ----------
    observed
        What was to be met, by measure.
    best
        Values of the factors that came nearest.
    loss
        Mean over the observations of ((simulated - observed) / max(|observed|, 1))^2 there.
    trials
        A row a proposal: ``trial``, factors, mean of each observed measure, ``loss``.
    """

    observed: Mapping[str, float]
    best: Mapping[str, Any]
    loss: float
    trials: pd.DataFrame

    def __repr__(self) -> str:
        best = ", ".join(f"{name} {words_of(value)}" for name, value in self.best.items())
        return f"<Calibration of {len(self.trials)} trials: {best}; loss {self.loss:.3g}>"

    def _repr_html_(self) -> str:
        from sim.sweeps.cards import calibration_card

        return calibration_card(self)


def calibrate(
    file: str | os.PathLike[str],
    observed: Mapping[str, float],
    *,
    trials: int = 60,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
) -> Calibration:
    """Look for values of a sweep file's factors that meet observations.

    The file's factors, fixed values, seed and replications count; its design does not.

    Parameters
    ----------
    file
        The sweep file, or the id of a shipped sweep.
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
        There is no observation, an unknown measure, one that would have fewest people out, or
        `trials` is below 1; or no proposal could be run.
    ImportError
        Optuna is not installed: ``pip install "corridors[calibration]"``.
    """
    space = read_space(file)
    check_observed(observed, space.resolver.base.person_count)
    if trials < 1:
        raise ValueError(f"there must be at least one trial, not {trials}")
    if out is not None:
        return _search(space, observed, trials, jobs, RecordStore(Path(out)))
    with TemporaryDirectory(prefix="corridors-calibration-") as folder:
        return _search(space, observed, trials, jobs, RecordStore(Path(folder)))


def check_observed(observed: Mapping[str, float], persons: int) -> None:
    """See that observations are measures, and that to meet them is to harm nobody.

    To meet "nobody out" is to look for what lets the fewest out.

    Raises
    ------
    ValueError
        They are not.
    """
    if not observed:
        raise ValueError("there is nothing observed to calibrate to")
    for name, value in observed.items():
        try:
            unit = measure_of(name).unit
        except KeyError as error:
            raise ValueError(str(error.args[0])) from None
        if not math.isfinite(value):
            raise ValueError(f"{name} was observed as {value}; leave it out if it was not")
        lowest = value <= 0.0 and refusal("minimise", name)
        highest = unit == "persons" and value >= persons and refusal("maximise", name)
        if (lowest or highest) and "own choice" not in (lowest or highest or ""):
            raise ValueError(f"{name}: {value:g} is refused: to meet it {lowest or highest}")


def _search(
    space: Space, observed: Mapping[str, float], trials: int, jobs: int, store: RecordStore
) -> Calibration:
    try:
        import optuna
    except ImportError:
        raise ImportError(
            'calibration needs Optuna: pip install "corridors[calibration]"'
        ) from None
    import pandas as pd

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        seed = space.resolver.base.scenario.seed % 2**32
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        rows: list[dict[str, Any]] = []
        while len(rows) < trials:
            asked = [study.ask() for _ in range(min(BATCH, trials - len(rows)))]
            points = [_proposed(trial, space.factors) for trial in asked]
            means = _means(space, points, tuple(observed), jobs, store)
            for trial, point, mean in zip(asked, points, means, strict=True):
                loss = _loss(mean, observed)
                study.tell(trial, loss)
                rows.append({"trial": trial.number, **point.values, **mean, "loss": loss})
    finally:
        optuna.logging.set_verbosity(before)
    best = min(rows, key=lambda row: (row["loss"], row["trial"]))
    if best["loss"] >= FAILED_LOSS:
        raise ValueError("no proposal could be run to what was observed; look at the factors")
    values = {factor.name: best[factor.name] for factor in space.factors}
    return Calibration(dict(observed), values, best["loss"], pd.DataFrame(rows))


def _proposed(trial: optuna.trial.Trial, factors: Sequence[Factor]) -> Point:
    """Return a proposal: of a range its quantile, of a list its position."""
    values: dict[str, Any] = {}
    for factor in factors:
        one = factor.distribution
        if isinstance(one, Choice):
            values[factor.name] = one.values[trial.suggest_int(factor.name, 0, len(one.values) - 1)]
        else:
            values[factor.name] = factor.at(trial.suggest_float(factor.name, 0.0, 1.0))
    return Point(trial.number, values)


def _means(
    space: Space, points: list[Point], names: tuple[str, ...], jobs: int, store: RecordStore
) -> list[dict[str, float | None]]:
    """Return the mean of each measure over the replications of each point; None if one lacks it."""
    from sim.scenario import ScenarioError

    specs: list[RunSpec] = []
    owners: list[int] = []
    for owner, point in enumerate(points):
        try:
            loaded = space.resolver.resolve(point)
        except ScenarioError:
            continue  # its row says that it lacks everything
        specs += [RunSpec.of(loaded, replication=r) for r in range(space.said.replications)]
        owners += [owner] * space.said.replications
    outcomes = run_many(specs, jobs=jobs, store=store, run=Keep(names))
    found: list[list[Outcome]] = [[] for _ in points]
    for owner, outcome in zip(owners, outcomes, strict=True):
        found[owner].append(outcome)
    return [{name: _mean(mine, name) for name in names} for mine in found]


def _mean(outcomes: list[Outcome], name: str) -> float | None:
    values = [outcome.measures.get(name) for outcome in outcomes]
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known and len(known) == len(values) else None


def _loss(means: Mapping[str, float | None], observed: Mapping[str, float]) -> float:
    terms = [
        FAILED_LOSS if (mean := means[name]) is None else ((mean - seen) / max(abs(seen), 1.0)) ** 2
        for name, seen in observed.items()
    ]
    return min(FAILED_LOSS, math.fsum(terms) / len(terms))
