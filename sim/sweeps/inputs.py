"""Inputs that a sweep may vary as a whole: ``inputs.NAME``, a factor on what a scenario states.

Those of `corridors compare --inputs`, and how late the windows open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sim.experiments.ranges import RANGES
from sim.scenario.clock import Window
from sim.scenario.corridor import Corridor
from sim.scenario.scenario import Scenario

PREFIX = "inputs."


@dataclass(frozen=True)
class Input:
    """Something uncertain that stands at many places of a scenario.

    Parameters
    ----------
    label
        What people call it.
    base
        The value that leaves the scenario as it is.
    apply
        Returns a scenario with the value applied.
    """

    label: str
    base: float
    apply: Callable[[Scenario, float], Scenario]


def with_windows_delayed(scenario: Scenario, delay_s: float) -> Scenario:
    """Return a scenario whose windows open later, by whole seconds, and close when they did.

    A window that would open at its close or later is left out: that corridor has one fewer.
    """
    delay = timedelta(seconds=round(delay_s))
    corridors = {
        key: corridor.model_copy(update={"windows": _delayed(corridor, delay)})
        for key, corridor in scenario.corridors.items()
    }
    return scenario.model_copy(update={"corridors": corridors})


def _delayed(corridor: Corridor, delay: timedelta) -> tuple[Window, ...]:
    return tuple(
        Window(open=begin + delay, close=end, classes=window.classes)
        for window in corridor.windows
        for begin, end in window.spans()
        if begin + delay < end
    )


INPUTS: Mapping[str, Input] = {
    **{each.name: Input(each.label, 1.0, each.apply) for each in RANGES},
    "window_delay_s": Input("how late the windows open", 0.0, with_windows_delayed),
}
