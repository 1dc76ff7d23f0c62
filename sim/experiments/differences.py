"""Differences between scenarios, run by run on the same people, and how sure chance lets us be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.experiments.measured import CORRIDORS, DISTRICTS, HEADLINES, Group, Measured
from sim.experiments.outcome import Outcome
from sim.experiments.statistics import holm, paired_p_value, spread

SURE = 0.05
"""A difference is more than chance where its adjusted p-value is below this."""


@dataclass(frozen=True)
class Difference:
    """How one measure of a scenario differs from that of the first.

    Parameters
    ----------
    other
        Label of the scenario; the difference is its value less that of the first.
    group, of
        Whether it is a headline measure, or one of the corridor or district `of`.
    measured
        The measure.
    pairs
        How many pairs of runs have it.
    first, second
        Its mean over them in the first scenario and in the other.
    mean, sd
        Mean of the differences; their standard deviation, None of one pair.
    low, high
        95 % interval of that mean (Student's t), None of one pair.
    p, p_holm
        Two-sided p-value of no difference; the same adjusted for all that are compared (Holm).
    all_zero
        Whether it is exactly 0 in every pair.
    """

    other: str
    group: Group
    of: str
    measured: Measured
    pairs: int
    first: float
    second: float
    mean: float
    sd: float | None
    low: float | None
    high: float | None
    p: float
    p_holm: float
    all_zero: bool

    @property
    def name(self) -> str:
        """Dotted name of the measure."""
        if self.group == "headline":
            return self.measured.name
        return f"{self.group}s.{self.of}.{self.measured.name}"

    def words(self, runs: int) -> str:
        """Return what it is of, and how many of the pairs of runs have it where not all do."""
        few = f" ({self.pairs} of {runs} pairs)" if self.pairs < runs else ""
        return f"{self.measured.label}{few}"

    @property
    def effect(self) -> float | None:
        """Mean difference by the standard deviation of the differences (Cohen's d of pairs)."""
        return self.mean / self.sd if self.sd else None

    @property
    def sure(self) -> bool:
        """Whether chance is ruled out as the reason."""
        return self.p_holm < SURE


def paired(first: Sequence[Outcome], second: Sequence[Outcome], name: str) -> list[float]:
    """Return the differences of a measure, second less first, of the pairs that both have it."""
    return [b - a for a, b in _pairs(first, second, name)]


def differences(
    first: Sequence[Outcome], others: Mapping[str, Sequence[Outcome]]
) -> tuple[Difference, ...]:
    """Compare scenarios with the first, measure by measure.

    A measure that a scenario lacks, such as those of a corridor that it does not have, is not
    compared. p-values are adjusted over everything that is returned.

    Parameters
    ----------
    first
        Outcomes of the first scenario, in the order of their replications.
    others
        Those of each other scenario, by its label, in the same order.
    """
    found = [
        one
        for label, second in others.items()
        for group, of, measured in _measures(first)
        if (one := _difference(first, second, label, group, of, measured)) is not None
    ]
    adjusted = holm([one.p for one in found])
    return tuple(replace(one, p_holm=p) for one, p in zip(found, adjusted, strict=True))


def _difference(
    first: Sequence[Outcome],
    second: Sequence[Outcome],
    label: str,
    group: Group,
    of: str,
    measured: Measured,
) -> Difference | None:
    name = measured.name if group == "headline" else f"{group}s.{of}.{measured.name}"
    pairs = _pairs(first, second, name)
    if not pairs:
        return None
    each = [b - a for a, b in pairs]
    found, p = spread(each), paired_p_value(each)
    return Difference(
        other=label,
        group=group,
        of=of,
        measured=measured,
        pairs=len(pairs),
        first=sum(a for a, _ in pairs) / len(pairs),
        second=sum(b for _, b in pairs) / len(pairs),
        mean=found.mean,
        sd=found.sd,
        low=found.low,
        high=found.high,
        p=p,
        p_holm=p,
        all_zero=not any(each),
    )


def _pairs(
    first: Sequence[Outcome], second: Sequence[Outcome], name: str
) -> list[tuple[float, float]]:
    found = []
    for one, other in zip(first, second, strict=True):
        a, b = one.measures.get(name), other.measures.get(name)
        if a is not None and b is not None:
            found.append((a, b))
    return found


def _measures(outcomes: Sequence[Outcome]) -> Iterator[tuple[Group, str, Measured]]:
    """Yield everything that is compared; corridors and districts are those of the outcomes."""
    for measured in HEADLINES:
        yield "headline", "", measured
    names = [name for outcome in outcomes for name in outcome.measures]
    for of in _ids(names, "corridors"):
        for measured in CORRIDORS:
            yield "corridor", of, measured
    for of in _ids(names, "districts"):
        for measured in DISTRICTS:
            yield "district", of, measured


def _ids(names: Sequence[str], group: str) -> list[str]:
    """Return the ids in names such as ``corridors.3.out``; an id may hold dots, a measure none."""
    begin = f"{group}."
    return list(
        dict.fromkeys(
            name.removeprefix(begin).rpartition(".")[0] for name in names if name.startswith(begin)
        )
    )
