"""What a record says of every party, worked out once: who set out, for which gate, served when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.results import windows
from sim.results.record import RunRecord
from sim.results.status import STATUS_CODE
from sim.scenario import FieldPath, LoadedScenario

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOT_SET_OUT: tuple[str, ...] = ("at_home", "stayed", "prevented")
"""Statuses of those who did not set out; everyone else did, whatever became of them."""

FEW = 0.01
"""Share of people that may be left without anything being said to hold them back."""

GONE_ELSEWHERE: tuple[str, ...] = ("returned", "sheltering")
"""Statuses of those who set out and no longer want to pass a gate."""


@dataclass(frozen=True)
class Facts:
    """A run record and what every measure needs of it.

    Parameters
    ----------
    record
        The record.
    duration_s
        From the scenario's start to its end.
    set_out
        (P,) set out, also if still waiting to leave the door when the run ended.
    bound
        (P,) gate that the party set out for on foot, -1 if none.
    carried
        (P,) gate that vehicles carried it to, -1 if none did.
    started_s
        (P,) when it set out: into the first street, or to its own door if it never got into
        one; inf for who did not.
    passed
        (P,) began service.
    served_until_s
        (P,) end of its service, at most the end of the run; NaN without service.
    """

    record: RunRecord
    duration_s: float
    set_out: BoolArray
    bound: NDArray[np.int16]
    carried: NDArray[np.int16]
    started_s: FloatArray
    passed: BoolArray
    served_until_s: FloatArray

    def sample(self, time_s: float) -> int:
        """Return the series' first row at or after `time_s`, its last row if there is none."""
        times = self.record.series.time_s
        return min(int(np.searchsorted(times, time_s, side="left")), len(times) - 1)

    @property
    def through(self) -> NDArray[np.int16]:
        """(P,) gate that the party goes through, on foot or in a vehicle; -1 if none."""
        return np.where(self.carried >= 0, self.carried, self.bound)

    def forecourt_at(self, time_s: float) -> NDArray[np.int64]:
        """Return (G,) people in each forecourt at the series' first row at or after `time_s`."""
        return np.asarray(self.record.series.forecourt[self.sample(time_s)].sum(axis=1), np.int64)

    def not_through(self, time_s: float) -> BoolArray:
        """Return (P,) who had set out for a gate and not begun to pass it before `time_s`."""
        gone = np.isin(self.record.status, [STATUS_CODE[name] for name in GONE_ELSEWHERE])
        gave_up_s = self.record.closing.gave_up_s
        if gave_up_s is not None:  # who gave up later, or at that instant, was still there
            gone &= ~(gave_up_s >= time_s)
        through = self.passed & (self.record.service_begin_s < time_s)
        on_the_way = (self.bound >= 0) & (self.started_s <= time_s)
        return np.asarray(on_the_way & ~through & ~gone, np.bool_)


def assumption(loaded: LoadedScenario, path: FieldPath) -> str | None:
    """Return what the nearest mark says of an assumed value, None where it is not assumed."""
    mark = loaded.mark(path)
    return mark.assumed if mark is not None and mark.is_assumed else None


def gather(record: RunRecord) -> Facts:
    """Work the facts out."""
    at_home = np.isin(record.status, [STATUS_CODE[name] for name in NOT_SET_OUT])
    set_out = ~at_home
    waiting_at_door = set_out & np.isnan(record.set_out_s)
    started = np.where(waiting_at_door, record.population.departure_s, record.set_out_s)
    passed = ~np.isnan(record.service_begin_s)
    done_s = record.out_s
    if record.held_s is not None:
        done_s = np.where(np.isnan(done_s), record.held_s, done_s)
    served_until = np.where(passed & np.isnan(done_s), record.end_s, done_s)
    rides = np.zeros(len(set_out), np.bool_)
    if record.services is not None:
        rides = record.services.carried
    return Facts(
        record=record,
        duration_s=record.loaded.scenario.clock.duration_s,
        set_out=set_out,
        bound=np.where(set_out & ~rides, record.chosen, -1).astype(np.int16),
        carried=np.where(rides, record.chosen, -1).astype(np.int16),
        started_s=np.where(set_out, started, np.inf),
        passed=passed,
        served_until_s=served_until,
    )


def last_closes(facts: Facts) -> FloatArray:
    """Return (G,) the last close of each gate for any class, -inf if it never opens."""
    gates = facts.record.gates
    spans = (
        windows.open_spans(gates, gate, facts.duration_s)
        for gate in range(len(facts.record.corridor_ids))
    )
    return np.asarray([span[-1, 1] if len(span) else -np.inf for span in spans])


def beyond(facts: Facts, close_s: FloatArray) -> BoolArray:
    """Return (P,) who had set out for a gate and not begun to pass it by its last close.

    Parameters
    ----------
    close_s
        (G,) see `last_closes`; of a gate that never opens everyone bound for it is beyond.
    """
    result = np.zeros(len(facts.bound), np.bool_)
    for gate, time_s in enumerate(close_s):
        until_s = float(time_s) if np.isfinite(time_s) else facts.record.end_s
        result |= (facts.bound == gate) & facts.not_through(until_s)
    return result
