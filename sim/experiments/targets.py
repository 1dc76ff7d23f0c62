"""Targets of `until` as a user writes them: read, and seen to be of measures that exist."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sim.experiments.until import LEAST, MOST, Until
from sim.results.measures import MEASURES, measure_of
from sim.scenario import Fault, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.words import suggest

_FIELD = ("--until",)
_EXAMPLE = "Write a measure and a half-width in its unit, such as out_by_close=200."


def read_targets(texts: Sequence[str]) -> tuple[dict[str, float], list[Fault]]:
    """Read ``MEASURE=HALFWIDTH``; return what is right, and a fault for whatever is not."""
    found: dict[str, float] = {}
    faults: list[Fault] = []
    for text in texts:
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            faults.append(Fault(_FIELD, f"{text!r} is no measure with a number", _EXAMPLE))
            continue
        if name in found:
            faults.append(Fault(_FIELD, f"{name} is given twice", "Write it once."))
        found[name] = value
    return found, faults


def target_faults(
    half_widths: Mapping[str, float], replications: int | None, scenarios: Sequence[Scenario]
) -> Iterator[Fault]:
    """Yield what is wrong with targets for these scenarios (those that could be read)."""
    for name, value in half_widths.items():
        if not (math.isfinite(value) and value > 0.0):
            yield Fault(_FIELD, f"{name}={value:g} is no half-width above 0", _EXAMPLE)
        try:
            measure_of(name)
        except KeyError:
            near = suggest(name, [measure.name for measure in MEASURES])
            remedy = f"{near} docs/results.md defines them all."
            yield Fault(_FIELD, f"there is no measure {name!r}", remedy)
        else:
            yield from _missing(name, scenarios)
    if half_widths and replications is not None and replications < LEAST:
        message = f"at most {replications} replications are allowed, and {LEAST} come before a look"
        yield Fault(("--replications",), message, f"Write {LEAST} or more, or leave it out.")


def _missing(name: str, scenarios: Sequence[Scenario]) -> Iterator[Fault]:
    """Yield a fault for a corridor or district that a scenario does not have."""
    group, _, rest = name.partition(".")
    one = rest.rpartition(".")[0]
    for scenario in scenarios:
        ids = {
            "corridors": list(scenario.corridors),
            "districts": list(scenario.population.districts),
        }.get(group)
        if ids is not None and one not in ids:
            message = f"{name}: {scenario.id} has no {one!r} in {group}"
            yield Fault(_FIELD, message, suggest(one, ids))


def until_of(
    half_widths: Mapping[str, float] | None,
    replications: int | None,
    scenarios: Sequence[Scenario],
) -> Until | None:
    """Return when to stop; None if nothing is asked.

    Raises
    ------
    ScenarioError
        A target is none, or of something that is not there; holds every fault.
    """
    if not half_widths:
        return None
    faults = list(target_faults(half_widths, replications, scenarios))
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    return Until(dict(half_widths), MOST if replications is None else replications)
