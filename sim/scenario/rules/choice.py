"""Rules of decisions: they speak of corridors that there are."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.choice import Choice
from sim.scenario.faults import Fault
from sim.scenario.parts import Parts
from sim.scenario.rules.corridors import unknown_corridors


def choice_faults(parts: Parts) -> Iterator[Fault]:
    """Yield what is wrong between the choice and the corridors."""
    for path, choice in parts.of(Choice):
        for field in ("risk", "trust"):
            named = [((*path, field, name), name) for name in getattr(choice, field)]
            yield from unknown_corridors(named, parts)
            if named and choice.rule != "logit":
                yield Fault(
                    (*path, field),
                    f"has no effect with the rule {choice.rule!r}",
                    "Write `rule: logit`, or leave it out.",
                    severity="warning",
                )
