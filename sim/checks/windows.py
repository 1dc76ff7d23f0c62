"""Windows and departures against the run's own begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sim.scenario import Fault, Scenario


def window_warnings(scenario: Scenario) -> Iterator[Fault]:
    """Find windows that the run does not see, or not to their end, and departures likewise."""
    clock = scenario.clock
    for corridor_id, corridor in sorted(scenario.corridors.items()):
        for index, window in enumerate(corridor.windows):
            path = ("corridors", corridor_id, "windows", str(index))
            for opened, closed in window.spans():
                if clock.seconds(closed) <= 0.0:
                    yield _warning(path, "closes", closed, "before", "starts", clock.start)
                elif clock.seconds(opened) >= clock.duration_s:
                    yield _warning(path, "opens", opened, "after", "ends", clock.end)
                elif clock.seconds(closed) > clock.duration_s:
                    yield _warning(path, "closes", closed, "after", "ends", clock.end)
    waves = {("departure",): scenario.population.departure} | {
        ("departure_by_class", line): waves
        for line, waves in sorted(scenario.population.departure_by_class.items())
    }
    for place, sequence in waves.items():
        for index, wave in enumerate(sequence):
            path = ("population", *place, str(index), "begin")
            if clock.seconds(wave.begin) >= clock.duration_s:
                yield _warning(path, "begins", wave.begin, "after", "ends", clock.end)
            elif clock.seconds(wave.begin) < 0.0:
                yield Fault(
                    path,
                    f"begins {wave.begin:%d %b %H:%M}, before the run starts "
                    f"({clock.start:%d %b %H:%M}): who was due earlier sets out at the start",
                    "Start the run earlier (clock.start) if they should set out one by one.",
                    severity="warning",
                )


def _warning(
    path: tuple[str, ...], verb: str, when: datetime, side: str, run_verb: str, limit: datetime
) -> Fault:
    field = "clock.start" if side == "before" else "clock.end"
    return Fault(
        path,
        f"{verb} {when:%d %b %H:%M}, {side} the run {run_verb} ({limit:%d %b %H:%M})",
        f"Change {field} to let the run see all of it.",
        severity="warning",
    )
