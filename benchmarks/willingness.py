"""Who leaves under which drivers: the tables of `docs/willingness.md`.

    python -m benchmarks.willingness --jobs 2            # print the tables
    python -m benchmarks.willingness --jobs 2 --write    # put them into the page, between its marks

The three presets of 4 November 2016 are run, 20 replications each; the other tables are counted on
the people of the same replications before anyone moves.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import sim
from sim.experiments.many import run_many
from sim.experiments.outcome import Outcome
from sim.experiments.spec import RunSpec
from sim.network import StreetNetwork, build_network
from sim.population import Population, build_population
from sim.runner.progress import progress_for
from sim.scenario import LoadedScenario
from sim.scenario.reasons import KEPT_REASONS, REASONS, STAY_REASONS
from sim.scenario.willingness import Drivers

PAGE = Path(__file__).parent.parent / "docs" / "willingness.md"
BEGIN, END = "<!-- computed: begin -->", "<!-- computed: end -->"

PLAN = "aleppo-2016-11-04"
PRESETS = (f"{PLAN}-full-compliance", f"{PLAN}-distrust", f"{PLAN}-refused")
AS_IT_HAPPENED = PRESETS[2]
REPLICATIONS = 20


@dataclass(frozen=True)
class Attempt:
    """Drivers tried for another date: those of 4 November but for the ones changed.

    Parameters
    ----------
    date, reported
        When, and how many people reports name.
    changed
        Drivers and their values.
    why
        What is known of the change.
    """

    date: str
    reported: str
    changed: dict[str, float]
    why: str


ATTEMPTS = (
    Attempt("29 July", "about 12; 169 civilians and 69 fighters claimed", {"siege_days": 14.0},
            "the date alone"),
    Attempt("29 July", "about 12; 169 civilians and 69 fighters claimed",
            {"siege_days": 14.0, "kept": 0.7, "defection": 0.01},
            "the first offer: fewer kept, one group in a hundred defects"),
    Attempt("24 October", "48", {"siege_days": 99.0}, "the date alone"),
    Attempt("24 October", "48", {"siege_days": 99.0, "kept": 0.85}, "a pause: fewer kept"),
    Attempt("26 November to 2 December", "31,500", {"siege_days": 135.0}, "the date alone"),
    Attempt("26 November to 2 December", "31,500",
            {"siege_days": 135.0, "risk_home": 1.0, "kept": 0.0},
            "fighting at the door, nobody left to keep people"),
    Attempt("26 November to 2 December", "31,500",
            {"siege_days": 135.0, "risk_home": 1.0, "kept": 0.0, "trust_offer": 0.3, "fear": 0.5},
            "and some trust: the way out led to where neighbours had gone"),
)  # fmt: skip
"""Tried in this order; the numbers were chosen by hand, knowing what was reported."""


def scenario(scenario_id: str, changed: dict[str, float]) -> LoadedScenario:
    """Load a preset with other drivers."""
    overrides = [f"willingness.drivers.{name}={value!r}" for name, value in changed.items()]
    return sim.load(scenario_id, overrides=overrides)


@cache
def streets() -> StreetNetwork:
    """Return the streets, which all of them share."""
    loaded = sim.load(PLAN)
    return build_network(loaded.scenario.network, loaded.base_dir)


def populations(loaded: LoadedScenario, replications: int) -> Iterable[Population]:
    """Yield the people of each replication."""
    for replication in range(replications):
        yield build_population(loaded.scenario, streets(), replication=replication)


def leaving(population: Population) -> int:
    """Return how many want to leave and may."""
    return int(population.persons[population.willing & ~population.prevented].sum())


def by_reason(population: Population) -> np.ndarray:
    """Return people by the code of their reason."""
    return np.bincount(population.reason, weights=population.persons, minlength=len(REASONS))


def neutral_drivers(loaded: LoadedScenario) -> dict[str, float]:
    """Return the drivers that a preset states otherwise than neutral, with their neutral values."""
    stated = loaded.scenario.willingness
    assert stated is not None
    neutral = Drivers()
    return {
        name: getattr(neutral, name)
        for name in Drivers.model_fields
        if getattr(stated.drivers, name) != getattr(neutral, name)
    }


def whole(values: np.ndarray) -> list[int]:
    """Round to whole people whose sum is the rounded sum: largest remainders first."""
    floor = np.floor(values).astype(int)
    short = round(float(values.sum())) - int(floor.sum())
    for index in np.argsort(floor - values, kind="stable")[:short]:
        floor[index] += 1
    return [int(value) for value in floor]


def ranged(values: Sequence[float], show: Callable[[float], str]) -> str:
    """Return mean (least to most)."""
    if min(values) == max(values):
        return show(values[0])
    return f"{show(float(np.mean(values)))} ({show(min(values))} to {show(max(values))})"


def people(value: float) -> str:
    """Return a whole number of people."""
    return f"{value:,.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def short(scenario_id: str) -> str:
    """Return a preset's name without the plan's."""
    return f"`{scenario_id.removeprefix(f'{PLAN}-')}`"


def preset_table(outcomes: dict[str, list[Outcome]]) -> str:
    """Return what became of people in the runs."""

    def row(scenario_id: str, found: list[Outcome]) -> list[str]:
        def of(name: str) -> list[float]:
            return [float(outcome.measures[name] or 0.0) for outcome in found]

        in_thousand = [1000.0 * out / n for out, n in zip(of("out"), of("persons"), strict=True)]
        busy = [
            min(float(run.measures[f"corridors.{gate}.utilisation"] or 0.0) for gate in range(1, 7))
            for run in found
        ]
        return [
            short(scenario_id),
            *(ranged(of(name), people) for name in ("willing", "set_out", "out")),
            ranged(in_thousand, lambda value: f"{value:#.2g}" if value < 10 else f"{value:.0f}"),
            ranged([100.0 * share for share in busy], "{:.0f} %".format),
        ]

    head = ("preset", "want to leave", "set out", "out", "out of 1,000", "idlest of corridors 1-6")
    return table(head, (row(name, found) for name, found in outcomes.items()))


def reason_table(replications: int) -> str:
    """Return why people stayed, mean of the replications: each column adds up to everyone."""
    columns = []
    for scenario_id in PRESETS:
        found = populations(sim.load(scenario_id), replications)
        columns.append(whole(np.mean([by_reason(each) for each in found], axis=0)))
    order = ("none", *STAY_REASONS, *KEPT_REASONS)
    rows = [
        [_REASON_TEXT[name], *(people(column[REASONS.index(name)]) for column in columns)]
        for name in order
    ]
    rows.append(["**everyone**", *(f"**{people(sum(column))}**" for column in columns)])
    return table(("", *(short(name) for name in PRESETS)), rows)


_REASON_TEXT: dict[str, str] = {
    "none": "want to leave and may",
    "own": "stay: would in any case",
    "trust_offer": "stay: distrust of the offer",
    "trust_guarantor": "stay: distrust of the guarantor",
    "risk_way": "stay: danger on the way",
    "apart": "stay: would leave a member behind",
    "orders": "kept: orders",
    "kept": "kept: by others",
    "fear": "kept: fear of the checkpoint",
}


def neutral_table(replications: int) -> str:
    """Return who may leave with each stated driver set neutral in turn."""
    names = list(Drivers.model_fields)
    columns: list[dict[str, str]] = []
    for scenario_id in PRESETS:
        neutral = neutral_drivers(sim.load(scenario_id))
        cases = {"as stated": {}} | {name: {name: value} for name, value in neutral.items()}
        columns.append(
            {
                case: ranged(
                    [leaving(each) for each in populations(scenario(scenario_id, changed),
                                                           replications)], people
                )
                for case, changed in cases.items()
            }
        )  # fmt: skip
    rows = [
        [case if case == "as stated" else f"`{case}` neutral", *(c.get(case, "-") for c in columns)]
        for case in ("as stated", *names)
        if any(case in column for column in columns)
    ]
    return table(("drivers", *(short(name) for name in PRESETS)), rows)


def attempt_table(replications: int) -> str:
    """Return who may leave on other dates, by what was tried."""
    rows = []
    for attempt in ATTEMPTS:
        loaded = scenario(AS_IT_HAPPENED, attempt.changed)
        found = [leaving(each) for each in populations(loaded, replications)]
        values = ", ".join(f"`{name}` {value:g}" for name, value in attempt.changed.items())
        rows.append([attempt.date, f"{attempt.why}: {values}", attempt.reported,
                     ranged(found, people)])  # fmt: skip
    return table(("date", "drivers changed", "reported", "want to leave and may"), rows)


def tables(replications: int, jobs: int) -> str:
    """Make the runs and return all tables.

    Raises
    ------
    RuntimeError
        A run failed.
    """
    specs = [
        RunSpec.of(sim.load(scenario_id), replication=replication)
        for scenario_id in PRESETS
        for replication in range(replications)
    ]
    made = run_many(specs, jobs=jobs, progress=progress_for(sys.stderr))
    failed = next((outcome.error for outcome in made if outcome.failed), None)
    if failed is not None:
        raise RuntimeError(failed)
    outcomes = {
        scenario_id: made[place * replications : (place + 1) * replications]
        for place, scenario_id in enumerate(PRESETS)
    }
    parts = [
        f"Each number: mean (least to most) of {replications} replications, in people.",
        "### What became of people",
        preset_table(outcomes),
        "### Why people stayed",
        reason_table(replications),
        "### Each driver neutral in turn",
        neutral_table(replications),
        "### Other dates",
        attempt_table(replications),
    ]
    return "\n\n".join(parts)


def written(page: str, text: str) -> str:
    """Return the page with the tables between its marks.

    Raises
    ------
    ValueError
        The page lacks its marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def main(argv: list[str] | None = None) -> int:
    """Run the presets; print the tables or write them into the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.willingness", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(argv)
    text = tables(args.replications, args.jobs)
    if args.write:
        PAGE.write_text(written(PAGE.read_text("utf-8"), text), "utf-8")
    else:
        sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
