"""Windows and departures against the run's own begin and end.

What lies wholly outside the run is found without the whole, by ``sim.scenario``.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario import Fault, Scenario


def time_warnings(scenario: Scenario) -> Iterator[Fault]:
    """Find windows that the run ends in, and departures that begin before it."""
    yield from _cut_windows(scenario)
    yield from _early_departures(scenario)


def _cut_windows(scenario: Scenario) -> Iterator[Fault]:
    clock = scenario.clock
    for corridor_id, corridor in sorted(scenario.corridors.items()):
        for index, window in enumerate(corridor.windows):
            for opened, closed in window.spans():
                if clock.seconds(opened) < clock.duration_s < clock.seconds(closed):
                    yield Fault(
                        ("corridors", corridor_id, "windows", str(index)),
                        f"closes {closed:%Y-%m-%d %H:%M}, after the run ends "
                        f"({clock.end:%Y-%m-%d %H:%M})",
                        "Write a later clock.end to let the run see all of it.",
                        severity="warning",
                    )


def _early_departures(scenario: Scenario) -> Iterator[Fault]:
    clock, people = scenario.clock, scenario.population
    waves = {("population", "departure"): people.departure} | {
        ("population", "departure_by_class", line): own
        for line, own in sorted(people.departure_by_class.items())
    }
    for path, sequence in waves.items():
        for index, wave in enumerate(sequence):
            if clock.seconds(wave.begin) < 0.0:
                yield Fault(
                    (*path, str(index), "begin"),
                    f"{wave.begin:%Y-%m-%d %H:%M} is before the run starts "
                    f"({clock.start:%Y-%m-%d %H:%M}): who was due earlier sets out at the start",
                    "Write an earlier clock.start to let them set out one by one.",
                    severity="warning",
                )
