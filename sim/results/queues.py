"""What each gate did: windows, lanes, queues, and the last useful time to join them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.results import windows
from sim.results.facts import FEW, Facts

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LAST_OPEN_HOUR_S = 3600.0
"""How far before the last close utilisation is looked at to say what binds there."""


@dataclass(frozen=True)
class WindowUse:
    """One open span of a gate.

    Parameters
    ----------
    open_s, close_s
        The span.
    classes
        Codes of the classes that may pass in all or part of it.
    passed
        People who began service in it.
    queue_at_close
        People queued for the gate at the close, wherever they stood.
    last_useful_join_s
        Who joined the queue later did not pass by this close; None if nobody in it could.
    """

    open_s: float
    close_s: float
    classes: tuple[int, ...]
    passed: int
    queue_at_close: int
    last_useful_join_s: float | None


@dataclass(frozen=True)
class Left:
    """People who had set out for a gate and not begun to pass it at an instant.

    Parameters
    ----------
    persons, children
        People, and children among them.
    by_class
        (C,) people by the class of their party.
    forecourt, streets, walking
        Where they were: in the forecourt, queued in streets and at doors, still walking.
    """

    persons: int
    children: int
    by_class: tuple[int, ...]
    forecourt: int
    streets: int
    walking: int


@dataclass(frozen=True)
class GateUse:
    """What became of one gate.

    Parameters
    ----------
    spans
        (W, 2) open spans, all classes together.
    open_s
        Their length.
    close_s
        The last close, None if it never opens.
    utilisation, utilisation_at_close
        Busy lane-seconds inside the spans over open lane-seconds, in all and in the last open
        hour in which people queued (the last open hour if they never did); None without lanes,
        without a limit of lanes, or without an open second.
    queued_open_s, utilisation_while_queued, forecourt_while_queued
        Open time, for every class that set out for it, in which more than `FEW` of them queued;
        utilisation in it (None as above, or without such time); and the median of people in the
        forecourt in it.
    lanes_needed
        Lanes that would serve everyone who set out for it within its open time, if they came
        evenly; None if it never opens.
    chosen, arrived, passed, out, safe, carried
        People: set out for it on foot, came, began service; were out and safe, on foot or in
        vehicles; were driven to it.
    peak_queue, peak_queue_s
        The largest queue, and when.
    last_pass_s
        When the last party began to pass.
    queue_wait_max_s
        Longest time that anyone who passed had queued, streets included (cumulative curves).
    overrun_persons, overrun_s
        People whose service outlasted the close, and by how long at most.
    limit_reached
        Somebody is left for whom the gate's limit of people has no place.
    windows
        Each open span.
    left
        Who was not through at the last close (at the run's end if it never opens).
    """

    spans: FloatArray
    open_s: float
    close_s: float | None
    utilisation: float | None
    utilisation_at_close: float | None
    queued_open_s: float
    utilisation_while_queued: float | None
    forecourt_while_queued: int
    lanes_needed: int | None
    chosen: int
    arrived: int
    passed: int
    out: int
    safe: int
    carried: int
    peak_queue: int
    peak_queue_s: float | None
    last_pass_s: float | None
    queue_wait_max_s: float | None
    overrun_persons: int
    overrun_s: float
    limit_reached: bool
    windows: tuple[WindowUse, ...]
    left: Left


def gate_uses(facts: Facts) -> tuple[GateUse, ...]:
    """Measure every gate, in the record's order."""
    return tuple(_gate_use(facts, gate) for gate in range(len(facts.record.corridor_ids)))


def left_at(facts: Facts, time_s: float, gates: list[int]) -> Left:
    """Count who had set out for any of `gates` and not begun to pass it at `time_s`."""
    record = facts.record
    population = record.population
    who = facts.not_through(time_s) & np.isin(facts.bound, gates)
    persons = int(population.persons[who].sum())
    by_class = np.bincount(
        population.line[who],
        weights=population.persons[who],
        minlength=record.gates.admits.shape[1],
    )
    row = facts.sample(time_s)
    forecourt = min(int(record.series.forecourt[row][gates].sum()), persons)
    queued = min(int(record.series.queued_for[row][gates].sum()), persons)
    return Left(
        persons=persons,
        children=int(population.children[who].sum()),
        by_class=tuple(int(count) for count in by_class),
        forecourt=forecourt,
        streets=max(queued - forecourt, 0),
        walking=persons - max(queued, forecourt),
    )


def _gate_use(facts: Facts, gate: int) -> GateUse:
    record = facts.record
    persons = record.population.persons
    own = facts.bound == gate
    spans = windows.open_spans(record.gates, gate, facts.duration_s)
    close_s = float(spans[-1, 1]) if len(spans) else None
    queued = record.series.queued_for[:, gate]
    peak = int(np.argmax(queued))
    begun = record.service_begin_s[own & facts.passed]
    waits = cumulative_curves(facts, gate).waits_s()
    queueing = _queueing_spans(facts, gate, spans, int(persons[own].sum()))
    overrun, overrun_s = _overrun(facts, gate, own)

    def people(who: BoolArray) -> int:
        return int(persons[own & who].sum())

    def through(time_s: FloatArray) -> int:
        """Count those it happened to, in vehicles too."""
        return int(persons[(facts.through == gate) & ~np.isnan(time_s)].sum())

    return GateUse(
        spans=spans,
        open_s=float((spans[:, 1] - spans[:, 0]).sum()),
        close_s=close_s,
        utilisation=_utilisation(facts, gate, spans),
        # Lanes that rest because nobody is there yet say nothing of who is left at the close.
        utilisation_at_close=_utilisation(
            facts, gate, last_part(queueing if len(queueing) else spans, LAST_OPEN_HOUR_S)
        ),
        queued_open_s=float((queueing[:, 1] - queueing[:, 0]).sum()),
        utilisation_while_queued=_utilisation(facts, gate, queueing),
        forecourt_while_queued=_forecourt_during(facts, gate, queueing),
        lanes_needed=_lanes_needed(facts, gate, own, spans),
        chosen=int(persons[own].sum()),
        arrived=people(~np.isnan(record.gate_arrival_s)),
        passed=people(facts.passed),
        out=through(record.out_s),
        safe=through(record.safe_s),
        carried=int(persons[facts.carried == gate].sum()),
        peak_queue=int(queued[peak]),
        peak_queue_s=float(record.series.time_s[peak]) if queued[peak] else None,
        last_pass_s=float(begun.max()) if begun.size else None,
        queue_wait_max_s=float(waits.max()) if waits.size else None,
        overrun_persons=overrun,
        overrun_s=overrun_s,
        limit_reached=_limit_reached(facts, gate, own),
        windows=tuple(_window_use(facts, gate, span) for span in spans),
        left=left_at(facts, record.end_s if close_s is None else close_s, [gate]),
    )


@dataclass(frozen=True)
class Curves:
    """Newell's cumulative curves of a gate: who has joined its queue, and who has passed.

    By the instant t, J(t) people have joined the queue, namely those who have passed and those who
    queue, wherever they stand. First come, first served, the horizontal distance between the
    curves is the wait of the person who passes.

    Parameters
    ----------
    time_s, joined
        (K,) ends of control intervals, and J there.
    begin_s, passed
        (R,) begins of service in order, and people passed up to and with each.
    """

    time_s: FloatArray
    joined: NDArray[np.int64]
    begin_s: FloatArray
    passed: NDArray[np.int64]

    def passed_before(self, time_s: float) -> int:
        """Return how many had begun to pass before an instant."""
        row = int(np.searchsorted(self.begin_s, time_s, side="left"))
        return int(self.passed[row - 1]) if row else 0

    def waits_s(self) -> FloatArray:
        """Return (R,) how long the last person of each service had queued, wherever it stood.

        When J first reached the people passed with that service is read between the ends of
        control intervals, along a straight line.
        """
        # Who leaves a queue takes J down again: the last time that J came to that number counts.
        reached = np.minimum.accumulate(self.joined[::-1])[::-1]
        after = np.searchsorted(reached, self.passed, side="left")
        seen = after < len(self.joined)
        after = np.where(seen, after, 0)
        before = np.maximum(after - 1, 0)
        rise = self.joined[after] - self.joined[before]
        missing = self.joined[after] - self.passed
        step_s = self.time_s[after] - self.time_s[before]
        share = np.divide(missing, rise, out=np.zeros(len(after)), where=rise > 0)
        waits = self.begin_s - (self.time_s[after] - share * step_s)
        # Who came after the last sample, or between two of them, has not been seen to queue.
        return np.asarray(np.where(seen, np.maximum(waits, 0.0), 0.0), np.float64)


def cumulative_curves(facts: Facts, gate: int) -> Curves:
    """Return the cumulative curves of a gate."""
    record = facts.record
    who = np.flatnonzero(facts.passed & (facts.bound == gate))
    who = who[np.argsort(record.service_begin_s[who], kind="stable")]
    begin_s = record.service_begin_s[who]
    passed = np.cumsum(record.population.persons[who], dtype=np.int64)
    rows = np.searchsorted(begin_s, record.series.time_s, side="left")
    before = np.concatenate((np.zeros(1, np.int64), passed))[rows]
    joined = before + record.series.queued_for[:, gate]
    return Curves(record.series.time_s, joined, begin_s, passed)


def last_part(spans: FloatArray, length_s: float) -> FloatArray:
    """Return the last `length_s` open seconds of merged `spans`, as spans."""
    parts = []
    for begin, end in spans[::-1]:
        if length_s <= 0.0:
            break
        parts.append((max(begin, end - length_s), end))
        length_s -= end - begin
    return np.asarray(parts[::-1], np.float64).reshape(-1, 2)


def services(facts: Facts, gate: int) -> tuple[FloatArray, FloatArray]:
    """Return begin and end of every service at a gate."""
    who = facts.passed & (facts.bound == gate)
    return facts.record.service_begin_s[who], facts.served_until_s[who]


def _utilisation(facts: Facts, gate: int, spans: FloatArray) -> float | None:
    """Busy over open lane-seconds of open `spans`; service between them counts for neither."""
    lanes = int(facts.record.gates.lanes[gate])
    open_s = float((spans[:, 1] - spans[:, 0]).sum())
    if lanes <= 0 or open_s <= 0.0:
        return None
    begin, end = services(facts, gate)
    edges = np.asarray([spans[0, 0], spans[-1, 1]])
    busy = float(windows.busy_inside(begin, end, spans, edges)[0])
    return busy / (lanes * open_s)


def _queueing_spans(facts: Facts, gate: int, spans: FloatArray, chosen: int) -> FloatArray:
    """Return (W, 2) the open spans less the control intervals without much of a queue.

    Where classes take turns, only the spans count in which all who set out for it may pass: who
    queues for a turn to come is held by the window.
    """
    series = facts.record.series
    gates, duration_s = facts.record.gates, facts.duration_s
    for line in np.unique(facts.record.population.line[facts.bound == gate]):
        spans = windows.common(spans, windows.class_spans(gates, gate, int(line), duration_s))
    long_queue = series.queued_for[:, gate] > FEW * chosen
    both = long_queue[:-1] & long_queue[1:]
    queueing = np.column_stack((series.time_s[:-1][both], series.time_s[1:][both]))
    return windows.common(windows.merged(queueing), spans)


def _forecourt_during(facts: Facts, gate: int, spans: FloatArray) -> int:
    """Return the median of the people in the forecourt at the samples inside `spans`."""
    series = facts.record.series
    inside = (series.time_s[:, None] >= spans[:, 0]) & (series.time_s[:, None] <= spans[:, 1])
    people = series.forecourt[inside.any(axis=1), gate].sum(axis=1)
    return int(np.median(people)) if people.size else 0


def _lanes_needed(facts: Facts, gate: int, own: BoolArray, spans: FloatArray) -> int | None:
    """Service of everyone who set out for the gate, over the seconds that it is open."""
    open_s = float((spans[:, 1] - spans[:, 0]).sum())
    if open_s <= 0.0:
        return None
    gates, population = facts.record.gates, facts.record.population
    line = population.line[own]
    units = population.service_units[own, gates.service_profile[gate, line]]
    return int(np.ceil(round(float((units * gates.service_mean_s[gate, line]).sum()) / open_s, 9)))


def _overrun(facts: Facts, gate: int, own: BoolArray) -> tuple[int, float]:
    """People whose service outlasted the close of their class's window, and by how long at most."""
    record = facts.record
    persons, longest = 0, 0.0
    for line in range(record.gates.admits.shape[1]):
        spans = windows.class_spans(record.gates, gate, line, facts.duration_s)
        who = own & facts.passed & (record.population.line == line)
        if not len(spans) or not who.any():
            continue
        begin = record.service_begin_s[who]
        close = spans[np.maximum(np.searchsorted(spans[:, 0], begin, side="right") - 1, 0), 1]
        late = facts.served_until_s[who] - close
        persons += int(record.population.persons[who][late > 0.0].sum())
        longest = max(longest, float(late.max()))
    return persons, longest


def _limit_reached(facts: Facts, gate: int, own: BoolArray) -> bool:
    persons = facts.record.population.persons
    room = facts.record.gates.capacity_persons[gate] - int(persons[own & facts.passed].sum())
    waiting = own & facts.not_through(np.inf)
    return bool((persons[waiting] > room).any())


def _window_use(facts: Facts, gate: int, span: FloatArray) -> WindowUse:
    record = facts.record
    opens, closes = float(span[0]), float(span[1])
    who = facts.passed & (facts.bound == gate)
    inside = who & (record.service_begin_s >= opens) & (record.service_begin_s < closes)
    lines = range(record.gates.admits.shape[1])
    return WindowUse(
        open_s=opens,
        close_s=closes,
        classes=tuple(
            line
            for line in lines
            if any(
                begin < closes and end > opens
                for begin, end in windows.class_spans(record.gates, gate, line, facts.duration_s)
            )
        ),
        passed=int(record.population.persons[inside].sum()),
        queue_at_close=int(record.series.queued_for[facts.sample(closes), gate]),
        last_useful_join_s=_last_useful_join(facts, gate, closes),
    )


def _last_useful_join(facts: Facts, gate: int, close_s: float) -> float | None:
    """Last instant at which joining the queue, wherever it stood, let one pass by `close_s`.

    By the close N have passed; first come, first served, the person who joined when J(t) reached
    N was the last to pass. Read at the ends of control intervals, and the earlier one taken: a
    time that is said was still in time. Where at most `FEW` of N are queued at the close, one
    could join until then.
    """
    curves = cumulative_curves(facts, gate)
    through = curves.passed_before(close_s)
    queued = int(facts.record.series.queued_for[facts.sample(close_s), gate])
    # A party caught in another gate's queue stands outside the order of this one.
    if queued <= FEW * through:
        return close_s
    times = curves.time_s[curves.time_s <= close_s]
    in_time = np.flatnonzero(curves.joined[: len(times)] <= through)
    if not in_time.size:
        return None
    # In time to the very end: nobody who joined was left, so one could join until the close.
    return close_s if in_time[-1] == len(times) - 1 else float(times[in_time[-1]])
