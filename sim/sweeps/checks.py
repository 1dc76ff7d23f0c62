"""What is wrong with a sweep file beyond its single values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from sim.results.measures import MEASURES, measure_of
from sim.scenario import Fault, LoadedScenario
from sim.scenario.words import suggest
from sim.sweeps.designs import (
    DRAWN,
    MOST_POINTS,
    Grid,
    Listed,
    Morris,
    OneAtATime,
    Saltelli,
    Sobol,
    point_count,
)
from sim.sweeps.distributions import Choice, Normal, Triangular
from sim.sweeps.factors import ANY, Factor
from sim.sweeps.file import SweepFile
from sim.sweeps.humane import Goal, refusal


def distribution_faults(said: SweepFile) -> Iterator[Fault]:
    """Yield what is wrong with bounds, weights and costs."""
    for name, one in said.factors.items():
        path = ("factors", name)
        if isinstance(one, Choice):
            for key, given in (("weights", one.weights), ("costs", one.costs)):
                if given and len(given) != len(one.values):
                    message = f"has {len(given)} entries for {len(one.values)} values"
                    yield Fault((*path, key), message, "Write one for each value, in their order.")
            continue
        low, high = one.low, one.high
        if low is not None and high is not None and low >= high:
            yield Fault(
                (*path, "to"), f"{high:g} is not above `from`, {low:g}", "Write the smaller first."
            )
        elif isinstance(one, Triangular) and not one.low <= one.mode <= one.high:
            remedy = "Write one of them or a number between."
            yield Fault((*path, "mode"), f"{one.mode:g} is not between `from` and `to`", remedy)
        elif isinstance(one, Normal):
            reach = 8.0 * one.sd  # beyond it nothing of the bell is left to draw from
            if (low is not None and low > one.mean + reach) or (
                high is not None and high < one.mean - reach
            ):
                message = "cuts off the whole bell"
                yield Fault(path, message, "Move `from` and `to` to where `mean` and `sd` lie.")


def objective_faults(said: SweepFile) -> Iterator[Fault]:
    """Yield what is wrong with the objective: none, two, unknown, or one that harms people."""
    wanted: list[tuple[Goal, str]] = []
    if said.objective.maximise is not None:
        wanted.append(("maximise", said.objective.maximise))
    if said.objective.minimise is not None:
        wanted.append(("minimise", said.objective.minimise))
    if len(wanted) != 1:
        yield Fault(
            ("objective",), f"has {len(wanted)} goals", "Write either `maximise:` or `minimise:`."
        )
        return
    (goal, measure), *_ = wanted
    path = ("objective", goal)
    if ANY in measure.split(".") or not _known(measure):
        yield Fault(path, *_unknown(measure))
        return
    reason = refusal(goal, measure)
    if reason:
        other = "maximise: out_by_close, or minimise: stranded"
        yield Fault(path, f"is refused: it {reason}", f"Write what helps people, such as {other}.")


def measure_names(said: SweepFile, base: LoadedScenario) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the measures to keep, wildcards written out, and what is wrong with them.

    The objective's is always kept.
    """
    ids = {
        "corridors": list(base.scenario.corridors),
        "districts": list(base.scenario.population.districts),
    }
    found: list[str] = []
    faults: list[Fault] = []
    for position, name in enumerate(said.measures):
        path = ("measures", str(position)) if "measures" in said.model_fields_set else ("measures",)
        if not _known(name):
            faults.append(Fault(path, *_unknown(name)))
            continue
        group, _, rest = name.partition(".")
        if group not in ids:
            found.append(name)
            continue
        one, _, last = rest.partition(".")
        if one != ANY and one not in ids[group]:
            faults.append(Fault(path, f"there is no {one!r} in {group}", suggest(one, ids[group])))
        names = ids[group] if one == ANY else [one]
        found += [f"{group}.{each}.{last}" for each in names]
    goal = said.objective.maximise or said.objective.minimise
    return tuple(dict.fromkeys([*found, *([goal] if goal else [])])), faults


def _known(name: str) -> bool:
    try:
        measure_of(name)
    except KeyError:
        return False
    return True


def _unknown(name: str) -> tuple[str, str]:
    near = suggest(name, [measure.name for measure in MEASURES])
    return f"there is no measure {name!r}", f"{near} docs/results.md defines them all."


def design_faults(said: SweepFile, factors: Sequence[Factor]) -> Iterator[Fault]:
    """Yield what the design cannot do with these factors, and whether it is too large."""
    design, path = said.design, ("design",)
    if not said.factors and not isinstance(design, Listed):
        yield Fault(("factors",), "there is nothing to vary", "Add a path and its values.")
        return
    if isinstance(design, Grid):
        for factor in factors:
            if not factor.levels:
                message = "a grid needs to know which values"
                remedy = "Add `levels: 5`, say, or write a list of values."
                yield Fault(("factors", factor.name), message, remedy)
    count, key = (
        (design.points, "points")
        if isinstance(design, Sobol)
        else (design.base, "base")
        if isinstance(design, Saltelli)
        else (1, "")
    )
    if count & (count - 1):
        below = 2 ** (count.bit_length() - 1)
        remedy = f"Write {below:,} or {2 * below:,}."
        yield Fault(
            (*path, key), f"{count:,} is no power of 2, and the points lose balance", remedy
        )
    if isinstance(design, Saltelli | Morris) and find_spec("SALib") is None:
        remedy = 'Install it: pip install "corridors[sweep]".'
        yield Fault((*path, "kind"), f"{design.kind} needs the package SALib", remedy)
    if isinstance(design, Morris) and len(factors) < 2:
        yield Fault(path, "morris compares factors, and there is one", "Add factors.")
    if isinstance(design, DRAWN) and len(factors) != len(said.factors):
        return  # a factor is wrong, and told already
    yield from _too_large(said, factors)


def _too_large(said: SweepFile, factors: Sequence[Factor]) -> Iterator[Fault]:
    ends = isinstance(said.design, OneAtATime)
    levels = [len(factor.ends if ends else factor.levels) for factor in factors]
    points = point_count(said.design, levels)
    runs = points * said.replications
    if points > MOST_POINTS:
        yield Fault(
            ("design",), f"has {points:,} points", f"At most {MOST_POINTS:,} can be handled."
        )
    elif said.budget.runs is not None and runs > said.budget.runs:
        message = (
            f"{points:,} points with {said.replications:,} replications are {runs:,} runs, and the "
            f"budget is {said.budget.runs:,}"
        )
        remedy = "Take fewer points, levels or replications, or raise budget.runs."
        yield Fault(("budget", "runs"), message, remedy)
