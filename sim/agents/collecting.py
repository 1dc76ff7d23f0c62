"""What a model writes down as it goes, by Mesa's ``DataCollector``: itself, and a few parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa import DataCollector

from sim.agents import PartySet
from sim.agents.attributes import attribute
from sim.behaviour.dice import Dice
from sim.results.status import STATUSES

if TYPE_CHECKING:
    from sim.model import EvacuationModel

SAMPLE = 1000
"""Parties that agent reporters follow, unless it is said: few enough to ask each at every step."""


class Collector(DataCollector):  # type: ignore[misc]  # mesa ships no types
    """Mesa's collector, whose agent reporters follow a sample of the parties.

    The sample depends on seed and people alone, so two plans are followed on the same parties.

    Parameters
    ----------
    model
        The model; its corridors and people are known.
    agent_reporters
        As in Mesa: what to write down of each party of the sample at every step.
    sample
        How many parties at most; everyone where there are fewer.

    Raises
    ------
    AttributeError
        A reporter names an attribute that parties do not have.
    ValueError
        `sample` is below 1.
    """

    def __init__(
        self, model: EvacuationModel, agent_reporters: Mapping[str, Any] | None, sample: int
    ) -> None:
        for reporter in (agent_reporters or {}).values():
            if isinstance(reporter, str) and reporter != "unique_id":
                attribute(reporter)  # Mesa would write None, step after step
        if sample < 1:
            raise ValueError(f"sample is {sample}: follow at least one party")
        super().__init__(
            model_reporters=_reporters(model.corridor_ids),
            agent_reporters=dict(agent_reporters or {}) or None,
        )
        self._own = dict(self.model_reporters)
        self.sample = _sample(model, sample) if agent_reporters else PartySet(model, _NOBODY)

    def collect(self, model: EvacuationModel) -> None:
        """Write down the model, and what there is to say of each party of the sample."""
        if self.agent_reporters or self.model_reporters != self._own:
            super().collect(_Sampled(model, self.sample) if self.agent_reporters else model)
            return
        # Nothing but our own numbers, which no later step changes: no need for Mesa's deep copies.
        for name, value in zip(self._own, _numbers(model), strict=True):
            self.model_vars[name].append(value)


class _Sampled:
    """A model that shows a collector no more agents than the sample."""

    def __init__(self, model: EvacuationModel, agents: PartySet) -> None:
        self._model, self.agents = model, agents

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


_NOBODY = np.zeros(0, np.int32)


def _sample(model: EvacuationModel, count: int) -> PartySet:
    """Return the parties with the lowest numbers, in their order."""
    people = model.population
    everyone = np.arange(people.party_count, dtype=np.int32)
    drawn = Dice(people, model.seed, model.replication, "sample").roll(everyone, 0)
    return PartySet(model, np.sort(np.argsort(drawn, kind="stable")[:count]).astype(np.int32))


def _reporters(corridor_ids: Sequence[str]) -> dict[str, object]:
    """Name what is written down of the model."""
    return {
        "time_s": "now_s",
        **{name: partial(_people, code=code) for code, name in enumerate(STATUSES)},
        **{f"out_{name}": partial(_out, gate=gate) for gate, name in enumerate(corridor_ids)},
        **{f"queued_{name}": partial(_queued, gate=gate) for gate, name in enumerate(corridor_ids)},
    }


def _numbers(model: EvacuationModel) -> list[float]:
    """Return what `_reporters` say, in their order."""
    ledger = model.ledger
    counts = ledger.by_status, ledger.out, ledger.queued_for
    return [model.now_s, *(int(count) for part in counts for count in part)]


def _people(model: EvacuationModel, *, code: int) -> int:
    """People of a status."""
    return int(model.ledger.by_status[code])


def _out(model: EvacuationModel, *, gate: int) -> int:
    """People out by a corridor."""
    return int(model.ledger.out[gate])


def _queued(model: EvacuationModel, *, gate: int) -> int:
    """People queued for a corridor."""
    return int(model.ledger.queued_for[gate])
