"""Windows of another length: they open when they did, and close sooner or later."""

from __future__ import annotations

from datetime import datetime, timedelta

from sim.scenario.clock import Window
from sim.scenario.corridor import Corridor
from sim.scenario.scenario import Scenario


def with_window_length(scenario: Scenario, factor: float) -> Scenario:
    """Return a scenario whose windows last `factor` times as long, to the second.

    A window ends at the latest where the corridor's next one for the same people opens. Where the
    last close moves beyond the scenario's end, the end moves with it, by as much.
    """
    corridors = {
        key: corridor.model_copy(update={"windows": _stretched(corridor, factor)})
        for key, corridor in scenario.corridors.items()
    }
    return _ended(scenario, scenario.model_copy(update={"corridors": corridors}))


def with_later_close(scenario: Scenario, corridor_id: str, later: timedelta) -> Scenario:
    """Return a scenario in which one corridor's last close is so much later.

    The scenario's end moves as in `with_window_length`.
    """
    corridor = scenario.corridors[corridor_id]
    last = last_close(corridor)
    windows = tuple(
        Window(open=begin, close=end + later if end == last else end, classes=window.classes)
        for window in corridor.windows
        for begin, end in window.spans()
    )
    changed = corridor.model_copy(update={"windows": windows})
    corridors = {**scenario.corridors, corridor_id: changed}
    return _ended(scenario, scenario.model_copy(update={"corridors": corridors}))


def _ended(scenario: Scenario, changed: Scenario) -> Scenario:
    """Move the end of a scenario whose last close has moved beyond it, by as much."""
    before, after = _last_of_all(scenario), _last_of_all(changed)
    clock = scenario.clock
    if before is None or after is None or after <= clock.end:
        return changed
    clock = clock.model_copy(update={"end": clock.end + (after - before)})
    return changed.model_copy(update={"clock": clock})


def _stretched(corridor: Corridor, factor: float) -> tuple[Window, ...]:
    single = [(window, begin, end) for window in corridor.windows for begin, end in window.spans()]
    windows = []
    for window, begin, end in single:
        length_s = max(1, round((end - begin).total_seconds() * factor))
        close = begin + timedelta(seconds=length_s)
        later = [
            other_begin
            for other, other_begin, _ in single
            if other_begin > begin and _meet(window, other)
        ]
        close = min([close, *later])
        windows.append(Window(open=begin, close=close, classes=window.classes))
    return tuple(windows)


def _meet(one: Window, other: Window) -> bool:
    """Whether a class may pass in both windows."""
    return not one.classes or not other.classes or bool({*one.classes} & {*other.classes})


def last_close(corridor: Corridor) -> datetime | None:
    """Return when a corridor closes for the last time; None if it never opens."""
    return max((end for window in corridor.windows for _, end in window.spans()), default=None)


def _last_of_all(scenario: Scenario) -> datetime | None:
    closes = [last_close(corridor) for corridor in scenario.corridors.values()]
    return max((close for close in closes if close is not None), default=None)
